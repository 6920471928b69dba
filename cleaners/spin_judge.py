"""How sure a repair is, and how spun a text is, by what the language model found.

A wording that gains is not yet the original: news has many words that a model would rather have otherwise. What
counts besides the gain is the lead over every other wording of the place, how surprising the word is, how often
spinners use it, and above all the rest of the text. Where the places of a text gain by known swaps, one more known
swap is probable; where only the thesaurus gains, the spinner speaks another dialect. A logistic regression weighs
these; `benchmarks/fit_spin.py` fits it, cross-validated by article, and its weights stand in `data/spin/judge.json`.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from cleaners.spin_options import Option
from cleaners.spin_thesaurus import spinner_odds
from cleaners.spin_weigh import Weighed

_KINDS: Final = ("sure", "likely", "weak", "swap", "thesaurus")
_MOST_GAIN: Final = 12.0  # what one place can add to the evidence of its text
_FEWEST_WORDS: Final = 40  # a shorter text counts as if it had so many words
_MOST_SCORE: Final = 3.0
_SUREST: Final = 0.999
_NONE: Final = -5.0  # the gain of a rival where there is none
# What clean news gains; what is above it is evidence.
_USUAL_KNOWN: Final = 0.08
_USUAL_UNKNOWN: Final = 0.18


@dataclass(frozen=True, slots=True)
class Yield:
    """What a text as a whole gains, in nats a word.

    Attributes:
        known: by the wordings of the tables.
        unknown: by those of the thesaurus.
        words: how many words the text has.
        score: how spun it looked before the model read it, in evidence per 100 words.
    """

    known: float
    unknown: float
    words: int
    score: float


def text_yield(weighed: Sequence[Weighed], words: int, score: float) -> Yield:
    """The best gain of each place, by the tables and by the thesaurus, over the number of words."""
    best: dict[tuple[bool, int], float] = {}
    for item in weighed:
        key = (item.option.source == "thesaurus", item.option.start)
        best[key] = max(best.get(key, 0.0), min(item.gain.both, _MOST_GAIN))
    words = max(words, _FEWEST_WORDS)
    sums = [
        sum(gain for (thesaurus, _), gain in best.items() if thesaurus is wanted) for wanted in (False, True)
    ]
    return Yield(round(sums[0] / words, 4), round(sums[1] / words, 4), words, score)


def judge(weighed: Sequence[Weighed], whole: Yield, text: str) -> list[float]:
    """The probability that each wording is the original, in the order given."""
    return [probability("model", found) for found in all_features(weighed, whole, text)]


def all_features(weighed: Sequence[Weighed], whole: Yield, text: str) -> list[dict[str, float]]:
    """What the regression weighs, by name, for each wording."""
    at_word: dict[int, list[Weighed]] = defaultdict(list)
    for item in weighed:
        for word in range(item.option.first, item.option.last + 1):
            at_word[word].append(item)
    return [features(item, _lead(item, at_word), whole, text) for item in weighed]


def features(item: Weighed, lead: float, whole: Yield, text: str) -> dict[str, float]:
    """What the regression weighs, by name."""
    option, gain = item.option, item.gain
    strange = option.source == "thesaurus"
    own = clip(gain.both, 0.0, _MOST_GAIN) / whole.words
    known = math.log(max(0.0, whole.known - own * (not strange)) + 0.03)
    unknown = math.log(max(0.0, whole.unknown - own * strange) + 0.05)
    odds = spinner_odds().get(text[option.start : option.end].lower())
    both, lead = clip(gain.both, -4.0, 12.0), clip(lead, -8.0, 8.0)
    side = "strange" if strange else "table"
    found = {
        "both": both,
        "both squared": both * both / 10,
        "left": clip(gain.left, -5.0, 10.0),
        "lead": lead,
        "surprise": clip(gain.surprise, 2.0, 18.0),
        f"known yield, {side}": known,
        f"unknown yield, {side}": unknown,
        f"score, {side}": math.log(min(whole.score, _MOST_SCORE) + 0.03),
        f"odds, {side}": (odds.thesaurus if strange else odds.swaps) if odds else 0.0,
        "phrase": float(option.last > option.first),
        **{kind: float(option.kind == kind) for kind in _KINDS},
    }
    return found | ({"both, strange": both, "lead, strange": lead} if strange else {})


def _lead(item: Weighed, at_word: Mapping[int, Sequence[Weighed]]) -> float:
    """How much more a wording gains than the best other one of its place."""
    option = item.option
    rivals = (
        other.gain.both
        for word in range(option.first, option.last + 1)
        for other in at_word[word]
        if not (_holds(other.option, option) or _holds(option, other.option))
    )
    return item.gain.both - max(rivals, default=_NONE)


def _holds(one: Option, other: Option) -> bool:
    """Whether a wording does what the other one does, and maybe more."""
    return one.start <= other.start and other.end <= one.end and other.after.lower() in one.after.lower()


def clip(number: float, least: float, most: float) -> float:
    """The number, or the bound that it is beyond."""
    return min(max(number, least), most)


def probability(regression: str, found: Mapping[str, float]) -> float:
    """What a regression, `model` or `counts`, makes of features by name."""
    weights = _weights()[regression]
    total = weights["one"] + sum(weights[name] * number for name, number in found.items())
    return min(round(1 / (1 + math.exp(-total)), 3), _SUREST)


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    text = files("cleaners").joinpath("data/spin/judge.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, float]] = json.loads(text)["weights"]
    return weights


def seen_score(whole: Yield) -> float:
    """How spun a text is once a model has read it, in evidence per 100 words.

    What clean news gains counts nothing. What was suspected on words alone counts half: the model has seen more.
    """
    gains = max(0.0, whole.known - _USUAL_KNOWN) + max(0.0, whole.unknown - _USUAL_UNKNOWN)
    return round(whole.score / 2 + gains, 3)
