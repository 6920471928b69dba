"""Groups as they are published: stable ids, a role and a reason for every member, and what changed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cleaners import Document
from cleaners.copies import CopyGroup
from cleaners.event_groups import EventGroup
from cleaners.events import MOST_SIMILAR
from cleaners.lineage import Change, compare_groups, inherit_ids
from cleaners.representative import choose_representative
from flows.records import Record

# What has ids that last.
KINDS: Final = ("event", "copies")

# What a document is in its event, in the order in which they are listed.
ROLES: Final = ("representative", "report", "copy", "longer", "excerpt")


@dataclass(frozen=True, slots=True)
class Grouping:
    """A window's documents with the groups that they form; groups refer to documents by index."""

    documents: Sequence[Document]
    copies: Sequence[CopyGroup]
    events: Sequence[EventGroup]


@dataclass(frozen=True, slots=True)
class Named:
    """A grouping with ids: the documents that carry them, the events as records, the changes as records."""

    documents: Sequence[Document]
    events: Sequence[Record]
    changes: Sequence[Record]


def name_groups(
    grouping: Grouping, before: Sequence[Record], *, taken: Mapping[str, Container[str]] | None = None
) -> Named:
    """Give the groups their ids and write down who is in them, and why.

    Args:
        grouping: the window.
        before: the events as last published; their ids and their copy groups' live on.
        taken: the ids of events and of copy groups that are there and not among these, by kind.
    """
    ids = [document.id for document in grouping.documents]
    old, used = _members(before), taken or {}
    copies, events = (
        inherit_ids([_ids(ids, group) for group in groups], old[kind], kind=kind, taken=used.get(kind, ()))
        for kind, groups in (("copies", grouping.copies), ("event", grouping.events))
    )
    chosen = [(group.centre, group.why) for group in grouping.copies]
    copy_of = {member.index: at for at, group in enumerate(grouping.copies) for member in group.members}
    documents = list(grouping.documents)
    records: list[Record] = []
    for event_id, event in zip(events.ids, grouping.events, strict=True):
        held = sorted({copy_of[member.index] for member in event.members}, key=lambda at: copies.ids[at])
        for at in held:
            for member in grouping.copies[at].members:
                documents[member.index] = replace(
                    documents[member.index],
                    copy_group=copies.ids[at],
                    event=event_id,
                    representative=ids[chosen[at][0]],
                )
        similar = [{"id": events.ids[other], "score": score} for other, score in event.similar]
        records.append(
            {**_event_record(event_id, event, grouping, held, copies.ids, chosen), "similar": similar}
        )
    records.sort(key=lambda record: str(record["id"]))
    changes = [*_change_records("event", events.changes), *_change_records("copies", copies.changes)]
    return Named(documents, records, changes)


def _ids(ids: Sequence[str], group: CopyGroup | EventGroup) -> frozenset[str]:
    return frozenset(ids[member.index] for member in group.members)


def settle_similar(events: Sequence[Record], before: Sequence[Record] = ()) -> list[Record]:
    """Events whose `similar` names only events that are there.

    Args:
        events: those that were grouped again, and of the rest what its `similar` is to be checked for.
        before: what was grouped again, as it was. Where an event keeps its id, it keeps what is similar to it
            among the events that were not looked at.
    """
    known = {event["id"] for event in events}
    stale = {event["id"]: event.get("similar", ()) for event in before}
    settled = []
    for event in events:
        unseen = (other for other in stale.get(event["id"], ()) if other["id"] not in stale)
        scores = {
            other["id"]: other["score"]
            for other in (*unseen, *event.get("similar", ()))
            if other["id"] in known
        }
        ranked = sorted(scores, key=lambda name: (-scores[name], name))[:MOST_SIMILAR]
        settled.append({**event, "similar": [{"id": name, "score": scores[name]} for name in ranked]})
    return settled


def changes_between(before: Sequence[Record], after: Sequence[Record]) -> list[Record]:
    """What leads from the events of one run to those of another, as records; the ids are given.

    Args:
        before: events as published, those that are in both may be left out.
        after: the same for the later run.
    """
    old, new = _members(before), _members(after)
    return [
        record for kind in KINDS for record in _change_records(kind, compare_groups(old[kind], new[kind]))
    ]


def _members(events: Iterable[Record]) -> dict[str, dict[str, frozenset[str]]]:
    """The documents of each event and of each copy group, by kind and id."""
    found: dict[str, dict[str, frozenset[str]]] = {kind: {} for kind in KINDS}
    for event in events:
        found["event"][event["id"]] = frozenset(member["id"] for member in event["documents"])
        for group in event["copies"]:
            found["copies"][group["id"]] = frozenset(member["id"] for member in group["members"])
    return {kind: {name: held for name, held in groups.items() if held} for kind, groups in found.items()}


def _event_record(  # noqa: PLR0913, PLR0917 - what an event is made of
    event_id: str,
    event: EventGroup,
    grouping: Grouping,
    held: Sequence[int],
    copy_ids: Sequence[str],
    chosen: Sequence[tuple[int, str]],
) -> Record:
    """An event as it is published; `held` are the copy groups in it, `chosen` the head of each and why."""
    heads = [chosen[at][0] for at in held]
    at, why = choose_representative([grouping.documents[index] for index in heads])
    reasons = {member.index: member.why for member in event.members}
    reasons[heads[at]] = why
    members = [
        member
        for number in held
        for member in _member_records(
            grouping, grouping.copies[number], chosen[number][0], heads[at], reasons
        )
    ]
    return {
        "id": event_id,
        "label": event.label,
        "documents": sorted(members, key=lambda member: (ROLES.index(member["role"]), member["id"])),
        "copies": [_copies_record(copy_ids[number], grouping, number, chosen[number]) for number in held],
        "first_seen": event.first_seen,
        "last_seen": event.last_seen,
        "dates": list(event.dates),
        "places": list(event.places),
        "names": list(event.names),
        "representative": grouping.documents[heads[at]].id,
        "texts": event.texts,
        "sources": event.sources,
    }


def _member_records(
    grouping: Grouping, group: CopyGroup, head: int, event_head: int, reasons: Mapping[int, str]
) -> Iterator[Record]:
    """The members of one copy group as they stand in their event: each with its role, and why it is there."""
    centre = grouping.documents[group.centre].id
    for member in group.members:
        document = grouping.documents[member.index]
        if member.index == head:
            role = "representative" if head == event_head else "report"
            why = reasons[head]
        else:
            role = {"excerpt": "excerpt", "contains": "longer"}.get(member.relation, "copy")
            why = member.why(centre)
        yield {
            "id": document.id,
            "role": role,
            "why": why,
            "source": document.source,
            "title": document.title,
        }


def _copies_record(copy_id: str, grouping: Grouping, number: int, chosen: tuple[int, str]) -> Record:
    """A copy group as it stands in its event: which document is whose copy, and how similar."""
    group = grouping.copies[number]
    documents = grouping.documents
    members = [
        {
            "id": documents[member.index].id,
            "of": documents[group.centre].id,
            "relation": member.relation,
            "jaccard": member.jaccard,
            "containment": member.containment,
        }
        for member in group.members
    ]
    members.sort(key=lambda member: str(member["id"]))
    index, why = chosen
    return {"id": copy_id, "representative": documents[index].id, "why": why, "members": members}


def _change_records(kind: str, changes: Iterable[Change]) -> list[Record]:
    return [
        {
            "kind": kind,
            "group": change.group,
            "change": change.kind,
            "added": list(change.added),
            "removed": list(change.removed),
            "from": list(change.sources),
            "into": list(change.targets),
        }
        for change in changes
    ]
