"""The sets that the trees of the event step are fitted on: many sizes, made of the development sets.

What is measured on a pair depends on its neighbours, so trees that saw only large sets would not know what to make of a
run of two articles. Besides the sets whole there are samples of their topics, large and small, the two look-alike
events of a topic alone, and an article with its nearest of another event, one of its own, or both. Some of these come
once more as flashes, every text cut to its first words, and once more with words weighed as in a language that no
background ships for.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.events import NewsSet, load
from cleaners.document import Article
from cleaners.event_candidates import propose_pairs
from cleaners.event_table import dots, tabulate, unit_rows
from cleaners.event_terms import event_terms

FLASH_WORDS = 40
# How many topics a sample takes, and how many samples; events are the topics of all but ECB+.
SAMPLES = {"ecbplus": (10, 6), "basil": (25, 2), "neus": (75, 4)}
SMALL_SETS = 25
LOOK_ALIKES = 4
ANCHORS = 120


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """A set with its share in the fit; `by_length` weighs words as where no background ships."""

    kind: str
    news: NewsSet
    weight: float
    by_length: bool = False


def training_sets() -> Iterator[TrainingSet]:
    """All of them, the same at every call."""
    chosen = random.Random(7)  # noqa: S311  samples, not secrets
    for name, (topics, samples) in SAMPLES.items():
        news = load(name)
        yield TrainingSet(name, news, 1.0)
        for _ in range(samples):
            yield TrainingSet(f"{name}, part", _of_topics(news, topics, chosen), 0.15)
    for name in ("basil", "neus"):
        news = load(name)
        for _ in range(SMALL_SETS):
            yield TrainingSet(f"{name}, small", _of_topics(news, chosen.randint(3, 12), chosen), 0.002)
    for news in _look_alikes(load("ecbplus"), chosen):
        yield from _in_three_forms("look-alikes", news, 0.002)
    for name in SAMPLES:
        for news in _with_nearest(load(name), chosen):
            yield from _in_three_forms("two or three", news, 0.0002)


def _in_three_forms(kind: str, news: NewsSet, weight: float) -> Iterator[TrainingSet]:
    yield TrainingSet(kind, news, weight)
    yield TrainingSet(f"{kind}, flashes", _flashes(news), weight)
    yield TrainingSet(f"{kind}, by length", news, weight / 2, by_length=True)


def _look_alikes(news: NewsSet, chosen: random.Random) -> Iterator[NewsSet]:
    """Two to four articles of each of the two events of a topic."""
    events: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, (topic, event) in enumerate(zip(news.topics, news.gold, strict=True)):
        events[topic][event].append(at)
    for topic in sorted(events):
        for _ in range(LOOK_ALIKES):
            yield _some(
                news,
                [
                    at
                    for _, members in sorted(events[topic].items())
                    for at in chosen.sample(members, min(len(members), chosen.randint(2, 4)))
                ],
            )


def _with_nearest(news: NewsSet, chosen: random.Random) -> Iterator[NewsSet]:
    """An article with its nearest of another event, with one of its own, and with both."""
    table = tabulate([event_terms(article) for article in news.articles])
    rows, others = propose_pairs(table)
    words = unit_rows(table.words)
    likeness = dots(words, words, rows, others)
    same = np.array(news.gold)[rows] == np.array(news.gold)[others]
    for anchor in sorted(chosen.sample(range(len(news.gold)), min(ANCHORS, len(news.gold)))):
        mine = (rows == anchor) | (others == anchor)
        if (mine & same).any() and (mine & ~same).any():
            own, strange = (
                max(np.flatnonzero(mine & kind), key=lambda at: likeness[at]) for kind in (same, ~same)
            )
            friend, stranger = (int(rows[at] + others[at]) - anchor for at in (own, strange))
            for kept in ([anchor, friend], [anchor, stranger], [anchor, friend, stranger]):
                yield _some(news, kept)


def _of_topics(news: NewsSet, count: int, chosen: random.Random) -> NewsSet:
    topics = set(chosen.sample(sorted(set(news.topics)), count))
    return _some(news, [at for at, topic in enumerate(news.topics) if topic in topics])


def _some(news: NewsSet, kept: Sequence[int]) -> NewsSet:
    return replace(
        news,
        articles=[news.articles[at] for at in kept],
        gold=[news.gold[at] for at in kept],
        topics=[news.topics[at] for at in kept],
    )


def _flashes(news: NewsSet) -> NewsSet:
    """Every text cut to its first words."""
    return replace(
        news,
        articles=[
            Article(a.title, " ".join(a.text.split()[:FLASH_WORDS]), language="en") for a in news.articles
        ],
    )
