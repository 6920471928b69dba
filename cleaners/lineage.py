"""Lineage: group ids that stay as they are while the groups grow, merge and split.

Groups are made anew on every run, from all documents of the window; what is downstream knows them by their ids.
So each new group is matched with the earlier groups whose documents it holds, largest overlap first, and inherits
the id of the largest of them that no other group has a better claim to. A group that inherits nothing gets an id of
its own, a hash of its smallest document id, so that the same documents always get the same id.

What happened to each id, and where its documents went or came from, is told by a `Change`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import count
from typing import Literal

ChangeKind = Literal["new", "grown", "shrunk", "merged", "split", "gone"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a run did to one group.

    Attributes:
        group: the group's id.
        kind: `new`, with documents of no earlier group; `grown` or `shrunk`, by documents that entered or left the
            window; `merged`, with documents of other groups, or into one; `split`, with documents gone to other
            groups, or made of such documents; `gone`, with none of its documents left.
        added: ids of the documents that it did not have before, in order.
        removed: ids of the documents that it had before, in order.
        sources: ids of the earlier groups that some of the added documents were in.
        targets: ids of the groups that some of the removed documents are in.
    """

    group: str
    kind: ChangeKind
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """The ids of this run's groups, and what has changed since the last.

    Attributes:
        ids: an id per group, in the order in which the groups were given.
        changes: a change per group that is not as it was, by group id.
    """

    ids: tuple[str, ...]
    changes: tuple[Change, ...]


def inherit_ids(
    groups: Sequence[AbstractSet[str]],
    previous: Mapping[str, AbstractSet[str]],
    *,
    kind: str = "copy",
    taken: Container[str] = (),
) -> Lineage:
    """Give each group an id, inherited from its largest predecessor where it has one.

    Args:
        groups: the document ids of each group; no document is in two.
        previous: the groups of the run before, by id.
        kind: what the groups are; different kinds get different ids for the same documents.
        taken: ids of groups that are not given, because nothing happened to them.

    Returns:
        The ids in the order of `groups`, and the changes.

    Raises:
        ValueError: a group is empty, or a document is in two groups.

    >>> before = {"e1": {"a", "b"}, "e2": {"c"}}
    >>> lineage = inherit_ids([{"a", "b", "c"}], before)
    >>> lineage.ids, [(change.group, change.kind) for change in lineage.changes]
    (('e1',), [('e1', 'merged'), ('e2', 'merged')])
    """
    before = _where(previous)
    _where({str(number): group for number, group in enumerate(groups)})
    ids = _assign(groups, before, previous, kind, taken)
    return Lineage(tuple(ids), compare_groups(previous, dict(zip(ids, groups, strict=True))))


def compare_groups(
    previous: Mapping[str, AbstractSet[str]], current: Mapping[str, AbstractSet[str]]
) -> tuple[Change, ...]:
    """What leads from one set of groups to another, where the ids are known.

    Args:
        previous: the document ids of each group of the run before, by group id.
        current: the same of this run.

    Returns:
        A change per group that is not as it was, by group id.

    Raises:
        ValueError: a group is empty, or a document is in two groups of a run.
    """
    before, home = _where(previous), _where(current)
    changes = (
        _change(group, previous.get(group, frozenset()), current.get(group, frozenset()), before, home)
        for group in sorted(current.keys() | previous.keys())
    )
    return tuple(change for change in changes if change)


def _where(groups: Mapping[str, AbstractSet[str]]) -> dict[str, str]:
    """Which group each document is in."""
    found = {document: group for group, documents in groups.items() for document in documents}
    if not all(groups.values()) or sum(map(len, groups.values())) != len(found):
        message = "a group is empty, or a document is in two groups"
        raise ValueError(message)
    return found


def _assign(
    groups: Sequence[AbstractSet[str]],
    before: Mapping[str, str],
    previous: Mapping[str, AbstractSet[str]],
    kind: str,
    elsewhere: Container[str],
) -> list[str]:
    """An id per group: inherited by the largest overlaps first, new ones for the rest."""
    overlaps: dict[tuple[int, str], int] = defaultdict(int)
    for index, group in enumerate(groups):
        for document in group & before.keys():
            overlaps[index, before[document]] += 1
    smallest = [min(group) for group in groups]
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for index, group_id in sorted(overlaps, key=lambda pair: (-overlaps[pair], pair[1], smallest[pair[0]])):
        if index not in ids and group_id not in taken:
            ids[index] = group_id
            taken.add(group_id)
    taken.update(previous)
    for index in sorted(range(len(groups)), key=smallest.__getitem__):
        if index not in ids:
            ids[index] = next(
                new for new in _new_ids(smallest[index], kind) if new not in taken and new not in elsewhere
            )
            taken.add(ids[index])
    return [ids[index] for index in range(len(groups))]


def _new_ids(smallest: str, kind: str) -> Iterator[str]:
    """The id of a new group; the next ones for when a group that was split off keeps it."""
    for attempt in count():
        name = f"{kind}\0{smallest}" + (f"\0{attempt}" if attempt else "")
        yield hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _change(
    group: str,
    old: AbstractSet[str],
    new: AbstractSet[str],
    before: Mapping[str, str],
    home: Mapping[str, str],
) -> Change | None:
    """What happened to one id; None where nothing did."""
    added, removed = sorted(new - old), sorted(old - new)
    if not added and not removed:
        return None
    sources = tuple(sorted({before[document] for document in added if document in before}))
    targets = tuple(sorted({home[document] for document in removed if document in home}))
    kind: ChangeKind
    if not old:
        kind = "split" if sources else "new"
    elif not new:
        kind = "merged" if targets else "gone"
    elif targets:
        kind = "split"
    elif sources:
        kind = "merged"
    else:
        kind = "grown" if added else "shrunk"
    return Change(group, kind, tuple(added), tuple(removed), sources, targets)
