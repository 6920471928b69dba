"""Weights: what stands odd in a line and what its letters cost, told by one pass over all lines of a document.

Nearly every question about lines that may have been misread is about the same pairs of neighbouring characters: how
many stand odd, what they cost in whatever language they cost least, how much strikes the eye. So they are looked up
once and summed by line; a line is taken to stand between two others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.letter_table import letters
from cleaners.letters import KERNEL, Points, code_points

# No code page has what comes from here on, and each of these characters costs much.
EAST_ASIAN: Final = 0x2E80
STRIKING: Final = 72  # steps from which a pair strikes the eye
_NEW_LINE: Final = 10

Sums = NDArray[np.int64]


class Weight(NamedTuple):
    """Sums over the pairs of characters of a line; costs are in steps.

    Attributes:
        odd: pairs that stand so in no language.
        odd_inside: those that do not begin or end the line.
        cost: what all pairs cost in the language in which each costs least.
        cost_inside: of those that do not begin or end the line.
        western: of those whose second character is not East Asian.
        western_pairs: how many of these cost anything.
        striking: what those of them cost that strike the eye.
        striking_pairs: how many do.
        beyond: characters beyond ASCII.
    """

    odd: int
    odd_inside: int
    cost: int
    cost_inside: int
    western: int
    western_pairs: int
    striking: int
    striking_pairs: int
    beyond: int


def weigh(lines: Sequence[str]) -> list[Weight]:
    """Weigh lines, each by itself; no line has a line feed."""
    points = code_points("\n".join(["", *lines, ""]))
    KERNEL.count(len(points))
    kernel = KERNEL.loaded_too("suspicion_kernel")
    sums: Sums = _weigh(points) if kernel is None else kernel.weigh(points)
    return list(map(Weight._make, sums.tolist()))


def _weigh(points: Points) -> Sums:
    """The weights of the lines of a text that begins and ends with a line feed, int64 [lines, sums]."""
    table = letters()
    classes = table.classes.take(points)
    pairs = classes[:-1] * table.size
    pairs += classes[1:]
    rows = table.rows.take(pairs)
    telling = rows.nonzero()[0]  # others are of two ASCII characters
    second = points.take(telling + 1)
    inside = (second != _NEW_LINE) & (points.take(telling) != _NEW_LINE)
    cost = table.least.take(rows.take(telling))
    odd = table.odd.take(pairs.take(telling))
    western = (second < EAST_ASIAN) * cost
    striking = western >= STRIKING
    columns = (
        odd, odd & inside, cost, inside * cost,
        western, western > 0, striking * western, striking, second > 0x7F,
    )  # fmt: skip
    sums = np.zeros((len(columns), len(telling) + 1), np.int64)
    for column, values in zip(sums, columns, strict=True):
        values.cumsum(out=column[1:])
    bounds = telling.searchsorted((points == _NEW_LINE).nonzero()[0])
    by_line: Sums = np.diff(sums.take(bounds, 1)).T
    return by_line
