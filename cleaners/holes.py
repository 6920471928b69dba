"""Holes: UTF-8 of which a codec of two bytes has lost some, as `misread_wide` finds it behind a line.

What is whole can be read. A letter with a hole is one of those whose bytes fit and which the codec could not have read
before what follows; the language of what is whole says which (`likeliest`). Where none fits, or more than a few, U+FFFD
stays, one for a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.letter_weights import EAST_ASIAN
from cleaners.letters import KERNEL, code_points, to_text
from cleaners.likeliest import Script, Slot, choose, first_of_classes, inventory

REPLACEMENT: Final = "\ufffd"
HOLE: Final = b"\xff"  # no UTF-8 has this byte, and cp932 alone for a character of private use
_LETTER: Final = rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}"
_WHOLE: Final = re.compile(_LETTER)
_ASCII: Final = bytes(range(0x80))
_UNIT: Final = re.compile(
    rb"(?P<certain>(?:[\x00-\x7f]++|" + _LETTER + rb")++)"
    rb"|(?P<letter>[\xc2-\xdf][\x80-\xbf\xff]|[\xe0-\xef][\x80-\xbf\xff]{2}|\xf0[\x90-\xbf\xff][\x80-\xbf\xff]{2})"
    rb"|(?P<headless>\xff[\x80-\xbf]{1,2}(?![\x80-\xbf])|\xff\xff)"
    rb"|(?P<stray>[\x80-\xff])"
)
MOST: Final = 40  # letters that one may be; of more none is guessed


class Shape(NamedTuple):
    """How much of the bytes behind a line stands in whole letters of UTF-8; a hole is no byte.

    Attributes:
        letters: how many whole letters.
        covered: bytes in these.
        beyond: bytes beyond ASCII.
        chars: characters that Python makes of these letters; of half a surrogate pair it makes three.
        has_eastern: whether one of them is East Asian, or half a surrogate pair.
    """

    letters: int
    covered: int
    beyond: int
    chars: int
    has_eastern: bool


def shapes(lines: Sequence[bytes]) -> list[Shape]:
    """The shapes of what is behind some lines; no line has a line feed."""
    if kernel := KERNEL.loaded_too("hole_kernel"):
        sums = kernel.shapes(np.frombuffer(b"\n".join(lines), np.uint8))
        return list(map(Shape._make, sums.tolist()))
    return list(map(_shape, lines))


def _shape(data: bytes) -> Shape:
    found = _WHOLE.findall(data)
    chars = code_points(b" ".join(found).decode("utf-8", "replace"))
    return Shape(
        len(found),
        sum(map(len, found)),
        len(data.translate(None, _ASCII + HOLE)),
        int(np.count_nonzero(chars > 0x7F)),
        bool((chars >= EAST_ASIAN).any()),
    )


def fill_holes(data: bytes, codec: str, script: Script) -> str:
    """Read what is behind a line, with the likeliest letter for each that has a hole.

    Args:
        data: the bytes.
        codec: what they were read in.
        script: what the line is written in.
    """
    if kernel := KERNEL.loaded_too("hole_kernel"):
        bytes_read = np.frombuffer(data, np.uint8)
        points = kernel.fill(bytes_read, _all_unreadable(codec), script.language, script.written())
        return to_text(points)
    return choose(list(_slots(data, codec, script)), script)


def _slots(data: bytes, codec: str, script: Script) -> Iterator[Slot]:
    """The line cut into letters to choose and what is certain."""
    certain = ""
    for match in _UNIT.finditer(data):
        unit = match[0]
        options = b""
        if match.lastgroup == "certain" or (match.lastgroup == "letter" and HOLE not in unit):
            certain += unit.decode("utf-8", "replace")
        else:
            if unit.strip(HOLE) and match.lastgroup != "stray":
                following = data[match.end()] if match.end() < len(data) else ord("\n")
                options = _options(unit, following, codec, script)
            if not options:
                certain += REPLACEMENT
        if options:
            if certain:
                yield Slot(b"", certain)
            certain = ""
            yield Slot(options, REPLACEMENT)
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
        fits &= _unreadable(codec, after)[encoded[place]] if byte == HOLE[0] else encoded[place] == byte
    return first_of_classes(chars[fits]).tobytes() if np.count_nonzero(fits) <= MOST else b""


@cache
def _unreadable(codec: str, following: int) -> NDArray[np.bool_]:
    """The bytes of which the codec makes U+FFFD before another byte, bool [256]; before a hole it may be any byte."""
    lost = np.zeros(256, np.bool_)
    for byte in range(0x80, 0xFF):
        ways = (
            bytes((byte, other)) for other in (range(0x80, 0xFF) if following == HOLE[0] else (following,))
        )
        lost[byte] = any(way.decode(codec, "replace").startswith(REPLACEMENT) for way in ways)
    return lost


@cache
def _all_unreadable(codec: str) -> NDArray[np.bool_]:
    """The same before each byte, bool [256, 256]."""
    return np.stack([_unreadable(codec, following) for following in range(0x100)])
