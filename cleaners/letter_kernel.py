"""The compiled form of what `letters` asks of every pair of characters: the same sums.

A document has a thousand characters, and a call of numpy on a thousand costs more than the look-ups in it. Here one
loop looks up a pair, in the table that they have, and adds up what it is worth.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.compiled import compiled
from cleaners.letter_table import letters
from cleaners.letter_weights import Sums
from cleaners.letters import LANGUAGES, SAMPLE, Costs, Points

_NEW_LINE: Final = 10


def odd_at(points: Points) -> NDArray[np.intp]:
    """Indices of characters that stand before one that follows them in no language."""
    table = letters()
    return _odd_at(points, table.classes, table.size, table.odd)


def costs_by_line(points: Points) -> tuple[NDArray[np.intp], Costs]:
    """The languages that suit a text best, by number, and what each line costs in them, int32 [lines, languages]."""
    table = letters()
    return _costs_by_line(points, table.classes, table.size, table.rows, table.costs)


def least_cost(points: Points) -> tuple[int, int]:
    """What a text costs if each pair may be in a language of its own, in steps, and how many pairs cost anything."""
    table = letters()
    return _least_cost(points, table.classes, table.size, table.rows, table.least)


def cost_in(points: Points, language: int) -> int:
    """What a text costs in one language, in steps."""
    table = letters()
    return _cost_in(points, table.classes, table.size, table.rows, table.columns[language])


def language_of(points: Points) -> int:
    """The language in which a text costs least, as a column of the table."""
    table = letters()
    return _language_of(points, table.classes, table.size, table.rows, table.costs)


@compiled
def _odd_at(points: Points, classes: Sums, size: int, odd: NDArray[np.bool_]) -> NDArray[np.intp]:
    places = np.empty(len(points), dtype=np.intp)
    count = 0
    for at in range(len(points) - 1):
        places[count] = at
        count += odd[classes[points[at]] * size + classes[points[at + 1]]]
    return places[:count]


@compiled
def _least_cost(
    points: Points, classes: Sums, size: int, rows: NDArray[np.uint16], least: NDArray[np.uint8]
) -> tuple[int, int]:
    cost = pairs = 0
    for at in range(1, len(points)):
        step = least[rows[classes[points[at - 1]] * size + classes[points[at]]]]
        cost += step
        pairs += step > 0
    return cost, pairs


@compiled
def _cost_in(
    points: Points, classes: Sums, size: int, rows: NDArray[np.uint16], column: NDArray[np.uint8]
) -> int:
    cost = 0
    newline = classes[_NEW_LINE]
    first = newline * size
    for point in points:
        second = classes[point]
        cost += column[rows[first + second]]
        first = second * size
    return int(cost + column[rows[first + newline]])


@compiled
def _language_of(
    points: Points, classes: Sums, size: int, rows: NDArray[np.uint16], costs: NDArray[np.uint8]
) -> int:
    telling = np.empty(len(points) + 1, dtype=np.uint16)
    count = 0
    first = classes[_NEW_LINE] * size
    for at in range(len(points) + 1):
        second = classes[points[at] if at < len(points) else np.uint32(_NEW_LINE)]
        row = rows[first + second]
        telling[count] = row
        count += row > 0
        first = second * size
    telling = telling[:count]
    if count >= 2 * SAMPLE:
        telling.sort()
    return int(np.argmin(_totals(telling, costs)))


@compiled
def _costs_by_line(
    points: Points,
    classes: Sums,
    size: int,
    rows: NDArray[np.uint16],
    costs: NDArray[np.uint8],
) -> tuple[NDArray[np.intp], Costs]:
    telling = np.empty(len(points) + 1, dtype=np.uint16)
    bounds = np.empty(len(points) + 1, dtype=np.int64)
    count = lines = 0
    first = classes[_NEW_LINE] * size
    for at in range(len(points) + 1):
        point = points[at] if at < len(points) else np.uint32(_NEW_LINE)
        second = classes[point]
        row = rows[first + second]
        telling[count] = row
        count += row > 0
        first = second * size
        bounds[lines] = count
        lines += point == _NEW_LINE
    languages = _likely(telling[:count], costs)
    total = np.zeros((lines, LANGUAGES), dtype=np.int32)
    at = 0
    for line in range(lines):
        while at < bounds[line]:
            for number in range(LANGUAGES):
                total[line, number] += costs[telling[at], languages[number]]
            at += 1
    return languages, total


@compiled
def _likely(telling: NDArray[np.uint16], costs: NDArray[np.uint8]) -> NDArray[np.intp]:
    """The languages in which a sample of the pairs costs least, by number."""
    return np.sort(np.argsort(_totals(telling, costs), kind="mergesort")[:LANGUAGES])


@compiled
def _totals(telling: NDArray[np.uint16], costs: NDArray[np.uint8]) -> NDArray[np.int32]:
    """What the sample costs in each language."""
    total = np.zeros(costs.shape[1], dtype=np.int32)  # in this width the compiler adds eight at a time
    for at in range(0, len(telling), max(1, len(telling) // SAMPLE)):
        row = costs[telling[at]]
        for language in range(len(row)):
            total[language] += np.int32(row[language])
    return total
