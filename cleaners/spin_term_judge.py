"""Which reading of a run of words is meant, and how sure that is.

A conditional logit: each reading has a utility, a weighed sum of what speaks for it, and so has having no answer.
The probability of a reading is its share of the exponentials. What counts most is how likely the spinner's words are
for it and how its own words follow each other; against it speak words that were changed though they stood well where
they were, another number, another length.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from cleaners.spin_pairs import word_pairs
from cleaners.spin_term_data import END, START, Run, load_listed, load_seen, load_weights
from cleaners.spin_term_readings import Readings, best_first, is_plural, other_numbers
from cleaners.spin_thesaurus import STOP_WORDS

RIVALS: Final = 25
_STANDS_WELL: Final = 3.0  # a word is e^3 times as frequent behind the one before as anywhere
# One pair of words in ten million. Of 3,356 tortured phrases two have no rarer pair.
_USUAL: Final = math.log(1e-7)
NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run of words most likely was.

    Attributes:
        term: its words.
        probability: of this reading, from 0 to 1.
        known: whether they are an established term.
    """

    term: Run
    probability: float
    known: bool


@cache
def load_readings() -> Readings:
    """The readings by all that ships."""
    return Readings(load_seen(), load_listed())


@cache
def _weights() -> Mapping[str, float]:
    return load_weights()


def answer(run: Run) -> Answer | None:
    """The likeliest reading of a run of words; None where it stands well as it is, or has no reading."""
    readings = load_readings()
    if readings.known(run) or _is_usual(run):
        return None
    weighed = all_features(readings, run)
    return judge(weighed, _weights()) if weighed else None


def _is_usual(run: Run) -> bool:
    """Whether people write a run: 'official site' is no tortured 'binding site'."""
    counts = word_pairs()
    return len(run) > 1 and all(
        not STOP_WORDS.intersection(pair) and counts.together(*pair) > _USUAL for pair in pairwise(run)
    )


def hints_at_spin(run: Run) -> bool:
    """Whether a word of a run was seen in place of another, or is in our own list as such."""
    readings = load_readings()
    return any(
        (word,) in readings.listed.swaps or readings.seen.runs.get((word,), {}).keys() - {(word,), ()}
        for word in run
    )


def judge(weighed: Mapping[Run, Mapping[str, float]], weights: Mapping[str, float]) -> Answer:
    """The likeliest of some readings."""
    utility = {
        one: sum(weights.get(name, 0.0) * value for name, value in found.items())
        for one, found in weighed.items()
    }
    best = max(utility, key=lambda one: (utility[one], one))
    top = max(utility[best], weights[NONE])
    whole = sum(math.exp(value - top) for value in (*utility.values(), weights[NONE]))
    return Answer(best, math.exp(utility[best] - top) / whole, weighed[best]["known"] > 0)


def all_features(readings: Readings, run: Run) -> dict[Run, dict[str, float]]:
    """What speaks for and against each of the likeliest readings of a run."""
    found = readings.of(run)
    return {one: _features(readings, run, one, found[one]) for one in best_first(readings, found, RIVALS)}


def _features(readings: Readings, run: Run, one: Run, p: float) -> dict[str, float]:
    in_term = [
        readings.follows(first, second) for first, second in zip((START, *one), (*one, END), strict=True)
    ]
    gains = [_gain(readings, first, second) for first, second in pairwise(one)]
    known = readings.known(one)
    numbers = [(*one[:-1], form) for form in other_numbers(one[-1])]
    same_length = len(one) == len(run)
    return {
        "channel": math.log(p),
        "fluency": sum(in_term),
        "fluency a word": sum(in_term) / len(in_term),
        "words": float(len(one)),
        "other length": float(abs(len(one) - len(run))),
        "shorter, never seen": float(len(one) < len(run) and one not in readings.seen.runs.get(run, {})),
        "known": float(known),
        "meant before": math.log1p(readings.seen.meant.get(one, 0)),
        "known in another number": float(not known and any(map(readings.known, numbers))),
        "another number": float(is_plural(one[-1]) != is_plural(run[-1])),
        "gain": sum(gains) / len(gains) if gains else 3.0,
        "spun fluency": readings.fluency(run) / len(run),
        "changed": float(sum(map(str.__ne__, run, one))) if same_length else 3.0,
        "changed though it stood well": float(_stood_well(readings, run, one)) if same_length else 0.0,
        "our own swaps": float(_own(readings, run, one)) if same_length else 0.0,
    }


def _gain(readings: Readings, first: str, second: str) -> float:
    return readings.follows(first, second) - readings.usual(second)


def _stood_well(readings: Readings, run: Run, one: Run) -> int:
    """How many words were changed that go well with a neighbour of the reading."""
    count = 0
    for at, word in enumerate(run):
        if word != one[at]:
            before = at > 0 and _gain(readings, one[at - 1], word) > _STANDS_WELL
            behind = at + 1 < len(one) and _gain(readings, word, one[at + 1]) > _STANDS_WELL
            count += before or behind
    return count


def _own(readings: Readings, run: Run, one: Run) -> int:
    """How many swaps our own list has that were never seen."""
    return sum(
        new in readings.listed.swaps.get((old,), ()) and (new,) not in readings.seen.runs.get((old,), {})
        for old, new in zip(run, one, strict=True)
    )
