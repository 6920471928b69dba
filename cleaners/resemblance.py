"""Resemblance: how much of two texts is the same, and whether that is enough for copies.

Andrei Broder's two measures, on exact sets of shingles: the Jaccard similarity ("resemblance"), the share of all
shingles that both have, for texts of like extent; and the containment, the share of the shorter text's shingles
that the longer one has, for excerpts. Signatures only estimate the first and say little about the second.

Short texts agree by chance, and their agreement tells nothing ("Photo gallery. Read more."): the shorter they
are, the more of them has to be the same, and tiny ones are nobody's copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.settings import CopySettings
from cleaners.shingles import Shingles

# Fewer distinct shingles than this, as in texts of under five words, and a text is nobody's copy.
TINY: Final = 3
# Shared shingles from which a partial agreement counts; below it the texts have to be nearly the same.
_ENOUGH_SHARED: Final = 8
_NEARLY_THE_SAME: Final = 0.7
# Shingles that a text needs to count as an excerpt: about two sentences. Anything shorter may be a quotation.
_SHORTEST_EXCERPT: Final = 20
# From this containment on the shorter text is in the longer with all it says.
MOSTLY_CONTAINED: Final = 0.7


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How much of two texts is the same; shares rounded to four places.

    Attributes:
        shared: how many distinct shingles both have.
        jaccard: `shared` over the distinct shingles of both together.
        containment: `shared` over the distinct shingles of the text that has fewer.
        shorter: how many distinct shingles the text that has fewer has.
    """

    shared: int
    jaccard: float
    containment: float
    shorter: int

    @classmethod
    def of(cls, shared: int, first: int, second: int) -> Resemblance:
        """The resemblance of two texts of `first` and `second` distinct shingles, of which they share `shared`."""
        union, shorter = first + second - shared, min(first, second)
        return cls(shared, round(shared / max(1, union), 4), round(shared / max(1, shorter), 4), shorter)

    @property
    def same_extent(self) -> bool:
        """Whether neither text is an excerpt of the other: the two measures part where the texts' lengths do."""
        return self.jaccard > self.containment / 2

    def passes(self, settings: CopySettings) -> bool:
        """Whether texts that are this much alike are copies, provided they are no forms."""
        if self.shared < _ENOUGH_SHARED and self.jaccard < _NEARLY_THE_SAME:
            return False
        excerpt = self.shorter >= _SHORTEST_EXCERPT and self.containment >= settings.containment
        return self.shorter >= TINY and (excerpt or self.jaccard >= settings.jaccard)


def compare(first: Shingles, second: Shingles) -> Resemblance:
    """Compare two sets of shingles, exactly.

    Args:
        first: as `shingle` makes them, ascending and distinct.
        second: the same.

    >>> from cleaners.shingles import shingle
    >>> compare(shingle("the talks in Astana ended early"), shingle("the talks in Astana ended late"))
    Resemblance(shared=3, jaccard=0.6, containment=0.75, shorter=4)
    """
    return Resemblance.of(count_shared(first, second), len(first), len(second))


def ten_thousandths(
    shared: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Jaccard similarity and containment of many pairs, as whole numbers that can be added up in any order.

    Args:
        shared: int64 [p], how many distinct shingles both texts of a pair have.
        first: int64 [p], how many the one has.
        second: int64 [p], how many the other has.
    """
    jaccard = np.rint(10_000 * shared / (first + second - shared)).astype(np.int64)
    return jaccard, np.rint(10_000 * shared / np.minimum(first, second)).astype(np.int64)


def count_shared(first: Shingles, second: Shingles) -> int:
    """How many numbers two ascending, distinct arrays have in common."""
    small, large = (first, second) if len(first) <= len(second) else (second, first)
    if not len(small):
        return 0
    places = np.minimum(np.searchsorted(large, small), len(large) - 1)
    return int(np.count_nonzero(large[places] == small))
