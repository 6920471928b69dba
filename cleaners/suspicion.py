"""Suspicion: which lines of a text may be damaged; all that clean text costs is one look at each character.

A line is suspect where characters stand beside one another that do so in no language (see `letters`). One document in
five has such a place and is well: a foreign name, a formula, a typing error. So suspect lines are looked at once more,
for what the rules that repair them begin with: a control character, three characters as in ftfy's pattern, enough that
is odd for strong evidence (`misread_ordinary`), what a codec of two bytes leaves. Three of four such documents have none
of these, and no rule is asked about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.badness import begun_by
from cleaners.controls import UNWANTED
from cleaners.letter_weights import Weight
from cleaners.letters import KERNEL, Points, code_points, odd_at
from cleaners.lines import Line
from cleaners.misread_ordinary import may_be_misread, may_win
from cleaners.misread_wide import may_be_wide


def suspect_lines(text: str) -> list[Line]:
    """The lines in which a character stands odd; none where compiled code sees that no rule has a cause."""
    points = code_points(f"\n{text}\n")
    if kernel := KERNEL.loaded_too("suspicion_kernel"):
        spans = kernel.odd_spans(points)
        lines = _lines(text, spans)
        if not spans or kernel.has_cause(points, spans, begun_by(), _unwanted()):
            return lines
        weights = list(map(Weight._make, kernel.weigh_spans(points, spans).tolist()))
        return lines if _may_be_read_again(lines, weights) else []
    return _lines(text, _odd_spans(points))


def _lines(text: str, spans: Iterable[tuple[int, int]]) -> list[Line]:
    return [Line(start, end, text[start:end]) for start, end in spans]


def _may_be_read_again(lines: Sequence[Line], weights: Sequence[Weight]) -> bool:
    """Whether `misread` could have something to say."""
    if may_be_misread(weights) and may_win(weights):
        return True
    return any(may_be_wide(line.text, weight) for line, weight in zip(lines, weights, strict=True))


def _odd_spans(points: Points) -> Iterable[tuple[int, int]]:
    """Where the lines begin and end in which a character stands odd.

    Args:
        points: a text that begins and ends with a line feed; places count from the first character behind it.
    """
    places = odd_at(points)
    ends = (points == ord("\n")).nonzero()[0]
    odd = np.unique(ends.searchsorted(places, "right") - 1)
    return zip(ends[odd].tolist(), (ends[odd + 1] - 1).tolist(), strict=True)


@cache
def _unwanted() -> NDArray[np.bool_]:
    """The characters of the Basic Multilingual Plane that `controls` looks for, bool [65536]."""
    return np.fromiter(
        (UNWANTED.match(chr(point)) is not None for point in range(0x10000)), np.bool_, 0x10000
    )
