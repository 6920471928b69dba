"""The compiled form of `holes`: whole letters of UTF-8, and what those with holes may have been."""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaners.codepages import Bytes
from cleaners.compiled import compiled
from cleaners.holes import HOLE, MOST, REPLACEMENT, Shape
from cleaners.letter_weights import EAST_ASIAN, Sums
from cleaners.letters import Points
from cleaners.likeliest_kernel import Flags, Places, choose, costs_in

_HOLE: Final = HOLE[0]
_NEW_LINE: Final = 10
_REPLACEMENT: Final = ord(REPLACEMENT)
_FIELDS: Final = len(Shape._fields)


@compiled
def shapes(data: Bytes) -> Sums:
    """How much of each line stands in whole letters of UTF-8: the fields of `Shape`, int64 [lines, fields]."""
    lines = 1
    for byte in data:
        lines += byte == _NEW_LINE
    sums = np.zeros((lines, _FIELDS), dtype=np.int64)
    line = at = 0
    while at < len(data):
        size, point = _letter(data, at)
        if size:
            is_half = 0xD800 <= point < 0xE000  # of a surrogate pair: Python makes a U+FFFD of each byte
            sums[line, 0] += 1
            sums[line, 1] += size
            sums[line, 2] += size
            sums[line, 3] += 3 if is_half else 1
            sums[line, 4] |= point >= EAST_ASIAN
        else:
            sums[line, 2] += data[at] > 0x7F and data[at] != _HOLE
        line += data[at] == _NEW_LINE
        at += max(1, size)
    return sums


@compiled
def _letter(data: Bytes, at: int) -> tuple[int, int | np.int64]:
    """How many bytes the letter has that begins at a place, and which one it is; 0 where none does."""
    lead = np.int64(data[at])
    if lead < 0xC2 or lead > 0xF0:
        return 0, 0
    size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if at + size > len(data):
        return 0, 0
    point = lead & (0x1F if size == 2 else 0x0F if size == 3 else 0x07)
    for further in range(1, size):
        byte = np.int64(data[at + further])
        if byte & 0xC0 != 0x80:
            return 0, 0
        point = point << 6 | byte & 0x3F
    if point < (0x80 if size == 2 else 0x800 if size == 3 else 0x10000):
        return 0, 0
    return size, point


def fill(data: Bytes, unreadable: Flags, language: int, written: Flags) -> Points:
    """What is behind a line, with the likeliest letter for each that has a hole, U+FFFD where there is none.

    Args:
        data: the bytes.
        unreadable: of which byte before which other one the codec makes U+FFFD, bool [other, byte].
        language: what the line is written in, as a column of the table of letters.
        written: whether that has each character, bool [65536].
    """
    costs = costs_in(language)
    text, places, options, bounds = _find(data, unreadable, written, costs.classes, costs.size)
    if len(places):
        chosen = choose(text, places, np.array(options, np.uint32), bounds, costs, written)
        text[places[:, 0]] = np.where(chosen, chosen, _REPLACEMENT)
    return text


@compiled
def _find(
    data: Bytes, unreadable: Flags, written: Flags, classes: Sums, kinds: int
) -> tuple[Points, Places, list[int], Places]:
    """The line with U+FFFD for each letter that has a hole, and what these may have been.

    Returns:
        The line; where the places begin and end at which one of a few letters may stand, int64 [places, 2]; these
        letters, one of each class; and where those of each place begin, int64 [places + 1].
    """
    text = np.empty(len(data), dtype=np.uint32)
    places = np.empty((len(data), 2), dtype=np.int64)
    bounds = np.zeros(len(data) + 1, dtype=np.int64)
    options = [0 for _ in range(0)]
    found = np.empty(MOST, dtype=np.int64)
    seen = np.zeros(kinds, dtype=np.int64)
    at = size = count = 0
    while at < len(data):
        length, point = _letter(data, at)
        if data[at] < 0x80 or (length and not 0xD800 <= point < 0xE000):
            text[size] = point if length else data[at]
            at, size = at + max(1, length), size + 1
            continue
        length, has_hole = _torn(data, at)
        repeated = 1 if has_hole or length == 1 else length
        text[size : size + repeated] = _REPLACEMENT
        few = _options(data, at, length, unreadable, written, found) if has_hole else 0
        begin = len(options)
        for option in found[:few]:
            kind = classes[option]
            if seen[kind] <= count:
                seen[kind] = count + 1
                options.append(option)
        if len(options) > begin:
            places[count] = size, size + 1
            count += 1
            bounds[count] = len(options)
        at, size = at + length, size + repeated
    return text[:size], places[:count], options, bounds[: count + 1]


@compiled
def _torn(data: Bytes, at: int) -> tuple[int, bool]:
    """How many bytes are left of the letter that begins at a place, and whether holes are among them."""
    lead = data[at]
    size = 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4 if lead == 0xF0 else 0
    if size and at + size <= len(data) and not (lead == 0xF0 and data[at + 1] < 0x90):
        has_hole, fits = False, True
        for further in range(1, size):
            byte = data[at + further]
            has_hole |= byte == _HOLE
            fits &= byte == _HOLE or 0x80 <= byte < 0xC0
        if fits:
            return size, has_hole
    if lead == _HOLE:
        end = at + 1
        while end < len(data) and 0x80 <= data[end] < 0xC0:
            end += 1
        if 1 < end - at <= 3:
            return end - at, True
        if end == at + 1 and end < len(data) and data[end] == _HOLE:
            return 2, True
    return 1, False


@compiled
def _options(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    data: Bytes, at: int, size: int, unreadable: Flags, written: Flags, found: Sums
) -> int:
    """The letters that what is left of one may have been, into `found`; how many, none of four bytes or of too many."""
    few = 0
    first, last, after = (
        data[at],
        data[at + size - 1],
        data[at + size] if at + size < len(data) else _NEW_LINE,
    )
    if (size == 2 and first == last == _HOLE) or size > 3:
        return 0
    for lead in range(0xC2 if size == 2 else 0xE0, 0xE0 if size == 2 else 0xF0):
        if not _fits(first, lead, data[at + 1], unreadable):
            continue
        for middle in range(0x80, 0x81 if size == 2 else 0xC0):
            if size > 2 and not _fits(data[at + 1], middle, last, unreadable):
                continue
            block = lead & 0x1F if size == 2 else (lead & 0x0F) << 6 | middle & 0x3F
            for low in range(0x80, 0xC0):
                point = block << 6 | low & 0x3F
                is_long = size == 2 or point >= 0x800
                if is_long and written[point] and _fits(last, low, after, unreadable):
                    if few == len(found):
                        return 0
                    found[few] = point
                    few += 1
    return few


@compiled
def _fits(left: int, byte: int, after: int, unreadable: Flags) -> bool:
    """Whether a byte may have been another, or the hole that stands for it."""
    return left == byte or (left == _HOLE and unreadable[after, byte])
