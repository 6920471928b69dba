"""The representative: completest, earliest, least repaired, not spun; the same in any order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.document import Document, Spin
from cleaners.edits import Edit
from cleaners.representative import choose_representative

EDIT = Edit("boilerplate", "share", 0, 1, "x", "")


def document(
    name: str, words: int, *, published: str | None = None, edits: int = 0, verdict: str = "not-spun"
) -> Document:
    return Document(
        id=name,
        source=name,
        text="word " * words,
        published=published,
        edits=(EDIT,) * edits,
        spin=Spin(verdict=verdict),
    )


DOCUMENTS = st.builds(
    document,
    st.uuids().map(str),
    st.integers(0, 30),
    published=st.none()
    | st.sampled_from(["2022-08-19", "2022-08-19T10:00:00Z", "2022-08-19T13:00:00+04:00", "soon"]),
    edits=st.integers(0, 2),
    verdict=st.sampled_from(["spun", "not-spun", "unknown"]),
)


@pytest.mark.parametrize(
    ("documents", "chosen", "reason"),
    [
        ([document("a", 9)], 0, "the only one"),
        ([document("a", 90), document("b", 100)], 1, "the completest of 2"),
        (
            [document("a", 100, published="2022-08-20"), document("b", 98, published="2022-08-19")],
            1,
            "as complete as the other 1, published first (2022-08-19)",
        ),
        (
            [document("a", 99, edits=2), document("b", 100, edits=1)],
            1,
            "as complete as the other 1, fewest repairs (1)",
        ),
        ([document("b", 100), document("a", 100)], 1, "as complete as the other 1, smallest id"),
        ([document("a", 100, verdict="spun"), document("b", 80)], 1, "not spun"),
        ([document("a", 100, verdict="spun"), document("b", 30)], 0, "the completest of 2"),
        (
            [document("a", 100), document("b", 50), document("c", 100, published="2022-08-19")],
            2,
            "the completest of 3, published first (2022-08-19)",
        ),
    ],
)
def test_choice(documents: list[Document], chosen: int, reason: str) -> None:
    assert choose_representative(documents) == (chosen, reason)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2022-08-19", "2022-08-20"),
        ("2022-08-19T10:00:00+04:00", "2022-08-19T07:00:00Z"),
        ("2022-08-19T10:00:00", "2022-08-19"),
        ("2022-08-19", None),
        ("2022-08-19", "last Friday"),
        ("0001-01-01", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_published_first(earlier: str, later: str | None) -> None:
    pair = [document("a", 5, published=later), document("b", 5, published=earlier)]
    assert choose_representative(pair)[0] == 1


@given(
    st.lists(DOCUMENTS, min_size=1, max_size=6, unique_by=lambda found: found.id),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_documents_changes_nothing(documents: list[Document], chance: random.Random) -> None:
    shuffled = chance.sample(documents, len(documents))
    index, reason = choose_representative(documents)
    other, again = choose_representative(shuffled)
    assert (documents[index].id, reason) == (shuffled[other].id, again)


def test_a_group_has_documents() -> None:
    with pytest.raises(ValueError, match="no representative"):
        choose_representative([])
