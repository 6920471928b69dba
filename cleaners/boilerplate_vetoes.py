"""What no rule may take: sentences that begin like furniture, and the wrapped lines of a paragraph.

A phrase with slots also fits sentences of an article: `Already a member{rest}` fits `Already a member of the
Union since 2004, Poland has pressed for ...`. An interface speaks to its reader in the present; an article
reports. So where a line reads as text, an opening quotation mark or a word of reporting outweighs the phrase, a
line without any further word for the reader or the site outweighs it too, and a phrase that is only furniture at
an edge does not count at all. A one-line label outweighs nothing either when the paragraph below it is about the
very thing that it names: there it is a sub-heading.

In hard-wrapped text any word may stand alone on a line. A line that goes on where the line above broke off is
part of a sentence, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from cleaners.boilerplate_lines import PageLine, ends_sentence, fold, raw_words
from cleaners.phrases import Phrase, marks, phrase_book

_MIN_WRAPPED_WORDS: Final = 5
# The width of a wrapped text is that of its longest line near by; a first line may be indented.
_WRAP_WINDOW: Final = 3
_WRAP_SLACK: Final = 8
_SENTENCE_BREAK: Final = re.compile(r"[.:!?…。！？؟।][\"'”’»“›)\]\s\u200b]{0,6}\Z")
_OPENING_QUOTE: Final = re.compile(r"\W{0,2}[\"“”„«»‘‹]|'\w")
# A label's word of this many letters says what the label is about.
_MIN_SUBJECT_LETTERS: Final = 5
_MIN_WEEKDAY_LETTERS: Final = 5
_MIN_REPORT_WORDS: Final = 8


def find_phrases(lines: Sequence[PageLine]) -> tuple[dict[int, Phrase], frozenset[int]]:
    r"""The phrase that each furniture line is, and the lines that no rule may take, whatever they say.

    >>> from cleaners.boilerplate_lines import page_lines
    >>> phrases, immune = find_phrases(page_lines("The bank sold its last\nshare.\n\nShare"))
    >>> phrases[2].category, immune
    ('share', frozenset({1}))
    """
    book = phrase_book()
    phrases: dict[int, Phrase] = {}
    immune: set[int] = set()
    for index, line in enumerate(lines):
        if index - 1 not in phrases and _is_continuation(lines, index):
            immune.add(index)
            continue
        phrase = book.find(line.folded, line.text)
        if phrase is not None and not _reports(line, phrase):
            phrases[index] = phrase
    headings = [index for index, phrase in phrases.items() if _heads_its_subject(lines, index, phrase)]
    for index in headings:
        if index + 1 not in phrases:
            del phrases[index]
    return phrases, frozenset(immune)


def holds_verb(line: PageLine) -> bool:
    """Whether a line holds a common finite verb: a sentence then, no heading and no label."""
    return _holds_verb(line.text)


@lru_cache(maxsize=8192)
def _holds_verb(text: str) -> bool:
    return not _finite().isdisjoint(raw_words(text))


def _is_continuation(lines: Sequence[PageLine], index: int) -> bool:
    """Whether a line carries on the sentence of the line above, as in text with hard line breaks."""
    line, above = lines[index], lines[index - 1]
    if line.opens_block or above.words < _MIN_WRAPPED_WORDS or _SENTENCE_BREAK.search(above.text[-12:]):
        return False
    if line.text[0].islower() or (line.words < _MIN_WRAPPED_WORDS and ends_sentence(line.text)):
        return True
    if line.words < _MIN_WRAPPED_WORDS:
        return False
    around = lines[max(0, index - _WRAP_WINDOW) : index + _WRAP_WINDOW + 1]
    width = max(len(near.text) for near in around)
    first_word = line.text.split(None, 1)[0]
    return len(above.text) + 1 + len(first_word) + _WRAP_SLACK >= width  # it did not fit on the line above


def _reports(line: PageLine, phrase: Phrase) -> bool:
    """Whether a line that fits a phrase with slots is a sentence of an article."""
    if "{" not in phrase.wording:
        return False
    if phrase.category == "photo" or phrase.wording.startswith("Quelle"):
        return holds_verb(line) or (line.is_text and not _names_only(line))
    said = set(line.folded.split()).difference(fold(phrase.wording).split())
    if not line.is_text:
        is_label = ":" in phrase.wording or "|" in phrase.wording
        return line.words >= _MIN_REPORT_WORDS and not is_label and not said.isdisjoint(_reporting())
    if phrase.place not in {"any", "cut"} or _OPENING_QUOTE.match(line.text):
        return True
    if not said.isdisjoint(_reporting()):
        return True
    is_label = ":" in phrase.wording or "©" in line.text
    return not is_label and bool(said) and said.isdisjoint(_address())


def _names_only(line: PageLine) -> bool:
    joining = marks()["names"]["joining"]
    return all(not word[0].islower() or word in joining for word in raw_words(line.text))


def _heads_its_subject(lines: Sequence[PageLine], index: int, phrase: Phrase) -> bool:
    """Whether a label stands right above a paragraph that is about what the label names."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    if below is None or not below.is_text or "{" in phrase.wording or phrase.place == "cut":
        return False
    subjects = tuple(word[:-1] for word in lines[index].folded.split() if len(word) >= _MIN_SUBJECT_LETTERS)
    return any(word.startswith(subjects) for word in below.folded.split()) if subjects else False


@cache
def _reporting() -> frozenset[str]:
    weekdays = (day for day in marks()["byline"]["weekdays"] if len(day) > _MIN_WEEKDAY_LETTERS)
    return frozenset(weekdays).union(*marks()["reporting"].values(), *marks()["reported"].values())


@cache
def _address() -> frozenset[str]:
    return frozenset().union(*marks()["address"].values(), *marks()["interface"].values())


@cache
def _finite() -> frozenset[str]:
    return frozenset().union(*marks()["finite"].values(), *marks()["reporting"].values())
