"""Tortured phrases: technical terms word by word from a thesaurus, 'counterfeit consciousness'.

A term is a fixed run of words, so a run that becomes one when its words are put back was that term: 'fluffy' alone
may be fluffy, 'fluffy rationale' was fuzzy logic. The idea of such phrases as evidence is that of Cabanac, Labbe and
Magazinov (2021). What a run of words was is judged by `spin_term_judge`; here is decided which runs of a text are
asked about. In a sentence those are the runs between function words and marks, since what stands in a longer phrase
was a longer term, and the answer must be an established term. A text that is nothing but a phrase is asked about as
it stands, and may have any answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.spin_term_data import Run
from cleaners.spin_term_judge import Answer, answer, hints_at_spin
from cleaners.spin_thesaurus import STOP_WORDS
from cleaners.spin_words import Word, match_case

APPLIED: Final = 0.95  # out of fold 0.963 of such answers are right, and 0.943 of those from 0.9 on
# A sentence is seldom about a term at all: in 180,000 words of clean news two such answers reach 0.95, none 0.98.
APPLIED_IN_SENTENCE: Final = 0.98
SUGGESTED: Final = 0.5
_MOST_WORDS: Final = 7
_IN_SENTENCE: Final = range(2, 6)
_HYPHEN: Final = "-"


@dataclass(frozen=True, slots=True)
class Term:
    """A run of words that was a term.

    Attributes:
        first: index of its first word.
        last: index of its last word.
        after: the term, in the case of the text.
        probability: of this reading, from 0.5 to 1.
        certain: whether the reading is sure enough to be applied.
    """

    first: int
    last: int
    after: str
    probability: float
    certain: bool


def find_terms(text: str, words: Sequence[Word]) -> Iterator[Term]:
    """The tortured terms of a text, left to right.

    Args:
        text: any text.
        words: its words, from `split_words`.
    """
    if is_phrase(text, words):
        found = _stable(_forms(words))
        if found is not None:
            yield _term(text, words, (0, len(words) - 1), found, APPLIED)
            return
    for first, last in _runs(words):
        run = _forms(words[first : last + 1])
        if len(run) in _IN_SENTENCE and hints_at_spin(run):
            found = _stable(run)
            if found is not None and found.known:
                yield _term(text, words, (first, last), found, APPLIED_IN_SENTENCE)


def is_phrase(text: str, words: Sequence[Word]) -> bool:
    """Whether a text is a few words and nothing else.

    >>> from cleaners.spin_words import split_words
    >>> [is_phrase(text, split_words(text)) for text in ("ant colony", "He came.")]
    [True, False]
    """
    return (
        0 < len(words) <= 2 * _MOST_WORDS
        and len(_forms(words)) <= _MOST_WORDS
        and all(word.gap is not None for word in words[1:])
        and not text[: words[0].start].strip()
        and not text[words[-1].end :].strip()
    )


def _forms(words: Sequence[Word]) -> Run:
    return tuple(word.form for word in words if word.form != _HYPHEN)


def _stable(run: Run) -> Answer | None:
    """The answer about a run, unless the answer would be asked about again and get another."""
    found = answer(run)
    if found is None or found.probability < SUGGESTED:
        return None
    again = answer(found.term)
    return None if again is not None and again.probability >= SUGGESTED else found


def _runs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The first and last words of the runs between function words and marks."""
    first = None
    for at, word in enumerate(words):
        inside = word.form not in STOP_WORDS and word.form != "'s"
        if first is not None and (not inside or word.gap is None):
            yield first, at - 1
            first = None
        if inside and first is None and word.form != _HYPHEN:
            first = at
    if first is not None:
        yield first, len(words) - 1


def _term(text: str, words: Sequence[Word], place: tuple[int, int], found: Answer, least: float) -> Term:
    first, last = place
    before = text[words[first].start : words[last].end]
    after = match_case(before, " ".join(found.term))
    return Term(first, last, after, found.probability, found.probability >= least)
