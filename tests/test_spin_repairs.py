"""The tables, the counts and the mining of the spin step; the language model has a file of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from benchmarks.spans import read_spans, tally
from cleaners.edits import Edit
from cleaners.spin import unspin
from cleaners.spin_canonical import canonical
from cleaners.spin_counts import counted_score, counted_yield
from cleaners.spin_options import find_options
from cleaners.spin_pairs import word_pairs
from cleaners.spin_swaps import load_swaps, read_swaps
from cleaners.spin_table import load_table
from cleaners.spin_thesaurus import STOP_WORDS, spinner_odds, thesaurus
from cleaners.spin_words import split_words
from flows.cli import app

SPUN = (
    "The corporate stated the assembly was postponed till subsequent week, in accordance with folks accustomed to"
    " the matter. On the similar time the authorities introduced a brand new marketing campaign in opposition to"
    " corruption, the White Home stated. An official go to is deliberate for final month's winner, and the two"
    " leaders are anticipated to debate commerce. It was the third such go to in two years, with out a consequence."
)


def options_of(text: str) -> list[tuple[str, str]]:
    words = split_words(text)
    found = find_options(text, words, load_table().find(text, words))
    return [(text[one.start : one.end], one.after) for one in found]


def test_a_difference_of_spelling_is_no_option() -> None:
    found = options_of("an on-line programme of the organisation was introduced on the similar time")
    assert ("on-line", "online") not in found
    assert found


def test_a_line_of_the_swap_table_pairs_its_forms() -> None:
    assert read_swaps("buy/buys\tpurchase/purchases\n# no")[("purchases",)] == ("buys",)
    with pytest.raises(ValueError, match="line 1"):
        read_swaps("buy/buys\tpurchase")


def test_the_tables_name_the_originals() -> None:
    found = options_of("They stated that the assembly is an additional gadget.")
    assert ("stated", "said") in found
    assert ("assembly", "meeting") in found
    assert ("gadget", "device") in found


def test_an_article_follows_its_word() -> None:
    assert ("an assembly", "a meeting") in options_of("It was an assembly of many.")


@pytest.mark.parametrize("text", ["Assembly Rooms said so.", "The NATION and the Assembly met.", "2 shall"])
def test_names_numbers_and_modal_verbs_have_no_other_wording(text: str) -> None:
    assert not [pair for pair in options_of(text) if pair[0] in {"NATION", "Assembly", "2", "shall"}]


def test_the_derived_data_are_sane() -> None:
    assert "device" in {one for some in load_swaps().originals.values() for one in some}
    assert not STOP_WORDS & thesaurus().keys()
    assert all(-1 <= number <= 3 for odds in spinner_odds().values() for number in odds)


def test_counts_repair_a_spun_text_without_a_model() -> None:
    result = unspin(SPUN)
    assert result.spun
    assert {"phrase", "counts"} <= {edit.rule for edit in result.edits}
    assert result.revert() == SPUN
    assert unspin(result.text, gate=0).text == result.text


def test_counted_pairs_know_what_words_follow_each_other() -> None:
    pairs = word_pairs()
    assert pairs.pair("last", "week") > pairs.pair("final", "week")
    assert pairs.pair("final", "qqqq") < pairs.word("week") < 0
    assert pairs.pair("qqqq", "week") == pairs.word("week")


def test_counts_tell_a_spun_text_from_one_with_odd_words() -> None:
    clean = "The company said the meeting was put off until next week. The two leaders talked about trade for an hour."
    found = []
    for text in (clean, SPUN):
        words = split_words(text)
        matches = list(load_table().find(text, words))
        found.append((counted_yield(text, words, matches), counted_score(text, words, matches, 0.1)))
    assert found[0][0] < found[1][0]
    assert found[0][1] < found[1][1]


def test_spans_of_the_seed_are_held_against_edits() -> None:
    text = next(Path("seeds").glob("003*")).read_text(encoding="utf-8")
    spans = read_spans(text)
    first = spans[0]
    right = Edit("spin", "", first.start, first.end, text[first.start : first.end], first.originals[0])
    wrong = Edit("spin", "", first.start, first.end, text[first.start : first.end], "wrong")
    assert tally(text, [right]).repaired == 1
    assert not tally(text, [right]).wrong
    assert tally(text, [wrong]).wrong == (wrong,)


def test_canonical_words_bring_a_copy_back_to_its_original() -> None:
    original = "The company said the meeting was held at the same time, and the two countries met again."
    spun = "The firm stated the assembly was held at the similar time, and the two nations met once more."
    assert canonical(original) == canonical(spun)


@given(st.text(max_size=200))
def test_any_text_has_canonical_words(text: str) -> None:
    assert all(word == word.lower() for word in canonical(text))


def test_mining_proposes_what_several_documents_share(tmp_path: Path) -> None:
    edits = [
        {
            "document": name,
            "step": "spin",
            "rule": "model",
            "before": "gizmo",
            "after": "device",
            "confidence": 0.7,
        }
        for name in ("a", "b")
    ]
    manifest = {"format": 1, "runs": [{"id": "r", "format": "jsonl"}], "files": {}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (tmp_path / "edits").mkdir()
    (tmp_path / "edits/r.jsonl").write_text(
        "".join(json.dumps(edit) + "\n" for edit in edits), encoding="utf-8"
    )
    table = tmp_path / "table.tsv"
    result = CliRunner().invoke(app, ["mine-spin", "-o", str(tmp_path), "--to", str(table)])
    assert result.exit_code == 0, result.output
    assert read_swaps(table.read_text(encoding="utf-8")) == {("gizmo",): ("device",)}
