"""Stars: a group is a centre and the texts that are copies of that centre.

A is like B and B like C, and joining whatever is joined makes chains whose ends have nothing in common: on 21,000
news articles that differ, one of 649. In a star every member is itself a copy of the centre. No two centres are
copies of each other, and a text that is a copy of several joins the one that it resembles most.

The centre is the text that resembles the others most: the greatest sum of squared Jaccard similarities to its
copies, squared so that a close copy outweighs several texts of which it merely holds a part. Otherwise a page with
two stories one below the other would be the centre of both. Among equals the longest is the centre.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cleaners.resemblance import Resemblance

# What each text is a copy of, by position; every pair stands in it twice.
Neighbours = Mapping[int, Mapping[int, Resemblance]]


def cover_with_stars(sizes: Sequence[int], neighbours: Neighbours) -> dict[int, list[int]]:
    """Choose centres and give every other text to the centre that it resembles most.

    Args:
        sizes: how many times each text is there; longest text first, which decides among equals.
        neighbours: the copies of each text; texts without any may be missing.

    Returns:
        The members of each centre, itself first.

    >>> alike = Resemblance(shared=90, jaccard=0.8, containment=0.9, shorter=100)
    >>> cover_with_stars([1, 1, 1], {0: {1: alike}, 1: {0: alike, 2: alike}, 2: {1: alike}})
    {1: [1, 0, 2]}
    """
    ranked = sorted(range(len(sizes)), key=lambda at: (-_weight(at, sizes, neighbours), at))
    rank = {at: place for place, at in enumerate(ranked)}
    stars: dict[int, list[int]] = {}
    for at in ranked:
        if not stars.keys() & neighbours.get(at, {}).keys():
            stars[at] = [at]
    for at in ranked:
        if at not in stars:
            own = neighbours[at]
            best = min(stars.keys() & own.keys(), key=lambda centre: (-own[centre].score, rank[centre]))
            stars[best].append(at)
    return stars


def _weight(at: int, sizes: Sequence[int], neighbours: Neighbours) -> float:
    """How much a text resembles all its copies, those with the very same wording included."""
    copies = neighbours.get(at, {})
    return round(
        sizes[at] - 1 + sum(sizes[other] * alike.jaccard**2 for other, alike in sorted(copies.items())), 4
    )
