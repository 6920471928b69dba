"""Wide: UTF-8 that was read as Chinese, Japanese or Korean, `縺ゅｋ` for `ある` and `谐芯写` for `год`.

Such a codec takes two bytes for a character, so letters are torn apart and pasted to their neighbours, an ASCII
letter among them, and pairs of bytes that it does not have become U+FFFD. Encoded again, the text is UTF-8 with
holes. A letter with a hole is one of those whose bytes fit and which the codec could not have read; the language
of what is whole says which (`torn`), and where it can not, U+FFFD stays, one for a letter.

Good text encoded so is hardly ever UTF-8: four in ten of its bytes would have to fall into whole letters by chance,
and then be likelier than what was there. Nothing is guessed from nothing: a letter of which no byte is left stays
U+FFFD, as does one that may have been any of more than a few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.letter_table import STEPS
from cleaners.letter_weights import EAST_ASIAN, Weight
from cleaners.letters import KERNEL, code_points, cost_in, language_of, least_cost
from cleaners.likeliest import Script, Slot, choose, first_of_classes, inventory

WIDE: Final = ("gbk", "cp932", "shift_jis", "big5", "cp949")
_EAST: Final = re.compile("[\u2e80-\ud7a3\uf900-\ufaff\uff61-\uff9f]")
_HOLE: Final = b"\xff"  # no codec here and no UTF-8 has this byte
_LETTER: Final = rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}"
_WHOLE: Final = re.compile(_LETTER)
_ASCII: Final = bytes(range(0x80))
_UNIT: Final = re.compile(
    rb"(?P<certain>(?:[\x00-\x7f]++|" + _LETTER + rb")++)"
    rb"|(?P<letter>[\xc2-\xdf][\x80-\xbf\xff]|[\xe0-\xef][\x80-\xbf\xff]{2}|\xf0[\x90-\xbf\xff][\x80-\xbf\xff]{2})"
    rb"|(?P<headless>\xff[\x80-\xbf]{1,2}(?![\x80-\xbf])|\xff\xff)"
    rb"|(?P<stray>[\x80-\xff])"
)
_COVERED: Final = 0.4  # of the bytes beyond ASCII, in whole letters
_FEWEST: Final = 3  # whole letters
_WORTH: Final = 8.0  # nats that a line gains
_CHEAP: Final = 10.0  # nats a letter, in one language; what is read has to be ordinary text
_MOST: Final = 40  # letters that one may be; of more none is guessed


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
    read = (_read(lines[number], data, codec) for number, data in zip(east, encoded, strict=True))
    found = {number: wide for number, wide in zip(east, read, strict=True) if wide}
    return found if sum(wide.gain for wide in found.values()) >= strong else {}


def may_be_wide(line: str, weight: Weight) -> bool:
    """Whether a line is East Asian and costs more than ordinary text may.

    What was read so costs 11.6 nats a letter, clean text 8.8.
    """
    return weight.cost > _CHEAP * STEPS * weight.beyond and _EAST.search(line) is not None


def _likely(lines: Sequence[str]) -> tuple[str | None, Sequence[bytes]]:
    """The codec in which most of a line has the shape of UTF-8, if any, and the lines encoded in it."""
    encoded = {codec: [_encode(line, codec) for line in lines] for codec in WIDE}
    shares = {codec: max(map(_share, data)) for codec, data in encoded.items()}
    best = max(WIDE, key=lambda codec: shares[codec])
    return best if shares[best] >= _COVERED else None, encoded[best]


def _encode(line: str, codec: str) -> bytes:
    """The bytes behind a line, with a hole for each that is lost; none where the codec has not all its characters."""
    try:  # no codec here has NUL as the second byte of a character, and no text that comes here has one
        return line.replace("\ufffd", "\0").encode(codec).replace(b"\0", _HOLE)
    except UnicodeEncodeError:
        return b""


def decode_whole(line: str, codec: str) -> str | None:
    """A line of which no byte is lost, read right; None for any other."""
    try:
        return _encode(line, codec).decode() or None
    except UnicodeDecodeError:
        return None


def _share(data: bytes) -> float:
    """Which part of the bytes beyond ASCII stands in whole letters of UTF-8; holes do not count."""
    if not data:
        return 0.0
    if kernel := KERNEL.loaded_too("codepage_kernel"):
        letters, covered, beyond = kernel.whole_letters(np.frombuffer(data, np.uint8), _HOLE[0])
    else:
        whole = _WHOLE.findall(data)
        letters, covered = len(whole), sum(map(len, whole))
        beyond = len(data.translate(None, _ASCII + _HOLE))
    return covered / beyond if letters >= _FEWEST else 0.0


def _read(line: str, data: bytes, codec: str) -> Wide | None:
    """The line read right, from the bytes behind it."""
    if _share(data) < _COVERED:
        return None
    whole = code_points(b" ".join(_WHOLE.findall(data)).decode("utf-8", "replace"))
    letters = int(np.count_nonzero(whole > 0x7F))
    script = Script(
        language_of(code_points(data.decode("utf-8", "ignore"))), bool((whole >= EAST_ASIAN).any())
    )
    text = choose(list(_slots(data, codec, script)), script)
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
    return Wide(text, codec, gain, torn=beyond > letters)


def _slots(data: bytes, codec: str, script: Script) -> Iterator[Slot]:
    """The line cut into letters to choose and what is certain."""
    certain = ""
    for match in _UNIT.finditer(data):
        unit = match[0]
        options = b""
        if match.lastgroup == "certain" or (match.lastgroup == "letter" and _HOLE not in unit):
            certain += unit.decode("utf-8", "replace")
        else:
            if unit.strip(_HOLE) and match.lastgroup != "stray":
                following = data[match.end()] if match.end() < len(data) else ord("\n")
                options = _options(unit, following, codec, script)
            if not options:
                certain += "\ufffd"
        if options:
            if certain:
                yield Slot(b"", certain)
            certain = ""
            yield Slot(options, "\ufffd")
    if certain:
        yield Slot(b"", certain)


@cache
def _options(unit: bytes, following: int, codec: str, script: Script) -> bytes:
    """The letters that what is left of one may have been, one of each class, uint32 as bytes; none if too many.

    Args:
        unit: its bytes, with holes.
        following: the byte behind it.
        codec: what it was read in.
        script: what the line is written in.
    """
    chars, encoded = inventory(script, len(unit))
    fits = np.ones(len(chars), np.bool_)
    for place, byte in enumerate(unit):
        after = (*unit, following)[place + 1]
        fits &= _unreadable(codec, after)[encoded[place]] if byte == _HOLE[0] else encoded[place] == byte
    return first_of_classes(chars[fits]).tobytes() if np.count_nonzero(fits) <= _MOST else b""


@cache
def _unreadable(codec: str, following: int) -> NDArray[np.bool_]:
    """The bytes of which the codec makes U+FFFD before another byte, bool [256]; before a hole it may be any byte."""
    lost = np.zeros(256, np.bool_)
    for byte in range(0x80, 0xFF):
        ways = (
            bytes((byte, other)) for other in (range(0x80, 0xFF) if following == _HOLE[0] else (following,))
        )
        lost[byte] = any(way.decode(codec, "replace").startswith("\ufffd") for way in ways)
    return lost
