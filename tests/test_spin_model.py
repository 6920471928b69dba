"""The language model: that it reads as it should, and that the spin step uses it well. Needs the extra `lm`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaners.language_model import LanguageModel, Wording, load_model, model_file, weigh_variants
from cleaners.spin import spin_model, unspin
from cleaners.spin_denoiser import denoise
from cleaners.spin_kin import Place, find_places, kinship
from cleaners.spin_options import Option, stem
from cleaners.spin_proposals import propose
from cleaners.spin_second_look import look_again
from cleaners.spin_surprise import surprise
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
    reading = model.read([TEXT])[0]
    noted = reading.variant(wording(TEXT, "famous", "noted"))
    green = reading.variant(wording(TEXT, "famous", "green"))
    assert noted is not None
    assert green is not None
    gains = reading.gains([noted, green])
    assert gains[0].both > 5 > gains[1].both
    assert gains == [*reading.gains([noted]), *reading.gains([green])]


def test_a_gain_is_what_reading_the_other_text_would_give(model: LanguageModel) -> None:
    cut = TEXT[: TEXT.index(" a success")]
    variant = model.read([cut])[0].variant(wording(cut, "go to", "visit"))
    assert variant is not None
    [gain] = model.read([cut])[0].gains([variant])
    before, after = (model.read([text])[0].total for text in (cut, cut.replace("go to", "visit")))
    assert gain.both == pytest.approx(after - before, abs=0.05)


def test_a_wording_within_a_token_is_not_weighed(model: LanguageModel) -> None:
    assert model.read([TEXT])[0].variant(wording(TEXT, "amous", "noted")) is None


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


def test_spinning_surprises_and_machine_translation_does_not() -> None:
    found = {
        path.name[:3]: surprise(path.read_text(encoding="utf-8")) or 0.0
        for path in Path("seeds").glob("*.txt")
    }
    assert found.pop("003") > 1.2
    assert max(found.values()) < 0.6


def test_a_window_without_any_break_is_not_read() -> None:
    assert not weigh_options("go to-" * 5000)
    assert surprise("go to-" * 5000) is None
    assert not weigh_options("\U0001f600" * 2000 + " He paid an official go to to Astana.")


def test_a_head_that_cannot_be_read_hides_nothing() -> None:
    spun = next(Path("seeds").glob("003*")).read_text(encoding="utf-8")[:1500]
    found, behind_a_head = surprise(spun), surprise(f"{'go to-' * 1000}\n\n{spun}")
    assert found is not None
    assert behind_a_head is not None
    assert behind_a_head > 1


@pytest.mark.parametrize("end", ["\x04", "\x14\x16\x04", "\u2014", "\U0001f600", "\n\n", "\ufeff"])
def test_a_text_may_end_in_what_has_no_token(end: str) -> None:
    assert unspin(f"He paid an famous trip in the final week{end}", gate=0).spun


def places_of(model: LanguageModel, text: str) -> dict[str, Place]:
    words = split_words(text)
    found = find_places(text, words, model.read([text])[0])
    return {words[at].form: place for at, place in found.items()}


def test_a_swapped_word_is_doubted_more_than_its_original(model: LanguageModel) -> None:
    text = "The central bank raised interest charges on Tuesday, and the shares of lenders climbed."
    doubt = places_of(model, text)["charges"].doubt
    assert doubt > places_of(model, text.replace("charges", "rates"))["rates"].doubt


def test_names_function_words_and_compounds_have_no_place(model: LanguageModel) -> None:
    found = places_of(model, "They met Governor Browning of Ohio at a well-attended gathering this week.")
    assert not found.keys() & {"they", "browning", "ohio", "of", "at", "well", "attended", "this"}
    assert "gathering" in found


SPUN = (
    "The firm makes video games. It stated on Monday that 2 video games had been cancelled in Warsaw, as a result of"
    " the folks who make them were ill."
)


def proposals(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    [options] = propose([(text, split_words(text), denoise([text])[0])])
    for option in options:
        assert option.source == "model"
        found.setdefault(text[option.start : option.end], []).append(option.after)
    return found


def test_the_taught_model_proposes_originals() -> None:
    found = proposals(SPUN)
    assert found["stated"][0] == "said"
    assert found["folks"][0] == "people"
    assert "games" in found["video games"], "how many words a word was swapped for is found as well"
    assert not {"Warsaw", "Monday", "2", "had", "would"} & found.keys(), "names and numbers are left alone"


def test_an_inflection_is_not_proposed() -> None:
    named = [(before, after) for before, some in proposals(SPUN).items() for after in some]
    assert all(stem(before) != stem(after) for before, after in named)
    assert all(after.islower() or before[0].isupper() for before, after in named)


def test_the_taught_model_looks_at_both_sides() -> None:
    [denoised] = denoise([SPUN])
    said, green = denoised.looks([wording(SPUN, "stated", after) for after in ("said", "green")])
    assert said is not None
    assert green is not None
    assert said.ahead == 0
    assert said.gain == said.best > 0 > green.gain
    assert denoised.looks([wording(SPUN, "tated", "said")]) == [None]


def test_words_of_one_meaning_are_akin() -> None:
    assert kinship("final", "last") > 0.5 > kinship("final", "table")
    assert kinship("an assembly", "a meeting") == kinship("assembly", "meeting")


def test_a_word_behind_a_dash_has_no_hints(model: LanguageModel) -> None:
    text = "It was over\u2014finally so."
    assert model.read([text])[0].hints(text.index("finally"), text.index(" so")) is None


def test_texts_that_are_read_together_are_read_as_each_alone(model: LanguageModel) -> None:
    texts = [TEXT, SPUN]
    together, alone = model.read(texts), [*model.read(texts[:1]), *model.read(texts[1:])]
    asked = [
        [
            variant
            for after in ("remarked", "said")
            if (variant := reading.variant(wording(text, before, after)))
        ]
        for reading, text, before in zip(together, texts, ("famous", "stated"), strict=True)
    ]
    found = weigh_variants(list(zip(together, asked, strict=True)))
    assert found == [reading.gains(some) for reading, some in zip(alone, asked, strict=True)]
    assert all(len(some) == 2 for some in found)
    for reading, some in zip(alone, asked, strict=True):
        assert [reading.gains([one])[0] for one in some] == reading.gains(some), "one row, too"


def test_a_second_look_stays_within_its_window() -> None:
    parts = [f"{'The council met again on Monday to vote. ' * 14}He paid an famous trip." for _ in range(2)]
    text = "\n\n".join(parts)
    places = [found.start() for found in re.finditer("famous trip", text)]
    options = [
        *(Option(at, at + len("famous trip"), "official visit", 0, 1, "swap", "swap") for at in places),
        Option(places[0], places[1], "none", 0, 9, "swap", "swap"),
    ]
    first, second, beyond = look_again(text, options, [0.9, 0.9, 0.0], [0, 1, 2])
    assert first is not None
    assert first == second
    assert beyond is None
