"""The window: the documents that are still open to join each other, grouped as copies and as events.

New documents meet those of the retention window, which moves with the newest document and not with the clock.
Copies come first, on the text; then mending, for which a copy is the witness; then events, which hold whole groups
of copies. Published files never change, so only new documents are mended.

Only what the new documents touch is grouped again (`flows.matching`); all else stays as it was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

from cleaners import Document, Settings
from cleaners.copies import CopyGroup, group_copies, group_links
from cleaners.events import group_events
from cleaners.mend import before_mending, mend
from cleaners.representative import choose_representative
from flows.files import write_atomically
from flows.groups import Grouping, Named, name_groups, settle_similar
from flows.index import GroupIds, events_of, fetch, whole_events
from flows.logs import log
from flows.matching import Matched, match
from flows.neighbourhood import together
from flows.plan import GROUPED, Work
from flows.records import Record, full_record, to_line
from flows.results import collect
from flows.settling import settle


def group_window(folder: str) -> str:
    """Group a run's new documents with the window's.

    Args:
        folder: the run's work folder, every shard of it done.

    Returns:
        The path of the groups: one event a line. Beside it stand the new documents and rejects, the changes and the
        segment that the next run starts from.
    """
    work = Work(Path(folder))
    path = work.folder / "groups.jsonl"
    if work.is_done(GROUPED):
        return str(path)
    results = collect(work)
    write_atomically(work.folder / "rejects.jsonl", map(to_line, results.rejects))
    counts = {"seen": results.seen, "replaced": len(results.replaced)}
    write_atomically(work.folder / "counts.jsonl", [to_line(counts)])
    named, events = Named((), (), ()), work.desk.published().groups()
    if results.documents or results.replaced:
        named, stale = _regroup(work, results.documents, results.replaced, events)
        events = settle_similar(
            [event for event in events if event["id"] not in stale] + [*named.events],
            [event for event in events if event["id"] in stale],
        )
    own = {document.id for document in results.documents}
    cleaned = (document for document in named.documents if document.id in own)
    write_atomically(work.folder / "documents.jsonl", map(to_line, map(full_record, cleaned)))
    write_atomically(work.folder / "changes.jsonl", map(to_line, named.changes))
    write_atomically(path, map(to_line, sorted(events, key=lambda event: str(event["id"]))))
    tables = [
        work.folder / f"{name}.jsonl" for name in ("rejects", "counts", "documents", "changes", "groups")
    ]
    work.set_done(GROUPED, [*tables, *(work.folder / "segment").glob("*.npy")])
    touched = sum(len(event["documents"]) for event in named.events)
    log("grouped", {"new": len(own), "touched": touched, "events": len(events)})
    return str(path)


def _regroup(
    work: Work, new: Sequence[Document], replaced: AbstractSet[str], events: Sequence[Record]
) -> tuple[Named, set[str]]:
    """What the new documents touch, grouped and named, and the ids of the events that it takes the place of."""
    published, state = work.desk.published(), work.desk.index
    matched = match(state, published, new, work.settings, replaced=replaced, folder=work.folder / "segment")
    own = {document.id: document for document in new}
    with state.reading() as store:
        old = fetch(store, published, sorted((matched.near.touched | matched.near.around) - own.keys()))
        documents = sorted([*new, *old], key=lambda document: document.id)
        grouping = group(documents, work.settings, fresh=own.keys(), copies=_copies(documents, matched))

        def whole(names: AbstractSet[str]) -> AbstractSet[str]:
            return whole_events(store, names) - matched.left

        grouping, settled = settle(grouping, matched.near.touched, whole)
        stale = events_of(store, settled | matched.left)
        before = [event for event in events if event["id"] in stale]
        taken = {kind: GroupIds(store, kind) for kind in ("event", "copies")}
        return name_groups(grouping, before, taken=taken), stale


def _copies(documents: Sequence[Document], matched: Matched) -> list[CopyGroup]:
    """The copy groups of documents that were touched, by the links that are known."""
    segment = matched.segment
    place = {document.id: index for index, document in enumerate(documents)}
    digests = segment.copies.digests[segment.rows_of(list(place))]
    rows = together(segment, matched.links, digests)
    names = segment.names(rows)
    links = matched.links.around(digests)

    def choose(indices: Sequence[int]) -> tuple[int, str]:
        if names[indices[0]] not in place:
            return 0, ""  # of a group that nothing happened to, and that is left out below
        return choose_representative([documents[place[names[index]]] for index in indices])

    groups = group_links(segment.copies.take(rows), links, keys=names, choose=choose)
    inside = (group for group in groups if names[group.centre] in place)
    return [
        replace(
            group,
            centre=place[names[group.centre]],
            members=tuple(
                sorted(
                    (replace(member, index=place[names[member.index]]) for member in group.members),
                    key=lambda member: member.index,
                )
            ),
        )
        for group in inside
    ]


def group(
    documents: Sequence[Document],
    settings: Settings,
    *,
    fresh: AbstractSet[str],
    copies: Sequence[CopyGroup] | None = None,
) -> Grouping:
    """Find copies, mend what is fresh, find events.

    Args:
        documents: by id.
        settings: thresholds.
        fresh: ids of the documents that may still be mended.
        copies: the copy groups where they are known.
    """
    texts = [before_mending(document) for document in documents]
    keys = [document.id for document in documents]
    if copies is None:
        copies = group_copies(
            texts,
            settings=settings.copies,
            keys=keys,
            choose=lambda indices: choose_representative([documents[index] for index in indices]),
        )
    labels = [0] * len(documents)
    mended = list(documents)
    for label, found in enumerate(copies):
        members = [member.index for member in found.members]
        for index in members:
            labels[index] = label
            if keys[index] in fresh:
                siblings = [texts[other] for other in members if other != index]
                mended[index] = mend(documents[index], siblings, settings)
    events = group_events(mended, settings=settings.events, copies=labels, keys=keys)
    return Grouping(mended, copies, events)
