"""The line model: how likely a line is furniture, and what says so.

A hundred small decision trees over the values of `page_features`, grown by gradient boosting on labelled lines
(`benchmarks/fit_lines.py`, which names the data by its hash), and stored as plain numbers. Each tree is laid out
as a complete binary tree, so that all trees are walked at once, one level a step.

What a tree adds changes at each fork that a line passes; summed by what the fork asks for, these changes say why
a line got its score (Saabas, 2014).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from cleaners.line_counts import KERNEL
from cleaners.page_features import NAMES, Values
from cleaners.word_facts import WordFacts

_REASONS: Final = 3
_DIGITS: Final = 4  # of what a leaf adds

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LineModel:
    """Trees of one depth, each complete: node `i` forks to `2 i + 1` (not above the threshold) and `2 i + 2`.

    Attributes:
        facts: what a word says by itself, by how much oftener it stands in furniture.
        features: [trees, inner nodes], the column that a fork asks for.
        thresholds: [trees, inner nodes].
        values: [trees, nodes], the mean score of the lines that came to a node.
        depth: forks from the root to a leaf.
    """

    facts: WordFacts
    features: npt.NDArray[np.uint8]
    thresholds: Values
    values: Values
    depth: int

    def probabilities(self, rows: Values) -> Values:
        """How likely each row of values is furniture, rounded to three digits."""
        scores = np.empty(len(rows))
        if kernel := KERNEL.loaded_too("page_kernel"):
            kernel.add_leaves(rows, self.features, self.thresholds, self.values, scores)
        else:
            self.values.ravel()[self._paths(rows)[-1] + self._first_values].sum(axis=1, out=scores)
        scores = np.round(scores, _DIGITS)  # the same in whatever order they were added
        return cast("Values", np.round(1 / (1 + np.exp(-scores)), 3))

    def reasons(self, rows: Values) -> list[str]:
        """What spoke most for furniture in each row, strongest first."""
        if not len(rows):
            return []
        paths = np.array(self._paths(rows))
        gains = np.diff(self.values.ravel()[paths + self._first_values], axis=0)
        asked = self.features.ravel()[paths[:-1] + self._first_features]
        at = np.arange(len(rows))[:, None] * len(NAMES)
        said = np.bincount((asked + at).ravel(), gains.ravel(), minlength=len(rows) * len(NAMES))
        said = np.round(said.reshape(len(rows), -1), 6)
        strongest = np.argsort(-said, axis=1, kind="stable")[:, :_REASONS]
        return [
            ", ".join(f"{NAMES[column]} {row[column]:g}" for column in columns)
            for row, columns in zip(rows, strongest.tolist(), strict=True)
        ]

    def _paths(self, rows: Values) -> list[Numbers]:
        """The node of each row in each tree, level by level from the root."""
        features, thresholds, flat = self.features.ravel(), self.thresholds.ravel(), rows.ravel()
        starts = np.arange(len(rows))[:, None] * rows.shape[1]
        nodes = np.zeros((len(rows), len(self.features)), dtype=np.int64)
        paths = [nodes]
        for _ in range(self.depth):
            forks = nodes + self._first_features
            nodes = 2 * nodes + 1 + (flat[features[forks] + starts] > thresholds[forks])
            paths.append(nodes)
        return paths

    @property
    def _first_features(self) -> Numbers:
        """Where each tree's forks begin in the flat arrays."""
        return np.arange(0, self.features.size, self.features.shape[1])

    @property
    def _first_values(self) -> Numbers:
        """Where each tree's nodes begin in the flat values."""
        return np.arange(0, self.values.size, self.values.shape[1])


@cache
def line_model() -> LineModel:
    """The model that ships with the package, read once.

    Raises:
        ValueError: it was fitted on other values than the package computes.
    """
    data = json.loads((files("cleaners") / "data" / "boilerplate" / "lines.json").read_text(encoding="utf-8"))
    if tuple(data["names"]) != NAMES:
        message = "data/boilerplate/lines.json was fitted on other values; run benchmarks/fit_lines.py"
        raise ValueError(message)
    features = np.array(data["features"], dtype=np.uint8)
    depth = (features.shape[1] + 1).bit_length() - 1
    return LineModel(
        WordFacts(data["odds"]),
        features,
        np.array(data["thresholds"], dtype=np.float64),
        np.array(data["values"], dtype=np.float64),
        depth,
    )
