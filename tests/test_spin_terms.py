"""How a tortured phrase is aligned with what was meant, and read back."""

from __future__ import annotations

import pytest

from benchmarks.align_terms import align, learn, lines
from cleaners.spin import unspin
from cleaners.spin_term_data import Listed, read_seen, read_swaps
from cleaners.spin_term_judge import NONE, all_features, answer, judge
from cleaners.spin_term_readings import Readings
from cleaners.spin_terms import find_terms
from cleaners.spin_words import split_words

LISTED = Listed(
    terms=frozenset({("support", "vector", "machine")}),
    swaps=read_swaps(["ant: creepy-crawly", "emotion: feeling", "recognition: acknowledgment"]),
    thesaurus={"bolster": ("support",)},
    usual=dict.fromkeys(["deep", "learning", "profound", "support", "vector", "machine"], -9.0),
    pairs={"deep": {"learning": 0.1}},
)
PAIRS = [
    (("profound", "learning"), ("deep", "learning")),
    (("profound", "network"), ("deep", "network")),
    (("creepy", "crawly", "settlement"), ("ant", "colony")),
]


def test_alignment_finds_two_words_for_one() -> None:
    assert align(PAIRS, LISTED)[2] == [(("creepy", "crawly"), ("ant",)), (("settlement",), ("colony",))]


def test_what_is_learned_is_read_back_as_it_was_written() -> None:
    seen = learn(PAIRS, LISTED)
    assert read_seen(lines(seen)) == seen
    assert seen.runs["profound",] == {("deep",): 2}


def test_readings_come_from_what_was_seen_and_the_other_words_of_a_term() -> None:
    readings = Readings(learn(PAIRS, LISTED), LISTED)
    best = readings.of(("profound", "settlement"))
    assert max(best, key=best.__getitem__) == ("deep", "colony")
    assert ("support", "vector", "machine") in readings.of(("bolster", "vector", "contraption"))
    assert ("emotion", "recognition") in readings.of(("acknowledgment", "of", "feeling"))
    assert ("profound", "settlement") not in best


def test_probability_is_a_share() -> None:
    readings = Readings(learn(PAIRS, LISTED), LISTED)
    weighed = all_features(readings, ("profound", "learning"))
    sure = judge(weighed, {NONE: 0.0, "known": 5.0, "channel": 1.0})
    assert (sure.term, sure.known) == (("deep", "learning"), True)
    assert (
        judge(weighed, {NONE: 50.0, "known": 5.0, "channel": 1.0}).probability < 1e-9 < sure.probability <= 1
    )


@pytest.mark.parametrize("phrase", ["deep learning", "official site", "stock market", "q"])
def test_what_stands_well_has_no_other_reading(phrase: str) -> None:
    assert answer(tuple(phrase.split())) is None or unspin(phrase, gate=0).text == phrase


@pytest.mark.parametrize(
    "phrase", ["counterfeit consciousness", "invulnerable framework", "bosom malignant growth"]
)
def test_an_answer_has_no_answer(phrase: str) -> None:
    once = unspin(phrase, gate=0).text
    assert once != phrase
    assert unspin(once, gate=0).text == once


def test_a_sentence_needs_a_surer_reading() -> None:
    sentence = "The hereditary calculation was slow."
    found = [
        term for term in find_terms(sentence, split_words(sentence)) if term.after == "genetic algorithm"
    ]
    assert [term.certain for term in found] == [False]
    assert unspin("hereditary calculation", gate=0).text == "genetic algorithm"
