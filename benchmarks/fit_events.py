"""Fit the weights of `cleaners/event_pairs.py` and write them to `cleaners/data/events/weights.json`.

    COPYDESK_DATA=../shared/data python -m benchmarks.fit_events

Logistic regression over the pairs that MinHash proposes, with one constraint: a measure speaks for one event or
against it, never the wrong way round because another measure says the same. What is left is small and can be read.

The measures compare an article with its neighbours, so the weights must suit sets of any size: they are fitted on the
development sets whole, on samples of their topics, on the two look-alike events of a topic alone, and on the same
with every text cut to a flash. Every pair is scored by a model that saw no article of either article's fold (four
folds, by topic), then the articles are clustered as `group_events` does. Printed is the quality out of fold.
"""

from __future__ import annotations

import itertools
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.events import DATA, SETS, NewsSet, load, measure
from benchmarks.gate import hash_of
from cleaners.document import Article
from cleaners.event_measures import Measures, measure_pairs
from cleaners.event_pairs import AGAINST, SET, decide, to_probability
from cleaners.event_scores import ScoredPairs
from cleaners.event_signature import propose_pairs, sign_events
from cleaners.event_table import Floats, tabulate
from cleaners.event_terms import event_terms

TARGET = Path(__file__).parent.parent / "cleaners" / "data" / "events" / "weights.json"
FOLDS = 4
RIDGE = 1e-4
FLASH_WORDS = 40
# How many topics a sample takes, and how many samples; events are the topics of all but ECB+.
SAMPLES = {"ecbplus": (10, 6), "basil": (25, 2), "neus": (75, 4)}
SHOWN = 0.01
# Taken off the fitted bias: out of fold, every set but the look-alikes is a little better below 0.
SHIFT = -0.3


@dataclass(frozen=True, slots=True)
class Pairs:
    """The proposed pairs of a set: `measures` [pairs, measures], `same` [pairs], `folds` [pairs, 2]."""

    kind: str
    news: NewsSet
    pairs: list[tuple[int, int]]
    measures: Floats
    by_hand: Measures
    same: Floats
    folds: NDArray[np.int64]
    weight: float


def read_pairs(kind: str, news: NewsSet, weight: float) -> Pairs:
    """Measure the pairs of a set."""
    terms = [event_terms(article) for article in news.articles]
    table = tabulate(terms)
    rows, others = propose_pairs(sign_events(table))
    measures = measure_pairs(terms, table, rows, others)
    fold = np.array([zlib.crc32(topic.encode()) % FOLDS for topic in news.topics])
    gold = np.unique(news.gold, return_inverse=True)[1]
    return Pairs(
        kind,
        news,
        list(zip(rows.tolist(), others.tolist(), strict=True)),
        np.stack([values for name, values in measures.items() if name not in SET], axis=1),
        {name: measures[name] for name in SET},
        (gold[rows] == gold[others]).astype(float),
        np.sort(np.stack([fold[rows], fold[others]], axis=1), axis=1),
        weight,
    )


def some(news: NewsSet, kept: Sequence[int]) -> NewsSet:
    """A part of a set."""
    return replace(
        news,
        articles=[news.articles[at] for at in kept],
        gold=[news.gold[at] for at in kept],
        topics=[news.topics[at] for at in kept],
    )


def flashes(news: NewsSet) -> NewsSet:
    """A set with every text cut to its first words."""
    return replace(
        news,
        articles=[
            Article(a.title, " ".join(a.text.split()[:FLASH_WORDS]), language="en") for a in news.articles
        ],
    )


def training_sets() -> Iterator[tuple[str, NewsSet, float]]:
    """Sets of many sizes, each with its share in the fit."""
    chosen = random.Random(7)  # noqa: S311  samples, not secrets
    for name, (topics, samples) in SAMPLES.items():
        news = load(name)
        yield f"{name}", news, 1.0
        every = sorted(set(news.topics))
        for _ in range(samples):
            sample = set(chosen.sample(every, topics))
            kept = [at for at, topic in enumerate(news.topics) if topic in sample]
            yield f"{name}, part", some(news, kept), 0.15
    news = load("ecbplus")
    by_event: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, (topic, event) in enumerate(zip(news.topics, news.gold, strict=True)):
        by_event[topic][event].append(at)
    for topic in sorted(by_event):
        for _ in range(3):
            kept = [
                at
                for event in sorted(by_event[topic])
                for at in chosen.sample(
                    by_event[topic][event], min(len(by_event[topic][event]), chosen.randint(2, 4))
                )
            ]
            yield "look-alikes", some(news, kept), 0.002
            yield "look-alike flashes", flashes(some(news, kept)), 0.002


def fit(inputs: Floats, same: Floats, weights: Floats, signs: Floats) -> Floats:
    """Logistic regression whose weights have given signs; the bias comes last."""
    scale = inputs.std(axis=0) + 1e-9
    units, weights = inputs / scale, weights / weights.sum()

    def loss(solution: Floats) -> tuple[float, Floats]:
        odds = np.clip(units @ solution[:-1] + solution[-1], -30, 30)
        surprise = weights @ (np.logaddexp(0, odds) - same * odds)
        error = weights * (1 / (1 + np.exp(-odds)) - same)
        slope = np.r_[units.T @ error + RIDGE * solution[:-1], error.sum()]
        return surprise + RIDGE / 2 * float(solution[:-1] @ solution[:-1]), slope

    bounds = [(0, None) if sign > 0 else (None, 0) for sign in signs]
    start = np.zeros(len(signs) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    return np.asarray(np.r_[found.x[:-1] / scale, found.x[-1]])


def gather(sets: Sequence[Pairs], unseen: Sequence[int] = ()) -> tuple[Floats, Floats, Floats]:
    """Inputs, answers and weights of all pairs that touch none of some folds; each set counts by its weight."""
    inputs, same, weights = [], [], []
    for pairs in sets:
        kept = ~np.isin(pairs.folds, unseen).any(axis=1)
        inputs.append(pairs.measures[kept])
        same.append(pairs.same[kept])
        weights.append(np.full(int(kept.sum()), pairs.weight / max(1.0, pairs.same.sum())))
    return np.concatenate(inputs), np.concatenate(same), np.concatenate(weights)


def score_unseen(sets: Sequence[Pairs], signs: Floats) -> list[Floats]:
    """Log-odds of every pair by a model that saw neither of its folds."""
    odds = [np.zeros(len(pairs.same)) for pairs in sets]
    for low, high in itertools.combinations_with_replacement(range(FOLDS), 2):
        solution = fit(*gather(sets, (low, high)), signs)
        for pairs, values in zip(sets, odds, strict=True):
            here = (pairs.folds == [low, high]).all(axis=1)
            values[here] = pairs.measures[here] @ solution[:-1] + solution[-1]
    return odds


def report(sets: Sequence[Pairs], odds: Sequence[Floats], shift: float) -> None:
    """Print the quality of the clusters at a shift of the bias, as the mean of each kind of set."""
    figures: dict[str, list[dict[str, float]]] = defaultdict(list)
    for pairs, values in zip(sets, odds, strict=True):
        final = decide(values - shift, pairs.by_hand)
        scored = ScoredPairs(
            len(pairs.news.gold), pairs.pairs, final.tolist(), to_probability(final).tolist()
        )
        figures[pairs.kind].append(measure(pairs.news.gold, scored.label(0.5)))
    for kind, rows in figures.items():
        right = np.mean([row["B3"] > 0.9999 for row in rows])
        means = {key: float(np.mean([row[key] for row in rows])) for key in ("B3", "ARI")}
        print(f"  {kind:20} B3 {means['B3']:.3f}  ARI {means['ARI']:.3f}  all right {right:.2f}")


def main() -> None:
    """Print quality out of fold, and write the weights."""
    if not DATA.is_dir():
        print(f"skipped: no event data at {DATA}; set COPYDESK_DATA")
        return
    sets = [read_pairs(*given) for given in training_sets()]
    terms = [event_terms(Article("a", "a")), event_terms(Article("b", "b"))]
    pair = np.array([0]), np.array([1])
    names = [name for name in measure_pairs(terms, tabulate(terms), *pair) if name not in SET]
    signs = np.array([-1.0 if name in AGAINST else 1.0 for name in names])
    odds = score_unseen(sets, signs)
    for shift in (-0.5, SHIFT, 0.0, 0.5):
        print(f"out of fold, bias less {shift}")
        report(sets, odds, shift)
    solution = fit(*gather(sets), signs)
    weights = {
        name: round(float(weight), 3)
        for name, weight in zip(names, solution[:-1], strict=True)
        if abs(weight) >= SHOWN
    }
    table = {
        "about": "Weights of what is measured on a pair of articles, added up to log-odds. Made by benchmarks/fit_events.py.",
        "data": {name: hash_of(DATA / f"{name}_dev.jsonl") for name in SETS},
        "bias": round(float(solution[-1]) - SHIFT, 3),
        "weights": weights,
    }
    TARGET.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
