"""Settling: of all that a run has read, it decides only about what is touched, and about what that pulls in.

What a likeness is worth depends on what else is near. So a run reads more than it has to decide: also what is around
the documents that are touched. At the far edge of that the documents know only half of what is near them, and would be
decided by it. There the last run knew better, and what it published stays; unless what is touched joins it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from cleaners.event_groups import EventGroup
from flows.groups import Grouping


def settle(
    grouping: Grouping, touched: AbstractSet[str], whole: Callable[[AbstractSet[str]], AbstractSet[str]]
) -> tuple[Grouping, frozenset[str]]:
    """The part of a grouping that counts.

    Args:
        grouping: of everything that was read.
        touched: ids of what is to be decided.
        whole: adds to some ids the rest of the events that they are in, as published.

    Returns:
        The grouping with the events and copy groups that are decided, and the ids of their documents.
    """
    ids = [document.id for document in grouping.documents]
    events = [frozenset(ids[member.index] for member in event.members) for event in grouping.events]
    home = {name: members for members in events for name in members}
    settled = frozenset(touched)
    while (grown := frozenset(whole(settled.union(*(home[name] for name in settled))))) != settled:
        settled = grown
    places = [place for place, members in enumerate(events) if members & settled]
    copies = [group for group in grouping.copies if ids[group.centre] in settled]
    return Grouping(grouping.documents, copies, _take(grouping.events, places)), settled


def _take(events: Sequence[EventGroup], places: Sequence[int]) -> list[EventGroup]:
    """Some events, which are similar to each other alone."""
    number = {place: at for at, place in enumerate(places)}
    return [
        replace(
            events[place],
            similar=tuple(
                (number[other], chance) for other, chance in events[place].similar if other in number
            ),
        )
        for place in places
    ]
