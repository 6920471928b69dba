"""Ordinary text: what it costs and how much of it may look odd, before it is read again and afterwards.

Two of three clean texts with an odd character stop here, before any codec is tried; and what was read in another
codec has to be ordinary text, not only less odd than it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.letter_table import STEPS
from cleaners.letters import Points, code_points, least_costs, odd_at, odd_inside, sum_by_line
from cleaners.misread_candidates import PAIR, STRONG

PLACES: Final = 3
_DEAR: Final = 1.2  # times what ordinary text costs
_ORDINARY: Final = 12.0  # nats a character; what was misread has to be ordinary text, not only less odd
_STILL_ODD: Final = 3  # characters for each that may still stand odd
_STRIKING: Final = 72  # steps from which a pair strikes the eye
_CALM: Final = 1.6  # steps a pair less than ordinary text: nothing there was misread, whatever strikes us
_EAST_ASIAN: Final = 0x2E80


def may_be_misread(lines: Sequence[str]) -> bool:
    """Whether enough stands odd, or the text is strange all over; two of three clean texts with an odd place stop here.

    They cost .8 to 1.1 times what ordinary text does, a short line in a wrong legacy codec 1.4 and more.
    """
    points = code_points("\n".join(["", *lines, ""]))
    if len(odd_at(points)) >= PLACES:
        return True
    least = least_costs(points)[points[1:] < _EAST_ASIAN]
    return int(least.sum(dtype=np.int64)) > _DEAR * PAIR * int(np.count_nonzero(least))


def may_win(points: Points, least: NDArray[np.uint8]) -> bool:
    """Whether what is odd about lines could be strong evidence; clean text stops here.

    Args:
        points: the lines.
        least: what each character costs after the one before it, in whatever language it costs least.
    """
    # No code page has East Asian characters, and each of them costs much by itself.
    least = least[points[1:] < _EAST_ASIAN]
    striking = least[least >= _STRIKING]
    pairs = int(np.count_nonzero(least))
    excess = int(striking.sum(dtype=np.int64)) - PAIR * len(striking)
    overall = int(least.sum(dtype=np.int64)) - PAIR * pairs
    strong = max(excess, overall) >= 0.75 * STRONG * STEPS
    return bool(strong and overall > -_CALM * pairs)


def are_ordinary(lines: Sequence[str]) -> list[tuple[bool, bool]]:
    """Which lines are text that people write, and which have an odd character all the same."""
    if not lines:
        return []
    points = code_points("\n".join(lines))
    inside = points != ord("\n")
    cost = np.zeros(len(points), np.uint8)
    np.multiply(least_costs(points), inside[1:] & inside[:-1], out=cost[:-1])
    odd = np.zeros(len(points), np.uint8)
    odd[odd_inside(points)] = 1
    beyond = sum_by_line(points, (points > 0x7F).view(np.uint8))
    count = sum_by_line(points, odd)
    ordinary = (sum_by_line(points, cost) <= _ORDINARY * STEPS * beyond) & (count * _STILL_ODD <= beyond)
    return list(zip(ordinary.tolist(), (count > 0).tolist(), strict=True))


def odd_lines(points: Points) -> list[int]:
    """The numbers of the lines of a text in which a character stands odd."""
    breaks = (points == ord("\n")).nonzero()[0]
    return sorted(set(breaks.searchsorted(odd_at(points)).tolist()))
