"""Group ids: inherited, unique, the same in any order, and every change told."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.lineage import Change, inherit_ids

Groups = list[frozenset[str]]


@st.composite
def partitions(draw: st.DrawFn) -> Groups:
    documents = draw(st.sets(st.sampled_from("abcdefghij")))
    groups: dict[int, set[str]] = {}
    for document in sorted(documents):
        groups.setdefault(draw(st.integers(0, 4)), set()).add(document)
    return [frozenset(group) for group in groups.values()]


def by_id(groups: Groups, previous: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return dict(zip(inherit_ids(groups, previous).ids, groups, strict=True))


@given(st.lists(partitions(), max_size=6))
def test_run_after_run_ids_are_unique_and_changes_complete(runs: list[Groups]) -> None:
    known: dict[str, frozenset[str]] = {}
    for groups in runs:
        lineage = inherit_ids(groups, known)
        current = dict(zip(lineage.ids, groups, strict=True))
        assert len(current) == len(groups)
        replayed = dict(known)
        for change in lineage.changes:
            replayed[change.group] = (replayed.get(change.group, frozenset()) - {*change.removed}) | {
                *change.added
            }
        assert {group: documents for group, documents in replayed.items() if documents} == current
        known = current


@given(partitions(), partitions(), st.randoms(use_true_random=False))
def test_the_order_of_the_groups_changes_nothing(before: Groups, now: Groups, chance: random.Random) -> None:
    previous = by_id(before, {})
    shuffled = chance.sample(now, len(now))
    reversed_previous = dict(reversed(previous.items()))
    assert by_id(now, previous) == by_id(shuffled, reversed_previous)
    assert inherit_ids(now, previous).changes == inherit_ids(shuffled, reversed_previous).changes


@given(partitions(), partitions())
def test_unchanged_groups_keep_their_ids_and_are_not_told(before: Groups, now: Groups) -> None:
    previous = by_id(before, by_id(now, {}))
    lineage = inherit_ids(before, previous)
    assert dict(zip(lineage.ids, before, strict=True)) == previous
    assert lineage.changes == ()


@given(partitions(), partitions())
def test_an_inherited_id_comes_with_documents_of_its_group(before: Groups, now: Groups) -> None:
    previous = by_id(before, {})
    for group, documents in by_id(now, previous).items():
        assert group not in previous or documents & previous[group]


def test_the_largest_predecessor_hands_on_its_id() -> None:
    lineage = inherit_ids([{"a", "b", "c", "d", "e"}], {"x": {"a", "b"}, "y": {"c", "d", "e"}})
    assert lineage.ids == ("y",)
    assert lineage.changes == (
        Change("x", "merged", removed=("a", "b"), targets=("y",)),
        Change("y", "merged", added=("a", "b"), sources=("x",)),
    )


def test_what_is_split_off_gets_an_id_of_its_own() -> None:
    (old,) = inherit_ids([{"a", "b", "c"}], {}).ids
    lineage = inherit_ids([{"a"}, {"b", "c"}], {old: {"a", "b", "c"}})
    assert lineage.ids[1] == old
    assert lineage.ids[0] != old
    assert {(change.group, change.kind) for change in lineage.changes} == {
        (old, "split"),
        (lineage.ids[0], "split"),
    }


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([{"a", "b", "c"}], Change("x", "grown", added=("c",))),
        ([{"a"}], Change("x", "shrunk", removed=("b",))),
        ([], Change("x", "gone", removed=("a", "b"))),
    ],
)
def test_changes_of_one_group(now: list[set[str]], expected: Change) -> None:
    assert inherit_ids(now, {"x": {"a", "b"}}).changes == (expected,)


def test_kinds_of_groups_have_different_ids() -> None:
    assert inherit_ids([{"a"}], {}, kind="copy").ids != inherit_ids([{"a"}], {}, kind="event").ids
    assert inherit_ids([{"b", "a"}], {}).ids == inherit_ids([{"a", "c"}], {}).ids


@pytest.mark.parametrize(
    ("groups", "previous"),
    [([set()], {}), ([{"a"}, {"a", "b"}], {}), ([{"a"}], {"x": {"a"}, "y": {"a"}})],
)
def test_groups_are_a_partition(groups: list[set[str]], previous: dict[str, set[str]]) -> None:
    with pytest.raises(ValueError, match="in two"):
        inherit_ids(groups, previous)


def test_a_new_id_is_not_that_of_a_group_which_is_not_given() -> None:
    [own] = inherit_ids([{"a"}], {}).ids
    [other] = inherit_ids([{"a"}], {}, taken={own}).ids
    assert other != own


@given(st.lists(partitions(), max_size=6))
def test_groups_that_nothing_happened_to_need_not_be_given(runs: list[Groups]) -> None:
    known: dict[str, frozenset[str]] = {}
    for groups in runs:
        whole = inherit_ids(groups, known)
        unchanged = {name for name, group in known.items() if group in groups}
        touched = [group for group in groups if group not in known.values()]
        before = {name: group for name, group in known.items() if name not in unchanged}
        part = inherit_ids(touched, before, taken=unchanged)
        assert part.changes == whole.changes
        known = dict(zip(whole.ids, groups, strict=True))
