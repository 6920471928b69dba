"""Stars: a group is a centre and the texts that are copies of that centre.

A is like B and B like C, and joining whatever is joined makes chains whose ends have nothing in common: on 21,000
news articles that differ, one of 649. In a star every member is itself a copy of the centre. No two centres are
copies of each other, and a text that is a copy of several joins the one that it resembles most.

The centre is the text that resembles the others most: the greatest sum of squared Jaccard similarities to its
copies, squared so that a close copy outweighs several texts of which it merely holds a part. Otherwise a page with
two stories one below the other would be the centre of both. Sums within about a tenth count as equal, and among
equals the longest is the centre: it is the completest, and in a crowd the one that all others were compared with
(of 200 versions of one text up to five were left out when any difference counted).

Centres are chosen in that order, each out of what no earlier one is a copy of. All texts that come before every
undecided copy of theirs can be decided at once, so a few rounds over arrays do for a million texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.resemblance import ten_thousandths

Numbers = NDArray[np.int64]

# Sums of resemblances are sorted into steps of this factor. 1.35 and more mixed stories.
_STEP: Final = 1.1


@dataclass(frozen=True, slots=True, eq=False)
class Stars:
    """Which star each text is in.

    Attributes:
        centres: int64 [n], the centre of each text's star; a centre's own is itself.
        links: int64 [n], which link leads to the centre; -1 for centres.
    """

    centres: Numbers
    links: Numbers


def cover_with_stars(
    extents: Numbers, sizes: Numbers, first: Numbers, second: Numbers, shared: Numbers
) -> Stars:
    """Choose centres and give every other text to the centre that it resembles most.

    Args:
        extents: int64 [n], the number of distinct shingles of each text; of equal ones the earlier comes first.
        sizes: int64 [n], how many times each text is there.
        first: int64 [p], one text of each link.
        second: int64 [p], the other.
        shared: int64 [p], how many distinct shingles both have.

    >>> one, two = np.array([0, 1]), np.array([1, 2])
    >>> cover_with_stars(np.full(3, 100), np.ones(3, int), one, two, np.array([90, 90])).centres.tolist()
    [1, 1, 1]
    """
    jaccard, containment = ten_thousandths(shared, extents[first], extents[second])
    near, far = np.concatenate([first, second]), np.concatenate([second, first])
    weight = (sizes - 1) * 10**8
    np.add.at(weight, near, sizes[far] * np.tile(jaccard**2, 2))
    step = np.floor(np.log(np.maximum(weight, 1)) / np.log(_STEP))
    order = np.lexsort((np.arange(len(extents)), -extents, -step))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    is_centre = _choose_centres(rank, near, far)
    return _join_best(rank, is_centre, near, far, np.tile(jaccard + containment, 2))


def _choose_centres(rank: Numbers, near: Numbers, far: Numbers) -> NDArray[np.bool_]:
    """Which texts are centres: those of which no centre of a better rank is a copy."""
    is_centre = np.zeros(len(rank), dtype=np.bool_)
    undecided = np.ones(len(rank), dtype=np.bool_)
    while undecided.any():
        best = np.full(len(rank), len(rank))
        np.minimum.at(best, near, rank[far])
        chosen = undecided & (rank < best)
        is_centre |= chosen
        undecided &= ~chosen
        undecided[far[chosen[near]]] = False
        open_still = undecided[near] & undecided[far]
        near, far = near[open_still], far[open_still]
    return is_centre


def _join_best(
    rank: Numbers, is_centre: NDArray[np.bool_], near: Numbers, far: Numbers, score: Numbers
) -> Stars:
    """Every text that is no centre joins the best of its centres: by score, then by rank."""
    centres, links = np.arange(len(rank)), np.full(len(rank), -1)
    ways = np.flatnonzero(is_centre[far] & ~is_centre[near])
    ways = ways[np.lexsort((rank[far[ways]], -score[ways], near[ways]))]
    texts, firsts = np.unique(near[ways], return_index=True)
    best = ways[firsts]
    centres[texts] = far[best]
    links[texts] = best % max(1, len(near) // 2)
    return Stars(centres, links)
