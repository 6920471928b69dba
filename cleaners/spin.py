"""Thesaurus spinning: find it, and undo it where that is safe.

Auto-blogs copy news and swap words by thesaurus so that search engines take the copy for a new text: Putin's
'official go to', the 'Commonwealth of Unbiased States (CIS)', 'on the similar time'. Nobody writes such phrases,
so they convict the text, and a few of them have only one possible original. Most swaps are good English, though,
and only the words around tell that 'final week' was 'last week'.

Two questions, kept apart. Is the text spun? Evidence per 100 words against a gate that clean news stays below.
And what stood there? In a spun text, names are restored, and forms that are wrong in any sentence are put
right. All else is proposed by tables and judged: by a small language model where one is installed, which has
proposals of its own, by counts of word pairs otherwise, and at once by another report of the event that has the
restored wording. What the judge is sure of is applied, the rest suggested.

Deliberately not done: nothing is edited in a text that is not spun, however odd a phrase looks. Numbers,
negation and modal verbs are never changed: 'shall be' may be what the treaty says. Quotation marks protect what
is inside unless another report has the restored wording. Machine translation is not spinning and has no table
that would undo it. Other languages than English get no score rather than a zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cleaners.document import Unspun
from cleaners.edits import Edit, apply_edits, to_fixed_point
from cleaners.language import is_english
from cleaners.language_model import NAME, model_file
from cleaners.quotes import Span, overlaps, quoted_spans
from cleaners.spin_counts import counted_score
from cleaners.spin_judge import seen_score
from cleaners.spin_names import NameRepair, find_name_repairs
from cleaners.spin_options import changes_meaning
from cleaners.spin_repairs import counted_repairs, judged_edits, weighed_repairs
from cleaners.spin_score import spin_score
from cleaners.spin_siblings import Siblings
from cleaners.spin_surprise import surprise
from cleaners.spin_table import Match, load_table
from cleaners.spin_terms import Term, find_terms
from cleaners.spin_words import Word, split_words

# Without a model 0.4 % of 3,461 clean articles score higher; of spun ones in the dialect of the tables 4 % lower, in
# another 13 %.
GATE: Final = 0.13
MIN_WORDS: Final = 40  # a shorter text has no score
_DOUBT: Final = {"sure": 0.8, "likely": 0.5, "weak": 0.3}  # the confidence of what is only suggested


def unspin(text: str, *, siblings: Sequence[str] = (), gate: float | None = None) -> Unspun:
    """Say whether an English text is thesaurus-spun, and undo what can be undone safely if it is.

    Args:
        text: the text of an article.
        siblings: other texts that report the same event; they confirm names and wordings.
        gate: evidence per 100 words from which the text is spun; None is the built-in gate, 0 takes any English
            text and any short one as spun.

    Returns:
        The edits, with the score and the verdict. The score is None for other languages and for texts of fewer
        than 40 words. Edits have the rule `name`, `phrase`, `sibling`, `term`, `model` or `counts`.

    >>> unspin("He paid an official go to to Astana.", gate=0).text
    'He paid an official visit to Astana.'
    """
    words = split_words(text)
    count = sum(word.form not in {"-", "'s"} for word in words)
    long_enough = count >= MIN_WORDS
    gate = GATE if gate is None else gate
    if (long_enough and not is_english(text)) or (not long_enough and gate > 0):
        return Unspun(text)
    sources = Siblings(siblings)
    matches = list(load_table().find(text, words))
    score = spin_score(text, words, matches, sources.names) if long_enough else None
    if score is not None and spin_model():
        score = seen_score(score, surprise(text))
    elif score is not None:
        score = counted_score(text, words, matches, score)
    if score is not None and score < gate:
        names = [_name_edit(text, repair, applied=False) for repair in find_name_repairs(text, sources.names)]
        return Unspun(text, (), apply_edits(text, names).suggestions, score, spun=False)
    edited = to_fixed_point(text, lambda current: _propose(current, sources))
    return Unspun(edited.text, edited.edits, edited.suggestions, score, spun=True)


def spin_model() -> str | None:
    """The name of the language model that `unspin` uses, or None where none is installed."""
    return NAME if model_file() else None


def _propose(text: str, siblings: Siblings) -> Iterator[Edit]:
    quotes = quoted_spans(text)
    names = [
        _name_edit(text, repair, applied=_may_apply(repair, quotes, siblings))
        for repair in find_name_repairs(text, siblings.names)
    ]
    yield from names
    taken = [(edit.start, edit.end) for edit in names]
    words = split_words(text)
    matches = list(load_table().find(text, words))
    phrases = [
        _phrase_edit(text, words, match, quotes, siblings)
        for match in matches
        if not overlaps(taken, match.start, match.end)
    ]
    certain = [edit for edit in phrases if edit.tier == "applied"]
    yield from certain
    taken = sorted([*taken, *((edit.start, edit.end) for edit in certain)])
    terms = [
        edit
        for edit in (_term_edit(text, words, term, quotes) for term in find_terms(text, words))
        if not overlaps(taken, edit.start, edit.end)
    ]
    yield from terms
    taken += [(edit.start, edit.end) for edit in terms]
    score = spin_score(text, words, matches, siblings.names)
    repairs = weighed_repairs(text, score) if spin_model() else counted_repairs(text, words, matches, score)
    judged = list(judged_edits(text, repairs, quotes, taken))
    yield from judged
    taken = sorted([*taken, *((edit.start, edit.end) for edit in judged)])
    yield from (
        edit for edit in phrases if edit.tier == "suggested" and not overlaps(taken, edit.start, edit.end)
    )


def _may_apply(repair: NameRepair, quotes: list[Span], siblings: Siblings) -> bool:
    """A name is applied where only one fits; inside quotation marks only where another report has it."""
    if not repair.certain:
        return False
    return not overlaps(quotes, repair.start, repair.end) or any(
        repair.after in text for text in siblings.texts
    )


def _name_edit(text: str, repair: NameRepair, *, applied: bool) -> Edit:
    return Edit(
        "spin",
        "name",
        repair.start,
        repair.end,
        text[repair.start : repair.end],
        repair.after,
        confidence=0.97 if applied else 0.6,
        tier="applied" if applied else "suggested",
        evidence=f"{repair.acronym}: the initials do not match; {repair.source}",
    )


def _term_edit(text: str, words: Sequence[Word], term: Term, quotes: list[Span]) -> Edit:
    start, end = words[term.first].start, words[term.last].end
    safe = not overlaps(quotes, start, end) and not changes_meaning(text[start:end], term.after)
    applied = term.certain and safe
    return Edit(
        "spin",
        "term",
        start,
        end,
        text[start:end],
        term.after,
        confidence=round(term.probability, 2),
        tier="applied" if applied else "suggested",
        evidence=f"'{term.after.lower()}' is how a term goes that spinners write like this",
    )


def _phrase_edit(
    text: str, words: Sequence[Word], match: Match, quotes: list[Span], siblings: Siblings
) -> Edit:
    before = text[match.start : match.end]
    phrase = match.phrase
    evidence = f"'{phrase.spun}' is how spinners write '{phrase.original}'"
    quoted = overlaps(quotes, match.start, match.end)
    rule, confidence, applied = "phrase", _DOUBT[phrase.kind], False
    if changes_meaning(before, match.after):
        evidence += "; numbers, negation and modal verbs are left alone"
    elif (quoted or phrase.kind != "sure") and siblings.confirm(words, match):
        rule, confidence, applied = "sibling", 0.97, True
        evidence += f"; another report has '{match.after}' between the same words"
    elif quoted:
        evidence += "; it stands in quotation marks"
    elif phrase.kind == "sure":
        confidence, applied = 0.95, True
    return Edit(
        "spin",
        rule,
        match.start,
        match.end,
        before,
        match.after,
        confidence=confidence,
        tier="applied" if applied else "suggested",
        evidence=evidence,
    )
