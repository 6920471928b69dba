"""Lines that one site repeats: what counts as a page, and that neither order nor copies matter."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.boilerplate import strip_boilerplate
from cleaners.site_lines import SiteLines

BIO = "The Daily Fog is printed in Faro and lives on the sale of its crossword, which is the hardest on the coast by far."


def page(number: int, *, extra: str = "") -> str:
    body = "\n".join(
        f"Sentence {word} of story {word * number} tells at some length what nobody but {word * number} has seen in the harbour of Faro."
        for word in ("anchor", "basket", "candle")
    )
    return f"Tides and trams\n{body}\n{extra}\n{BIO}\n"


def test_lines_of_two_pages_are_counted() -> None:
    lines = SiteLines.learn([page(1), page(2), page(3)])
    assert lines.seen == 3
    assert lines.repeats("TIDES  and trams!") == 3
    assert lines.repeats(BIO) == 3
    assert lines.repeats("Sentence anchor of story anchor") == 0
    assert lines.repeats("") == lines.repeats("—") == 0


def test_digits_are_all_the_same() -> None:
    lines = SiteLines.learn([page(1, extra="12 people read this"), page(2, extra="97 people read this")])
    assert lines.repeats("40 people read this") == 2


def test_copies_of_one_page_count_once() -> None:
    crawled = [
        page(1),
        page(1),
        page(1) + "\nUpdated",
        page(1, extra="A correction was made to this story on Tuesday."),
    ]
    lines = SiteLines.learn(crawled)
    assert lines.seen == 1
    assert not lines.pages
    assert strip_boilerplate(page(1), site=lines).text == page(1)


def test_an_article_crawled_four_times_loses_only_what_other_pages_carry() -> None:
    lines = SiteLines.learn([page(1)] * 3 + [page(1) + "\nUpdated", page(2), page(3)])
    edited = strip_boilerplate(page(1), site=lines)
    assert {edit.rule for edit in edited.edits} == {"site-line"}
    assert edited.text.count("Sentence") == 3
    assert BIO not in edited.text
    assert edited.revert() == page(1)


def test_a_long_line_needs_three_pages() -> None:
    background = "The harbour road was built in 1908 to carry fish to the trams, and has been flooded eleven times since it was opened."
    two = SiteLines.learn([page(1, extra=background), page(2, extra=background), page(3)])
    assert background in strip_boilerplate(page(1, extra=background), site=two).text


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([page(n, extra=f"Part {n % 2}") for n in range(1, 6)]), max_size=8), st.randoms()
)
def test_order_does_not_matter(texts: list[str], random: object) -> None:
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands over a random.Random
    assert SiteLines.learn(shuffled) == SiteLines.learn(texts)


@settings(deadline=None)
@given(st.lists(st.text(), max_size=6))
def test_any_text_can_be_learned_and_stored(texts: list[str]) -> None:
    lines = SiteLines.learn(texts)
    assert SiteLines.from_json(json.loads(json.dumps(lines.to_json()))) == lines


def test_other_data_is_refused() -> None:
    with pytest.raises(ValueError, match="version 1"):
        SiteLines.from_json({"version": 0, "pages": {}, "seen": 0})


def test_hashes_are_stable() -> None:
    lines = SiteLines.learn(["Tides and trams\nRain.", "Tides and trams\nSun."])
    assert lines.to_json() == {"version": 1, "seen": 2, "pages": {"1f9b01678732f0c4": 2}}
