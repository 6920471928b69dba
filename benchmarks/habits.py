"""Count what the spinner of the development articles does with each word, for `cleaners.spin_habits`.

Every wording that the tables propose in a spun article is tried against the swaps that were made there. Counts that an
article is judged by while the trees are fitted or tried must not come from the article itself, so they are kept by
article and put together as they are needed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.spin import undoes
from benchmarks.spinner import is_hidden
from cleaners.spin_habits import Habit, Habits
from cleaners.spin_options import TABLES, find_options
from cleaners.spin_table import load_table
from cleaners.spin_words import split_words


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one article: swaps by spun wording and original, and where a wording stood in either version."""

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    stood: Counter[str] = field(default_factory=Counter)
    natural: Counter[str] = field(default_factory=Counter)


def tally(article: dict[str, Any]) -> Tally:
    """Count the wordings for which the tables have something, in an article and in its spun copy."""
    found = Tally()
    for text, stood in ((article["spun"], found.stood), (article["original"], found.natural)):
        words = split_words(text)
        options = [
            option
            for option in find_options(text, words, load_table().find(text, words))
            if option.source in TABLES
        ]
        places = {(option.start, option.end) for option in options}
        stood.update(text[start:end].lower() for start, end in places)
        if stood is found.stood:
            found.right.update(
                (text[option.start : option.end].lower(), option.after.lower())
                for option in options
                if undoes(text, option, article["swaps"])
            )
    return found


def habits_of(tallies: Iterable[Tally]) -> Habits:
    """The counts of articles put together."""
    whole = Tally()
    for one in tallies:
        whole.right.update(one.right)
        whole.stood.update(one.stood)
        whole.natural.update(one.natural)
    originals: dict[str, dict[str, int]] = defaultdict(dict)
    for (spun, original), count in whole.right.items():
        originals[spun][original] = count
    return {
        spun: Habit(stood, whole.natural[spun], originals.get(spun, {}))
        for spun, stood in whole.stood.items()
    }


def without_hidden(habits: Habits) -> Habits:
    """The counts of one who has never seen the hidden pairs."""
    return {spun: _without_hidden(spun, habit) for spun, habit in habits.items()}


def _without_hidden(spun: str, habit: Habit) -> Habit:
    kept = {name: count for name, count in habit.originals.items() if not is_hidden(spun, name)}
    missed = sum(habit.originals.values()) - sum(kept.values())
    return Habit(habit.stood - missed, habit.natural, kept)
