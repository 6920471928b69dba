"""Fit the line model: `python -m benchmarks.fit_lines` writes `cleaners/data/boilerplate/lines.json`.

Gradient-boosted trees (LightGBM) over the values of `cleaners/page_features.py`, learned from the labelled lines
of WCXB's development split in two renderings, a sloppy extractor's and a nearly clean one's: from the second the
model learns when to leave a page alone. Lines that the rules take already are not learned from. A line weighs by
the root of its words, and a page by the root of all of its.

The table of words would look better than it is on the pages that it was counted on, so each third of the sites
gets a table counted on the other two. Every second page comes once more with its words unknown, so that the
trees also learn to do without: that is what they see of a page that is not in English.

Printed is the quality out of fold, by site. AEB is not looked at here; `benchmarks/boilerplate.py` measures it.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np

from benchmarks.boilerplate import DATA, WORD, read_pages
from benchmarks.gate import hash_of
from cleaners.boilerplate import find_lines
from cleaners.boilerplate_lines import PageLine, page_lines
from cleaners.boilerplate_vetoes import find_phrases
from cleaners.line_features import WORD_NAMES
from cleaners.page_features import NAMES, Values, page_values
from cleaners.phrases import Phrase
from cleaners.word_facts import WordFacts

TARGET = Path(__file__).parent.parent / "cleaners" / "data" / "boilerplate" / "lines.json"
SETS = ("wcxbdev.resimain", "wcxbdev.trarecall")
FOLDS = 3
DEPTH = 5
TREES = 120
MIN_PAGES_OF_A_WORD = 30
MAX_ODDS = 2.5
MIN_ODDS = 0.4
LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
OPTIONS = {
    "objective": "binary", "learning_rate": 0.09, "num_leaves": 16, "max_depth": DEPTH, "lambda_l2": 5.0,
    "min_data_in_leaf": 60, "max_bin": 63, "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1,
    "seed": 0, "deterministic": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled page, and what the rules make of it; `free` are the lines that they leave."""

    site: str
    lines: list[PageLine]
    phrases: dict[int, Phrase]
    gone: frozenset[int]
    free: np.ndarray[Any, np.dtype[np.int64]]
    dropped: np.ndarray[Any, np.dtype[np.bool_]]
    weights: Values


def read(name: str) -> list[Page]:
    """The pages of a set that have lines."""
    pages = []
    for number, page in enumerate(read_pages(name)):
        labelled = [line for line in page["lines"] if line["text"].strip()]
        lines = page_lines("\n".join(line["text"].replace("\n", " ") for line in labelled))
        if not lines:
            continue
        site = urlsplit(page.get("url") or "").netloc.removeprefix("www.") or str(number)
        reading = find_phrases(lines)
        gone = frozenset(find_lines(lines, reading))
        free = np.array([index for index in range(len(lines)) if index not in gone], dtype=np.int64)
        words = np.array([max(1, len(WORD.findall(line["text"]))) for line in labelled])
        dropped = np.array([line["label"] == "drop" for line in labelled])
        weights = np.sqrt(words) / math.sqrt(np.sqrt(words).sum())
        pages.append(Page(site, lines, reading[0], gone, free, dropped[free], weights[free]))
    return pages


def count_words(pages: list[Page]) -> dict[str, float]:
    """How much oftener a word stands in furniture than in articles, as a logarithm, by lines."""
    counts = (Counter[str](), Counter[str]())
    for page in pages:
        for index, is_dropped in zip(page.free.tolist(), page.dropped.tolist(), strict=True):
            counts[is_dropped].update(
                {word.lower() for word in LETTERS.findall(page.lines[index].text[:400])}
            )
    kept, dropped = counts
    sums = (kept.total(), dropped.total())
    odds = {}
    for word in sorted(set(kept) | set(dropped)):
        if kept[word] + dropped[word] >= MIN_PAGES_OF_A_WORD:
            value = math.log((dropped[word] + 2) / sums[1]) - math.log((kept[word] + 2) / sums[0])
            odds[word] = round(min(MAX_ODDS, max(-MAX_ODDS, value)), 2)
    return {word: value for word, value in odds.items() if abs(value) >= MIN_ODDS}


def values_of(page: Page, facts: WordFacts) -> Values:
    """The values of the lines that the rules leave."""
    values: Values = page_values(page.lines, None, page.phrases, page.gone, facts)[page.free]
    return values


def without_words(values: Values) -> Values:
    """The same values for a page whose words are unknown."""
    masked = np.array(values)
    at = [index for index, name in enumerate(NAMES) if name in WORD_NAMES or name.startswith("wording,")]
    inside = masked[:, at] != -2.0  # a neighbour that is not there stays so
    masked[:, at] = np.where(inside, 0.0, masked[:, at])
    return masked


def fit(pages: list[Page], values: list[Values]) -> lightgbm.Booster:
    """Grow the trees; every second page counts a second time with its words unknown."""
    rows = values + [without_words(each) for each in values[::2]]
    dropped = [page.dropped for page in pages + pages[::2]]
    weights = [page.weights for page in pages] + [page.weights / 2 for page in pages[::2]]
    data = lightgbm.Dataset(np.vstack(rows), np.concatenate(dropped), weight=np.concatenate(weights))
    return lightgbm.train(OPTIONS, data, TREES)


def layout(tree: dict[str, Any]) -> tuple[list[int], list[float], list[float]]:
    """A tree of LightGBM as a complete binary one: features, thresholds, and values of all nodes."""
    features = [0] * (2**DEPTH - 1)
    thresholds = [0.0] * len(features)
    values = [0.0] * (2 ** (DEPTH + 1) - 1)

    def place(node: dict[str, Any], at: int) -> None:
        is_leaf = "leaf_value" in node
        values[at] = round(node["leaf_value" if is_leaf else "internal_value"], 4)
        if at >= len(features):
            return
        if not is_leaf:
            features[at], thresholds[at] = node["split_feature"], round(node["threshold"], 4)
        for side, child in enumerate(("left_child", "right_child")):
            place(node if is_leaf else node[child], 2 * at + 1 + side)

    place(tree["tree_structure"], 0)
    return features, thresholds, values


def write(model: lightgbm.Booster, odds: dict[str, float]) -> None:
    """Write the model as numbers, a tree a line."""
    trees = [layout(tree) for tree in model.dump_model()["tree_info"]]
    head = {
        "about": "Weights of the line model, written by benchmarks/fit_lines.py from the labelled lines of WCXB's"
        " development split (annotations CC BY 4.0, Murrough-Foley/web-content-extraction-benchmark); no text of it.",
        "data": {name: hash_of(DATA / f"{name}.jsonl.gz") for name in SETS},
        "names": NAMES,
        "odds": odds,
    }
    parts = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
    for name, rows in zip(("features", "thresholds", "values"), zip(*trees, strict=True), strict=True):
        listed = ",\n".join(json.dumps([round(x, 4) for x in row], separators=(",", ":")) for row in rows)
        parts.append(f"{json.dumps(name)}: [\n{listed}\n]")
    TARGET.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def report(name: str, page_scores: list[tuple[Page, Values]]) -> None:
    """Print which shares of the words of each kind go at some thresholds."""
    dropped = np.concatenate([page.dropped for page, _ in page_scores])
    scores = np.concatenate([scores for _, scores in page_scores])
    words = np.concatenate([[page.lines[at].words for at in page.free] for page, _ in page_scores])
    for bound in (0.5, 0.6, 0.7, 0.8, 0.9):
        goes = scores >= bound
        print(
            f"{name} {bound}: furniture {words[goes & dropped].sum() / words[dropped].sum():.1%},"
            f" article {words[goes & ~dropped].sum() / words[~dropped].sum():.2%} of the words left by the rules"
        )


def main() -> None:
    """Fit out of fold, print, fit on everything, write."""
    sets = {name: read(name) for name in SETS}
    pages = [page for each in sets.values() for page in each]
    sites = sorted({page.site for page in pages})
    fold_of = {site: number % FOLDS for number, site in enumerate(sites)}
    folds = [[page for page in pages if fold_of[page.site] != fold] for fold in range(FOLDS)]
    facts = [WordFacts(count_words(fold)) for fold in folds]
    values = [values_of(page, facts[fold_of[page.site]]) for page in pages]
    scored: dict[str, list[tuple[Page, Values]]] = {name: [] for name in SETS}
    for fold in range(FOLDS):
        seen = [at for at, page in enumerate(pages) if fold_of[page.site] != fold]
        model = fit([pages[at] for at in seen], [values[at] for at in seen])
        start = 0
        for name, each in sets.items():
            for at, page in enumerate(each, start):
                if fold_of[page.site] == fold:
                    scored[name].append((page, np.asarray(model.predict(values[at]))))
            start += len(each)
    for name in SETS:
        report(name, scored[name])
    write(fit(pages, values), count_words(pages))


if __name__ == "__main__":
    if not DATA.is_dir():
        sys.exit(f"skipped: no labelled lines in {DATA}")
    main()
