"""An event as a reader wants it: a label, names, places and days, and for every article why it is in.

The label is the headline of the most central article: the one that is closest to all the others, so neither the
first rumour nor the last commentary. Nothing here decides anything; it describes what the scores decided.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.date_mentions import DateMention, in_words
from cleaners.document import Article, Document
from cleaners.event_measures import shared_days
from cleaners.event_terms import EventTerms, day_of
from cleaners.rarity import rarity

LABEL_WORDS: Final = 12
TOP_NAMES: Final = 8
TOP_DATES: Final = 3
SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class EventMember:
    """One article of an event.

    Attributes:
        index: its place in the input.
        why: what it shares with `closest`, in words; empty for the only article of an event.
        score: the probability that it and `closest` report the same event; 1 for the same text.
        closest: the place of the member that it is closest to.
    """

    index: int
    why: str = ""
    score: float = 1.0
    closest: int | None = None


@dataclass(frozen=True, slots=True)
class EventGroup:
    """Articles that report the same event.

    Attributes:
        members: in the order of the input.
        label: the best headline; the first words of the best text where none has a headline.
        names: the names that most members mention, as printed.
        places: places of the datelines.
        dates: days that the leads name, ISO 8601; `--08-19` where the year is not known.
        first_seen: the earliest day of publication.
        last_seen: the latest.
        representative: the place of the most central article in the input.
        texts: how many distinct texts there are; copies count once.
        sources: how many sites they come from, as far as the sites are known.
        similar: other events that are likest to this one, as their places in the result, each with the probability of
            the likeliest pair; the likest first.
    """

    members: tuple[EventMember, ...]
    label: str = ""
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    first_seen: str | None = None
    last_seen: str | None = None
    representative: int = 0
    texts: int = 1
    sources: int = 0
    similar: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A distinct text with its copies.

    Attributes:
        indices: places in the input, the representative first.
        articles: the articles there.
        terms: what the representative says.
        key: orders reports whatever the order of the input.
    """

    indices: tuple[int, ...]
    articles: tuple[Article | Document, ...]
    terms: EventTerms
    key: str


def describe_event(reports: Sequence[Report], scores: Sequence[Sequence[float]]) -> EventGroup:
    """Describe an event.

    Args:
        reports: its distinct texts, sorted by key.
        scores: the pair scores among them.
    """
    rows = range(len(reports))
    closeness = [math.fsum(scores[row][other] for other in rows if other != row) for row in rows]
    ranked = sorted(rows, key=lambda row: -closeness[row])
    central = [reports[row] for row in ranked]
    published = (day_of(article.published) for report in reports for article in report.articles)
    seen = sorted(day.isoformat() for day in published if day)
    return EventGroup(
        members=tuple(sorted(_members(reports, scores), key=lambda member: member.index)),
        label=_label(central),
        names=_names(central),
        places=_places(central),
        dates=_dates(central),
        first_seen=seen[0] if seen else None,
        last_seen=seen[-1] if seen else None,
        representative=central[0].indices[0],
        texts=len(reports),
        sources=len({article.site for report in reports for article in report.articles if article.site}),
    )


def _members(reports: Sequence[Report], scores: Sequence[Sequence[float]]) -> list[EventMember]:
    members: list[EventMember] = []
    for row, report in enumerate(reports):
        first, *copies = report.indices
        others = [other for other in range(len(reports)) if other != row]
        if others:
            closest = max(others, key=lambda other: (scores[row][other], -other))
            why = explain_pair(report.terms, reports[closest].terms)
            members.append(EventMember(first, why, scores[row][closest], reports[closest].indices[0]))
        elif copies:
            members.append(EventMember(first, "same text", 1.0, copies[0]))
        else:
            members.append(EventMember(first))
        members += [EventMember(copy, "same text", 1.0, first) for copy in copies]
    return members


def explain_pair(first: EventTerms, second: EventTerms) -> str:
    """What two articles share, in words: names, days and numbers, or else that it is plain words.

    Names and numbers stand as the first article prints them; numbers that neither lead gives are passed over.
    """
    names = sorted(first.names.keys() & second.names.keys(), key=lambda stem: (-_worth(first, stem), stem))
    telling = {*list(first.numbers)[: first.lead_numbers], *list(second.numbers)[: second.lead_numbers]}
    numbers = [
        printed for value, printed in first.numbers.items() if value in second.numbers and value in telling
    ]
    days = [in_words(month, day) for month, day in sorted(shared_days(first, second))]
    kinds = {"names": [first.names[stem] for stem in names], "dates": days, "numbers": numbers}
    parts = [f"{kind} {', '.join(values[:SHOWN])}" for kind, values in kinds.items() if values]
    return "; ".join(parts) or "words of headline and lead"


def _worth(terms: EventTerms, stem: str) -> float:
    """What a name is worth: its rarity, raised slowly by repetition, twice that in the lead."""
    at = terms.stems.index(stem)
    value = rarity(stem, terms.language, is_name=True) * (1 + math.log(terms.counts[at]))
    return round(value * (1 + (at < terms.in_lead)), 6)


def _label(central: Sequence[Report]) -> str:
    for report in central:
        for article in report.articles:
            if title := (article.title or "").strip():
                return title
    words = central[0].articles[0].text.split(maxsplit=LABEL_WORDS)
    return " ".join(words[:LABEL_WORDS])


def _names(central: Sequence[Report]) -> tuple[str, ...]:
    """Names that most reports mention, then the weightiest; spelled as the most central report does."""
    mentions: Counter[str] = Counter(stem for report in central for stem in report.terms.names)
    weights: dict[str, float] = {}
    printed: dict[str, str] = {}
    for report in central:
        for stem in report.terms.names:
            weights[stem] = max(weights.get(stem, 0.0), _worth(report.terms, stem))
            printed.setdefault(stem, report.terms.names[stem])
    ranked = sorted(mentions, key=lambda stem: (-mentions[stem], -weights[stem], stem))
    return tuple(printed[stem] for stem in ranked[:TOP_NAMES])


def _places(central: Sequence[Report]) -> tuple[str, ...]:
    articles = [article for report in central for article in report.articles]
    places = [article.dateline.place for article in articles if article.dateline and article.dateline.place]
    return tuple(dict.fromkeys(places))


def _dates(central: Sequence[Report]) -> tuple[str, ...]:
    """The days that the most leads name; a day that only one of several names is left out where others agree."""
    counts: Counter[tuple[int, int]] = Counter()
    years: dict[tuple[int, int], int] = {}
    for report in central:
        for day in {
            (mention.month, mention.day): mention
            for mention in sorted(report.terms.days[: report.terms.lead_days])
        }.values():
            counts[day.month, day.day] += 1
            years[day.month, day.day] = max(day.year, years.get((day.month, day.day), 0))
    most = max(counts.values(), default=0)
    ranked = sorted(counts, key=lambda day: (-counts[day], day))
    kept = [day for day in ranked if counts[day] > 1 or most == 1][:TOP_DATES]
    return tuple(DateMention(month, day, years[month, day]).text for month, day in kept)
