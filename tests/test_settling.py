"""What a run decides of all that it has read: what is touched, and what that pulls in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from cleaners import Document
from cleaners.copies import CopyGroup, CopyMember
from cleaners.event_groups import EventGroup, EventMember
from flows.groups import Grouping
from flows.settling import settle

NAMES = "abcdef"


def grouping(*events: str) -> Grouping:
    """Documents a to f in some events, without copies; each event is similar to all others."""
    members = [[NAMES.index(name) for name in names] for names in events]
    return Grouping(
        [Document(id=name, source=name, text=name) for name in NAMES],
        [CopyGroup(at, (CopyMember(at, 1.0, 1.0, "centre"),)) for at in range(len(NAMES))],
        [
            EventGroup(
                tuple(EventMember(at) for at in event),
                similar=tuple((other, 0.2) for other in range(len(members)) if other != number),
            )
            for number, event in enumerate(members)
        ],
    )


def decided(found: Grouping) -> list[str]:
    return ["".join(NAMES[member.index] for member in event.members) for event in found.events]


def whole(*events: str) -> Callable[[AbstractSet[str]], AbstractSet[str]]:
    """As published: ids with all that share an event with one of them."""

    def add(names: AbstractSet[str]) -> AbstractSet[str]:
        return frozenset(names).union(*(event for event in events if set(event) & names))

    return add


def settled(touched: Sequence[str], read: Sequence[str], published: Sequence[str]) -> list[str]:
    found, names = settle(grouping(*read), set(touched), whole(*published))
    assert {name for event in decided(found) for name in event} == names
    assert {NAMES[group.centre] for group in found.copies} == names
    return decided(found)


def test_the_edge_stays_as_it_was_published() -> None:
    assert settled("ab", ["ab", "cd", "e", "f"], ["a", "b", "cde", "f"]) == ["ab"]


def test_what_touched_documents_join_is_decided_with_all_that_it_was_published_with() -> None:
    assert settled("ab", ["abc", "d", "e", "f"], ["ab", "cde", "f"]) == ["abc", "d", "e"]


def test_what_is_pulled_in_pulls_in() -> None:
    assert settled("a", ["ab", "cd", "ef"], ["a", "bc", "de", "f"]) == ["ab", "cd", "ef"]


def test_events_are_similar_to_those_that_are_decided() -> None:
    found, _ = settle(grouping("ab", "cd", "ef"), {"a", "b", "e", "f"}, lambda names: names)
    assert [event.similar for event in found.events] == [((1, 0.2),), ((0, 0.2),)]
