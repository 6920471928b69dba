"""What an article says about its event: its words, its lead, names, numbers and days.

Two reports of one event, written independently, share their rare words. News tells the event in headline and
first lines and fills up with background, so terms stand in the order in which the article first says them: those
of the headline come first, those of the lead next, and two counts say where each ends. What an article says does
not depend on what else came in, so terms can be kept and compared again in a later run.

Deliberately not done: named-entity recognition, synonyms, translation. Reports in two languages meet only in
names, numbers and dates, which is seldom enough to join them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from cleaners.date_mentions import (
    DateMention,
    find_dates,
    find_last_spans,
    find_near_days,
    find_weekdays,
    resolve_year,
)
from cleaners.document import Article, Document
from cleaners.event_words import Word, count_names, split_words
from cleaners.language import guess_language
from cleaners.number_mentions import find_numbers

# Telling words; about 60 in print, two or three sentences.
LEAD_WORDS: Final = 32


@dataclass(frozen=True, slots=True)
class EventTerms:
    """What one article says about its event. Every sequence is in the order of first mention, headline first.

    Attributes:
        language: ISO 639-1 code; empty where it is not known.
        stems: stems of words, each once.
        counts: how often each of them occurs.
        in_title: how many of `stems` stand in the headline.
        in_lead: how many stand in the headline or in the first `LEAD_WORDS` words of the text.
        names: those stems that are names, as printed.
        numbers: telling numbers, from their one spelling to the way they are printed.
        lead_numbers: how many of them stand in headline or lead.
        days: days that the article names, with the year where it is known.
        lead_days: how many of them stand in headline or lead.
        lead_spans: the weeks, months and years that the lead calls the last one, by first and last day, where the day of
            publication is known.
        weekdays: the weekdays of the lead, 0 for Monday.
        published: day of publication.
    """

    language: str = ""
    stems: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    in_title: int = 0
    in_lead: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    lead_numbers: int = 0
    days: tuple[DateMention, ...] = ()
    lead_days: int = 0
    lead_spans: tuple[tuple[date, date], ...] = ()
    weekdays: tuple[int, ...] = ()
    published: date | None = None


def event_terms(article: Article | Document) -> EventTerms:
    """Read an article for its event.

    >>> terms = event_terms(Article("Tokayev in Sochi", "Sochi, Aug 19 - Putin met Tokayev on Friday.", language="en"))
    >>> terms.stems[:2], dict(terms.names), [day.text for day in terms.days]
    (('tokayev', 'sochi'), {'tokayev': 'Tokayev', 'sochi': 'Sochi'}, ['--08-19'])
    """
    title = (article.title or "").strip()
    body = article.text.removeprefix(title)
    text = f"{title}\n{body}"
    language = (article.language or guess_language(text) or "")[:2].casefold()
    headline, words = split_words(title, language), split_words(body, language)
    names = count_names(headline, words, language)
    counts = Counter(word.stem for word in (*headline, *words))
    lead_end = len(title) + 1 + (words[LEAD_WORDS].start if len(words) > LEAD_WORDS else len(body))
    published = day_of(article.published)
    dates = find_dates(text, language)
    numbers = list(find_numbers(text, language, dates))
    days = [(mention.start, resolve_year(mention, published)) for mention in dates]
    if published:
        days += [(mention.start, mention) for mention in find_near_days(text[:lead_end], language, published)]
    days.sort(key=lambda day: day[0])
    return EventTerms(
        language=language,
        stems=tuple(counts),
        counts=tuple(counts.values()),
        in_title=len({word.stem for word in headline}),
        in_lead=len({word.stem for word in (*headline, *words[:LEAD_WORDS])}),
        names=_printed([*words, *headline], [stem for stem in counts if stem in names]),
        numbers={number.value: number.text for number in numbers},
        lead_numbers=len({number.value for number in numbers if number.start < lead_end}),
        days=tuple(dict.fromkeys(day for _, day in days)),
        lead_days=len({day for start, day in days if start < lead_end}),
        lead_spans=tuple(find_last_spans(text[:lead_end], language, published)) if published else (),
        weekdays=tuple(sorted({day for day, _ in find_weekdays(text[:lead_end], language)})),
        published=published,
    )


def _printed(words: Iterable[Word], names: Sequence[str]) -> dict[str, str]:
    """The most frequent spelling with a capital of each name; ties go to the alphabet."""
    spellings = Counter((word.stem, word.text) for word in words if word.capital)
    ranked = sorted(spellings, key=lambda pair: (spellings[pair], pair[1]))
    best = dict(ranked)
    return {stem: best[stem] for stem in names if stem in best}


def day_of(published: str | None) -> date | None:
    """The day of an ISO 8601 date or date-time; None where it is not one."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
