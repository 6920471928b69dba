"""The compiled form of what `codepages` looks for in a text: the shape of UTF-8."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaners.compiled import compiled

Points = NDArray[np.uint32]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


@compiled
def cover(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    points: Points, follows: Points, two: Points, three: Points, four: Points, codecs: int
) -> tuple[Points, NDArray[np.int64]]:
    """The characters beyond ASCII with one behind each run, and how many each code page covers.

    Args:
        points: a text.
        follows: in which code pages a character stands for a byte that follows, a bit for each, uint32 [65536].
        two: in which it begins a letter of two bytes.
        three: of three.
        four: of four.
        codecs: how many code pages there are.
    """
    around = np.empty(len(points), dtype=np.uint32)
    count = 0
    was_beyond = False
    for point in points:
        if point > 0x7F or was_beyond:
            around[count] = min(point, 0xFFFF)
            count += 1
        was_beyond = point > 0x7F
    around = around[:count]
    covered = np.zeros(codecs, dtype=np.int64)
    for at in range(count - 1):
        after = follows[around[at + 1]]
        begins = two[around[at]] & after
        size = 2
        for further in range(2):
            if begins:
                for codec in range(codecs):
                    covered[codec] += size * ((begins >> np.uint32(codec)) & np.uint32(1))
            if at + 2 + further >= count:
                break
            after &= follows[around[at + 2 + further]]
            begins = (four if further else three)[around[at]] & after
            size += 1
        else:
            if begins:
                for codec in range(codecs):
                    covered[codec] += size * ((begins >> np.uint32(codec)) & np.uint32(1))
    return around, covered


@compiled
def find_utf8(points: Points, table: Bytes) -> tuple[Flags, Flags, Points]:
    """Look for the shape of UTF-8: first bytes, all of a letter, and what first bytes begin.

    Args:
        points: a text.
        table: the byte behind each character in a code page, uint8 [65536].
    """
    size = len(points)
    data = np.zeros(size + 3, dtype=np.uint32)
    for at in range(size):
        data[at] = table[min(points[at], 0xFFFF)]
    first = np.zeros(size, dtype=np.bool_)
    inside = np.zeros(size, dtype=np.bool_)
    decoded = points.copy()
    for at in range(size):
        length, value = _letter(data, at)
        if length:
            first[at] = True
            inside[at : at + length] = True
            decoded[at] = value
    return first, inside, decoded


@compiled
def _letter(data: Points, at: int) -> tuple[int, int]:
    """How many bytes a letter has that begins at a place, 0 for none, and which one it is."""
    lead = data[at]
    if lead < 0xC2 or lead >= 0xF8 or data[at + 1] & 0xC0 != 0x80:
        return 0, 0
    value = data[at + 1] & 0x3F
    if lead < 0xE0:
        return 2, (lead & 0x1F) << 6 | value
    if data[at + 2] & 0xC0 != 0x80:
        return 0, 0
    value = value << 6 | data[at + 2] & 0x3F
    if lead < 0xF0:
        value |= (lead & 0x0F) << 12
        return (3, value) if value >= 0x800 and value & 0xF800 != 0xD800 else (0, 0)
    if data[at + 3] & 0xC0 != 0x80:
        return 0, 0
    value = (lead & 0x07) << 18 | value << 6 | data[at + 3] & 0x3F
    return (4, value) if 0x10000 <= value < 0x110000 else (0, 0)


@compiled
def rank_legacy(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    points: Points,
    start: int,
    end: int,
    data: Bytes,
    rows: NDArray[np.int64],
    tables: Points,
    classes: NDArray[np.int64],
    size: int,
    pair_rows: NDArray[np.uint16],
    least: Bytes,
    wanted: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The paths that a text can have gone, and what a sample costs on each, in steps; none that has enough before it.

    Args:
        points: the text.
        start: where the sample begins.
        end: where it ends.
        data: the bytes of all characters in the codecs that it can have been read in, uint8 [read as, 65536].
        rows: which of these each path needs.
        tables: the characters of the bytes in what it was, uint32 [paths, 256].
        classes: the class of each code point.
        size: how many classes there are.
        pair_rows: the row of costs of two classes.
        least: what a row costs in its cheapest language.
        wanted: how many paths at least, the cheapest ones.
    """
    chars = points[points > 0x7F]
    near = np.empty(max(0, end - start), dtype=np.int64)  # the second characters of pairs that cost anything
    pairs = 0
    for at in range(start + 1, end):
        near[pairs] = at
        pairs += points[at] > 0x7F or points[at - 1] > 0x7F
    numbers = np.empty(len(rows), dtype=np.int64)
    costs = np.empty(len(rows), dtype=np.int64)
    found = 0
    cheapest = np.full(wanted, np.iinfo(np.int64).max, dtype=np.int64)
    for path in range(len(rows)):
        read_as = data[rows[path]]
        if _is_possible(chars, read_as, tables[path]):
            cost = np.int64(0)
            for at in near[:pairs]:
                last, point = points[at - 1], points[at]
                first = classes[tables[path, read_as[last]] if last > 0x7F else last]
                second = classes[tables[path, read_as[point]] if point > 0x7F else point]
                cost += least[pair_rows[first * size + second]]
                if cost > cheapest[-1]:
                    break
            else:
                numbers[found] = path
                costs[found] = cost
                found += 1
                cheapest[-1] = cost
                cheapest.sort()
    return numbers[:found], costs[:found]


@compiled
def _is_possible(chars: Points, read_as: Bytes, table: Points) -> bool:
    """Whether each character has a byte that stands for another, and not mostly C1 controls would change."""
    changed = controls = 0
    for char in chars:
        byte = read_as[min(char, 0xFFFF)]
        if byte == 0 or table[byte] == 0:
            return False
        if table[byte] != char:
            changed += 1
            controls += char <= 0x9F
    return 2 * controls < changed


@compiled
def take_back(  # noqa: PLR0913, PLR0917
    points: Points, read_as: Bytes, table: Points, classes: NDArray[np.int64], size: int, odd: Flags
) -> tuple[Points, int]:
    """A text of which each character has a byte, read in another codec, and how many characters stand odd then.

    Args:
        points: the text.
        read_as: the byte of each character, uint8 [65536].
        table: the character of each byte.
        classes: the class of each code point.
        size: how many classes there are.
        odd: whether two classes stand so in no language.
    """
    after = np.empty_like(points)
    still_odd = 0
    last = np.int64(-1)
    for at, point in enumerate(points):
        after[at] = table[read_as[point]] if point > 0x7F else point
        kind = classes[after[at]]
        if last >= 0 and odd[last * size + kind]:
            still_odd += 1
        last = kind
    return after, still_odd
