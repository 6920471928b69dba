"""The seeds, the laws and the safety of the boilerplate step; its cases are under `tests/cases/boilerplate`."""

from __future__ import annotations

import re
import time
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaners.boilerplate_furniture
import cleaners.boilerplate_head
import cleaners.boilerplate_lines
import cleaners.boilerplate_titles
import cleaners.captions
import cleaners.phrases
import cleaners.tail
from cleaners.boilerplate import strip_boilerplate
from cleaners.boilerplate_furniture import placeholder_line, placeholder_tag
from cleaners.boilerplate_lines import fold, page_lines
from cleaners.phrases import LANGUAGES, phrase_book

SEEDS = Path(__file__).parent.parent / "seeds"

ARTICLE = [
    "The city council of Faro voted on Monday to close the old harbour road to cars from the first of May.",
    "What the mayor said",
    "“It was never a road for cars,” the mayor told reporters, adding that buses would run every ten minutes.",
    "Shopkeepers had asked for another year, but the council turned them down by nine votes to two.",
    "“Never.”",
    "The road will stay open to bicycles, to carts that carry fish and to people on foot, the council said.",
]
FURNITURE = [
    "[ad_1]",
    "[ad_2]",
    "Advertisement",
    "Share this article",
    "Read more",
    "Related: Ten cafés by the sea",
    "Photo: City Archive",
    "Diesen Artikel teilen",
    "Suscríbete a nuestro boletín",
    "À lire aussi : La plage rouvre",
    "Desative seu AdBlock para ler",
    "Все права защищены",
]
anything = st.text(
    alphabet=st.one_of(st.characters(codec=None, exclude_categories=[]), st.sampled_from("\n\n\n "))
)
pieces = st.one_of(
    st.sampled_from(ARTICLE + FURNITURE), st.sampled_from(["EFE", "mos/vh/lap", "By Ana Lind", "Comments"])
)
pages = st.lists(st.tuples(pieces, st.sampled_from(["\n", "\n\n", "\n \n\n", " "]))).map(
    lambda parts: "".join(chain.from_iterable(parts))
)


def seed(number: str) -> tuple[str | None, str]:
    """Title and text of a seed, its section label left out."""
    text = next(SEEDS.glob(f"{number}_*.txt")).read_text(encoding="utf-8")
    if number == "003":
        return None, text
    text = text.removeprefix("Politics\n\n")
    title, _, body = text.partition("\n\n")
    return title, body


# --- the seeds ------------------------------------------------------------------------------------------------


def test_seed_000_keeps_seven_paragraphs() -> None:
    title, text = seed("000")
    edited = strip_boilerplate(text, title=title)
    assert edited.text == "\n".join(text.split("\n")[:7])
    assert edited.text.startswith("NUR-SULTAN, August 19")
    assert edited.text.endswith("oil transportation.”")
    rules = [edit.rule for edit in edited.edits]
    assert rules == [
        "stranded-heading",
        "credit",
        "credit",
        "read-more",
        "donation",
        "related",
        "adblock",
        "adblock",
    ]


def test_seed_001_loses_the_agency_and_the_initials() -> None:
    title, text = seed("001")
    edited = strip_boilerplate(text, title=title)
    assert edited.text.startswith("Moscow, Aug 19 (EFE).-")
    assert edited.text == text[: text.index(" EFE\n")]
    assert [(edit.rule, edit.before.strip()) for edit in edited.edits] == [
        ("agency-mark", "EFE"),
        ("editor-initials", "mos/vh/lap"),
        ("related", "Related Articles"),
        ("navigation", "Back to top button"),
    ]


def test_seed_002_loses_the_second_title_and_the_tags() -> None:
    title, text = seed("002")
    edited = strip_boilerplate(text, title=title)
    assert edited.text == text[text.index("The leaders of Russia") : text.index("\n\n[ad_2]")]
    assert "\n\nWhat Putin said\n\n" in edited.text
    assert "\n\nWhat did Tokayev talk about?\n\n" in edited.text


def test_seed_003_loses_the_tags() -> None:
    title, text = seed("003")
    edited = strip_boilerplate(text, title=title)
    assert edited.text == text[len("[ad_1]\n") : text.index("\n[ad_2]")]


def test_seed_004_loses_both_captions() -> None:
    title, text = seed("004")
    edited = strip_boilerplate(text, title=title)
    gone = {str(title), "Kazakhstan and Russia", "Still image", "Currently reading"}
    assert edited.text.split() == " ".join(line for line in text.split("\n") if line not in gone).split()
    assert [edit.rule for edit in edited.edits] == ["caption"] * 4 + ["related"]
    assert "\n\n\n" not in edited.text


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_cleaned_seeds_stay(number: str) -> None:
    title, text = seed(number)
    edited = strip_boilerplate(text, title=title)
    assert edited.revert() == text
    assert strip_boilerplate(edited.text, title=title).edits == ()


# --- the laws -------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)  # the first example loads the phrases
@given(anything | pages, st.none() | st.sampled_from([ARTICLE[1], "Advertisement", ""]) | anything)
def test_undo_and_idempotence_on_anything(text: str, title: str | None) -> None:
    edited = strip_boilerplate(text, title=title)
    assert edited.revert() == text
    again = strip_boilerplate(edited.text, title=title)
    assert again.text == edited.text
    assert again.edits == ()
    assert any(map(str.isalnum, edited.text)) or not any(map(str.isalnum, text))


@settings(max_examples=80, deadline=None)  # the first example loads the phrases
@given(st.lists(st.tuples(st.integers(0, len(ARTICLE)), st.sampled_from(FURNITURE)), max_size=12))
def test_furniture_never_changes_what_is_kept(added: list[tuple[int, str]]) -> None:
    blocks = [(at + 0.5, line) for at, line in enumerate(ARTICLE)] + [(float(at), line) for at, line in added]
    text = "\n\n".join(line for _, line in sorted(blocks, key=lambda block: block[0]))
    assert strip_boilerplate(text).text == "\n\n".join(ARTICLE)


@settings(max_examples=80, deadline=None)  # the first example loads the phrases
@given(
    st.lists(st.sampled_from(ARTICLE), min_size=1, unique=True), st.sampled_from(["\n", "\n\n", " \n\n\n\t"])
)
def test_clean_text_stays_byte_for_byte(lines: list[str], gap: str) -> None:
    text = gap.join(["", *lines, ""])
    assert strip_boilerplate(text).text == text


@settings(max_examples=80, deadline=None)  # the first example loads the phrases
@given(pages)
def test_kept_lines_keep_their_bytes(text: str) -> None:
    edited = strip_boilerplate(text)
    single = [edit for edit in edited.edits if "+" not in edit.rule]  # not folded from two rounds
    assert all(edit.after == "" for edit in edited.edits)
    assert not any("\n" in edit.before.strip() for edit in single)


# --- safety ---------------------------------------------------------------------------------------------------


def test_an_unsure_rule_takes_half_of_the_words_at_most() -> None:
    captions = "\n\n".join(
        f"A boat in the harbour on day {day}, seen from the pier (Photo: Lind)" for day in range(20)
    )
    text = f"{ARTICLE[0]}\n\n{captions}"
    edited = strip_boilerplate(text)
    assert edited.text == text
    assert len(edited.suggestions) == 20
    assert all("words" in edit.evidence for edit in edited.suggestions)


def test_what_would_leave_nothing_is_suggested() -> None:
    edited = strip_boilerplate("Share this article\nRead more")
    assert edited.edits == ()
    assert [edit.rule for edit in edited.suggestions] == ["share", "read-more"]


def test_rules_of_one_run_keep_their_own_names() -> None:
    text = "\n".join(
        [*ARTICLE, "EFE", "mos/vh/lap", "Photo: Lind", "Share this article", "Related Articles", "[ad_2]"]
    )
    assert not any("+" in edit.rule for edit in strip_boilerplate(text).edits)


# --- data -----------------------------------------------------------------------------------------------------


def test_every_language_has_phrases_of_every_common_kind() -> None:
    book = phrase_book()
    templates = chain.from_iterable(chain(book.by_first_word.values(), book.by_inner_word.values()))
    assert len(book.literals) + sum(1 for _ in templates) > 2000
    kinds = {
        "share",
        "related",
        "comments",
        "newsletter",
        "cookie",
        "adblock",
        "advertisement",
        "rights",
        "photo",
        "credit",
    }
    for language in LANGUAGES:
        assert kinds <= set(cleaners.phrases._read(language))  # noqa: SLF001  # the file as it lies there


def test_every_phrase_is_found_as_itself() -> None:
    book = phrase_book()
    filled = {"{n}": "12", "{name}": " Lind", "{names}": "Ana Lind", "{rest}": " Lind and more "}
    for phrase in cleaners.phrases._phrases():  # noqa: SLF001  # every entry of every file
        line = re.sub(r"\{\w+\}", lambda slot: filled[slot[0]], phrase.wording)
        assert book.find(fold(line), line) is not None, phrase


# --- time -----------------------------------------------------------------------------------------------------


def compiled_patterns() -> list[re.Pattern[str]]:
    book = phrase_book()
    templates = list(chain.from_iterable(chain(book.by_first_word.values(), book.by_inner_word.values())))
    modules = [
        value
        for name, value in vars(cleaners).items()
        if name.startswith(("boilerplate", "captions", "comments", "line_features", "tail", "phrases"))
    ]
    constants = [
        value for module in modules for value in vars(module).values() if isinstance(value, re.Pattern)
    ]
    cached = [placeholder_line(), placeholder_tag(), cleaners.tail._agency_at_end()]  # noqa: SLF001  # built on first use
    return [*constants, *cached, *(template.pattern for template in templates)]


def test_no_pattern_is_slow_on_its_own_worst_case() -> None:
    size = 100_000
    for pattern in compiled_patterns():
        words = re.findall(r"[^\W\d_]{2,}|[(\[©]", pattern.pattern)[:6] or ["a"]
        for unit in (words[0] + " ", " ".join(words) + " ", "a", " ", "[ad_1]", "(", "1 ", "ab/"):
            hostile = (words[0] + " " + unit * (size // len(unit)))[:size]
            started = time.perf_counter()
            pattern.search(hostile)
            assert time.perf_counter() - started < 0.5, (
                pattern.pattern,
                unit,
            )  # 50 ms, and room for a busy machine


@pytest.mark.parametrize(
    "unit",
    [
        "Share\n",
        "Faro, the road and the sea\n",
        "[ad_1] ",
        "By Ana Lind\n",
        "a\n\n",
        "EFE\nmos/vh/lap\n",
        "©",
        "(Photo: ",
        "\n",
        "Comments\n" + ARTICLE[0] + "\n",
    ],
)
def test_long_input_is_near_linear(unit: str) -> None:
    text = f"{ARTICLE[0]}\n\n" + unit * (100_000 // len(unit))
    started = time.perf_counter()
    strip_boilerplate(text, title="Faro, the road and the sea")
    assert time.perf_counter() - started < 20  # a guard against hanging, not a measurement


@pytest.mark.parametrize(
    "sentence",
    ["雨水淹没了港口附近的三条街道。", "Дождь затопил три улицы у порта.", "Rain flooded three streets."],
)
def test_a_long_paragraph_reads_as_text_in_any_script(sentence: str) -> None:
    short, long = page_lines(f"{sentence * 3}\n{sentence * 60}")
    assert short.is_text
    assert long.is_text
    assert long.words >= 10 * short.words
