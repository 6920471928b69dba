"""Tortured phrases: technical terms word by word from a thesaurus, 'counterfeit consciousness'.

A term is a fixed run of words, so a run that becomes one when its words are put back was that term: 'fluffy' alone
may be fluffy, 'fluffy rationale' was fuzzy logic. The idea of such phrases as evidence is that of Cabanac, Labbe and
Magazinov (2021); the list here is small and our own. A run that could be two terms is left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final

from cleaners.spin_thesaurus import STOP_WORDS
from cleaners.spin_words import Word, match_case

_MOST_WORDS: Final = 6
_GROUP_OR_WORD: Final = re.compile(r"\{[^{}]*\}|[^\s{}]+")
_SHORT_FORM: Final = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A run of words that was a term.

    Attributes:
        first: index of its first word.
        last: index of its last word.
        after: the term, in the case of the text.
        certain: False where another content word stands beside it: then the term may have been a longer one.
    """

    first: int
    last: int
    after: str
    certain: bool


@dataclass(frozen=True, slots=True)
class _Terms:
    """Terms by their words, all beginnings of terms, and by swapped-in word what it may be for."""

    whole: frozenset[tuple[str, ...]]
    beginnings: frozenset[tuple[str, ...]]
    originals: Mapping[str, tuple[str, ...]]


def find_terms(text: str, words: Sequence[Word]) -> Iterator[Term]:
    """The tortured terms of a text, left to right, the longest at each place.

    Args:
        text: any text.
        words: its words, from `split_words`.
    """
    at = 0
    while at < len(words):
        found = _longest(words, at)
        if found is not None:
            last, term = found
            before = text[words[at].start : words[last].end]
            yield Term(at, last, match_case(before, " ".join(term)), _stands_alone(words, at, last))
            at = last
        at += 1


def _stands_alone(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether function words, marks or nothing stand on both sides: a run in a longer phrase was a longer term."""
    beside = [words[first - 1]] if first and words[first].gap is not None else []
    beside += [word for word in words[last + 1 : last + 2] if word.gap is not None]
    return all(word.form in STOP_WORDS for word in beside)


def _longest(words: Sequence[Word], at: int) -> tuple[int, tuple[str, ...]] | None:
    """The last word and the reading of the longest run from a word that is one term and not that term already."""
    terms = load_terms()
    readings: list[tuple[str, ...]] = [()]
    found = None
    for last in range(at, min(at + _MOST_WORDS, len(words))):
        word = words[last]
        if last > at and word.gap != " ":
            break
        choices = (word.form, *terms.originals.get(word.form, ()))
        readings = [
            (*one, choice) for one in readings for choice in choices if (*one, choice) in terms.beginnings
        ]
        if not readings:
            break
        whole = [one for one in readings if one in terms.whole]
        written = tuple(one.form for one in words[at : last + 1])
        if written in whole:
            found = None  # a term as it stands, however else it could be read
        elif len(whole) == 1:
            found = last, whole[0]
    return found


def _choices(line: str) -> Iterator[tuple[str, ...]]:
    """The terms that a line stands for."""
    groups = (part.strip("{}").split("|") for part in _GROUP_OR_WORD.findall(line))
    return (tuple(" ".join(picked).split()) for picked in product(*groups))


@cache
def load_terms() -> _Terms:
    """The terms that ship with the package."""
    text = files("cleaners").joinpath("data/spin/terms_en.txt").read_text(encoding="utf-8")
    originals: dict[str, dict[str, None]] = defaultdict(dict)
    whole: set[tuple[str, ...]] = set()
    for line in text.splitlines():
        word, colon, swapped = line.partition(":")
        if line.startswith("#") or not line:
            continue
        if not colon:
            whole.update(_choices(line))
            continue
        for spun in swapped.split():
            if spun != word and _SHORT_FORM.fullmatch(spun):
                originals[spun][word] = None
    beginnings = {term[:count] for term in whole for count in range(1, len(term) + 1)}
    return _Terms(
        frozenset(whole), frozenset(beginnings), {spun: tuple(some) for spun, some in originals.items()}
    )
