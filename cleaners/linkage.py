"""Average linkage: clusters in which every article fits the others on average.

Joining whatever is linked makes chains: two look-alike events become one through a single article that reads
like both. Average linkage joins two clusters only when the mean score of all pairs between them passes the cut.
A flash of two lines is less like each of ten reports than they are like each other, and stays alone; so at the
end what is still alone joins the cluster that it fits best, at a lower cut.

Only the pairs that were scored are held; any other pair counts as zero. So the work grows with the scored pairs,
a cluster never holds two articles that no chain of scored pairs connects, and an article without a scored pair
to a cluster changes nothing about it.

Scores are turned to integers before they are summed: sums are exact in any order, so the result depends neither
on the order of the input nor on the machine's arithmetic. Ties go to the first clusters by position, so callers
sort by something that lasts.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence

_UNIT = 1_000_000  # scores count to the sixth decimal

Scores = Mapping[tuple[int, int], float]


def average_linkage(scores: Scores, size: int, cut: float) -> list[int]:
    """Cluster rows by average linkage, from the highest mean score down to the cut.

    Args:
        scores: of pairs of rows, at most 1, each pair once; a pair that is not there scores 0.
        size: how many rows there are.
        cut: two clusters are joined while the mean score of all pairs between them is at least this, and above 0.

    Returns:
        A label per row; clusters are numbered by their first row.

    >>> average_linkage({(0, 1): 0.9, (0, 2): 0.6, (1, 2): 0.2, (2, 3): 0.7}, 4, 0.5)
    [0, 0, 1, 1]
    """
    sums = _sums(scores, size)
    sizes = [1] * size
    labels = list(range(size))

    def mean(first: int, second: int) -> float:
        return sums[first][second] / (sizes[first] * sizes[second] * _UNIT)

    queue = [(-mean(one, other), one, other) for one in range(size) for other in sums[one] if one < other]
    heapq.heapify(queue)
    while queue and -queue[0][0] >= cut:
        value, first, second = heapq.heappop(queue)
        if second not in sums[first] or -mean(first, second) != value:
            continue  # out of date: one of the two has grown or gone since
        for other, units in sums[second].items():
            del sums[other][second]
            if other != first:
                sums[first][other] = sums[other][first] = sums[first].get(other, 0) + units
        sums[second] = {}
        sizes[first] += sizes[second]
        labels[second] = first
        for other in sums[first]:
            heapq.heappush(queue, (-mean(first, other), min(first, other), max(first, other)))
    return _number(labels)


def join_single(labels: Sequence[int], scores: Scores, cut: float) -> list[int]:
    """Let rows that are alone in their cluster join the cluster of two and more that they fit best.

    All of them choose before any of them moves, so the order does not matter.

    Args:
        labels: a cluster per row.
        scores: of pairs of rows, at most 1, each pair once; a pair that is not there scores 0.
        cut: the least mean score to all rows of a cluster.

    Returns:
        A label per row; clusters are numbered by their first row.

    >>> join_single([0, 0, 1, 2], {(0, 2): 0.4, (1, 2): 0.3, (2, 3): 0.9}, 0.3)
    [0, 0, 0, 1]
    """
    sizes = Counter(labels)
    sums: dict[int, Counter[int]] = {}
    for (first, second), score in scores.items():
        for row, other in ((first, second), (second, first)):
            if sizes[labels[row]] == 1 and sizes[labels[other]] > 1:
                sums.setdefault(row, Counter())[labels[other]] += round(score * _UNIT)
    joined = list(labels)
    for row, fits in sums.items():
        means = {label: units / (sizes[label] * _UNIT) for label, units in fits.items()}
        best = min(means, key=lambda label: (-means[label], label))
        if means[best] >= cut:
            joined[row] = best
    numbers: dict[int, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in joined]


def _sums(scores: Scores, size: int) -> list[dict[int, int]]:
    sums: list[dict[int, int]] = [{} for _ in range(size)]
    for (first, second), score in scores.items():
        if units := round(score * _UNIT):
            sums[first][second] = sums[second][first] = units
    return sums


def _number(parents: list[int]) -> list[int]:
    """Labels by first row, from the row that each row was joined to; that row always comes earlier."""
    clusters: list[int] = []
    count = 0
    for row, parent in enumerate(parents):
        clusters.append(count if parent == row else clusters[parent])
        count += parent == row
    return clusters
