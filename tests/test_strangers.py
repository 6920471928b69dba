"""Lines that do not belong: the model's safety, that it says why, and that a clean page never meets it."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.boilerplate import strip_boilerplate
from cleaners.boilerplate_lines import page_lines
from cleaners.boilerplate_vetoes import find_phrases
from cleaners.line_model import line_model
from cleaners.page_features import NAMES, page_values
from cleaners.strangers import find_strangers

ARTICLE = [
    "The city council of Faro voted on Monday to close the old harbour road to cars from the first of May, after two years of argument.",
    "Shopkeepers on the harbour road had asked the council for another year, but the mayor said that the decision to close it was final.",
    "Buses will run on the harbour road every ten minutes, the mayor said, and the council will pay for a second line to the station.",
    "The road stays open to bicycles, to carts that carry fish to the market and to people on foot, according to the council's plan.",
    "Two councillors who voted against the plan said that the shops on the road would lose their customers to the malls outside Faro.",
    "The council meets again in June to decide what will become of the car park at the end of the harbour road, the mayor added.",
]
HEAD = ["Harbour road in Faro closes to cars", "By Ana Lind", "May 3, 2019, 10:31 am", "Share this article"]
TAIL = [
    "Related articles",
    "Whale seen off Sagres",
    "Ten beaches to visit before the summer ends",
    "Sign up for our newsletter",
    "Ana Lind",
    "Follow us on Twitter",
    "All rights reserved",
]
SLOPPY = "\n".join([*HEAD, *ARTICLE, *TAIL])


def test_a_clean_page_never_meets_the_model() -> None:
    text = "\n".join([HEAD[0], *ARTICLE, "Ana Lind"])
    lines = page_lines(text)
    assert find_strangers(lines, None, *find_phrases(lines), {}) == ({}, {})
    assert strip_boilerplate(text).text == text


def test_a_sloppy_page_keeps_its_article() -> None:
    edited = strip_boilerplate(SLOPPY)
    assert edited.text.endswith("\n".join(ARTICLE))
    assert edited.revert() == SLOPPY
    assert strip_boilerplate(edited.text).edits == ()


def test_a_stranger_says_why() -> None:
    strangers = [edit for edit in strip_boilerplate(SLOPPY).edits if edit.rule == "stranger"]
    assert strangers
    for edit in strangers:
        assert edit.evidence.startswith("likely furniture by: ")
        assert any(name in edit.evidence for name in NAMES)
        assert 0.7 <= edit.confidence < 1


def test_hard_wrapped_text_is_left_alone() -> None:
    words = " ".join(ARTICLE).split()
    wrapped = "\n".join(" ".join(words[at : at + 9]) for at in range(0, len(words), 9))
    text = f"{wrapped}\n\nShare this article"
    assert strip_boilerplate(text).text == wrapped


def test_the_walk_of_all_trees_is_the_walk_of_each() -> None:
    model = line_model()
    rows = np.round(np.random.default_rng(1).normal(1, 3, (40, len(NAMES))), 4)
    expected = []
    for row in rows:
        score = 0.0
        for features, thresholds, values in zip(model.features, model.thresholds, model.values, strict=True):
            node = 0
            while node < len(features):
                node = 2 * node + (1 if row[features[node]] <= thresholds[node] else 2)
            score += values[node]
        expected.append(round(1 / (1 + np.exp(-score)), 3))
    assert model.probabilities(rows).tolist() == pytest.approx(expected, abs=1e-9)


def test_the_model_is_plain_numbers_and_names_its_data() -> None:
    data = json.loads((files("cleaners") / "data" / "boilerplate" / "lines.json").read_text(encoding="utf-8"))
    assert tuple(data["names"]) == NAMES
    assert all(len(digest) == 64 for digest in data["data"].values())
    assert len(data["features"]) == len(data["thresholds"]) == len(data["values"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12))
def test_any_page_has_values(texts: list[str]) -> None:
    lines = page_lines("\n".join(texts))
    if lines:
        values = page_values(lines, texts[0], find_phrases(lines)[0], {0}, line_model().facts)
        assert values.shape == (len(lines), len(NAMES))
        assert np.isfinite(values).all()


@settings(deadline=None, max_examples=40)
@given(st.permutations([*HEAD, *ARTICLE, *TAIL]))
def test_any_order_is_undone_and_comes_to_rest(lines: list[str]) -> None:
    text = "\n".join(lines)
    edited = strip_boilerplate(text)
    assert edited.revert() == text
    assert strip_boilerplate(edited.text).edits == ()
