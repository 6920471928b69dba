"""Bylines and dates above the text.

`By Ana Lopes`, `Nov 19, 2019, 10:31 pm`, `Updated 14:05 GMT`: lines before the first line of text that hold
nothing but a name behind a `by`, or nothing but the words that dates are made of. A chronicle looks alike, so a
line of date alone stays where another one stands further down; and a name without its `by` stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from cleaners.boilerplate_lines import Edges, Finding, PageLine, kept_lines, raw_words
from cleaners.phrases import marks

_MAX_WORDS: Final = 20
_MAX_NAME_WORDS: Final = 12
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d{2}|\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)
_NUMERIC_DATE: Final = re.compile(r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b")
_WORD_OR_NUMBER: Final = re.compile(r"\d{1,4}|[^\W\d_]+")


def find_bylines(lines: Sequence[PageLine], gone: Mapping[int, Finding], edges: Edges) -> dict[int, Finding]:
    """Byline and date lines above the text."""
    found: dict[int, Finding] = {}
    dates: dict[int, Finding] = {}
    for index in edges.head():
        if index not in gone and is_byline(lines[index]):
            found[index] = Finding("byline", 0.85, "a name behind a 'by', above the text")
        elif index not in gone and is_date_line(lines[index]):
            dates[index] = Finding("time-stamp", 0.85, "nothing but a date, above the text")
    is_chronicle = bool(dates) and any(
        is_date_line(line) for index, line in kept_lines(lines, gone) if index >= edges.first
    )
    return found if is_chronicle else found | dates


def is_date_line(line: PageLine) -> bool:
    """Whether a line is a date or a time stamp and nothing else."""
    if line.words > _MAX_WORDS or not line.folded or not any(character.isdigit() for character in line.text):
        return False
    words = [word.casefold() for word in _WORD_OR_NUMBER.findall(line.text)]
    if not all(word.isdigit() or word in _date_words() for word in words):
        return False
    has_month = any(word in _months() for word in words) and any(word.isdigit() for word in words)
    return (
        has_month
        or bool(_NUMERIC_DATE.search(line.text))
        or bool(_CLOCK.search(line.text) and len(words) > 3)
    )


def is_byline(line: PageLine) -> bool:
    """Whether a line is `By` and a name, perhaps with a date behind it."""
    if line.words > _MAX_NAME_WORDS or not line.folded:
        return False
    if line.folded in _by_words():
        return True
    for length in (1, 2):
        words = raw_words(line.text)
        if len(words) > length and " ".join(words[:length]).casefold() in _by_words():
            return all(_is_name_word(word) for word in words[length:] if word != ":")
    return False


def _is_name_word(word: str) -> bool:
    return (
        not word[0].islower()
        or word.casefold() in marks()["names"]["joining"]
        or word.casefold() in _date_words()
    )


@cache
def _by_words() -> frozenset[str]:
    return frozenset(marks()["byline"]["by"])


@cache
def _months() -> frozenset[str]:
    return frozenset(marks()["byline"]["months"])


@cache
def _date_words() -> frozenset[str]:
    return _months().union(marks()["byline"]["weekdays"], marks()["byline"]["date_words"])
