"""What the shards of a run found, put together: every id once, and nothing that came out as it was before.

A run takes what is new. It can be told to take again what it has seen: the rejects, once a reader has learned to
read them, or everything, after an upgrade. What then comes out as it was published counts as seen, so that taking
things again changes only what changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from cleaners import Document
from cleaners.mend import STEP as MEND
from cleaners.mend import before_mending
from flows.plan import Work
from flows.published import Published
from flows.records import Record, from_full_record, read_lines


@dataclass(frozen=True, slots=True)
class Results:
    """What a run found.

    Attributes:
        documents: the new ones, by id.
        rejects: the new ones, by id.
        seen: how many inputs were seen before, in an earlier run or in this one.
        replaced: ids of new documents and rejects that an earlier run has published otherwise.
    """

    documents: list[Document]
    rejects: list[Record]
    seen: int
    replaced: frozenset[str]


def collect(work: Work) -> Results:
    """Put the results of all shards together.

    Args:
        work: the run, every shard of it done.
    """
    documents: dict[str, Document] = {}
    rejects: dict[str, Record] = {}
    seen = 0
    for record in (record for shard in work.shards for record in read_lines(work.shard_path(shard))):
        kind = record.pop("kind")
        if kind == "seen" or record["id"] in documents or record["id"] in rejects:
            seen += 1
        elif kind == "document":
            documents[record["id"]] = from_full_record(record)
        else:
            rejects[record["id"]] = record
    replaced: set[str] = set()
    if work.takes != "new":
        found: dict[str, Document | Record] = {**documents, **rejects}
        replaced, same = _compare(work.desk.published(), found)
        seen += len(same)
        documents = {name: document for name, document in documents.items() if name not in same}
        rejects = {name: reject for name, reject in rejects.items() if name not in same}
    return Results(_by_id(documents), _by_id(rejects), seen, frozenset(replaced))


def _by_id(found: dict[str, Any]) -> list[Any]:
    return [found[name] for name in sorted(found)]


def _compare(published: Published, found: dict[str, Document | Record]) -> tuple[set[str], set[str]]:
    """The ids that were published otherwise, and those that came out the same."""
    before: Iterable[Document | Record] = (*published.documents(found.keys()), *published.records("rejects"))
    replaced: set[str] = set()
    same: set[str] = set()
    for old in before:
        identity = old.id if isinstance(old, Document) else old["id"]
        if identity in found:
            (same if _is_same(old, found[identity]) else replaced).add(identity)
    return replaced, same


def _is_same(old: Document | Record, new: Document | Record) -> bool:
    """Whether nothing changed but where it was found, and what only other documents could tell."""
    if isinstance(old, Document) and isinstance(new, Document):
        edits = tuple(edit for edit in old.edits if edit.step != MEND)
        return new == replace(
            old,
            text=before_mending(old),
            edits=edits,
            source=new.source,
            copy_group=None,
            event=None,
            representative=None,
        )
    if isinstance(old, Document) or isinstance(new, Document):
        return False
    return {**old, "source": None} == {**new, "source": None}
