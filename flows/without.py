"""Without: the files of a run as they would be, had some documents never come in.

The events that held one are grouped again from what is left of them, so that no headline, name or day of theirs stays
behind; what the run changed follows from its groups and those of the run before. Words that one of them lent to a copy,
in mending it, go back: which copy a word came from is not on record, so every mended word of its copies goes. They are
mended again by what is left when they are cleaned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import zip_longest

from cleaners import Document, Settings
from cleaners.mend import STEP as MEND
from cleaners.mend import unmended
from flows.export import current_ids
from flows.groups import changes_between, name_groups, settle_similar
from flows.published import Published
from flows.records import Record, document_record, join_edits
from flows.window import group


def neighbours(published: Published, ids: AbstractSet[str]) -> dict[str, Document]:
    """The documents that have ever shared an event with one that goes, unmended: they are grouped again."""
    members: set[str] = set()
    for run in published.runs:
        for event in published.lines("groups", run):
            own = {member["id"] for member in event["documents"]}
            if own & ids:
                members |= own - ids
    mended = borrowers(published, ids)
    return {
        document.id: unmended(document) if document.id in mended else document
        for document in published.documents(members)
    }


def borrowers(published: Published, ids: AbstractSet[str]) -> set[str]:
    """The documents that have ever been copies of one that goes: its words may have mended theirs."""
    groups = (
        {member["id"] for member in group["members"]}
        for run in published.runs
        for event in published.lines("groups", run)
        for group in event["copies"]
    )
    return set().union(*(own for own in groups if own & ids)) - ids


def regrouped(
    events: Iterable[Record], ids: AbstractSet[str], neighbours: Mapping[str, Document], settings: Settings
) -> list[Record]:
    """The events of one run without some documents; those that held one are grouped again from what is left."""
    found: list[Record] = []
    for event in events:
        members = {member["id"] for member in event["documents"]}
        if not members & ids:
            found.append(event)
        elif left := [neighbours[name] for name in sorted(members - ids) if name in neighbours]:
            found += name_groups(group(left, settings, fresh=frozenset()), [_stripped(event, ids)]).events
    return sorted(settle_similar(found), key=lambda event: str(event["id"]))


def _stripped(event: Record, ids: AbstractSet[str]) -> Record:
    """Who is left of an event and of its copy groups: what the ids are inherited from."""
    copies = [
        {**copies, "members": [member for member in copies["members"] if member["id"] not in ids]}
        for copies in event["copies"]
    ]
    documents = [member for member in event["documents"] if member["id"] not in ids]
    return {**event, "documents": documents, "copies": copies}


def run_without(  # noqa: PLR0913, PLR0917 - what a run is without them
    published: Published,
    run: Record,
    ids: AbstractSet[str],
    mended: AbstractSet[str],
    before: Sequence[Record],
    events: Sequence[Record],
) -> Iterator[tuple[str, Iterable[Record]]]:
    """The files of one run that change, with what they hold from now on.

    Args:
        published: the output.
        run: its entry of the manifest.
        ids: of the documents and rejects that go.
        mended: ids of those whose mended words go.
        before: the events of the run before, without them.
        events: those of the run.
    """
    homes = current_ids(events)
    texts = _unmended(published, run, mended - ids)
    contents: dict[str, list[Record]] = {
        "documents": [
            {**record, **homes.get(record["id"], {}), **texts.get(record["id"], {})}
            for record in published.lines("documents", run)
            if record["id"] not in ids
        ],
        "edits": [record for record in published.lines("edits", run) if not goes(record, ids, mended)],
        "rejects": [record for record in published.lines("rejects", run) if record["id"] not in ids],
        "groups": list(events),
        "changes": _told(published.lines("changes", run), ids)
        if "pruned" in run
        else changes_between(before, events),
    }
    for kind, lines in contents.items():
        if any(one != other for one, other in zip_longest(lines, published.lines(kind, run))):
            yield kind, lines


def goes(edit: Record, ids: AbstractSet[str], mended: AbstractSet[str]) -> bool:
    """Whether an edit goes: with its document, or because its words may have come from one that goes."""
    return edit["document"] in ids or (edit["step"] == MEND and edit["document"] in mended)


def _unmended(published: Published, run: Record, mended: AbstractSet[str]) -> dict[str, Record]:
    """The fields of a run's documents that are other ones without their mended words."""
    edits = [edit for edit in published.lines("edits", run) if edit["document"] in mended]
    touched = {edit["document"] for edit in edits if edit["step"] == MEND}
    documents = (record for record in published.lines("documents", run) if record["id"] in touched)
    records = map(document_record, map(unmended, join_edits(documents, edits)))
    return {record["id"]: {name: record[name] for name in ("text", "edits")} for record in records}


def _told(changes: Iterable[Record], ids: AbstractSet[str]) -> list[Record]:
    """What an earlier prune told, which is no longer all in the groups of its time, without some ids."""
    return [
        {**change, **{way: [name for name in change[way] if name not in ids] for way in ("added", "removed")}}
        for change in changes
    ]


def fewer(counts: Mapping[str, int], gone: Mapping[str, int]) -> dict[str, int]:
    """A run's counts without what is gone, as though it had never come in."""
    fewer = {name: counts[name] - gone.get(name, 0) for name in ("documents", "rejects", "seen")}
    return {"inputs": sum(fewer.values()), **fewer}
