"""Thesaurus spinning: find it, and undo it where that is safe.

Auto-blogs copy news and swap words by thesaurus so that search engines take the copy for a new text: Putin's
'official go to', the 'Commonwealth of Unbiased States (CIS)', 'on the similar time'. Nobody writes such phrases,
so they convict the text, and a few of them have only one possible original.

Two questions, kept apart. Is the text spun? Evidence per 100 words, from a table of spun forms and from names
that no longer spell their acronym, against a gate that clean news stays far below. And what stood there? In a
spun text, names are restored, and forms that are wrong in any sentence are put right; forms that need context
are applied only where another report of the event has the restored wording, and otherwise suggested.

Deliberately not done: nothing is edited in a text that is not spun, however odd a phrase looks. Numbers,
negation and modal verbs are never changed: 'shall be' may be what the treaty says. Quotation marks protect what
is inside unless another report has the restored wording. Machine translation is not spinning and has no table
that would undo it. Other languages than English get no score rather than a zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cleaners.document import Unspun
from cleaners.edits import Edit, apply_edits, to_fixed_point
from cleaners.language import guess_language
from cleaners.quotes import Span, overlaps, quoted_spans
from cleaners.spin_names import NameRepair, find_name_repairs
from cleaners.spin_siblings import Siblings
from cleaners.spin_table import Match, load_table
from cleaners.spin_words import Word, split_words

# Of 21,000 clean articles none scored above 0.14; two forms that nobody writes make 0.67 in 300 words.
GATE: Final = 0.5
MIN_WORDS: Final = 40  # a shorter text has no score
# A text is scored as if it had this many words at least, so that one odd phrase does not convict a short one.
FEWEST_COUNTED: Final = 300
# A line of the table counts once in so many words: a topic that repeats a word is no more evidence for it.
BLOCK: Final = 500
_WEIGHTS: Final = {"sure": 1.0, "likely": 0.2, "weak": 0.1}
_DOUBT: Final = {"sure": 0.8, "likely": 0.5, "weak": 0.3}  # the confidence of what is only suggested

_NEGATION: Final = "not no never none nor neither nobody nothing nowhere cannot hardly"
_MODALS: Final = "will would shall should can could may might must ought"
_NUMBERS: Final = (
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands"
    " million millions billion billions trillion dozen dozens half third quarter lots tons bunch"
    " eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_MEANING: Final = frozenset(f"{_NEGATION} {_MODALS} {_NUMBERS}".split())
_HAS_DIGIT: Final = re.compile(r"\d")


def unspin(text: str, *, siblings: Sequence[str] = (), gate: float | None = None) -> Unspun:
    """Say whether an English text is thesaurus-spun, and undo what can be undone safely if it is.

    Args:
        text: the text of an article.
        siblings: other texts that report the same event; they confirm names and wordings.
        gate: evidence per 100 words from which the text is spun; None is the built-in gate, 0 takes any English
            text and any short one as spun.

    Returns:
        The edits, with the score and the verdict. The score is None for other languages and for texts of fewer
        than 40 words. Edits have the rule `name`, `phrase` or `sibling`.

    >>> unspin("He paid an official go to to Astana.", gate=0).text
    'He paid an official visit to Astana.'
    """
    words = split_words(text)
    count = sum(word.form not in {"-", "'s"} for word in words)
    long_enough = count >= MIN_WORDS
    gate = GATE if gate is None else gate
    if (long_enough and guess_language(text) != "en") or (not long_enough and gate > 0):
        return Unspun(text)
    sources = Siblings(siblings)
    score = _score(text, words, count, sources) if long_enough else None
    if score is not None and score < gate:
        names = [_name_edit(text, repair, applied=False) for repair in find_name_repairs(text, sources.names)]
        return Unspun(text, (), apply_edits(text, names).suggestions, score, spun=False)
    edited = to_fixed_point(text, lambda current: _propose(current, sources))
    return Unspun(edited.text, edited.edits, edited.suggestions, score, spun=True)


def _score(text: str, words: Sequence[Word], count: int, siblings: Siblings) -> float:
    """Evidence for spinning per 100 words."""
    evidence = _WEIGHTS["sure"] * len({repair.after for repair in find_name_repairs(text, siblings.names)})
    counted: dict[int, int] = {}  # where a line of the table last counted, in words
    for match in load_table().find(text, words):
        line = match.phrase.line
        if match.first - counted.get(line, -BLOCK) >= BLOCK:
            counted[line] = match.first
            evidence += _WEIGHTS[match.phrase.kind]
    return round(100 * evidence / max(count, FEWEST_COUNTED), 3)


def _propose(text: str, siblings: Siblings) -> Iterator[Edit]:
    quotes = quoted_spans(text)
    names = [
        _name_edit(text, repair, applied=_may_apply(repair, quotes, siblings))
        for repair in find_name_repairs(text, siblings.names)
    ]
    yield from names
    taken = [(edit.start, edit.end) for edit in names]
    words = split_words(text)
    for match in load_table().find(text, words):
        if not overlaps(taken, match.start, match.end):
            yield _phrase_edit(text, words, match, quotes, siblings)


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


def _phrase_edit(
    text: str, words: Sequence[Word], match: Match, quotes: list[Span], siblings: Siblings
) -> Edit:
    before = text[match.start : match.end]
    phrase = match.phrase
    evidence = f"'{phrase.spun}' is how spinners write '{phrase.original}'"
    quoted = overlaps(quotes, match.start, match.end)
    rule, confidence, applied = "phrase", _DOUBT[phrase.kind], False
    if _changes_meaning(before, match.after):
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


def _changes_meaning(before: str, after: str) -> bool:
    """Whether numbers, negation or modal verbs differ between two wordings."""
    return _meaning_words(before) != _meaning_words(after)


def _meaning_words(text: str) -> list[str]:
    forms: Iterable[str] = (word.form for word in split_words(text))
    return sorted(
        form for form in forms if form in _MEANING or form.endswith("n't") or _HAS_DIGIT.search(form)
    )
