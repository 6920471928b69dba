"""The engine's laws: applying and undoing are inverse, and rounds compose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.edits import Edit, apply_edits, compose, to_fixed_point

TEXTS = st.text(alphabet="abc é\n", max_size=40)


@st.composite
def edits_on(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [
        Edit(
            "test",
            draw(st.sampled_from("xyz")),
            start,
            end,
            text[start:end],
            draw(st.text("ABé", max_size=4)),
        )
        for start, end in spans
    ]


@given(st.data(), TEXTS)
def test_reverting_what_was_applied_gives_the_text_back(data: st.DataObject, text: str) -> None:
    assert apply_edits(text, data.draw(edits_on(text))).revert() == text


@given(st.data(), TEXTS)
def test_two_rounds_compose_to_edits_on_the_first_input(data: st.DataObject, text: str) -> None:
    once = apply_edits(text, data.draw(edits_on(text)))
    twice = apply_edits(once.text, data.draw(edits_on(once.text)))
    both = compose(once, twice)
    assert both.text == twice.text
    assert both.revert() == text
    assert apply_edits(text, both.edits).text == twice.text


def test_an_edit_must_quote_the_text_it_replaces() -> None:
    with pytest.raises(ValueError, match="before"):
        apply_edits("abc", [Edit("test", "rule", 0, 1, "x", "y")])


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply_edits("abc", [Edit("test", "one", 0, 2, "ab", ""), Edit("test", "two", 1, 3, "bc", "")])


def test_suggestions_do_not_change_the_text() -> None:
    result = apply_edits("abc", [Edit("test", "rule", 0, 1, "a", "x", tier="suggested")])
    assert (result.text, len(result.suggestions), result.edits) == ("abc", 1, ())


def test_a_text_that_never_settles_is_left_alone() -> None:
    assert to_fixed_point("a", lambda _: [Edit("t", "grow", 0, 0, "", "a")]).text == "a"
