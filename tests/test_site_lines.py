"""Lines that one site repeats: what counts as a page, and that neither order nor copies matter."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.boilerplate import strip_boilerplate
from cleaners.site_lines import MAX_PAGES, SiteLines

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
    assert not any(map(lines.repeats, crawled[3].split("\n")))
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
    lines = SiteLines.learn(texts, day=7)
    assert SiteLines.from_record(json.loads(json.dumps(lines.to_record()))) == lines


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 6)), max_size=8))
def test_merging_runs_is_learning_page_by_page(crawls: list[tuple[int, int]]) -> None:
    runs = [SiteLines.learn([page(number)], day=day) for day, number in crawls]
    forward, backward = SiteLines(), SiteLines()
    for run in runs:
        forward = forward.merge(run)
    for run in reversed(runs):
        backward = run.merge(backward)
    assert forward == backward
    assert forward.seen == len({number for _, number in crawls})
    assert {kept.day for kept in forward.pages} <= {day for day, _ in crawls}


def test_a_template_change_heals() -> None:
    old = SiteLines.learn([page(1), page(2)], day=1)
    renewed = [page(number).replace("Tides and trams", "Ships and sheds") for number in (3, 4)]
    merged = old.merge(SiteLines.learn(renewed, day=30))
    assert merged.repeats("Tides and trams") == merged.repeats("Ships and sheds") == 2
    assert merged.repeats(BIO) == 4
    healed = merged.forget(before=2)
    assert (healed.repeats("Tides and trams"), healed.repeats("Ships and sheds"), healed.seen) == (0, 2, 2)


def test_only_the_newest_pages_are_kept() -> None:
    old = SiteLines.learn([f"Story {letter * 9}\nFog" for letter in "abcdefgh"], day=1)
    new = SiteLines.learn(["Story " + "x" * n + "\nRain" for n in range(1, MAX_PAGES + 1)], day=2)
    merged = old.merge(new)
    assert merged.seen == MAX_PAGES
    assert (merged.repeats("Fog"), merged.repeats("Rain")) == (0, MAX_PAGES)


def test_an_article_that_comes_again_counts_once() -> None:
    lines = SiteLines.learn([page(1)], day=1)
    for day in (2, 3, 4):
        lines = lines.merge(SiteLines.learn([page(1, extra="Updated on Monday")], day=day))
    assert (lines.seen, lines.repeats(BIO), lines.pages[0].day) == (1, 0, 4)


def test_an_edited_version_and_an_excerpt_are_the_same_page() -> None:
    paragraphs = page(1).split("\n")
    edited = "\n".join([*paragraphs[:1], paragraphs[1].replace("seen", "heard"), *paragraphs[2:]])
    excerpt = "\n".join(paragraphs[:3])
    lines = SiteLines.learn([page(1), edited, excerpt])
    assert lines.seen == 1
    assert strip_boilerplate(page(1), site=lines).text == page(1)


@pytest.mark.parametrize(
    "record",
    [{}, {"version": 0, "pages": []}, {"version": 2, "pages": {}}, {"version": 2, "pages": [[1, "?"]]}],
)
def test_other_data_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="record of site lines"):
        SiteLines.from_record(record)


def test_hashes_are_stable() -> None:
    lines = SiteLines.learn(["Tides and trams"], day=3)
    assert lines.to_record() == {"version": 2, "pages": [[3, "9RdPXOl+Aw=="]]}


def review(number: int) -> str:
    names = ("kettle", "toaster", "grinder")
    return "\n".join(
        [
            "Home",
            f"The {names[number]} of the year {number} boils, browns and grinds better than the others that we bought for this test.",
            "Pros",
            f"The lid of the {names[number]} closes tightly, and nothing of what is inside comes out when it falls down.",
            "Cons",
            f"The cable of the {names[number]} is short, and there is no place to put it when it is not in use at all.",
            "1.",
            f"Our second choice, the {names[number - 1]} of last year, costs half as much and lasts nearly as long as it.",
            "The Daily Fog Shop",
        ]
    )


def test_headings_that_every_review_has_stay() -> None:
    lines = SiteLines.learn([review(number) for number in range(3)])
    assert lines.repeats("Pros") == lines.repeats("Home") == 3
    text = strip_boilerplate(review(0), site=lines).text
    assert text == review(0).removeprefix("Home\n").removesuffix("\nThe Daily Fog Shop")
