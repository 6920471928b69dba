"""Matching: which documents of the window a run has to look at, so that it need not look at all of them.

New rows go behind those of the window, and what they are copies of is found among them. What is near anything that
changed has to be grouped again (`flows.neighbourhood`). A window of few documents is its own neighbourhood.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners import Document, Settings
from cleaners.links import Links, extend_links
from cleaners.mend import before_mending
from flows.index import fetch
from flows.neighbourhood import Neighbourhood, everything, find_neighbourhood
from flows.published import Published
from flows.segment import UNDATED, Segment, join, save_links
from flows.state import State

# So few documents are looked at as a whole: that takes a second or two.
SMALL: Final = 500


@dataclass(frozen=True, slots=True)
class Matched:
    """What new documents touch.

    Attributes:
        segment: the rows of the window, the new ones last.
        links: which of them are copies of each other.
        left: ids of the documents that are in the window no more.
        near: the documents that have to be looked at.
    """

    segment: Segment
    links: Links
    left: frozenset[str]
    near: Neighbourhood


def match(  # noqa: PLR0913 - what matching needs
    state: State,
    published: Published,
    new: Sequence[Document],
    settings: Settings,
    *,
    replaced: Collection[str],
    folder: Path,
) -> Matched:
    """Match new documents with the window.

    Args:
        state: of the output.
        published: the output.
        new: by id.
        settings: of the run.
        replaced: ids of earlier documents that count no more; some of the new ones have them.
        folder: where the next segment goes.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    old, earlier, own = state.segment(), state.links(), Segment.of(new)
    kept = still_open(old.days, own.days, settings.retention_days)
    kept[old.rows_of(list(replaced))] = False
    segment = join(state.segment_folder, kept, own, folder)
    is_new = np.arange(len(segment)) >= int(kept.sum())
    links = earlier if kept.all() else earlier.among(segment.copies.digests[~is_new])
    with state.reading() as store:
        if new:
            texts = _Texts(segment, {document.id: document for document in new}, store, published)
            links = extend_links(segment.copies, links, texts.read, new=is_new, settings=settings.copies)
        save_links(links, folder)
        left = frozenset(old.names(np.flatnonzero(~kept)))
        if len(segment) <= SMALL or _other_settings(published, settings):
            near = everything(segment)
        else:
            changed = np.concatenate(
                [own.copies.digests, old.copies.digests[~kept], _ends_of_changes(earlier, links)]
            )
            near = find_neighbourhood(store, segment, links, changed, left)
    return Matched(segment, links, left, near)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of rows, as copies are found on them."""

    segment: Segment
    new: dict[str, Document]
    store: sqlite3.Connection
    published: Published

    def read(self, rows: NDArray[np.int64]) -> list[str]:
        names = self.segment.names(rows)
        old = fetch(self.store, self.published, [name for name in names if name not in self.new])
        documents = {**self.new, **{document.id: document for document in old}}
        return [before_mending(documents[name]) for name in names]


def _other_settings(published: Published, settings: Settings) -> bool:
    """Whether the groups were last made by other thresholds."""
    last = published.runs[-1]["settings"] if published.runs else {}
    wanted = asdict(settings)
    return any(last.get(part) != wanted[part] for part in ("copies", "events"))


def _ends_of_changes(before: Links, after: Links) -> NDArray[np.uint64]:
    """The wordings that a link was found or lost between."""
    pairs = [np.stack([links.first, links.second], axis=1) for links in (before, after)]
    distinct, counts = np.unique(np.concatenate(pairs), axis=0, return_counts=True)
    changed: NDArray[np.uint64] = distinct[counts == 1].ravel()
    return changed


def still_open(old: NDArray[np.int32], new: NDArray[np.int32], days: int) -> NDArray[np.bool_]:
    """Which earlier documents new ones may still join: those without a date, and those within the window.

    What one run brings is grouped together however old it is, so that an archive can be cleaned in one go.

    Args:
        old: days of publication as ordinals; 0 where there is none.
        new: the same of the new documents.
        days: how long the window is.

    Returns:
        bool [len(old)].
    """
    dated = np.concatenate([old, new])
    dated = dated[dated != UNDATED]
    if not len(dated):
        return np.ones(len(old), dtype=np.bool_)
    opens = newest(dated) - days
    kept: NDArray[np.bool_] = (old == UNDATED) | (old >= opens)
    return kept


def newest(days: NDArray[np.int32]) -> int:
    """The day at which the window ends: the newest that is not a page's fancy.

    One page dated 2099 must not push everything else out. There is no clock to ask, so a date more than a year
    after the middle one does not count; at worst the window stays open for longer.

    >>> newest(np.array([738_642, 738_644, 766_644], dtype=np.int32))
    738644
    """
    middle = int(np.sort(days)[(len(days) - 1) // 2])
    return int(days[days - middle <= 366].max())
