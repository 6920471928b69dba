"""Learn the block model: `python -m benchmarks.fit_blocks`, which writes `cleaners/data/extract/blocks.json`.

From the articles of WCXB's development split (annotations CC BY 4.0), whose hash is
a1259fb82e4b24f75b065b10dd9d6e738f233eff5242602edb7e2489b1d4c843. A line of a
page belongs to the article when at least half of its runs of four words are in the gold body, each run used up once;
a shorter one when it is a line of it, or part of it between two lines that belong. A line weighs as much as it could
cost its page: its share of the words of the body.

With `--folds` it learns nothing for good, but prints F1 on pages of sites that the model has not seen. Needs
scikit-learn, which copydesk itself does not.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import trafilatura
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.extraction import Page, read_pages, report, score
from cleaners.block_context import Floats
from cleaners.consensus import choose_medoid, count_runs
from cleaners.document import Reject
from cleaners.outline import Block, outline_page, read_words
from cleaners.page import parse_page
from cleaners.readings import Opinions, hear_readers, opinion_rows, read_by_model
from cleaners.render import render_blocks

MODEL = Path(__file__).parent.parent / "cleaners" / "data" / "extract" / "blocks.json"
ABOUT = (
    "Boosted trees over the features of cleaners/block_features.py. Learned by benchmarks/fit_blocks.py from the"
    " development split of WCXB (annotations CC BY 4.0, Murrough Foley). Holds no text."
)
RUN = 4
FOLDS = 2


@dataclass(frozen=True, slots=True)
class Lesson:
    """One page to learn from."""

    page: Page
    opinions: Opinions
    rows: Floats
    belongs: NDArray[np.float64]
    weights: NDArray[np.float64]


def prepare(pages: Sequence[Page]) -> Iterator[Lesson]:
    """Read each page as `extract` does and label its lines."""
    for page in pages:
        tree = parse_page(page.html)
        if isinstance(tree, Reject):
            continue
        text = trafilatura.extract(tree, fast=True, include_comments=False)
        opinions = hear_readers(outline_page(tree), text or "")
        if not (blocks := opinions.outline.blocks):
            continue
        belongs = np.array(label(blocks, page.body))
        words = np.array([len(block.words) for block in blocks])
        doubt = np.where((belongs > 0.2) & (belongs < 0.8), 0.5, 1.0)
        weights = doubt * np.minimum(1, (words + 1) / max(20, len(read_words(page.body))))
        yield Lesson(page, opinions, opinion_rows(tree, opinions), belongs, weights)


def label(blocks: Sequence[Block], gold: str) -> list[float]:
    """How much of each line stands in the gold body, from 0 to 1."""
    left, words = count_runs(gold), read_words(gold)
    whole, lines = f" {' '.join(words)} ", {" ".join(read_words(line)) for line in gold.split("\n")}
    found: list[float | None] = []
    for block in blocks:
        if len(block.words) < RUN:
            found.append(1.0 if " ".join(block.words) in lines else None)
            continue
        runs = count_runs(block.text)
        found.append((runs & left).total() / runs.total())
        if (found[-1] or 0) >= 0.5:
            left -= runs
    known = [at for at, share in enumerate(found) if share is not None]
    labels = []
    for at, share in enumerate(found):
        if share is None:
            around = [
                max((k for k in known if k < at), default=-1),
                min((k for k in known if k > at), default=-1),
            ]
            kept = all(k >= 0 and (found[k] or 0) >= 0.5 for k in around)
            labels.append(0.5 if kept and f" {' '.join(blocks[at].words)} " in whole else 0.0)
        else:
            labels.append(share)
    return labels


def learn(lessons: Sequence[Lesson]) -> Any:  # noqa: ANN401 - scikit-learn has no types
    """Boosted trees; lines that no reader keeps are many and easy, so every third of them stands for three."""
    rows, belongs, weights = [], [], []
    for lesson in lessons:
        lost = lesson.rows[:, -1] == 0
        taken = ~lost | (np.arange(len(lost)) % 3 == 0)
        rows.append(lesson.rows[taken])
        belongs.append(lesson.belongs[taken] >= 0.5)
        weights.append((lesson.weights * np.where(lost, 3, 1))[taken])
    model = HistGradientBoostingClassifier(
        max_iter=100, max_leaf_nodes=20, learning_rate=0.1, min_samples_leaf=40, l2_regularization=1, random_state=0,
        early_stopping=False,
    )  # fmt: skip
    weight = np.concatenate(weights)
    return model.fit(np.vstack(rows), np.concatenate(belongs), sample_weight=weight / weight.mean())


def export(model: Any) -> dict[str, object]:  # noqa: ANN401 - scikit-learn has no types
    """The trees as flat lists; see `cleaners.forest.Forest`."""
    flat: dict[str, list[float]] = {
        name: [] for name in ("roots", "features", "thresholds", "low", "high", "values")
    }
    depth = 0
    for (tree,) in model._predictors:  # noqa: SLF001 - there is no public way to the trees
        first = len(flat["features"])
        flat["roots"].append(first)
        for at, node in enumerate(tree.nodes, first):
            leaf = bool(node["is_leaf"])
            depth = max(depth, int(node["depth"]))
            flat["features"].append(0 if leaf else int(node["feature_idx"]))
            flat["thresholds"].append(0 if leaf else float(f"{node['num_threshold']:.6g}"))
            flat["low"].append(at if leaf else first + int(node["left"]))
            flat["high"].append(at if leaf else first + int(node["right"]))
            flat["values"].append(float(f"{node['value']:.4g}") if leaf else 0)
    return {
        "about": ABOUT,
        "base": round(float(model._baseline_prediction.item()), 6),  # noqa: SLF001 - the same
        "depth": depth,
        **flat,
    }


def try_folds(lessons: Sequence[Lesson]) -> None:
    """F1 of the model and of the medoid on pages of sites that the model has not seen."""
    folds = [
        zlib.crc32(".".join((urlsplit(lesson.page.url or "").hostname or "").split(".")[-2:]).encode())
        % FOLDS
        for lesson in lessons
    ]
    scores: dict[str, list[tuple[float, float]]] = {}
    for fold in range(FOLDS):
        model = learn([lesson for lesson, other in zip(lessons, folds, strict=True) if other != fold])
        for lesson, other in zip(lessons, folds, strict=True):
            if other == fold:
                chances = model.predict_proba(lesson.rows)[:, 1]
                kept = read_by_model(lesson.opinions.outline, chances)
                texts = lesson.opinions.texts | {"block model": render_blocks(lesson.opinions.outline, kept)}
                texts["medoid"] = texts[
                    choose_medoid({name: count_runs(text) for name, text in texts.items()})
                ]
                for name, text in texts.items():
                    scores.setdefault(name, []).append(score(text, lesson.page.body))
    for name, pairs in scores.items():
        report(name, pairs)


def main() -> None:
    """Learn, or try."""
    lessons = list(prepare(list(read_pages("wcxb-dev"))))
    if "--folds" in sys.argv:
        try_folds(lessons)
    else:
        MODEL.write_text(json.dumps(export(learn(lessons)), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
