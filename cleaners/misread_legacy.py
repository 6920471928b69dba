"""Legacy: a text in one legacy codec that was read as another, `Ïðèâåò` for `Привет`.

Each pair of codecs is a map from characters to characters. All pairs that can have been are ranked by a sample, and
the likeliest few become candidates; whether the evidence is enough is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.codepages import LEGACY, LEGACY_PATHS, MULTI_BYTE, Points, byte_table, point_table
from cleaners.letter_table import STEPS
from cleaners.letters import code_points, costs_by_line, least_costs, odd_at
from cleaners.misread_candidates import PAIR, STRONG, Candidate, Path, take_back

_SAMPLE: Final = 600  # characters by which the legacy codecs are ranked
_LEGACY_TRIED: Final = 4
_LEGACY_ODD: Final = 10  # characters for each that may still stand odd when a legacy codec was read right


def legacy_candidates(points: Points) -> Iterator[Candidate]:
    """One legacy codec that was read as another, all over the lines; the likeliest by a sample."""
    odd = odd_at(points)
    beyond = points > 0x7F
    before = costs_by_line(points).min(1)
    if int(before.sum()) - PAIR * np.count_nonzero(least_costs(points)) < STRONG * STEPS:
        return
    chars, places, times = np.unique(points[beyond], return_inverse=True, return_counts=True)
    low = np.minimum(chars, 0xFFFF)
    first = int(odd[0]) if len(odd) else 0
    sample = slice(max(0, first - 20), first + _SAMPLE)
    sampled = points[sample], beyond[sample], places[_places_in(beyond, sample)]
    ranked: list[tuple[float, int, Path, Points]] = []  # with what becomes of each character
    for read_as, codecs in LEGACY.items():
        data = byte_table(read_as)[low]
        if not data.all():
            continue
        for codec in codecs:
            becomes = point_table(codec)[data]
            if becomes.all() and not _are_controls(becomes, chars, times):
                cost = float(least_costs(_translate(*sampled, becomes)).sum())
                path = read_as, codec
                ranked.append((cost, LEGACY_PATHS.index(path), path, becomes))
        if read_as in {"cp1252", "latin-1"}:
            text = _translate(points, beyond, places, data.astype(np.uint32)).astype(np.uint8)
            ranked += _two_byte_readings(text, read_as, sample)
    ranked.sort(key=lambda entry: entry[:2])
    for _, _, path, becomes in ranked[:_LEGACY_TRIED]:
        after = becomes if path[1] in MULTI_BYTE else _translate(points, beyond, places, becomes)
        if len(odd_at(after)) * _LEGACY_ODD <= len(places):
            yield take_back(path, after, before)


def _places_in(beyond: NDArray[np.bool_], sample: slice) -> slice:
    """Which of the characters beyond ASCII stand in a sample."""
    before = int(np.count_nonzero(beyond[: sample.start]))
    return slice(before, before + int(np.count_nonzero(beyond[sample])))


def _translate(
    points: Points, beyond: NDArray[np.bool_], places: NDArray[np.intp], becomes: Points
) -> Points:
    """A text with its characters beyond ASCII exchanged.

    Args:
        points: the text.
        beyond: where it has such characters.
        places: which one each of them is.
        becomes: what each one becomes.
    """
    after = points.copy()
    after[beyond] = becomes[places]
    return after


def _are_controls(becomes: Points, chars: Points, times: NDArray[np.intp]) -> bool:
    """Whether a reading is mostly about C1 controls: windows-1252 punctuation has a rule of its own."""
    changed = becomes != chars
    return bool(2 * times[changed & (chars <= 0x9F)].sum() >= times[changed].sum())


def _two_byte_readings(
    data: NDArray[np.uint8], read_as: str, sample: slice
) -> Iterator[tuple[float, int, Path, Points]]:
    lines = np.count_nonzero(data == ord("\n"))
    share = (sample.stop - sample.start) / max(len(data), 1)
    for rank, codec in enumerate(MULTI_BYTE):
        try:
            after = code_points(data.tobytes().decode(codec))
        except UnicodeDecodeError:
            continue
        if np.count_nonzero(after == ord("\n")) == lines:
            cost = float(least_costs(after).sum()) * min(1.0, share)
            yield cost, len(LEGACY_PATHS) + rank, (read_as, codec), after
