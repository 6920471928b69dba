"""What the event step must know of a language: its function words, month names and number words.

Six languages have a table, `data/events/<code>.json`, small enough to be read whole. An article in any other
language is compared without one: every word counts by its length, and dates are read where they are written in
digits. The tables hold facts of grammar; adding a language is adding a file and its code below.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("en", "de", "es", "fr", "pt", "ru")


@dataclass(frozen=True, slots=True)
class LanguageFacts:
    """One language's table.

    Attributes:
        language: ISO 639-1 code; empty for a language without a table.
        silent_words: casefolded words that tell no event: function words, words of reporting, weekdays, months.
        months: casefolded month names and their short forms, 1 to 12.
        weekdays: casefolded names of weekdays, 0 for Monday.
        near_days: casefolded words for days near today, in days from today.
        last_spans: casefolded words for the `week`, `month` or `year` before this one.
        number_words: casefolded words behind a number, with the power of ten they stand for.
        percent_words: casefolded words that mean per cent.
    """

    language: str = ""
    silent_words: frozenset[str] = frozenset()
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    near_days: Mapping[str, int] = field(default_factory=dict)
    last_spans: Mapping[str, str] = field(default_factory=dict)
    number_words: Mapping[str, int] = field(default_factory=dict)
    percent_words: tuple[str, ...] = ()


@cache
def language_facts(language: str) -> LanguageFacts:
    """The table of a language, an empty one where there is none.

    >>> language_facts("de").months["märz"], language_facts("xx").months
    (3, {})
    """
    if language not in LANGUAGES:
        return LanguageFacts()
    table = json.loads(
        (files("cleaners") / "data" / "events" / f"{language}.json").read_text(encoding="utf-8")
    )
    months = {**table["months"], **table["months_short"]}
    return LanguageFacts(
        language=language,
        silent_words=frozenset([*" ".join(table["stop_words"]).split(), *table["weekdays"], *months]),
        months=months,
        weekdays=table["weekdays"],
        near_days=table["near_days"],
        last_spans=table["last_spans"],
        number_words=table["number_words"],
        percent_words=tuple(table["percent_words"]),
    )
