"""Average linkage: clusters in which every article fits the others on average.

Joining whatever is linked makes chains: two look-alike events become one through a single article that reads
like both. Average linkage joins two clusters only when the mean score of all pairs between them passes the cut.

Two clusters whose mean passes the cut hold a pair that passes it. So the components of the pairs above the cut
can be clustered one by one with the same result, and an article outside a component changes nothing inside.

Scores are turned to integers before they are summed: sums are exact in any order, so the result depends neither
on the order of the input nor on the machine's arithmetic. Ties go to the first cluster by position, so callers
sort by something that lasts.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_UNIT = 1_000_000  # scores count to the sixth decimal


def average_linkage(scores: NDArray[np.float64], cut: float) -> list[int]:
    """Cluster by average linkage, from the highest mean score down to the cut.

    Args:
        scores: symmetric, shape [n, n], 0 to 1; the diagonal is not read.
        cut: two clusters are joined while their mean score is at least this.

    Returns:
        A label per row; clusters are numbered by their first row.

    >>> scores = np.array([[1, 0.9, 0.6, 0], [0.9, 1, 0.2, 0], [0.6, 0.2, 1, 0.7], [0, 0, 0.7, 1]])
    >>> average_linkage(scores, 0.5)
    [0, 0, 1, 1]
    """
    sums = np.rint(scores * _UNIT).astype(np.int64)
    sizes = np.ones(len(sums), dtype=np.int64)
    means = sums / _UNIT
    np.fill_diagonal(means, -1)
    labels = np.arange(len(sums))
    while len(sums) > 1:
        first, second = divmod(int(np.argmax(means)), len(sums))
        if means[first, second] < cut:
            break
        sums[first] += sums[second]
        sums[:, first] += sums[:, second]
        sizes[first] += sizes[second]
        labels[labels == second] = first
        means[second] = means[:, second] = -1
        sizes[second] = 0
        alive = sizes > 0
        alive[first] = False
        means[first, alive] = sums[first, alive] / (sizes[first] * sizes[alive] * _UNIT)
        means[alive, first] = means[first, alive]
    seen: dict[int, int] = {}
    return [seen.setdefault(label, len(seen)) for label in labels.tolist()]


def components(links: Iterable[tuple[int, int]], rows: Iterable[int]) -> list[list[int]]:
    """Sets of rows connected by links, each ascending, in the order of their first row; single rows included.

    >>> components([(0, 2), (2, 3)], range(5))
    [[0, 2, 3], [1], [4]]
    """
    parents = {row: row for row in sorted(rows)}

    def root(row: int) -> int:
        while parents[row] != row:
            parents[row] = parents[parents[row]]
            row = parents[row]
        return row

    for first, second in links:
        low, high = sorted((root(first), root(second)))
        parents[high] = low
    members: dict[int, list[int]] = {}
    for row in parents:
        members.setdefault(root(row), []).append(row)
    return list(members.values())
