"""Fit the regressions that judge repairs: `python -m benchmarks.fit_spin counts` and `... model`.

The development articles in English, clean, spun as delivered with and without four in ten pairs of the tables, and,
for the model, the first 150 words of 24 of them, also spun from another thesaurus. Every wording that is proposed is
a row: right where it undoes the swaps that it touches, wrong otherwise. Prints cross-validated figures by article
and writes the weights with the hash of the data to `cleaners/data/spin/judge.json`. `model` needs the extra `lm` and
takes ten minutes.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.gate import hash_of
from benchmarks.spin import DATA, english, first_words, is_right, read
from benchmarks.spinner import Swap, hiding, spin
from cleaners import spin_table
from cleaners.edits import Edit
from cleaners.spin_counts import counted_features
from cleaners.spin_judge import all_features, text_yield
from cleaners.spin_options import Option
from cleaners.spin_score import spin_score
from cleaners.spin_weigh import weigh_options
from cleaners.spin_words import split_words

TARGET: Final = Path("cleaners/data/spin/judge.json")
ARTICLES: Final = 24
WORDS: Final = 150
FOLDS: Final = 5
RIDGE: Final = 3.0
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A weighed wording of a version of an article."""

    article: int
    version: str
    found: dict[str, float]
    right: bool


def main(name: str) -> None:
    """Weigh, cross-validate, fit and write."""
    path = DATA / "spin/spun_dev.jsonl"
    texts = [row for row in read(path) if english(row["original"])]
    random.Random(5).shuffle(texts)  # noqa: S311 - which articles come first
    if name == "model":
        rows = [row for number, text in enumerate(texts[:ARTICLES]) for row in weigh(number, text)]
    else:
        rows = [row for number, text in enumerate(texts) for row in count(number, text)]
    names = sorted({name for row in rows for name in row.found})
    x = np.array([[row.found.get(name, 0.0) for name in names] for row in rows])
    y = np.array([float(row.right) for row in rows])
    scores = np.zeros(len(rows))
    for fold in range(FOLDS):
        held = np.array([row.article % FOLDS == fold for row in rows])
        scores[held] = apply(fit(x[~held], y[~held]), x[held])
    report(rows, scores)
    weights = dict(zip([*names, "one"], (round(float(weight), 4) for weight in fit(x, y)), strict=True))
    written = json.loads(TARGET.read_text(encoding="utf-8"))
    written["about"] = f"fitted by benchmarks/fit_spin.py on {path.name}, sha256 {hash_of(path)[:16]}"
    written["weights"][name] = weights
    TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def count(number: int, article: dict[str, Any]) -> list[Row]:
    """The rows of each version of an article for the counts of word pairs."""
    rows = []
    for version in ("clean", "spun", "hidden"):
        text, swaps = (article["original"], []) if version == "clean" else (article["spun"], article["swaps"])
        with hiding() if version == "hidden" else nullcontext():
            words = split_words(text)
            matches = list(spin_table.load_table().find(text, words))
            found = counted_features(text, words, matches, spin_score(text, words, matches, {}))
        rows += [Row(number, version, some, undoes(text, option, swaps)) for option, some in found]
    return rows


def weigh(number: int, article: dict[str, Any]) -> list[Row]:
    """The rows of each version of an article."""
    clean, spun = first_words(article["original"], WORDS), first_words(article["spun"], WORDS)
    swaps = [swap for swap in article["swaps"] if swap["end"] <= len(spun)]
    versions: list[tuple[str, str, Sequence[Swap]]] = [("clean", clean, []), ("spun", spun, swaps)]
    versions.append(("hidden", spun, swaps))
    if number % 2:
        versions.append(("thesaurus", *spin(clean, "thesaurus", number)))
    rows = []
    for version, text, done in versions:
        whole = (
            article["original"] if version == "clean" else text if version == "thesaurus" else article["spun"]
        )
        with hiding() if version == "hidden" else nullcontext():
            weighed = weigh_options(text)
            words = split_words(whole)
            score = spin_score(whole, words, list(spin_table.load_table().find(whole, words)), {})
        gained = text_yield(weighed, len(split_words(text)), score)
        found = all_features(weighed, gained, text)
        for item, some in zip(weighed, found, strict=True):
            rows.append(Row(number, version, some, undoes(text, item.option, done)))
    print(number, len(rows), flush=True)
    return rows


def undoes(text: str, option: Option, swaps: Sequence[Swap]) -> bool:
    """Whether a wording undoes the swaps that it touches, one or more."""
    edit = Edit("spin", "", option.start, option.end, text[option.start : option.end], option.after)
    touched = [swap for swap in swaps if swap["start"] < edit.end and swap["end"] > edit.start]
    return bool(touched) and is_right(text, edit, touched)


def fit(x: Floats, y: Floats) -> Floats:
    """Weights of a ridge logistic regression on the columns as they are, the intercept last."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.column_stack([(x - mean) / spread, np.ones(len(x))])
    ridge = RIDGE * np.diag([1.0] * x.shape[1] + [0.0])
    weights = np.zeros(z.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-(z @ weights)))
        curve = (z * (p * (1 - p))[:, None]).T @ z + ridge
        weights += np.linalg.solve(curve, z.T @ (y - p) - ridge @ weights)
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean)


def apply(weights: Floats, x: Floats) -> Floats:
    """The probability of each row."""
    found: Floats = 1 / (1 + np.exp(-(x @ weights[:-1] + weights[-1])))
    return found


def report(rows: Sequence[Row], scores: Floats) -> None:
    """Right and wrong rows above some thresholds, by version."""
    for version in ("clean", "spun", "hidden", "thesaurus"):
        figures = []
        for threshold in (0.5, 0.7, 0.8, 0.85, 0.9, 0.95):
            chosen = [
                row.right
                for row, score in zip(rows, scores, strict=True)
                if row.version == version and score >= threshold
            ]
            figures.append(f"{threshold}: {sum(chosen)} of {len(chosen)}")
        print(f"{version}: {', '.join(figures)}")


if __name__ == "__main__":
    main(sys.argv[1])
