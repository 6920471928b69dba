"""Wide: UTF-8 that was read as Chinese, Japanese or Korean, `縺ゅｋ` for `ある` and `谐芯写` for `год`.

Such a codec takes two bytes for a character, so letters are torn apart and pasted to their neighbours, an ASCII
letter among them, and pairs of bytes that it does not have become U+FFFD. Encoded again, the text is UTF-8 with
holes. A letter with a hole is one of those whose bytes fit and which the codec could not have read; the language
of what is whole says which (`holes`), and where it can not, U+FFFD stays, one for a letter.

Good text encoded so is hardly ever UTF-8: four in ten of its bytes would have to fall into whole letters by chance,
and then be likelier than what was there. Nothing is guessed from nothing: a letter of which no byte is left stays
U+FFFD, as does one that may have been any of more than a few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaners.holes import HOLE, Shape, fill_holes, shapes
from cleaners.letter_table import STEPS
from cleaners.letter_weights import Weight
from cleaners.letters import code_points, cost_in, language_of, least_cost
from cleaners.likeliest import Script

WIDE: Final = ("gbk", "cp932", "shift_jis", "big5", "cp949")
_EAST: Final = re.compile("[\u2e80-\ud7a3\uf900-\ufaff\uff61-\uff9f]")
_COVERED: Final = 0.4  # of the bytes beyond ASCII, in whole letters
_FEWEST: Final = 3  # whole letters
_WORTH: Final = 8.0  # nats that a line gains
_CHEAP: Final = 10.0  # nats a letter, in one language; what is read has to be ordinary text


@dataclass(frozen=True, slots=True)
class Wide:
    """A line read right.

    Attributes:
        text: the line.
        codec: what it was read in.
        gain: how much likelier it has become, in nats.
        torn: whether letters had to be guessed.
    """

    text: str
    codec: str
    gain: float
    torn: bool


def reread_wide(lines: Sequence[str], weights: Sequence[Weight], strong: float) -> dict[int, Wide]:
    """The lines of a document that are UTF-8 read in a codec of two bytes, by number.

    Args:
        lines: the suspect lines; together they are the evidence.
        weights: what they weigh.
        strong: nats that all of them together must gain.
    """
    east = [
        number
        for number, (line, weight) in enumerate(zip(lines, weights, strict=True))
        if may_be_wide(line, weight)
    ]
    if not east:
        return {}
    codec, encoded = _likely([lines[number] for number in east])
    if codec is None:
        return {}
    read = (
        (number, _read(lines[number], codec, *behind)) for number, behind in zip(east, encoded, strict=True)
    )
    found = {number: wide for number, wide in read if wide}
    return found if sum(wide.gain for wide in found.values()) >= strong else {}


def may_be_wide(line: str, weight: Weight) -> bool:
    """Whether a line is East Asian and costs more than ordinary text may.

    What was read so costs 11.6 nats a letter, clean text 8.8.
    """
    is_dear = weight.cost > max(weight.western, _CHEAP * STEPS * weight.beyond)
    return is_dear and _EAST.search(line) is not None


def _likely(lines: Sequence[str]) -> tuple[str | None, Sequence[tuple[bytes, Shape]]]:
    """The codec in which most of a line has the shape of UTF-8, if any, and what that makes of the lines."""
    encoded = {codec: [_encode(line, codec) for line in lines] for codec in WIDE}
    found = {codec: shapes(data) for codec, data in encoded.items()}
    shares = {codec: max(map(_share, of_lines)) for codec, of_lines in found.items()}
    best = max(WIDE, key=shares.__getitem__)
    return best if shares[best] >= _COVERED else None, list(zip(encoded[best], found[best], strict=True))


def _share(shape: Shape) -> float:
    """Which part of the bytes beyond ASCII stands in whole letters of UTF-8."""
    return shape.covered / shape.beyond if shape.letters >= _FEWEST else 0.0


def _encode(line: str, codec: str) -> bytes:
    """The bytes behind a line, with a hole for each that is lost; none where the codec has not all its characters."""
    try:  # no codec here has NUL as the second byte of a character, and no text that comes here has one
        data = line.replace("\ufffd", "\0").encode(codec)
    except UnicodeEncodeError:
        return b""
    return b"" if HOLE in data else data.replace(b"\0", HOLE)


def decode_whole(line: str, codec: str) -> str | None:
    """A line of which no byte is lost, read right; None for any other."""
    try:
        return _encode(line, codec).decode() or None
    except UnicodeDecodeError:
        return None


def _read(line: str, codec: str, data: bytes, shape: Shape) -> Wide | None:
    """The line read right, from the bytes behind it and their shape."""
    if _share(shape) < _COVERED:
        return None
    script = Script(language_of(code_points(data.decode("utf-8", "ignore"))), bool(shape.has_eastern))
    text = fill_holes(data, codec, script)
    if text.count("\ufffd") > line.count(
        "\ufffd"
    ):  # what fits nowhere is the fault of a hole, or this is no UTF-8
        return None
    kept = code_points(text.replace("\ufffd", ""))
    cost = least_cost(kept)[0] / STEPS
    beyond = max(1, int(np.count_nonzero(kept > 0x7F)))
    gain = least_cost(code_points(line.replace("\ufffd", "")))[0] / STEPS - cost
    if gain < _WORTH or cost_in(kept, language_of(kept)) > _CHEAP * STEPS * beyond:
        return None
    return Wide(text, codec, gain, torn=beyond > shape.chars)
