"""The compiled form of `likeliest`: the cheapest way through the options of places that stand side by side."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.compiled import compiled
from cleaners.letter_table import letters
from cleaners.letter_weights import Sums
from cleaners.letters import Points
from cleaners.likeliest import FOREIGN, LOSS

_SPACE: Final = 0x20

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


class Costs(NamedTuple):
    """The table of letters, and what its rows cost in the language of a line."""

    classes: Sums
    size: int
    rows: NDArray[np.uint16]
    odd: Flags
    costs: NDArray[np.uint8]


def costs_in(language: int) -> Costs:
    """The table for one language, by its column."""
    table = letters()
    return Costs(table.classes, table.size, table.rows, table.odd, table.columns[language])


@compiled
def choose(  # noqa: PLR0913, PLR0917
    text: Points, places: Places, options: Points, bounds: Places, costs: Costs, written: Flags
) -> Points:
    """What stands at each place, 0 for what is left there: `likeliest`.

    Args:
        text: a line.
        places: where its places begin and end, int64 [places, 2 or more].
        options: the characters that they may have been.
        bounds: where those of each place begin among them, and where the last ones end.
        costs: what letters cost in the language of the line.
        written: whether that has each character, bool [65536].
    """
    classes = costs.classes
    chosen = np.zeros(len(places), dtype=np.uint32)
    states = len(options) + len(places)  # of each place its options, and then what is left there
    kinds = np.empty(states, dtype=np.int64)
    totals = np.empty(states, dtype=np.int64)
    ways = np.empty(states, dtype=np.int64)
    first = 0
    for number in range(len(places)):
        start, end = places[number, 0], places[number, 1]
        before = classes[text[start - 1]] if start else classes[_SPACE]
        begin = bounds[number] + number
        left = bounds[number + 1] + number
        for state in range(begin, left + 1):
            kind = classes[text[start]] if state == left else classes[options[state - number]]
            total, way = _cost(before, kind, costs), np.int64(0)
            if number > first:
                last = bounds[number - 1] + number - 1
                total, way = _cheapest(kinds[last:begin], totals[last:begin], kind, costs)
            if state < left:
                total += LOSS
            else:
                total += 0 if written[min(text[start], 0xFFFF)] else FOREIGN
                for at in range(start + 1, end):
                    total += _cost(kind, classes[text[at]], costs)
                    kind = classes[text[at]]
            kinds[state], totals[state], ways[state] = kind, total, way
        if number + 1 < len(places) and places[number + 1, 0] == end:
            continue
        kind = classes[text[end]] if end < len(text) else classes[_SPACE]
        way = _cheapest(kinds[begin : left + 1], totals[begin : left + 1], kind, costs)[1]
        for place in range(number, first - 1, -1):
            if way < bounds[place + 1] - bounds[place]:
                chosen[place] = options[bounds[place] + way]
            way = ways[bounds[place] + place + way]
        first = number + 1
    return chosen


@compiled
def _cheapest(kinds: Sums, totals: Sums, kind: np.int64, costs: Costs) -> tuple[np.int64, np.int64]:
    """What it costs at least to come to a class from one of some others, and from which."""
    best, way = totals[0] + _cost(kinds[0], kind, costs), np.int64(0)
    for other in range(1, len(kinds)):
        total = totals[other] + _cost(kinds[other], kind, costs)
        if total < best:
            best, way = total, np.int64(other)
    return best, way


@compiled
def _cost(first: np.int64, second: np.int64, costs: Costs) -> np.int64:
    return np.int64(costs.costs[costs.rows[first * costs.size + second]])
