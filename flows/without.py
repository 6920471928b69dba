"""Without: the files of a run as they would be, had some documents never come in.

The events that held one are grouped again from what is left of them, so that no headline, name or day of theirs stays
behind; what the run changed follows from its groups and those of the run before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import zip_longest

from cleaners import Document, Settings
from flows.export import current_ids
from flows.groups import changes_between, name_groups, settle_similar
from flows.published import Published
from flows.records import Record
from flows.window import group


def neighbours(published: Published, ids: AbstractSet[str]) -> dict[str, Document]:
    """The documents that have ever shared an event with one that goes: they are grouped again."""
    members: set[str] = set()
    for run in published.runs:
        for event in published.lines("groups", run):
            own = {member["id"] for member in event["documents"]}
            if own & ids:
                members |= own - ids
    return {document.id: document for document in published.documents(members)}


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


def run_without(
    published: Published,
    run: Record,
    ids: AbstractSet[str],
    before: Sequence[Record],
    events: Sequence[Record],
) -> Iterator[tuple[str, Iterable[Record]]]:
    """The files of one run that change, with what they hold from now on."""
    homes = current_ids(events)
    contents: dict[str, list[Record]] = {
        "documents": [
            {**record, **homes.get(record["id"], {})}
            for record in published.lines("documents", run)
            if record["id"] not in ids
        ],
        "edits": [record for record in published.lines("edits", run) if record["document"] not in ids],
        "rejects": [record for record in published.lines("rejects", run) if record["id"] not in ids],
        "groups": list(events),
        "changes": _told(published.lines("changes", run), ids)
        if "pruned" in run
        else changes_between(before, events),
    }
    for kind, lines in contents.items():
        if any(one != other for one, other in zip_longest(lines, published.lines(kind, run))):
            yield kind, lines


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
