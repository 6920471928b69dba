"""Repairs that counts of word pairs are sure of, for those who have no language model.

How often two words follow each other says a little of what the model knows: 'last week' is common and 'final week'
is not. That is too little for the thesaurus, whose wordings are only ever suggested with a model, but in a text that
is spun it often settles which of a few originals of the tables stood there. Boosted trees weigh the gain of the
pairs at both ends, the lead over other wordings, the class of the table, how usual the words are, and how spun the
whole text is. The same gains, summed over a text, tell a spun one from a clean one that was suspected by its words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from cleaners.spin_forest import clip, probabilities
from cleaners.spin_habits import NO_HABIT, Habits, load_habits
from cleaners.spin_options import TABLES, Option, find_options
from cleaners.spin_pairs import word_pairs
from cleaners.spin_rivals import by_word
from cleaners.spin_table import Match
from cleaners.spin_thesaurus import spinner_odds, thesaurus
from cleaners.spin_words import Word, split_words

# 97 in 100 edits in unseen articles are right from here on, with four in ten pairs unknown; see benchmarks/fit_spin.
APPLIED: Final = 0.86
# In a text that is barely spun nothing is applied by counts: of 30,000 clean articles none scored so high.
APPLIED_FROM: Final = 0.25
# From this score on counts have a look at a text: at one clean article in twelve, and all spun ones.
COUNTED_FROM: Final = 0.06
_USUAL_YIELD: Final = 0.2  # nine in ten clean articles gain less
_NO_RIVAL: Final = 6.0  # nats by which a wording without rivals leads
_MOST_EACH: Final = 8.0  # what one place can add to the evidence of its text
_FEWEST_WORDS: Final = 60  # a shorter text counts as if it had so many words
_MARKS: Final = frozenset({"-", "'s"})


@dataclass(frozen=True, slots=True)
class PairGain:
    """How much likelier the pairs of words become by a wording, in nats, by where they are."""

    left: float
    right: float
    within: float

    @property
    def total(self) -> float:
        """All pairs together."""
        return self.left + self.right + self.within


class Paired(NamedTuple):
    """A wording with what its word pairs gain."""

    option: Option
    gain: PairGain


def judge_by_counts(
    text: str, words: Sequence[Word], matches: Sequence[Match], score: float
) -> list[tuple[float, Option]]:
    """The wordings that the tables propose, each with the probability that it is the original.

    Args:
        text: the text, spun.
        words: its words, from `split_words`.
        matches: what the phrase table finds in it.
        score: how spun it is, in evidence per 100 words.
    """
    found = paired_options(text, words, matches)
    chances = probabilities("counts", counted_features(found, text, score, load_habits()))
    return [(chance, one.option) for chance, (one, _) in zip(chances, found, strict=True)]


def paired_options(
    text: str, words: Sequence[Word], matches: Sequence[Match]
) -> list[tuple[Paired, list[Paired]]]:
    """The wordings that the tables propose, with their gains and those of their rivals."""
    options = find_options(text, words, matches)
    return list(weighed_places(words, [option for option in options if option.source in TABLES]))


def counted_yield(text: str, words: Sequence[Word], matches: Sequence[Match]) -> float:
    """What the wordings of the tables gain in a text, in nats a word, each by how clearly it is the best one."""
    best: dict[int, float] = {}
    for (option, gain), rivals in paired_options(text, words, matches):
        evidence = clip(gain.total, 0.0, _MOST_EACH) * _share(gain, rivals)
        best[option.first] = max(best.get(option.first, 0.0), evidence)
    count = sum(word.form not in _MARKS for word in words)
    return round(sum(best.values()) / max(count, _FEWEST_WORDS), 4)


def counted_score(text: str, words: Sequence[Word], matches: Sequence[Match], score: float) -> float:
    """How spun a text is once its word pairs were counted, in evidence per 100 words.

    What the words alone said counts less, for every text, so that the scores stay comparable.
    """
    gained = counted_yield(text, words, matches) if score >= COUNTED_FROM else 0.0
    return round(0.7 * score + 0.5 * max(0.0, gained - _USUAL_YIELD), 3)


def counted_features(
    found: Sequence[tuple[Paired, Sequence[Paired]]], text: str, score: float, habits: Habits
) -> list[dict[str, float]]:
    """What the trees weigh, by name, for each wording that the tables propose."""
    return [
        pair_features(text, one, rivals)
        | table_features(text, one.option, score, habits)
        | rival_features(
            "chosen",
            one.gain.total + choice(text, one.option, habits),
            [rival.gain.total + choice(text, rival.option, habits) for rival in rivals],
        )
        for one, rivals in found
    ]


def rival_features(name: str, own: float, rivals: Sequence[float]) -> dict[str, float]:
    """How far a wording leads over the others of its place, in nats, and its share among them."""
    others = sum(math.exp(clip(rival - own, -30.0, 30.0)) for rival in rivals)
    return {
        f"{name}, lead": clip(own - max(rivals, default=own - _NO_RIVAL), -12.0, 12.0),
        f"{name}, share": 1 / (1 + others),
    }


def choice(text: str, option: Option, habits: Habits, akin: float = 0.9) -> float:
    """The logarithm of how often a wording is what a spinner puts the place's words in for."""
    habit = habits.get(text[option.start : option.end].lower(), NO_HABIT)
    return habit.choice(option.after.lower(), akin)


def weighed_places(words: Sequence[Word], options: Sequence[Option]) -> Iterator[tuple[Paired, list[Paired]]]:
    """Each option with its gain and the others of its words."""
    paired = [Paired(option, pair_gain(words, option)) for option in options]
    at_word = by_word(options)
    for number, option in enumerate(options):
        others = {other for word in range(option.first, option.last + 1) for other in at_word[word]}
        yield paired[number], [paired[other] for other in sorted(others - {number})]


def pair_gain(words: Sequence[Word], option: Option) -> PairGain:
    """How much likelier the pairs at the left end, at the right end and within become."""
    counts = word_pairs()
    new = [form for form in _forms(option.after) if form != "-"]
    old = [word.form for word in words[option.first : option.last + 1] if word.form != "-"]
    left, right = _before(words, option.first), _behind(words, option.last)
    if not new or not old:
        return PairGain(0.0, 0.0, 0.0)
    start = [counts.pair(left, word) if left else counts.word(word) for word in (new[0], old[0])]
    end = [counts.pair(word, right) if right else 0.0 for word in (new[-1], old[-1])]
    within = [sum(map(counts.pair, wording, wording[1:])) for wording in (new, old)]
    return PairGain(start[0] - start[1], end[0] - end[1], within[0] - within[1])


def _before(words: Sequence[Word], first: int) -> str | None:
    """The word in front of a place, beyond a hyphen, in the same phrase."""
    for at in range(first, 0, -1):
        if words[at].gap is None:
            return None
        if words[at - 1].form != "-":
            return words[at - 1].form
    return None


def _behind(words: Sequence[Word], last: int) -> str | None:
    """The word behind a place, the same way."""
    for at in range(last + 1, len(words)):  # a slice would be the rest of the text
        if words[at].gap is None:
            return None
        if words[at].form != "-":
            return words[at].form
    return None


def pair_features(text: str, one: Paired, rivals: Sequence[Paired]) -> dict[str, float]:
    """What the counts say of a wording, by name."""
    option, gain = one
    total = gain.total
    lead = total - max((rival.gain.total for rival in rivals), default=total - _NO_RIVAL)
    before, after = _usual(text[option.start : option.end]), _usual(option.after)
    return {
        "pairs": clip(total, -12.0, 14.0),
        "pairs, left": clip(gain.left, -8.0, 10.0),
        "pairs, right": clip(gain.right, -8.0, 10.0),
        "pairs, within": clip(gain.within, -12.0, 12.0),
        "pairs, lead": clip(lead, -10.0, 10.0),
        "pairs, share": _share(gain, rivals),
        "usual before": before,
        "usual after": after,
        "more usual": after - before,
    }


def table_features(text: str, option: Option, score: float, habits: Habits) -> dict[str, float]:
    """What the tables say of a wording and of its text, by name."""
    before, after = text[option.start : option.end].lower(), option.after.lower()
    odds = spinner_odds().get(before)
    return {
        "odds, swaps": odds.swaps if odds else 0.0,
        "odds, thesaurus": odds.thesaurus if odds else 0.0,
        "score": math.log(min(score, 3.0) + 0.03),
        "words": float(option.last - option.first),
        "source": {"model": 0.0, "thesaurus": 0.0, "swap": 1.0, "phrase": 2.0}[option.source],
        "kind": {"sure": 3.0, "likely": 2.0, "weak": 1.0}.get(option.kind, 0.0),
        "in thesaurus": float(after in thesaurus().get(before, ())),
        "shorter": float(len(before) - len(after)),
    } | habits.get(before, NO_HABIT).features(after, listed=option.source in TABLES)


def _share(gain: PairGain, rivals: Sequence[Paired]) -> float:
    """The probability of a wording among its rivals and what stands there, by the pairs alone."""
    weights = [math.exp(clip(one.total, -20.0, 20.0)) for one in (gain, *(rival.gain for rival in rivals))]
    return weights[0] / (1 + sum(weights))


def _usual(wording: str) -> float:
    """How usual the rarest word of a wording is."""
    return min(map(word_pairs().word, _forms(wording)), default=word_pairs().word(""))


@lru_cache(maxsize=1 << 14)
def _forms(wording: str) -> tuple[str, ...]:
    return tuple(word.form for word in split_words(wording))
