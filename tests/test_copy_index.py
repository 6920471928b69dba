"""The copy index: pure rows that join and map, pairs that do not depend on order or batches, links that add up."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleaners import candidates
from cleaners.candidates import propose_pairs
from cleaners.copies import group_links
from cleaners.copy_index import CopyIndex, index_texts, join_indexes
from cleaners.links import NO_LINKS, Links, extend_links
from tests.test_copies import MOSAICS, SENTENCES


def equal(first: CopyIndex | Links, second: CopyIndex | Links) -> bool:
    return all(
        np.array_equal(one, other)
        for one, other in zip(first.to_arrays().values(), second.to_arrays().values(), strict=True)
    )


def link_in_batches(texts: Sequence[str], cuts: Sequence[int]) -> tuple[CopyIndex, Links]:
    """Links of texts that came in batches, those before each cut."""
    links, index = NO_LINKS, index_texts([])
    for start, end in zip([0, *cuts], [*cuts, len(texts)], strict=True):
        index = join_indexes([index, index_texts(texts[start:end])])
        links = extend_links(
            index,
            links,
            lambda rows: [texts[row] for row in rows.tolist()],
            new=np.arange(len(index)) >= start,
        )
    return index, links


def partition(texts: Sequence[str], index: CopyIndex, links: Links) -> list[list[str]]:
    groups = group_links(index, links)
    return sorted(sorted(texts[member.index] for member in group.members) for group in groups)


def crowd(chance: random.Random) -> list[str]:
    """Forty versions of one story, excerpts of it, and texts that share its last line."""
    story = SENTENCES[:25]
    texts = []
    for _ in range(40):
        kept = [sentence for sentence in story if chance.random() > 0.15]
        texts.append(". ".join(kept))
    texts += [". ".join(story[at : at + 4]) for at in range(0, 20, 4)]
    for at in range(25):
        other = " ".join(chance.choices([word for line in SENTENCES[25:] for word in line.split()], k=80))
        texts.append(f"{other} {at}. {story[-1]}")
    return texts


@given(MOSAICS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_batches_in_any_order_give_the_links_of_one_run(texts: list[str], chance: random.Random) -> None:
    index, links = link_in_batches(texts, [])
    shuffled = chance.sample(texts, len(texts))
    again, found = link_in_batches(shuffled, sorted(chance.choices(range(len(texts) + 1), k=3)))
    assert equal(links, found)
    assert partition(texts, index, links) == partition(shuffled, again, found)


def test_thirty_days_of_a_crowded_story_give_the_links_of_one_run() -> None:
    chance = random.Random(1)
    texts = crowd(chance)
    index, links = link_in_batches(texts, [])
    shuffled = chance.sample(texts, len(texts))
    again, found = link_in_batches(shuffled, sorted(chance.choices(range(len(texts) + 1), k=29)))
    assert propose_pairs(index).crowded.any()
    assert equal(links, found)
    assert partition(texts, index, links) == partition(shuffled, again, found)


def test_a_crowd_makes_pairs_by_its_size_and_not_by_its_square(monkeypatch: pytest.MonkeyPatch) -> None:
    index = index_texts([f"{' '.join(SENTENCES[:6])} number {at}" for at in range(400)])
    monkeypatch.setattr(candidates, "_HUBS", 4)
    assert len(propose_pairs(index).pairs) < 400 * 4 * 8


def test_arrays_make_the_index_again() -> None:
    index = index_texts(["one two three four", "", SENTENCES[0]])
    assert equal(index, CopyIndex.from_arrays(index.to_arrays()))
    arrays = index.to_arrays()
    arrays["phrases"] = arrays["phrases"][:-1]
    with pytest.raises(ValueError, match="do not fit"):
        CopyIndex.from_arrays(arrays)
    del arrays["phrases"]
    with pytest.raises(ValueError, match="without 'phrases'"):
        CopyIndex.from_arrays(arrays)


@given(MOSAICS, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_rows_taken_are_the_rows_of_those_texts(texts: list[str], chance: random.Random) -> None:
    rows: NDArray[np.intp] = np.array(chance.choices(range(len(texts)), k=5))
    assert equal(index_texts(texts).take(rows), index_texts([texts[row] for row in rows]))


def test_what_hangs_together_can_be_looked_at_alone() -> None:
    texts = [". ".join(SENTENCES[at : at + 6]) for at in (0, 1, 20, 21)]
    index, links = link_in_batches(texts, [])
    assert len(links) == 2
    around = links.around(index.digests[:1])
    assert partition(texts[:2], index.take(np.arange(2)), around) == [sorted(texts[:2])]
    assert equal(links.among(index.digests[:2]), around)
    with pytest.raises(ValueError, match="not in the index"):
        group_links(index.take(np.arange(2)), links)
