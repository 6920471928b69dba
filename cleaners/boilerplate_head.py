"""Bylines and dates above the text.

`By Ana Lopes`, `Nov 19, 2019, 10:31 pm`, `Updated 14:05 GMT`: lines before the first line of text that hold
nothing but a name behind a `by`, or nothing but the words that dates are made of. A chronicle looks alike, so a
line of date alone stays where another one stands further down, and below a line that is no headline (the ground
of a match, with its day); and a name without its `by` stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from cleaners.boilerplate_lines import Edges, Finding, PageLine, fold, kept_lines, raw_words
from cleaners.phrases import marks

_MAX_WORDS: Final = 20
_MAX_NAME_WORDS: Final = 12
_MIN_TITLE_WORDS: Final = 4
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d{2}|\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)
_NUMERIC_DATE: Final = re.compile(r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b(?! ?(?:GMT|BST|UTC|h))")
_WORD_OR_NUMBER: Final = re.compile(r"\d{1,4}|[^\W\d_]+")


def find_bylines(
    lines: Sequence[PageLine], title: str | None, gone: Mapping[int, Finding], edges: Edges
) -> dict[int, Finding]:
    """Byline and date lines above the text.

    Args:
        lines: the page.
        title: the headline, where it is known; else the first line may be it.
        gone: the lines that go already.
        edges: where the article begins and ends.
    """
    found: dict[int, Finding] = {}
    dates: dict[int, Finding] = {}
    above = 0  # kept lines above that may be what the date is the date of
    for index in edges.head():
        line = lines[index]
        if index in gone:
            continue
        if is_byline(line):
            found[index] = Finding("byline", 0.85, "a name behind a 'by', above the text")
        elif is_date_line(line):
            if not above or _is_publishing_stamp(line):
                dates[index] = Finding("time-stamp", 0.85, "nothing but a date, above the text")
        elif not (fold(title) == line.folded if title else index == 0 and line.words >= _MIN_TITLE_WORDS):
            above += 1
    is_chronicle = bool(dates) and any(
        is_date_line(line) for index, line in kept_lines(lines, gone) if index >= edges.first
    )
    return found if is_chronicle else found | dates


def is_date_line(line: PageLine) -> bool:
    """Whether a line is a date or a time stamp and nothing else."""
    if line.words > _MAX_WORDS or not line.folded or not any(map(str.isdigit, line.text)):
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


def _is_publishing_stamp(line: PageLine) -> bool:
    """Whether a date says that it is the page's own, by a word or by the year and the time of day."""
    if not _published().isdisjoint(line.folded.split()):
        return True
    return bool(_CLOCK.search(line.text) and _YEAR.search(line.text))


def is_byline(line: PageLine) -> bool:
    """Whether a line is `By` and a name, perhaps with a date behind it."""
    if line.words > _MAX_NAME_WORDS or not line.folded:
        return False
    if line.folded in _by_words():
        return True
    words = [word for word in raw_words(line.text) if word != ":"]
    for length in (1, 2):
        by = " ".join(words[:length])
        if len(words) > length and by.casefold() in _by_words():
            return line.text[len(by) : len(by) + 1] != "-" and _is_name(words[length:], by.casefold())
    return False


def _is_name(words: Sequence[str], by: str) -> bool:
    """Whether the words behind a `by` are a name: `By the Sea` and `Von der Leyen` hold none."""
    head = words[: 1 + (by in marks()["byline"]["ambiguous"])]
    nameless = {*marks()["names"]["joining"], *marks()["byline"]["nameless"]}
    if any(word.casefold() in nameless for word in head) or len(words) < len(head):
        return False
    return all(
        _is_name_word(word) and word.casefold() not in marks()["byline"]["companies"] for word in words
    )


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
def _published() -> frozenset[str]:
    return frozenset(marks()["byline"]["published"])


@cache
def _months() -> frozenset[str]:
    return frozenset(marks()["byline"]["months"])


@cache
def _date_words() -> frozenset[str]:
    return _months().union(marks()["byline"]["weekdays"], marks()["byline"]["date_words"])
