"""The compiled form of what is asked of suspect lines: `suspicion`, `letter_weights` and `badness`."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.compiled import compiled
from cleaners.letter_table import letters
from cleaners.letter_weights import EAST_ASIAN, STRIKING, Sums, Weight
from cleaners.letters import Points

_NEW_LINE: Final = 10
_SUMS: Final = len(Weight._fields)

Spans = list[tuple[int, int]]
Flags = NDArray[np.bool_]


def odd_spans(points: Points) -> Spans:
    """Where the lines begin and end in which a character stands odd.

    Args:
        points: a text that begins and ends with a line feed; places count from the first character behind it.
    """
    table = letters()
    return _odd_spans(points, table.classes, table.size, table.odd)


def has_cause(points: Points, spans: Spans, sets: NDArray[np.uint64], unwanted: Flags) -> bool:
    """Whether any of some lines may be bad, or has a character that a rule looks for.

    Args:
        points: as above.
        spans: where the lines begin and end.
        sets: of `badness`.
        unwanted: characters that a rule looks for, bool [65536].
    """
    return _has_cause(points, np.array(spans), sets, unwanted)


def weigh_spans(points: Points, spans: Spans) -> Sums:
    """What some lines weigh, int64 [lines, sums]; arguments as above."""
    return np.concatenate([weigh(points[start : end + 2]) for start, end in spans])


def weigh(points: Points) -> Sums:
    """The weights of the lines of a text that begins and ends with a line feed, int64 [lines, sums]."""
    table = letters()
    return _weigh(points, table.classes, table.size, table.rows, table.least, table.odd)


@compiled
def _odd_spans(points: Points, classes: Sums, size: int, odd: Flags) -> Spans:
    spans = [(0, 0) for _ in range(0)]
    is_odd = False
    start = 0
    first = classes[_NEW_LINE] * size
    for at in range(1, len(points)):
        point = points[at]
        second = classes[point]
        is_odd |= odd[first + second]
        first = second * size
        if point == _NEW_LINE:
            if is_odd:
                spans.append((start, at - 1))
            start = at
            is_odd = False
    return spans


@compiled
def _has_cause(
    points: Points,
    spans: NDArray[np.int64],
    sets: NDArray[np.uint64],
    unwanted: Flags,
) -> bool:
    for start, end in spans:
        line = points[start + 1 : end + 1]
        if may_be_bad(line, sets, _NEW_LINE):
            return True
        for point in line:
            if unwanted[min(point, 0xFFFF)]:
                return True
    return False


@compiled
def _weigh(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    points: Points,
    classes: Sums,
    size: int,
    rows: NDArray[np.uint16],
    least: NDArray[np.uint8],
    odd: NDArray[np.bool_],
) -> Sums:
    lines = -1
    for point in points:
        lines += point == _NEW_LINE
    sums = np.zeros((lines, _SUMS), dtype=np.int64)
    line = odd_pairs = odd_inside = cost = cost_inside = western = western_pairs = 0
    striking = striking_pairs = beyond = 0
    last = points[0]
    first = classes[last] * size
    for at in range(1, len(points)):
        point = points[at]
        second = classes[point]
        pair = first + second
        row = rows[pair]
        if row:
            step = least[row] + np.int64(0)  # as wide as the sums
            is_inside = (point != _NEW_LINE) & (last != _NEW_LINE)
            odd_pairs += odd[pair]
            odd_inside += odd[pair] & is_inside
            cost += step
            cost_inside += step * is_inside
            if point < EAST_ASIAN:
                western += step
                western_pairs += step > 0
                if step >= STRIKING:
                    striking += step
                    striking_pairs += 1
            beyond += point > 0x7F
        first = second * size
        last = point
        if point == _NEW_LINE:
            sums[line] = (
                odd_pairs, odd_inside, cost, cost_inside,
                western, western_pairs, striking, striking_pairs, beyond,
            )  # fmt: skip
            line += 1
            odd_pairs = odd_inside = cost = cost_inside = western = western_pairs = 0
            striking = striking_pairs = beyond = 0
    return sums


@compiled
def may_be_bad(points: Points, sets: NDArray[np.uint64], end: int) -> bool:
    """Whether three characters that follow one another are in the sets of one alternative.

    Args:
        points: a text.
        sets: for each place, the alternatives in whose set for it a character is, uint64 [3, 65536].
        end: what stands behind the text.
    """
    size = len(points)
    for at in range(size):
        begun = sets[0, min(points[at], 0xFFFF)]
        if begun:
            begun &= sets[1, min(points[at + 1], 0xFFFF) if at + 1 < size else end]
            if begun and begun & sets[2, min(points[at + 2], 0xFFFF) if at + 2 < size else end]:
                return True
    return False
