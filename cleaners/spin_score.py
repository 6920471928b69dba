"""How much a text looks spun, before any model has read it.

Two kinds of evidence. Phrases that nobody writes and names that no longer spell their acronym convict a text of the
dialect that the tables know. A spinner with another thesaurus leaves none of them, but it takes words from the
bottom of synonym sets: what it writes holds more of the words that thesauri have and people rarely use. The mean of
the odds of all its words is that excess, and it costs one lookup a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cleaners.spin_names import find_name_repairs
from cleaners.spin_table import Match
from cleaners.spin_thesaurus import STOP_WORDS, spinner_odds
from cleaners.spin_words import Word

# A text is scored as if it had this many words at least, so that one odd phrase does not convict a short one.
FEWEST_COUNTED: Final = 300
_FEWEST_CONTENT: Final = 60  # the same for the words that carry odds
# A line of the table counts once in so many words: a topic that repeats a word is no more evidence for it.
BLOCK: Final = 500
_WEIGHTS: Final = {"sure": 1.0, "likely": 0.2, "weak": 0.1}
_MOST_ALONE: Final = 0.3  # what the strongest sign counts: one slip does not convict a text
# Below these means of the odds are three in four clean articles.
_USUAL: Final = (0.01, 0.012)
_ODDS_WEIGHT: Final = 1.5


def spin_score(
    text: str, words: Sequence[Word], matches: Sequence[Match], names: Mapping[str, Sequence[str]]
) -> float:
    """Evidence for spinning per 100 words.

    Args:
        text: English, of 40 words or more.
        words: its words, from `split_words`.
        matches: what the phrase table finds in it.
        names: names that other reports spell out, by acronym.
    """
    count = sum(word.form not in {"-", "'s"} for word in words)
    signs = [_WEIGHTS["sure"]] * len({repair.after for repair in find_name_repairs(text, names)})
    counted: dict[int, int] = {}  # where a line of the table last counted, in words
    for match in matches:
        line = match.phrase.line
        if match.first - counted.get(line, -BLOCK) >= BLOCK:
            counted[line] = match.first
            signs.append(_WEIGHTS[match.phrase.kind])
    evidence = sum(signs) - max(0.0, max(signs, default=0.0) - _MOST_ALONE)
    return round(100 * evidence / max(count, FEWEST_COUNTED) + _excess(text, words), 3)


def _excess(text: str, words: Sequence[Word]) -> float:
    """How far the mean odds of the words lie above those of clean news, for either kind of spinner."""
    odds = spinner_odds()
    thesaurus = swaps = 0.0
    count = 0
    for word in words:
        if text[word.start] == word.form[0] and word.form not in STOP_WORDS:
            count += 1
            if found := odds.get(word.form):
                thesaurus += found.thesaurus
                swaps += found.swaps
    count = max(count, _FEWEST_CONTENT)
    means = (thesaurus / count, swaps / count)
    return _ODDS_WEIGHT * sum(max(0.0, mean - usual) for mean, usual in zip(means, _USUAL, strict=True))
