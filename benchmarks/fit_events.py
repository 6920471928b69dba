"""Fit the weights of `cleaners/event_pairs.py`: logistic regression over pairs of the development sets.

    COPYDESK_DATA=../shared/data python -m benchmarks.fit_events

Pairs are those that MinHash proposes and those of one event; each set counts the same, and so do its two sides.
Every pair is scored by a model that saw no article of either article's fold (four folds, by topic), then the
articles are clustered by average linkage. Printed are the quality out of fold at the best shift of the bias, and
the weights of a fit on everything, to be rounded and written into `WEIGHTS` by hand.
"""

from __future__ import annotations

import itertools
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.events import DATA, SETS, NewsSet, load, measure
from cleaners.event_pairs import WEIGHTS, measure_pair
from cleaners.event_signature import propose_pairs
from cleaners.event_terms import event_terms
from cleaners.linkage import average_linkage

FOLDS = 4
SET_BY_HAND = {"plain words", "lead day", "other day", "late"}  # the sets hardly show them
RIDGE = 1e-4
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a set: `measures` [pairs, measures], `same` and `weights` [pairs], `folds` [pairs, 2]."""

    news: NewsSet
    indices: list[tuple[int, int]]
    proposed: set[tuple[int, int]]
    measures: Floats
    same: Floats
    weights: Floats
    folds: NDArray[np.int64]


def read_pairs(name: str, names: list[str]) -> Pairs:
    """Measure the pairs of a set."""
    news = load(name)
    terms = [event_terms(article) for article in news.articles]
    proposed = set(propose_pairs(terms, exhaustive=0))
    every = itertools.combinations(range(len(terms)), 2)
    indices = sorted(proposed | {pair for pair in every if news.gold[pair[0]] == news.gold[pair[1]]})
    rows = [measure_pair(terms[first], terms[second]) for first, second in indices]
    same = np.array([news.gold[first] == news.gold[second] for first, second in indices], dtype=float)
    weights = np.where(same == 1, 0.5 / same.sum(), 0.5 / (1 - same).sum())
    fold = [zlib.crc32(topic.encode()) % FOLDS for topic in news.topics]
    folds = np.array([sorted((fold[first], fold[second])) for first, second in indices])
    return Pairs(
        news,
        indices,
        proposed,
        np.array([[row[name] for name in names] for row in rows]),
        same,
        weights,
        folds,
    )


def fit(measures: Floats, same: Floats, weights: Floats) -> Floats:
    """Logistic regression by Newton's method; the bias comes last."""
    inputs = np.c_[measures, np.ones(len(measures))]
    ridge = np.diag([RIDGE * weights.sum()] * measures.shape[1] + [0.0])
    solution = np.zeros(inputs.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ solution, -30, 30)))
        slope = inputs.T @ (weights * (chance - same)) + ridge @ solution
        curve = (inputs * (weights * chance * (1 - chance))[:, None]).T @ inputs + ridge
        solution -= np.linalg.solve(curve, slope)
    return solution


def cluster(pairs: Pairs, odds: Floats) -> list[int]:
    """Average linkage over the proposed pairs, as in `group_events`."""
    scores = zip(pairs.indices, (1 / (1 + np.exp(-odds))).tolist(), strict=True)
    proposed = {pair: score for pair, score in scores if pair in pairs.proposed}
    return average_linkage(proposed, len(pairs.news.gold), 0.5)


def main() -> None:
    """Print quality out of fold and the weights."""
    if not DATA.is_dir():
        print(f"skipped: no event data at {DATA}; set COPYDESK_DATA")
        return
    names = [name for name in WEIGHTS if name not in SET_BY_HAND]
    sets = [read_pairs(name, names) for name in SETS]
    measures, same, weights = (
        np.concatenate([getattr(p, field) for p in sets]) for field in ("measures", "same", "weights")
    )
    scale, folds = measures.std(axis=0), np.concatenate([pairs.folds for pairs in sets])
    odds = np.zeros(len(same))
    for low, high in itertools.combinations_with_replacement(range(FOLDS), 2):
        unseen = ~np.isin(folds, [low, high]).any(axis=1)
        solution = fit(measures[unseen] / scale, same[unseen], weights[unseen])
        here = (folds == [low, high]).all(axis=1)
        odds[here] = measures[here] / scale @ solution[:-1] + solution[-1]
    parts = np.split(odds, np.cumsum([len(pairs.same) for pairs in sets])[:-1])
    best: tuple[float, float, list[dict[str, float]]] = (0.0, 0.0, [])
    for shift in np.arange(0, 3, 0.25):
        figures = [
            measure(pairs.news.gold, cluster(pairs, part - shift))
            for pairs, part in zip(sets, parts, strict=True)
        ]
        best = max(
            best,
            (float(np.mean([f["B3"] + f["pair F1"] for f in figures])), shift, figures),
            key=lambda b: b[:2],
        )
    for pairs, figure in zip(sets, best[2], strict=True):
        print(pairs.news.name, {key: round(value, 3) for key, value in figure.items()})
    solution = fit(measures / scale, same, weights)
    print({name: round(float(weight), 2) for name, weight in zip(names, solution[:-1] / scale, strict=True)})
    print("bias", round(float(solution[-1] - best[1]), 2), "after a shift of", best[1])


if __name__ == "__main__":
    main()
