"""Fit the term step on spun phrases of real papers: `python -m benchmarks.fit_terms`.

The development half of the tortured phrases with their meanings (Problematic Paper Screener, CC BY 4.0): what runs of
words stood for is counted, and a conditional logit learns how to weigh what speaks for a reading. Each phrase is
weighed by counts of the other folds, so the weights are fitted on what the counts do not know. Prints how often an
answer is right at each share of phrases answered, for folds of phrases and for folds of meanings, where no phrase
meets a meaning that it was learned with. Writes `term_runs_en.txt.gz` and `terms.json`. Takes five minutes.

What the language model gains by a reading was tried on 786 phrases: in folds of phrases it answers no more of them at
precision 0.95. Trees over the best reading's evidence answer fewer.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks.align_terms import Pair, learn, lines
from benchmarks.gate import hash_of
from benchmarks.make_spin_data import write_packed
from benchmarks.tortured import FOLDS, TORTURED, by_meaning, by_phrase, folds, read_pairs
from cleaners.spin_term_data import Run, load_listed
from cleaners.spin_term_judge import NONE, all_features, judge

TARGET: Final = Path("cleaners/data/spin/terms.json")
RIDGE: Final = 1.0
LONGEST: Final = 7
HEAD: Final = """\
# What spun phrases stood for: a run of words, then, by tabs, runs of words with how often they were meant. The line
# that begins with a tab has the terms meant. Facts counted by benchmarks/fit_terms.py in the list of tortured phrases
# of the Problematic Paper Screener (Cabanac, Labbe and Magazinov, CC BY 4.0), its development half.
"""
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Weighed = Mapping[Run, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer out of fold."""

    probability: float
    right: bool
    known: bool


def main() -> None:
    """Cross-validate, fit and write."""
    pairs = read_pairs()
    weighed = weigh(pairs, by_phrase)
    report("folds of phrases", cross_validate(pairs, weighed))
    report("folds of meanings", cross_validate(pairs, weigh(pairs, by_meaning)))
    weights = fit([one for _, one in weighed], [meant for _, meant in pairs])
    written = {
        "about": f"fitted by benchmarks/fit_terms.py on {TORTURED.name}, sha256 {hash_of(TORTURED)[:16]}",
        "weights": {name: round(number, 4) for name, number in weights.items()},
    }
    TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    write_packed("term_runs_en.txt.gz", HEAD, lines(learn(pairs, load_listed())))


def weigh(pairs: Sequence[Pair], key: Callable[[Pair], str]) -> list[tuple[int, Weighed]]:
    """The fold of each phrase, and its readings weighed by the other folds."""
    found: list[tuple[int, Weighed]] = [(0, {})] * len(pairs)
    for fold, (readings, held) in enumerate(folds(pairs, key)):
        for number in held:
            spun = pairs[number][0]
            asked = len(spun) <= LONGEST and not readings.known(spun)
            found[number] = fold, all_features(readings, spun) if asked else {}
    return found


def cross_validate(pairs: Sequence[Pair], found: Sequence[tuple[int, Weighed]]) -> list[Judged]:
    """An answer for each phrase by weights of the other folds."""
    judged = [Judged(0.0, right=False, known=False)] * len(pairs)
    for fold in range(FOLDS):
        others = [number for number, (own, _) in enumerate(found) if own != fold]
        weights = fit([found[number][1] for number in others], [pairs[number][1] for number in others])
        for number, (own, weighed) in enumerate(found):
            if own == fold and weighed:
                best = judge(weighed, weights)
                judged[number] = Judged(best.probability, best.term == pairs[number][1], best.known)
    return judged


def fit(phrases: Sequence[Weighed], meant: Sequence[Run]) -> dict[str, float]:
    """The weights of a conditional logit in which having no answer is one of the choices."""
    rows = [(weighed, term) for weighed, term in zip(phrases, meant, strict=True) if weighed]
    names = sorted({name for weighed, _ in rows for found in weighed.values() for name in found})
    x = np.array([[found[name] for name in names] for weighed, _ in rows for found in weighed.values()])
    scale = x.std(axis=0) + 1e-9
    sizes = np.array([len(weighed) for weighed, _ in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = np.array(
        [
            start + list(weighed).index(term) if term in weighed else -1
            for start, (weighed, term) in zip(starts, rows, strict=True)
        ]
    )
    found = _minimize(x / scale, starts, sizes, right)
    return dict(zip([*names, NONE], map(float, [*(found[:-1] / scale), found[-1]]), strict=True))


def _minimize(x: Floats, starts: Ints, sizes: Ints, right: Ints) -> Floats:
    group = np.repeat(np.arange(len(sizes)), sizes)
    answered = right >= 0

    def loss(weights: Floats) -> tuple[float, Floats]:
        utility, none = x @ weights[:-1], weights[-1]
        top = np.maximum(np.maximum.reduceat(utility, starts), none)
        share = np.exp(utility - top[group])
        nothing = np.exp(none - top)
        whole = np.add.reduceat(share, starts) + nothing
        likely = np.where(answered, utility[np.maximum(right, 0)], none) - top - np.log(whole)
        slope = x[right[answered]].sum(axis=0) - (share / whole[group]) @ x
        slope_none = (~answered).sum() - (nothing / whole).sum()
        value = RIDGE * (weights @ weights) / 2 - likely.sum()
        return value, RIDGE * weights - np.concatenate([slope, [slope_none]])

    begin = np.zeros(x.shape[1] + 1)
    result: Floats = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return result


def report(name: str, judged: Sequence[Judged]) -> None:
    """Precision and coverage by the least probability of an answer."""
    print(f"{name}: {sum(one.right for one in judged) / len(judged):.3f} best readings right")
    for least in (0.99, 0.97, 0.95, 0.93, 0.9, 0.87, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5):
        given = [one for one in judged if one.probability >= least]
        right = sum(one.right for one in given) / max(1, len(given))
        spread = math.sqrt(right * (1 - right) / max(1, len(given)))
        print(
            f"  {least:.2f}: coverage {len(given) / len(judged):.3f}, precision {right:.3f} (+-{spread:.3f}), "
            f"{sum(one.known for one in given) / max(1, len(given)):.2f} known terms"
        )


if __name__ == "__main__":
    main()
