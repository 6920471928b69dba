"""The language model: that it reads as it should, and that the spin step uses it well. Needs the extra `lm`."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners.language_model import LanguageModel, Wording, load_model, model_file
from cleaners.spin import spin_model, unspin
from cleaners.spin_kin import Place, find_places, kinship
from cleaners.spin_options import stem
from cleaners.spin_weigh import weigh_options
from cleaners.spin_words import split_words

pytestmark = [
    pytest.mark.lm,
    pytest.mark.skipif(
        model_file() is None, reason="NO LANGUAGE MODEL: install copydesk[lm] to test with it"
    ),
]
TEXT = "The two leaders met in Astana, and the president famous that the go to was a success."


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    found = load_model()
    assert found is not None
    return found


def wording(text: str, before: str, after: str) -> Wording:
    start = text.index(before)
    return Wording(start, start + len(before), after)


def test_the_original_gains_and_another_wording_loses(model: LanguageModel) -> None:
    reading = model.read(TEXT)
    noted = reading.variant(wording(TEXT, "famous", "noted"))
    green = reading.variant(wording(TEXT, "famous", "green"))
    assert noted is not None
    assert green is not None
    gains = reading.gains([noted, green])
    assert gains[0].both > 5 > gains[1].both
    assert gains == [*reading.gains([noted]), *reading.gains([green])]


def test_a_gain_is_what_reading_the_other_text_would_give(model: LanguageModel) -> None:
    cut = TEXT[: TEXT.index(" a success")]
    variant = model.read(cut).variant(wording(cut, "go to", "visit"))
    assert variant is not None
    [gain] = model.read(cut).gains([variant])
    before, after = (model.read(text).total for text in (cut, cut.replace("go to", "visit")))
    assert gain.both == pytest.approx(after - before, abs=0.05)


def test_a_wording_within_a_token_is_not_weighed(model: LanguageModel) -> None:
    assert model.read(TEXT).variant(wording(TEXT, "amous", "noted")) is None


def test_the_spun_seed_is_repaired_and_the_others_are_left_alone() -> None:
    assert spin_model() == "SmolLM2-135M"
    for path in sorted(Path("seeds").glob("*.txt")):
        result = unspin(path.read_text(encoding="utf-8"))
        assert result.spun == path.name.startswith("003")
        if not result.spun:
            assert not result.edits
            continue
        assert {"anticipated", "Collective Safety Treaty Group"} <= {edit.before for edit in result.edits}
        assert any(edit.rule == "model" for edit in result.edits)
        assert unspin(result.text).text == result.text


def test_a_window_without_any_break_is_not_read() -> None:
    assert not weigh_options("go to-" * 5000)


def places_of(model: LanguageModel, text: str) -> dict[str, Place]:
    words = split_words(text)
    return {words[at].form: place for at, place in find_places(text, words, model.read(text))}


def test_the_model_names_originals_that_no_table_has(model: LanguageModel) -> None:
    text = "The central bank raised interest charges on Tuesday, and the shares of lenders climbed."
    place = places_of(model, text)["charges"]
    assert "rates" in [option.after for option in place.options]
    assert all(option.source == "kin" for option in place.options)
    assert place.doubt > places_of(model, text.replace("charges", "rates"))["rates"].doubt


def test_the_model_names_nothing_for_names_function_words_and_compounds(model: LanguageModel) -> None:
    found = places_of(model, "They met Governor Browning of Ohio at a well-attended gathering this week.")
    assert not found.keys() & {"they", "browning", "ohio", "of", "at", "well", "attended", "this"}
    assert "gathering" in found


def test_an_inflection_is_not_named(model: LanguageModel) -> None:
    found = places_of(model, TEXT)
    named = [(form, option.after) for form, place in found.items() for option in place.options]
    assert named
    assert all(stem(form) != stem(after) for form, after in named)


def test_words_of_one_meaning_are_akin() -> None:
    assert kinship("final", "last") > 0.5 > kinship("final", "table")
    assert kinship("an assembly", "a meeting") == kinship("assembly", "meeting")


def test_a_word_behind_a_dash_has_no_hints(model: LanguageModel) -> None:
    text = "It was over\u2014finally so."
    assert model.read(text).hints(text.index("finally"), text.index(" so")) is None
