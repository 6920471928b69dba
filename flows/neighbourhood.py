"""The neighbourhood of a run: which documents it groups again, and which it only reads beside them.

What hangs together by links with anything that changed has to be grouped again, and so have the events that it was in
and those of its kin. Nothing else comes out otherwise: of 1,500 documents grouped before and after each of fourteen
others came in, none changed its event that was not among these. But what a likeness is worth depends on what else is
near, so the kin of all these are read with them (`flows.settling`). Without that, sixty documents that came one at a
time to 1,440 others left events with an ARI of 0.955 to those of one run.

Where all this is a good part of the window, the window is its own neighbourhood, and nothing is approximate.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.event_kin import BEST, find_kin
from cleaners.links import Links
from flows.index import whole_events
from flows.segment import Rows, Segment

# So many kin of the touched documents are read beside them: a minute, where they are all others.
AROUND: Final = 20_000
# From one part in so many of the window on, all of it is grouped again.
GOOD_PART: Final = 3


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Ids of documents of the window; whole events and whole copy groups.

    Attributes:
        touched: those that have to be grouped again.
        around: those that are read beside them.
    """

    touched: frozenset[str]
    around: frozenset[str] = frozenset()


def everything(segment: Segment) -> Neighbourhood:
    """All documents of the window."""
    return Neighbourhood(frozenset(segment.names(np.arange(len(segment)))))


def find_neighbourhood(
    store: sqlite3.Connection,
    segment: Segment,
    links: Links,
    changed: NDArray[np.uint64],
    left: AbstractSet[str],
) -> Neighbourhood:
    """What some wordings touch.

    Args:
        store: the SQLite file.
        segment: the rows of the window.
        links: which of them are copies of each other.
        changed: digests of wordings that are new, gone, or copies of others than before.
        left: ids of the documents that are in the window no more.
    """
    near = find_kin(segment.terms, together(segment, links, changed))
    touched = frozenset(whole_events(store, {*segment.names(near), *left}) - left)
    around: frozenset[str] = frozenset()
    if best := min(BEST, AROUND // max(1, len(touched))):
        near = find_kin(segment.terms, segment.rows_of(list(touched)), best=best)
        names = segment.names(together(segment, links, segment.copies.digests[near]))
        around = frozenset(whole_events(store, {*names}) - left)
    if GOOD_PART * len(touched | around) >= len(segment) and len(segment) <= AROUND:
        return everything(segment)
    return Neighbourhood(touched, around - touched)


def together(segment: Segment, links: Links, digests: NDArray[np.uint64]) -> Rows:
    """The rows of some wordings and of all that they hang together with.

    Args:
        segment: the window.
        links: between its wordings.
        digests: of the wordings.
    """
    around = links.around(digests)
    return np.flatnonzero(
        np.isin(segment.copies.digests, np.concatenate([digests, around.first, around.second]))
    )
