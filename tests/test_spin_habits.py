"""What spinners are known to do with a word: the counts, and what the judges are told of them."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.habits import habits_of, tally, without_hidden
from benchmarks.spinner import is_hidden
from cleaners import spin_forest
from cleaners.spin_counts import APPLIED, rival_features
from cleaners.spin_forest import ANY_SPINNER, log_odds, probabilities
from cleaners.spin_habits import NO_HABIT, Habit, load_habits, read_habits, write_habits

ARTICLE = {
    "original": "He said the meeting stated nothing new.",
    "spun": "He stated the assembly stated nothing new.",
    "swaps": [
        {"start": 3, "end": 9, "spun": "stated", "orig": "said"},
        {"start": 14, "end": 22, "spun": "assembly", "orig": "meeting"},
    ],
}


def test_what_was_swapped_and_what_the_author_wrote_are_told_apart() -> None:
    stated = habits_of([tally(ARTICLE)])["stated"]
    assert (stated.stood, stated.natural, stated.originals) == (2, 1, {"said": 1})
    assert habits_of([tally(ARTICLE), tally(ARTICLE)])["assembly"].originals == {"meeting": 2}


def test_written_habits_read_the_same() -> None:
    habits = habits_of([tally(ARTICLE)])
    assert read_habits(["# a head", *write_habits(habits)]) == habits


def test_the_shipped_habits_are_sane() -> None:
    habits = load_habits()
    assert all(habit.stood >= habit.swapped >= 0 and habit.natural >= 0 for habit in habits.values())
    assert max(habits["stated"].originals, key=lambda name: habits["stated"].originals[name]) == "said"


def test_who_never_saw_a_pair_has_not_its_counts() -> None:
    hidden = next(f"word{number}" for number in range(99) if is_hidden("spun", f"word{number}"))
    shown = next(f"word{number}" for number in range(99) if not is_hidden("spun", f"word{number}"))
    kept = without_hidden({"spun": Habit(5, 1, {hidden: 3, shown: 1})})
    assert kept == {"spun": Habit(2, 1, {shown: 1})}


def test_a_usual_swap_is_likelier_than_one_never_seen_and_that_than_one_that_failed() -> None:
    usual = Habit(9, 0, {"said": 9}).features("said", listed=True)
    unknown = NO_HABIT.features("said", listed=True)
    failed = Habit(9, 9, {}).features("said", listed=True)
    for name in ("habit", "habit, word"):
        assert usual[name] > unknown[name] > failed[name]
    assert Habit(9, 9, {}).features("said", listed=False)["habit"] == unknown["habit"]


def test_of_two_originals_the_usual_one_is_chosen_and_kinship_decides_where_nothing_was_counted() -> None:
    worth = Habit(12, 1, {"value": 7, "price": 4})
    assert worth.choice("value", 0.3) > worth.choice("price", 0.3) > worth.choice("merit", 0.9)
    assert NO_HABIT.choice("merit", 0.9) > NO_HABIT.choice("table", 0.1)


def test_a_lead_is_over_the_best_rival_and_the_shares_add_up() -> None:
    both = [rival_features("x", own, [other]) for own, other in ((3.0, 1.0), (1.0, 3.0))]
    assert [some["x, lead"] for some in both] == [2.0, -2.0]
    assert sum(some["x, share"] for some in both) == pytest.approx(1)
    assert rival_features("x", -20.0, [])["x, share"] == 1


def test_odds_are_even_at_a_half_and_nobody_is_surer_than_ten_thousand_to_one() -> None:
    low, even, high = log_odds(np.array([0.0, 0.5, 1.0]))
    assert even == 0
    assert (high, -low) == pytest.approx((math.log(9999), math.log(9999)))


def test_what_only_one_set_of_trees_believes_in_is_not_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"counts": np.array([0.99, 0.99]), f"counts{ANY_SPINNER}": np.array([0.9, 0.6])}
    forests = {
        name: SimpleNamespace(names=[], predict=lambda _, some=some: some) for name, some in found.items()
    }
    monkeypatch.setattr(spin_forest, "_forests", lambda: forests)
    both, one = probabilities("counts", [{"score": -3.0, "source": 1.0}] * 2)
    assert both > APPLIED > one > 0.5
