"""Drafts: what is put in, where a wording then belongs, and who is whose rival."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.language_model import model_file
from cleaners.spin_draft import Draft, draft_features
from cleaners.spin_options import Option
from cleaners.spin_rivals import by_word, rivals_of
from cleaners.spin_second_look import look_again

TEXT = "They join nine different selected by the particular person"


def option(before: str, after: str) -> Option:
    start = TEXT.index(before)
    first = len(TEXT[:start].split())
    return Option(start, start + len(before), after, first, first + before.count(" "), "swap", "swap")


OPTIONS = [
    option("different", "other"),
    option("different", "others"),
    option("particular person", "person"),
    option("particular person", "individual"),
    option("person", "individual"),
    option("join", "meet"),
]


def test_inflections_are_rivals_and_a_wording_that_does_the_same_and_more_is_none() -> None:
    found = [[OPTIONS[one].after for one in rivals_of(at, OPTIONS, by_word(OPTIONS))] for at in (0, 1, 3, 5)]
    assert found == [["others"], ["other"], ["person"], []]


@given(st.lists(st.integers(0, 10), min_size=len(OPTIONS), max_size=len(OPTIONS)))
def test_a_place_reads_what_the_text_would_with_one_wording(tenths: list[int]) -> None:
    draft = Draft(TEXT, OPTIONS, [one / 10 for one in tenths])
    for one in OPTIONS:
        place = draft.place(one)
        before, behind = draft.text[: place.start], draft.text[place.end :]
        alone = Draft(TEXT, [one], [1.0]).text
        assert place.before in TEXT
        assert place.after in alone
        # What the draft changes elsewhere stays as it is there.
        others = [
            (chance / 10 if at.end <= one.start or one.end <= at.start else 0.0)
            for chance, at in zip(tenths, OPTIONS, strict=True)
        ]
        if Draft(TEXT, OPTIONS, others).text == before + place.before + behind:
            assert Draft(TEXT, [*OPTIONS, one], [*others, 1.0]).text == before + place.after + behind


def test_the_likeliest_wordings_are_put_in_and_no_doubtful_ones() -> None:
    draft = Draft(TEXT, OPTIONS, [0.6, 0.7, 0.9, 0.2, 0.8, 0.4])
    assert draft.text == "They join nine others selected by the person"


def test_a_second_look_is_weighed_by_its_lead_and_by_what_it_adds() -> None:
    found = draft_features(0.5, 2.0, 5.0, [1.0])
    assert found == {"draft": 5.0, "draft, lead": 4.0, "draft, more": 3.0, "chosen, first": 0.0}


@pytest.mark.lm
@pytest.mark.skipif(model_file() is None, reason="NO LANGUAGE MODEL: install copydesk[lm] to test with it")
def test_repaired_neighbours_make_the_original_likelier() -> None:
    text = "The official go to of the president befell final week."
    spun = [("go to", "visit"), ("befell", "took place"), ("final", "last")]
    options = []
    for before, after in spun:
        start = text.index(before)
        first = len(text[:start].split())
        options.append(
            Option(start, start + len(before), after, first, first + before.count(" "), "swap", "swap")
        )
    alone = look_again(text, options, [0.0] * 3, range(3))
    among = look_again(text, options, [0.9] * 3, range(3))
    assert None not in (*alone, *among)
    assert sum(one for one in among if one) > sum(one for one in alone if one)
    assert among == look_again(text, options, [0.9] * 3, range(3))
