"""The compiled form of what `misread_candidates` weighs: what lines gain, and which places do by being read as UTF-8."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.compiled import compiled
from cleaners.letter_table import STEPS, letters
from cleaners.letter_weights import Sums
from cleaners.letters import Costs, Points

_NEW_LINE: Final = 10

Flags = NDArray[np.bool_]


def keep_places(
    points: Points, found: tuple[Flags, Flags, Points], languages: NDArray[np.intp], worth: int
) -> tuple[Points, Sums, int]:
    """Read the places that gain enough.

    Args:
        points: some lines.
        found: as `codepages.find_utf8` has it: first bytes, all bytes of letters, and what first bytes begin.
        languages: that of each line, once it is read.
        worth: steps that a place must gain.

    Returns:
        The lines, what each of them gains, in steps, and how many letters were read.
    """
    table = letters()
    first, inside, decoded = found
    return _keep_places(
        points, first, inside, decoded, languages, worth,
        table.classes, table.size, table.rows, table.least, table.columns,
    )  # fmt: skip


@compiled
def gains(before: Sums, costs: Costs) -> tuple[NDArray[np.float64], float]:
    """What each line gains in the language in which it costs least now, in nats, and the sum over those that do.

    Args:
        before: what they cost, in steps.
        costs: what they cost now in some languages, int32 [lines, languages].
    """
    result = np.empty(len(before), dtype=np.float64)
    sure = 0.0
    for line in range(len(before)):
        result[line] = (before[line] - costs[line].min()) / STEPS
        sure += max(result[line], 0.0)
    return result, sure


@compiled
def _keep_places(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    points: Points,
    first: Flags,
    inside: Flags,
    decoded: Points,
    languages: NDArray[np.intp],
    worth: int,
    classes: Sums,
    size: int,
    rows: NDArray[np.uint16],
    least: NDArray[np.uint8],
    columns: NDArray[np.uint8],
) -> tuple[Points, Sums, int]:
    better = np.empty(len(points), dtype=np.uint32)
    gains = np.zeros(len(languages), dtype=np.int64)
    at = count = line = letters_read = 0
    last = classes[_NEW_LINE]  # of the character before
    while at < len(points):
        if not inside[at]:
            line += points[at] == _NEW_LINE
            last = classes[points[at]]
            better[count] = points[at]
            at, count = at + 1, count + 1
            continue
        costs = columns[languages[line]]
        gain = np.int64(0)
        end, read = at, count
        kind = read_kind = last
        while end < len(points) and inside[end]:
            following = classes[points[end]]
            gain += least[rows[kind * size + following]]
            kind = following
            if first[end]:
                following = classes[decoded[end]]
                gain -= costs[rows[read_kind * size + following]]
                read_kind = following
                better[read] = decoded[end]
                read += 1
            end += 1
        following = classes[points[end]] if end < len(points) else classes[_NEW_LINE]
        gain += np.int64(least[rows[kind * size + following]]) - costs[rows[read_kind * size + following]]
        if gain >= worth:
            gains[line] += gain
            letters_read += read - count
            count = read
        else:
            better[count : count + end - at] = points[at:end]
            count += end - at
        at, last = end, kind
    return better[:count], gains, letters_read
