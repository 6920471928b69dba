"""What an article says about its event: its words by rarity, its lead, names, numbers and dates.

Two reports of one event, written independently, share their rare words. News tells the event in headline and
first lines and fills up with background, so the lead is kept apart from the whole and counts double. All
weights come from `rarity`, none from the run: what an article says does not depend on what else came in.

Deliberately not done: named-entity recognition, synonyms, translation. Reports in two languages meet only in
names, numbers and dates, which is seldom enough to join them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

from cleaners.date_mentions import DateMention, find_dates, resolve_year
from cleaners.document import Article, Document
from cleaners.event_words import Word, count_names, run_lengths, split_words
from cleaners.language import guess_language
from cleaners.number_mentions import find_numbers
from cleaners.rarity import rarity

# Telling words; about 60 in print, two or three sentences.
LEAD_WORDS: Final = 32

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class EventTerms:
    """What one article says about its event. `Weights` go from term to weight; more is rarer.

    Attributes:
        language: ISO 639-1 code; empty where it is not known.
        words: stems of the whole article; those of the lead count double.
        title: stems of the headline.
        lead: stems of the headline and of the first `LEAD_WORDS` words of the text.
        names: stems of names, anywhere.
        numbers: telling numbers anywhere, from their one spelling to the way they are printed.
        lead_numbers: the spellings of those in headline and lead.
        dates: days mentioned anywhere, with the year where it is known.
        lead_dates: those in headline and lead.
        published: day of publication.
        printed: names as printed, by stem.
        mass: sum of `words`.
    """

    language: str
    words: Weights
    title: Weights
    lead: Weights
    names: Weights
    numbers: Mapping[str, str]
    lead_numbers: AbstractSet[str]
    dates: AbstractSet[DateMention]
    lead_dates: AbstractSet[DateMention]
    published: date | None
    printed: Mapping[str, str]
    mass: float


def event_terms(article: Article | Document) -> EventTerms:
    """Read an article for its event.

    >>> terms = event_terms(Article("Tokayev in Sochi", "Sochi, Aug 19 - Putin met Tokayev on Friday.", language="en"))
    >>> sorted(terms.names), [day.text for day in terms.lead_dates]
    (['sochi', 'tokayev'], ['--08-19'])
    """
    title = (article.title or "").strip()
    body = article.text.removeprefix(title)
    text = f"{title}\n{body}"
    language = (article.language or guess_language(text) or "")[:2].casefold()
    headline, words = split_words(title, language), split_words(body, language)
    names = count_names(headline, words, language)
    values = _values([*headline, *words], names, language)
    lead = _weigh([*headline, *words[:LEAD_WORDS]], values)
    whole = _weigh([*headline, *words], values)
    weights = {stem: weight * (1 + (stem in lead)) for stem, weight in whole.items()}
    published = day_of(article.published)
    dates = find_dates(text, language)
    resolved = {mention.start: resolve_year(mention, published) for mention in dates}
    numbers = list(find_numbers(text, language, dates))
    lead_end = len(title) + 1 + (words[LEAD_WORDS].start if len(words) > LEAD_WORDS else len(body))
    return EventTerms(
        language=language,
        words=weights,
        title=_weigh(headline, values),
        lead=lead,
        names={stem: whole[stem] for stem in names},
        numbers={number.value: number.text for number in numbers},
        lead_numbers={number.value for number in numbers if number.start < lead_end},
        dates=set(resolved.values()),
        lead_dates={day for start, day in resolved.items() if start < lead_end},
        published=published,
        printed=_printed([*words, *headline], names),
        mass=math.fsum(weights.values()),
    )


def _values(words: Sequence[Word], names: Container[str], language: str) -> dict[str, float]:
    """The rarity of each stem; the words of a long name share the value of the name, by the root of its length.

    `Finance Minister Tomas Kreel` is one thing that two articles have in common, not four.
    """
    runs: dict[str, list[int]] = {}
    for word, run in zip(words, run_lengths(words), strict=True):
        runs.setdefault(word.stem, []).append(run)
    values = {stem: rarity(stem, language, is_name=stem in names) for stem in runs}
    return {
        stem: value / math.sqrt(sum(runs[stem]) / len(runs[stem])) if stem in names else value
        for stem, value in values.items()
    }


def _weigh(words: Iterable[Word], values: Weights) -> dict[str, float]:
    """Value, raised slowly by repetition: the tenth mention says little that the first did not."""
    counts = Counter(word.stem for word in words)
    return {stem: values[stem] * (1 + math.log(count)) for stem, count in counts.items()}


def _printed(words: Iterable[Word], names: Mapping[str, int]) -> dict[str, str]:
    """The most frequent spelling with a capital of each name; ties go to the alphabet."""
    spellings = Counter((word.stem, word.text) for word in words if word.capital and word.stem in names)
    ranked = sorted(spellings, key=lambda pair: (spellings[pair], pair[1]), reverse=True)
    return dict(reversed(ranked))


def day_of(published: str | None) -> date | None:
    """The day of an ISO 8601 date or date-time; None where it is not one."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
