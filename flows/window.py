"""The window: the documents that are still open to join each other, grouped as copies and as events.

New documents meet those of the retention window, which moves with the newest document and not with the clock.
Copies come first, on the text; then mending, for which a copy is the witness; then events, which hold whole groups
of copies. Published files never change, so only new documents are mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from cleaners import Document, Settings, sign
from cleaners.copies import group_copies
from cleaners.events import group_events
from cleaners.mend import before_mending, mend
from cleaners.representative import choose_representative
from flows.files import write_atomically
from flows.groups import Grouping, name_groups
from flows.logs import log
from flows.plan import Work
from flows.records import from_full_record, full_record, read_lines, to_line


def group_window(folder: str) -> str:
    """Group a run's new documents with the window's.

    Args:
        folder: the run's work folder, every shard of it done.

    Returns:
        The path of the groups: one event a line. Beside it stand the new documents and the changes.
    """
    work = Work(Path(folder))
    path = work.folder / "groups.jsonl"
    if path.exists():
        return str(path)
    new = new_documents(work)
    if not new:
        return _as_they_were(work, path)
    fresh = {document.id for document in new}
    published = work.desk.published()
    old = still_open(published.documents(), new, days=work.settings.retention_days)
    window = sorted([*old, *new], key=lambda document: document.id)
    named = name_groups(group(window, work.settings, fresh=fresh), published.groups())
    cleaned = (document for document in named.documents if document.id in fresh)
    write_atomically(
        work.folder / "documents.jsonl", (to_line(full_record(document)) for document in cleaned)
    )
    write_atomically(work.folder / "changes.jsonl", map(to_line, named.changes))
    write_atomically(path, map(to_line, named.events))
    log("grouped", {"new": len(new), "window": len(window), "events": len(named.events)})
    return str(path)


def _as_they_were(work: Work, path: Path) -> str:
    """The result where no document is new: the groups of the run before, and no change."""
    groups = work.desk.published().groups()
    for name in ("documents.jsonl", "changes.jsonl"):
        write_atomically(work.folder / name, [])
    write_atomically(path, map(to_line, groups))
    return str(path)


def new_documents(work: Work) -> list[Document]:
    """The documents of every shard, each id once, by id."""
    found: dict[str, Document] = {}
    for shard in work.shards:
        for record in read_lines(work.shard_path(shard)):
            if record.pop("kind") == "document":
                found.setdefault(record["id"], from_full_record(record))
    return [found[name] for name in sorted(found)]


def still_open(old: Iterable[Document], new: Sequence[Document], *, days: int) -> list[Document]:
    """The earlier documents that new ones may still join: those without a date, and those within the window.

    What one run brings is grouped together however old it is, so that an archive can be cleaned in one go.
    """
    earlier = list(old)
    dates = {
        document.id: date.fromisoformat(document.published[:10])
        for document in [*earlier, *new]
        if document.published
    }
    if not dates:
        return earlier
    opens = newest(list(dates.values())).toordinal() - days
    return [
        document
        for document in earlier
        if document.id not in dates or dates[document.id].toordinal() >= opens
    ]


def newest(dates: Sequence[date]) -> date:
    """The date at which the window ends: the newest that is not a page's fancy.

    One page dated 2099 must not push everything else out. There is no clock to ask, so a date more than a year
    after the middle one does not count; at worst the window stays open for longer.

    >>> newest([date(2024, 5, 1), date(2024, 5, 3), date(2099, 12, 31)])
    datetime.date(2024, 5, 3)
    """
    middle = sorted(dates)[(len(dates) - 1) // 2]
    return max(day for day in dates if (day - middle).days <= 366)


def group(documents: Sequence[Document], settings: Settings, *, fresh: set[str]) -> Grouping:
    """Sign, find copies, mend what is fresh, find events.

    Args:
        documents: the window, by id.
        settings: thresholds.
        fresh: ids of the documents that may still be mended.
    """
    texts = [before_mending(document) for document in documents]
    keys = [document.id for document in documents]
    copies = group_copies(
        texts,
        settings=settings.copies,
        keys=keys,
        signatures=sign(texts),
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
