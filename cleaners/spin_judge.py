"""How sure a repair is, and how spun a text is, by what the language model found.

A wording that gains is not yet the original: news has many words that a model would rather have otherwise. What
counts besides the gain is what the taught model makes of it, the lead over every other wording of the place, how
surprising the word is, how often spinners use it, and above all the rest of the text. Where the places of a text
gain by known swaps, one more known swap is probable; where only the thesaurus gains, the spinner speaks another
dialect. Boosted trees weigh these together with what the counts of word pairs say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.spin_counts import choice, pair_features, rival_features, table_features, weighed_places
from cleaners.spin_draft import READ_AGAIN, draft_features
from cleaners.spin_forest import clip, probabilities
from cleaners.spin_habits import Habits, load_habits
from cleaners.spin_kin import NEARNESS
from cleaners.spin_options import TABLES
from cleaners.spin_rivals import NO_RIVAL, by_word, rivals_of
from cleaners.spin_second_look import look_again
from cleaners.spin_weigh import Weighed
from cleaners.spin_words import split_words

_MOST_GAIN: Final = 12.0  # what one place can add to the evidence of its text
_FEWEST_WORDS: Final = 40  # a shorter text counts as if it had so many words
_FURTHEST: Final = 3  # words beside a place whose own gains tell whether they can be trusted
_UNSURE: Final = 2.0  # nats that a thesaurus is less worth than a table
MOST_UNREAD: Final = 0.85  # what had no second look is suggested at most
# Nats a word; of 69 clean articles two surprise more.
_USUAL_SURPRISE: Final = 0.5
# What words alone count where a model has seen more, and what usual surprise counts: with 200 words of each of these
# articles the AUC is 0.996, and 0.994 where they count a half and nothing.
_BY_WORDS: Final = 0.3
_USUAL: Final = 0.05


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
        key = (item.option.source not in TABLES, item.option.start)
        if item.option.source != "model":
            best[key] = max(best.get(key, 0.0), min(item.gain.both, _MOST_GAIN))
    words = max(words, _FEWEST_WORDS)
    sums = [
        sum(gain for (thesaurus, _), gain in best.items() if thesaurus is wanted) for wanted in (False, True)
    ]
    return Yield(round(sums[0] / words, 4), round(sums[1] / words, 4), words, score)


def judge(weighed: Sequence[Weighed], whole: Yield, text: str) -> list[float]:
    """The probability that each wording is the original, in the order given."""
    rows = all_features(weighed, whole, text, load_habits())
    chances = probabilities("model", rows)
    drafted = features_again(weighed, text, chances)
    second = probabilities("model, draft", [rows[at] | more for at, more in drafted.items()])
    found = [min(chance, MOST_UNREAD) for chance in chances]
    for at, chance in zip(drafted, second, strict=True):
        found[at] = chance
    return found


def features_again(
    weighed: Sequence[Weighed], text: str, chances: Sequence[float]
) -> dict[int, dict[str, float]]:
    """What the trees weigh of wordings after a second look, by the index of each that gets one."""
    options = [item.option for item in weighed]
    again = [at for at, chance in enumerate(chances) if chance >= READ_AGAIN]
    read = look_again(text, options, chances, again)
    gains = {at: gain for at, gain in zip(again, read, strict=True) if gain is not None}
    at_word = by_word(options)
    found = {}
    for at, gain in gains.items():
        rivals = [gains[one] for one in rivals_of(at, options, at_word) if one in gains]
        found[at] = draft_features(chances[at], weighed[at].look.gain, gain, rivals)
    return found


def all_features(
    weighed: Sequence[Weighed], whole: Yield, text: str, habits: Habits
) -> list[dict[str, float]]:
    """What the trees weigh, by name, for each wording."""
    words = split_words(text)
    options = [item.option for item in weighed]
    at_word = by_word(options)
    best = [max((weighed[one].gain.both for one in at_word[at]), default=0.0) for at in range(len(words))]
    found = []
    for number, (pair, others) in enumerate(weighed_places(words, options)):
        item, option = weighed[number], options[number]
        rivals = [weighed[one] for one in rivals_of(number, options, at_word)]
        beside = {
            "doubt before": best[max(0, option.first - _FURTHEST) : option.first],
            "doubt behind": best[option.last + 1 : option.last + 1 + _FURTHEST],
        }
        found.append(
            _model_features(item, rivals)
            | _channel_features(item, rivals, text, habits)
            | _denoised_features(item, rivals)
            | _whole_features(item, whole)
            | {name: clip(max(some, default=0.0), 0.0, _MOST_GAIN) for name, some in beside.items()}
            | pair_features(text, pair, others)
            | table_features(text, option, whole.score, habits)
        )
    return found


def _model_features(item: Weighed, rivals: Sequence[Weighed]) -> dict[str, float]:
    """What the model says of a wording and of the others of its place."""
    both = item.gain.both
    tables = [rival for rival in rivals if rival.option.source in TABLES]
    lead, table_lead = (
        both - max((rival.gain.both for rival in some), default=NO_RIVAL) for some in (rivals, tables)
    )
    weight = math.exp(clip(both, -30.0, 30.0))
    others = sum(
        math.exp(clip(rival.gain.both - _UNSURE * (rival.option.source not in TABLES), -30.0, 30.0))
        for rival in rivals
    )
    share = weight / (1 + weight + others)
    return {
        "both": clip(both, -8.0, 16.0),
        "left": clip(item.gain.left, -8.0, 14.0),
        "right": clip(both - item.gain.left, -8.0, 8.0),
        "surprise": clip(item.gain.surprise, 0.0, 25.0),
        "lead": clip(lead, -10.0, 10.0),
        "lead, tables": clip(table_lead, -10.0, 10.0),
        "share": share,
        "both, share": clip(both, -8.0, 30.0) * share,
        "rivals": float(min(len(rivals), 8)),
        "rivals, tables": float(min(len(tables), 6)),
    }


def _channel_features(
    item: Weighed, rivals: Sequence[Weighed], text: str, habits: Habits
) -> dict[str, float]:
    """What the model says of a wording as what a spinner would take the place's word for."""
    own, *others = (one.gain.both + NEARNESS * (one.akin - 1) for one in (item, *rivals))
    chosen, *rest = (one.gain.both + choice(text, one.option, habits, one.akin) for one in (item, *rivals))
    return {
        "akin": item.akin,
        "channel": clip(own, -16.0, 12.0),
        "ahead": math.log1p(item.ahead),
        "doubt": clip(item.doubt, -12.0, 12.0),
        **rival_features("channel", own, others),
        **rival_features("chosen", chosen, rest),
    }


def _denoised_features(item: Weighed, rivals: Sequence[Weighed]) -> dict[str, float]:
    """What the taught model says of a wording and of the others of its place."""
    look, others = item.look, [rival.look.gain for rival in rivals]
    weights = [math.exp(clip(gain, -30.0, 30.0)) for gain in (look.gain, *others)]
    return {
        "denoised": clip(look.gain, -12.0, 12.0),
        "denoised, own": clip(look.own, -12.0, 0.0),
        "denoised, ahead": math.log1p(look.ahead),
        "denoised, best": clip(look.best, -8.0, 12.0),
        "denoised, lead": clip(look.gain - max(others, default=NO_RIVAL), -12.0, 12.0),
        "denoised, share": weights[0] / (1 + sum(weights)),
    }


def _whole_features(item: Weighed, whole: Yield) -> dict[str, float]:
    """What the rest of the text gains, without this place."""
    strange = item.option.source not in TABLES
    own = clip(item.gain.both, 0.0, _MOST_GAIN) / max(whole.words, _FEWEST_WORDS)
    return {
        "known yield": math.log(max(0.0, whole.known - own * (not strange)) + 0.03),
        "unknown yield": math.log(max(0.0, whole.unknown - own * strange) + 0.05),
    }


def seen_score(score: float, surprise: float | None) -> float:
    """How spun a text is once a model has read it, in evidence per 100 words.

    Args:
        score: the evidence by words alone.
        surprise: what `cleaners.spin_surprise` says; what clean news surprises by counts little. None where the
            model could not read the text, which is as spun as it looked.
    """
    if surprise is None:
        return score
    usual = min(surprise, _USUAL_SURPRISE)
    return round(_BY_WORDS * score + surprise - usual + _USUAL * usual, 3)
