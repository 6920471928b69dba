"""Datelines: where and when a report was filed, and by which agency.

`MOSCOW, Aug 19 (EFE).-` at the head of a report says more than any metadata: it names the agency whose text this
is, and the day that "Friday" means. Every agency has its own way to write it, so this reads a small grammar, a
place, a date and an agency with marks round it, and asks for enough of it to be sure:

- a known agency in brackets or between slashes: `LONDON (Reuters) -`, `МОСКВА, 19 августа. /ТАСС/.`
- a place and a known agency behind it: `NUR-SULTAN, August 19 – RIA Novosti.`
- a place in capitals with a date: `PARIS, 12 mai —`
- a known agency alone in brackets: `(AP) —`

A place alone before a dash is not enough: `BREAKING —` and `FIFA —` look the same. The dateline is only read here;
it stays in the text.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import Final

from cleaners.document import Dateline
from cleaners.wordlists import list_names, read_words

LINES: Final = 6  # a repeated title, a placeholder and a byline may stand above
HEAD: Final = 4_000
MIN_CAPITALS: Final = 4  # ROMA, 3 MAG —, but not WHO, May 5 —
REACH: Final = 160  # the longest dateline seen has 90 characters

_PLACE: Final = r"(?P<place>[^\W\d_][^\n()\[\]<>:;!?\"“”„«»0-9–—]{1,50}?)"
_INITIALS: Final = re.compile(r"\.[A-Z]$")  # Washington, D.C.
_DASH: Final = r"\s{0,2}(?:\.\s?[-–—]{1,2}|[-–—]{1,2}|[.:])"


def read_dateline(text: str) -> Dateline | None:
    """The dateline at the head of a text, its parts as printed; None where there is none that is sure.

    >>> read_dateline("Moscow, Aug 19 (EFE).- The presidents met on Friday.")
    Dateline(place='Moscow', date='Aug 19', agency='EFE')
    >>> read_dateline("Apple (AAPL) - shares fell on Friday.") is None
    True
    """
    lines = (line.strip() for line in text[:HEAD].split("\n"))
    for line in islice((line for line in lines if line), LINES):
        if found := _read_line(line[:REACH]):
            return found
    return None


@cache
def agency_names() -> frozenset[str]:
    """Names, short names and marks of news agencies, as they print them."""
    return frozenset(read_words("plain/agencies.txt"))


def _read_line(line: str) -> Dateline | None:
    for pattern in _patterns():
        match = pattern.match(line)
        if match is None:
            continue
        parts = {name: value.strip(" ,") for name, value in match.groupdict().items() if value}
        place, date, agency = parts.get("place"), parts.get("date"), parts.get("agency")
        if date is not None and date[-2].isalpha():
            date = date.rstrip(".")
        if place is not None and _INITIALS.search(place):
            place += "."
        if agency is not None and not _is_agency(agency):
            continue
        if place is not None and not _is_place(place):
            continue
        if agency is None and place is not None and not (place.isupper() and len(place) >= MIN_CAPITALS):
            continue
        return Dateline(place, date, agency)
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    months = sorted(
        {word for name in list_names("plain/months") for line in read_words(name) for word in line.split()}
    )
    month = rf"(?:{'|'.join(sorted(map(re.escape, months), key=len, reverse=True))})\b\.?"
    day = r"\d{1,2}(?:st|nd|rd|th|er|º|°)?"
    date = (
        rf"(?P<date>(?i:{month}\s{day}(?:,?\s\d{{4}})?"
        rf"|(?:(?:le|el|am|den)\s)?{day}\.?\s(?:de\s)?{month}(?:,?\s(?:de\s)?\d{{4}})?"
        r"|\d{1,2}\.\d{1,2}\.(?:\d{4})?))"
    )
    gap = r"[,.]?\s{1,2}"
    marked = r"[(\[/]\s?(?P<agency>[^()\[\]\n]{2,40}?)\s?[)\]/]"
    name = "|".join(sorted(map(re.escape, _printed_agencies()), key=lambda name: (-len(name), name)))
    sources = (
        rf"{_PLACE}(?:{gap}{date})?[,.]?\s{{0,2}}{marked}{_DASH}",
        rf"{date}{gap}{_PLACE}[,.]?\s{{0,2}}{marked}{_DASH}",
        rf"{_PLACE}{gap}{date}[,.]?\s{{0,2}}[-–—]{{0,2}}\s{{0,2}}(?P<agency>{name}){_DASH}",
        rf"{_PLACE}[,.]\s{{1,2}}(?P<agency>{name})\s{{0,2}}[-–—]",
        rf"{_PLACE}{gap}{date}[,.]?\s{{0,2}}[-–—]",
        rf"{marked}{_DASH}",
    )
    return tuple(re.compile(source) for source in sources)


def _is_agency(mark: str) -> bool:
    """Whether a mark names a known agency, alone, among others (`dpa/AFP`) or with its reporter (`Корр. БЕЛТА`)."""
    return any(
        name in _printed_agencies()
        for part in re.split(r"[/,;&|]| - | и | and ", mark)
        for name in (part.strip(), part.strip().rpartition(" ")[2])
    )


@cache
def _printed_agencies() -> frozenset[str]:
    """Names as listed and in capitals. Small letters only where an agency writes itself so: `(map)` is none."""
    return agency_names() | {name.upper() for name in agency_names()}


def _is_place(place: str) -> bool:
    """Whether words read as the name of a place: capitalised, three at most before a comma, small ones between."""
    joiners = read_words("plain/place_joiners.txt")
    words = re.split(r"[\s,/]+", place)
    town = [word for word in place.partition(",")[0].split() if word.casefold() not in joiners]
    if (
        not words[-1]
        or len(town) > 3
        or len(words) > 6
        or words[0].casefold() in read_words("plain/not_places.txt")
    ):
        return False
    joined = all(word[:1].isupper() or word.casefold() in joiners for word in words)
    caseless = not any(char.isupper() or char.islower() for char in place)
    return (joined and words[0][:1].isupper() and words[-1][:1].isupper()) or caseless
