"""Repairs that counts of word pairs are sure of, for those who have no language model.

How often two words follow each other in web text says a little of what the model knows: 'last week' is common and
'final week' is not. That is too little for the thesaurus, whose wordings are only ever suggested with a model, but
in a text that is spun it often settles which of a few originals of the tables stood there. Again a logistic
regression weighs the gain of the two pairs at the ends, the lead over other wordings, the class of the table, how
usual the words are, and how spun the whole text is.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from cleaners.spin_judge import clip, probability
from cleaners.spin_options import Option, find_options
from cleaners.spin_table import Match
from cleaners.spin_thesaurus import packed_lines, spinner_odds
from cleaners.spin_words import Word, split_words

APPLIED: Final = 0.92
# In a text that is barely spun nothing is applied by counts: of 30,000 clean articles none scored so high.
APPLIED_FROM: Final = 0.25
_UNSEEN: Final = -16.0  # log-probability of a word that the counts do not have
_BACK_OFF: Final = math.log(0.2)  # for a pair that the counts do not have
_MARKS: Final = frozenset({"-", "'s"})


@dataclass(frozen=True, slots=True)
class _Counts:
    """Log-probabilities of words, and of words behind a word."""

    alone: Mapping[str, float]
    behind: Mapping[str, Mapping[str, float]]

    def together(self, first: str, second: str) -> float:
        """The log-probability of a pair of words; minus infinity where the counts do not have it."""
        behind = self.behind.get(first, {}).get(second)
        return -math.inf if behind is None else self.alone[first] + behind

    def pair(self, first: str | None, second: str | None) -> float:
        if first is None or second is None:
            return 0.0
        found = self.behind.get(first, {}).get(second)
        return self.alone.get(second, _UNSEEN) + _BACK_OFF if found is None else found


@cache
def load_counts() -> _Counts:
    """The counts that ship with the package."""
    alone: dict[str, float] = {}
    behind: dict[str, dict[str, float]] = {}
    for line in packed_lines("pairs_en.txt.gz"):
        word, number, *rest = line.split()
        alone[word] = -int(number) / 10
        if rest:
            behind[word] = {
                second: -int(some) / 10 for second, some in zip(rest[::2], rest[1::2], strict=True)
            }
    return _Counts(alone, behind)


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
    return [
        (probability("counts", found), option)
        for option, found in counted_features(text, words, matches, score)
    ]


def counted_features(
    text: str, words: Sequence[Word], matches: Sequence[Match], score: float
) -> list[tuple[Option, dict[str, float]]]:
    """What the regression weighs, by name, for each wording that the tables propose."""
    places: dict[tuple[int, int], list[Option]] = defaultdict(list)
    for option in find_options(text, words, matches):
        if option.source != "thesaurus":
            places[option.first, option.last].append(option)
    found = []
    for options in places.values():
        gains = [_gain(words, option) for option in options]
        for number, (option, gain) in enumerate(zip(options, gains, strict=True)):
            rivals = [sum(other) for at, other in enumerate(gains) if at != number]
            lead = sum(gain) - max(rivals, default=sum(gain) - 6)
            found.append((option, _features(text, option, gain, lead, len(options), score)))
    return found


def _gain(words: Sequence[Word], option: Option) -> tuple[float, float, float]:
    """How much likelier the pairs at the left end, within, and at the right end become."""
    counts = load_counts()
    first, new = option.first, [word.form for word in split_words(option.after)]
    if words[first].form in {"a", "an"} and new[0] in {"a", "an"} and len(new) > 1:
        first, new = first + 1, new[1:]  # the article follows the word
    old = [word.form for word in words[first : option.last + 1]]
    left = words[first - 1].form if first > 0 and words[first].gap is not None else None
    if first > option.first or left in _MARKS:
        left = None
    after = words[option.last + 1] if option.last + 1 < len(words) else None
    right = after.form if after and after.gap is not None and after.form not in _MARKS else None
    within = sum(map(counts.pair, new, new[1:])) - sum(map(counts.pair, old, old[1:]))
    return (
        counts.pair(left, new[0]) - counts.pair(left, old[0]),
        within,
        counts.pair(new[-1], right) - counts.pair(old[-1], right),
    )


def _features(  # noqa: PLR0913, PLR0917 - what the regression weighs comes from so many sides
    text: str, option: Option, gain: tuple[float, float, float], lead: float, rivals: int, score: float
) -> dict[str, float]:
    before = text[option.start : option.end].lower()
    odds = spinner_odds().get(before)
    return {
        "gain": clip(sum(gain), -8.0, 10.0),
        "gain, left": clip(gain[0], -6.0, 8.0),
        "gain, right": clip(gain[2], -6.0, 8.0),
        "lead": clip(lead, -6.0, 6.0) * (rivals > 1),
        "rivals": float(min(rivals, 4)),
        "alone": float(rivals == 1),
        "words": float(option.last - option.first),
        "odds": odds.swaps if odds else 0.0,
        "usual before": _usual(before),
        "usual after": _usual(option.after.lower()),
        "shorter": clip(len(before) - len(option.after), -4.0, 6.0),
        "score": math.log(min(score, 3.0) + 0.03),
        option.kind: 1.0,
    }


def _usual(wording: str) -> float:
    alone = load_counts().alone
    return min((alone.get(word.form, _UNSEEN) for word in split_words(wording)), default=_UNSEEN)
