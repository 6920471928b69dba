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
    low = np.minimum(points, 0xFFFF)
    first = int(odd[0]) if len(odd) else 0
    sample = slice(max(0, first - 20), first + _SAMPLE)
    ranked: list[tuple[float, int, Path, Points]] = []
    for read_as, codecs in LEGACY.items():
        data = byte_table(read_as)[low]
        if not data[beyond].all():
            continue
        for codec in codecs:
            after = np.where(beyond, point_table(codec)[data], points)
            if after.all() and not _are_controls(points[after != points]):
                path = read_as, codec
                ranked.append(
                    (float(least_costs(after[sample]).sum()), LEGACY_PATHS.index(path), path, after)
                )
        if read_as in {"cp1252", "latin-1"}:
            ranked += _two_byte_readings(np.where(beyond, data, points).astype(np.uint8), read_as, sample)
    ranked.sort(key=lambda entry: entry[:2])
    for _, _, path, after in ranked[:_LEGACY_TRIED]:
        if len(odd_at(after)) * _LEGACY_ODD <= np.count_nonzero(beyond):
            yield take_back(path, after, before)


def _are_controls(changed: Points) -> bool:
    """Whether a reading is mostly about C1 controls: windows-1252 punctuation has a rule of its own."""
    return bool(2 * np.count_nonzero(changed <= 0x9F) >= len(changed))


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
