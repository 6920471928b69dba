"""Dates that an article mentions: `19 August`, `Aug. 19, 2022`, `19. August`, `19 de agosto`, `19 августа`, `2022-08-19`.

Two reports of one event name the same day, and two events that look alike (the same people, the same subject,
another month) do not. So a date is worth more than any other word of an article. Most mentions carry no year;
a mention is a month and a day, with the year where it is written.

`Friday` and `yesterday` mean a day once the day of publication is known: news tells what was, so a weekday is the
last one of that name. `Last month` means all the days of it: too wide for two articles to agree on, but wide enough
for a report that says so to be about the day that another names.

Left alone on purpose: bare years and months, and slashed dates, whose order of day and month depends on the country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Final

from cleaners.language_facts import language_facts

_LEAP_YEAR: Final = 2000  # 29 February is a day of its own
_DAYS_OF_A_YEAR: Final = 366

_IN_DIGITS: Final = re.compile(
    r"(?<![\w.-])(?:(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"
    r"|(?P<day2>\d{1,2})\.(?P<month2>\d{1,2})\.(?P<year2>(?:19|20)\d\d)(?!\d))"
)


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def in_words(month: int, day: int) -> str:
    """A day of the year for people, whatever the locale.

    >>> in_words(11, 9)
    '9 November'
    """
    return f"{day} {_MONTHS[month - 1]}"


@dataclass(frozen=True, slots=True, order=True)
class DateMention:
    """A day as an article names it. Equal to any other mention of that day.

    Attributes:
        month: 1 to 12.
        day: 1 to 31.
        year: where it is written; 0 where it is not known.
        start: first code point of the mention in its text.
        end: one past the last.
    """

    month: int
    day: int
    year: int = 0
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def text(self) -> str:
        """ISO 8601: `2022-08-19`, or `--08-19` where the year is not known."""
        return (
            f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
            if self.year
            else f"--{self.month:02d}-{self.day:02d}"
        )

    def in_year(self, year: int) -> date:
        """The day in a year; 28 February for a 29th that the year does not have."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, 2, 28)


def find_dates(text: str, language: str) -> list[DateMention]:
    """The dates that a text mentions, in the order of the text.

    Args:
        text: any text.
        language: ISO 639-1 code; dates with month names are read in the languages that have a table.

    >>> [mention.text for mention in find_dates("Moscow, Aug 19 (EFE). They met on 9 November 2023.", "en")]
    ['--08-19', '2023-11-09']
    """
    mentions = [_read(match) for match in _IN_DIGITS.finditer(text)]
    if language_facts(language).months:
        for match in _with_month_name(language).finditer(text):
            name = match["month"] or match["month2"]
            if language != "en" or name[0].isupper():  # "may 5 people" and "march 3 miles" are not dates
                mentions.append(_read(match, language_facts(language).months[name.casefold()]))
    return sorted(filter(_exists, mentions), key=lambda mention: mention.start)


def days_apart(first: DateMention, second: DateMention) -> int:
    """Days between two mentions; where one has no year, the shorter way round the year.

    >>> days_apart(DateMention(12, 30), DateMention(1, 2)), days_apart(DateMention(8, 19, 2022), DateMention(8, 19, 2023))
    (3, 365)
    """
    if first.year and second.year:
        return abs((first.in_year(first.year) - second.in_year(second.year)).days)
    gap = abs((first.in_year(_LEAP_YEAR) - second.in_year(_LEAP_YEAR)).days)
    return min(gap, _DAYS_OF_A_YEAR - gap)


def resolve_year(mention: DateMention, published: date | None) -> DateMention:
    """Give a mention without a year the year that brings it nearest to the day of publication.

    >>> resolve_year(DateMention(12, 30), date(2023, 1, 2)).text
    '2022-12-30'
    """
    if mention.year or published is None:
        return mention
    years = range(max(1, published.year - 1), min(9999, published.year + 1) + 1)
    return replace(
        mention, year=min(years, key=lambda year: (abs((mention.in_year(year) - published).days), year))
    )


def find_weekdays(text: str, language: str) -> list[tuple[int, int]]:
    """The weekdays that a text names, 0 for Monday, each with where it starts.

    >>> find_weekdays("on Friday; la friday", "en")
    [(4, 3), (4, 14)]
    """
    names = language_facts(language).weekdays
    found = _any_of(tuple(names)).finditer(text) if names else ()
    return [(names[match[1].casefold()], match.start()) for match in found]


def find_near_days(text: str, language: str, published: date) -> list[DateMention]:
    """The days that a text names by weekday or as `yesterday`, seen from the day of publication.

    >>> [day.text for day in find_near_days("on Friday, not yesterday", "en", date(2022, 8, 22))]
    ['2022-08-19', '2022-08-21']
    """
    steps = [
        (start, -((published.weekday() - weekday) % 7)) for weekday, start in find_weekdays(text, language)
    ]
    words = language_facts(language).near_days
    if words:
        steps += [
            (match.start(), words[match[1].casefold()]) for match in _any_of(tuple(words)).finditer(text)
        ]
    mentions = []
    for start, step in sorted(steps):
        if 1 <= published.toordinal() + step <= date.max.toordinal():
            day = date.fromordinal(published.toordinal() + step)
            mentions.append(DateMention(day.month, day.day, day.year, start, start))
    return mentions


def find_last_spans(text: str, language: str, published: date) -> list[tuple[date, date]]:
    """The weeks, months and years that a text calls the last one, seen from the day of publication: first and last day.

    >>> [(str(first), str(last)) for first, last in find_last_spans("a quake last month", "en", date(2022, 9, 20))]
    [('2022-08-01', '2022-08-31')]
    """
    names = language_facts(language).last_spans
    kinds = [names[match[1].casefold()] for match in _any_of(tuple(names)).finditer(text)] if names else []
    return [_last(kind, published) for kind in dict.fromkeys(kinds) if published.year > 1]


def _last(kind: str, published: date) -> tuple[date, date]:
    """The week, month or year before that of a day."""
    if kind == "week":
        monday = published - timedelta(days=published.weekday())
        return monday - timedelta(days=7), monday - timedelta(days=1)
    opens = published.replace(day=1) if kind == "month" else published.replace(month=1, day=1)
    last = opens - timedelta(days=1)
    return last.replace(day=1) if kind == "month" else last.replace(month=1, day=1), last


def _read(match: re.Match[str], month: int = 0) -> DateMention:
    day, year = match["day"] or match["day2"], match["year"] or match["year2"]
    month = month or int(match["month"] or match["month2"])
    return DateMention(month, int(day), int(year or 0), match.start(), match.end())


def _exists(mention: DateMention) -> bool:
    try:
        date(_LEAP_YEAR, mention.month, mention.day)
    except ValueError:
        return False
    return True


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some words, the longest first."""
    ranked = sorted(map(re.escape, words), key=lambda word: (-len(word), word))
    return re.compile(rf"\b({'|'.join(ranked)})\b", re.IGNORECASE)


@cache
def _with_month_name(language: str) -> re.Pattern[str]:
    """Day and month in either order; the year may follow."""
    names = "|".join(
        sorted(map(re.escape, language_facts(language).months), key=lambda name: (-len(name), name))
    )
    year = r"(?:(?:,| de)? {1,2}(?P<%s>(?:19|20)\d\d)(?!\d))?"
    return re.compile(
        rf"(?<![\w.,])(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?(?: of| de)? ?(?P<month>{names})\b\.?{year % 'year'}"
        rf"|\b(?P<month2>{names})\b\.? {{1,2}}(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\b(?![.,:]\d|%){year % 'year2'}",
        re.IGNORECASE,
    )
