"""The compiled form of what `torn` does at every place of a line: what is left of a letter, and what it may have been."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.codepages import Bytes
from cleaners.compiled import compiled
from cleaners.letter_weights import EAST_ASIAN, Sums
from cleaners.letters import Points
from cleaners.likeliest_kernel import Costs, Flags, Places, choose, costs_in
from cleaners.torn import FIRST, LOST, MISSING, WORD_LEADS

_NOTHING: Final = -1
_SPACE: Final = 0x20
_NBSP: Final = 0xA0
_QUESTION: Final = 0x3F
_WORD_LEADS: Final = tuple(map(ord, WORD_LEADS))


class Writing(NamedTuple):
    """What is written in the language of a line.

    Attributes:
        written: the characters beyond ASCII that it writes, bool [65536].
        blocks: whether it writes any of 64 characters that begin with the same two bytes of three, bool [1024].
        alphanumeric: letters and digits, bool [0x110000].
        spaces: white space, bool [0x110000].
        lost: the bytes that may be missing, bool [256].
        may_lose: whether there are any.
    """

    written: Flags
    blocks: Flags
    alphanumeric: Flags
    spaces: Flags
    lost: Flags
    may_lose: bool


def mend(
    points: Points, symbols: NDArray[np.int16], language: int, writing: Writing, *, is_eastern: bool
) -> Points | None:
    """A line with what is left of letters made whole; None where nothing is.

    Args:
        points: a line.
        symbols: the bytes behind its characters.
        language: what it is written in, as a column of the table of letters.
        writing: what is written in it.
        is_eastern: whether most of it is East Asian; no accented letter is at home there.
    """
    costs = costs_in(language)
    places, options, bounds = _find(points, symbols, costs, writing, is_eastern)
    if not len(places):
        return None
    chosen = choose(points, places, np.array(options, np.uint32), bounds, costs, writing.written)
    return _put(points, places, chosen)


@compiled
def symbols_of(points: Points, table: Bytes) -> tuple[NDArray[np.int16], bool, bool, bool]:
    """The byte behind each character, as `torn` has it.

    Args:
        points: a line.
        table: the byte behind each character in a code page, uint8 [65536].

    Returns:
        These bytes, whether any of them begins a letter, whether any character is East Asian, and whether half of
        those beyond ASCII are.
    """
    symbols = np.empty(len(points), dtype=np.int16)
    begins = False
    eastern = beyond = 0
    for at, point in enumerate(points):
        symbol = np.int16(table[min(point, 0xFFFF)])
        if point == 0xFFFD or point == 0x1A:  # noqa: PLR1714  a set would be made for every character
            symbol = np.int16(LOST)
        elif symbol == 0:
            symbol = np.int16(_NOTHING)
        symbols[at] = symbol
        if FIRST <= symbol < LOST:
            begins = True
        eastern += point >= EAST_ASIAN
        beyond += point > 0x7F
    return symbols, begins, eastern > 0, 2 * eastern >= beyond


@compiled
def _find(
    points: Points,
    symbols: NDArray[np.int16],
    costs: Costs,
    writing: Writing,
    is_eastern: bool,  # noqa: FBT001
) -> tuple[Places, list[int], Places]:
    """Where something is left of a letter that the language writes, from a character on that is strange there.

    Returns:
        Where each place begins and ends and whether a space stands behind it, int64 [places, 3]; what it may have
        been; and where the options of each begin, int64 [places + 1].
    """
    classes, size = costs.classes, costs.size
    count = 0
    for symbol in symbols:
        count += (symbol >= FIRST) & (symbol < LOST)
    places = np.empty((count, 3), dtype=np.int64)
    bounds = np.zeros(count + 1, dtype=np.int64)
    options = [0 for _ in range(0)]
    found = np.empty(size, dtype=np.int64)
    seen = np.zeros(size, dtype=np.int64)  # when a class was found last, by number of the search
    number = at = count = 0
    while at < len(points):
        end = 0
        if FIRST <= symbols[at] < LOST:
            kind = classes[points[at]]
            is_strange = is_eastern or not writing.written[points[at]]
            if not is_strange and at > 0:
                is_strange = _is_odd(classes[points[at - 1]], kind, costs)
            if not is_strange and at + 1 < len(points):
                is_strange = _is_odd(kind, classes[points[at + 1]], costs)
            if is_strange:
                end, is_space, few, number = _fit(points, symbols, at, writing, classes, found, seen, number)
        if end:
            options.extend(found[:few])
            places[count] = at, end, np.int64(is_space)
            count += 1
            bounds[count] = len(options)
        at = max(end, at + 1)
    return places[:count], options, bounds[: count + 1]


@compiled
def _is_odd(first: int, second: int, costs: Costs) -> bool:
    """Whether two classes stand so in no language."""
    return bool(costs.odd[first * costs.size + second])


@compiled
def _fit(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    points: Points,
    symbols: NDArray[np.int16],
    at: int,
    writing: Writing,
    classes: Sums,
    found: Sums,
    seen: Sums,
    number: int,
) -> tuple[int, bool, int, int]:
    """What is left of a letter, from its first byte on.

    Returns:
        Where it ends, 0 where it is none of the language; whether a space stands behind it; how many letters it may
        have been, which are in `found`; and the number of the last search.
    """
    lead = np.int64(symbols[at])
    second = third = np.int64(_NOTHING)
    is_space = False
    few = 0
    after = at + 1
    # no language here writes letters of four bytes
    for index in range(0 if lead >= 0xF0 else 1 if lead < 0xE0 else 2):
        following = np.int64(symbols[after]) if after < len(points) else np.int64(_NOTHING)
        point = points[after] if after < len(points) else np.uint32(0)
        is_there = 0x80 <= following < 0xC0 or (following == LOST and writing.may_lose)
        after += 1
        for attempt in range(2):  # a space may be a no-break space that was, or stand behind a lost byte
            is_space = attempt == 0 and point == _SPACE and not is_there
            if attempt == 0 and not is_there and not is_space:
                continue
            byte = following if is_there else np.int64(_NBSP if is_space else MISSING)
            second, third = (byte, third) if index == 0 else (second, byte)
            number += 1
            few = _letters(lead, second, third, writing, classes, found, seen, number)
            if few or is_there:
                break
        if not few:
            return 0, False, 0, number
        after -= not (is_there or is_space or point == _QUESTION)
    if is_space:
        before = at > 0 and writing.alphanumeric[points[at - 1]]
        is_followed = after < len(points) and not writing.spaces[points[after]]
        is_space = not (is_followed and (before or points[at] not in _WORD_LEADS))
    return (after if few else 0), is_space, few, number


@compiled
def _letters(  # noqa: PLR0913, PLR0917
    lead: np.int64,
    second: np.int64,
    third: np.int64,
    writing: Writing,
    classes: Sums,
    found: Sums,
    seen: Sums,
    number: int,
) -> int:
    """The letters of the language of which so much may be left, one of each class, into `found`; how many.

    Of a letter of three bytes whose third is not known yet, only whether there is any.
    """
    few = 0
    for middle in _known(second):
        if not _may_be(second, 0x80 + middle, writing.lost):
            continue
        block, final = (lead & 0x0F) << 6 | middle, third
        if lead < 0xE0:
            block, final = lead & 0x1F, np.int64(0x80 + middle)
        elif not writing.blocks[block]:
            continue
        elif third == _NOTHING:
            return 1
        for last in _known(final):
            point = block << 6 | last
            if writing.written[point] and _may_be(final, 0x80 + last, writing.lost):
                kind = classes[point]
                if seen[kind] < number:
                    seen[kind] = number
                    found[few] = point
                    few += 1
    return few


@compiled
def _known(symbol: np.int64) -> range:
    """Among which low six bits a byte is to be looked for: its own, or all where it is lost."""
    return range(symbol - 0x80, symbol - 0x7F) if symbol < 0xC0 else range(0x40)


@compiled
def _may_be(symbol: np.int64, byte: int, lost: Flags) -> bool:
    return bool(symbol == byte or symbol == LOST or (symbol == MISSING and lost[byte]))  # noqa: PLR1714, SIM109  a tuple is slower


@compiled
def _put(points: Points, places: Places, chosen: Points) -> Points:
    """The line with what was chosen."""
    mended = np.empty(len(points) + len(places), dtype=np.uint32)
    size = done = 0
    for number in range(len(places)):
        start, end, is_space = places[number]
        kept = end if chosen[number] == 0 else start
        mended[size : size + kept - done] = points[done:kept]
        size += kept - done
        if chosen[number]:
            mended[size] = chosen[number]
            mended[size + is_space] = _SPACE if is_space else chosen[number]
            size += 1 + is_space
        done = end
    mended[size : size + len(points) - done] = points[done:]
    return mended[: size + len(points) - done]
