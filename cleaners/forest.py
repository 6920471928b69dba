"""Boosted trees that ship as numbers.

They say how likely a block belongs to the article (`cleaners/data/extract/blocks.json`, learned by
`benchmarks/fit_blocks.py`), how likely two articles are one event (`events/trees.json`, `fit_events.py`) and how likely a
wording is the original (`spin/judge.json`, `fit_spin.py`). A tree is a run of nodes; a node compares one feature with a threshold and names the next node for "not above" and "above", and a leaf
names itself twice. So all lines go down all trees together, one level at a time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.block_context import Floats

Ints = NDArray[np.int32]

_ROWS_AT_ONCE = 1 << 12


@dataclass(frozen=True, slots=True)
class Forest:
    """Boosted trees, flat.

    Attributes:
        names: of the columns, where the model says them.
        base: the log odds before any tree.
        depth: the longest way from a root to a leaf.
        roots: the node that each tree begins with.
        features: the column that each node compares.
        thresholds: what it compares it with.
        low: the next node where the column is not above.
        high: the next node where it is above.
        values: the log odds that a leaf adds.
    """

    names: tuple[str, ...]
    base: float
    depth: int
    roots: Ints
    features: Ints
    thresholds: Floats
    low: Ints
    high: Ints
    values: Floats

    def predict(self, rows: Floats) -> NDArray[np.float64]:
        """The probability of each row, rounded so that it does not hang on the order of additions."""
        chances: NDArray[np.float64] = np.round(1 / (1 + np.exp(-self.odds(rows))), 4)
        return chances

    def odds(self, rows: Floats) -> NDArray[np.float64]:
        """The log odds of each row, as they add up."""
        parts = [self._odds(rows[at : at + _ROWS_AT_ONCE]) for at in range(0, len(rows), _ROWS_AT_ONCE)]
        return np.concatenate([np.zeros(0), *parts])

    def _odds(self, rows: Floats) -> NDArray[np.float64]:
        count = len(rows)
        at = np.tile(self.roots, count)
        flat = rows.ravel()
        start = np.repeat(np.arange(count) * rows.shape[1], len(self.roots))
        for _ in range(self.depth):
            above = flat[start + self.features[at]] > self.thresholds[at]
            at = np.where(above, self.high[at], self.low[at])
        sums: NDArray[np.float64] = self.values[at].astype(np.float64).reshape(count, -1).sum(axis=1)
        return sums + self.base


def block_forest() -> Forest:
    """The model of blocks that ships with the package."""
    return read_forest("extract/blocks.json")


@cache
def read_forest(path: str) -> Forest:
    """Read trees from the package's data, once.

    Args:
        path: of a file under `cleaners/data`.
    """
    return to_forest(
        json.loads(files("cleaners").joinpath("data", *path.split("/")).read_text(encoding="utf-8"))
    )


def to_forest(data: Mapping[str, Any]) -> Forest:
    """The trees of a record, whose fields are those of a forest as lists."""
    return Forest(
        names=tuple(data.get("names", ())),
        base=data["base"],
        depth=data["depth"],
        roots=np.array(data["roots"], dtype=np.int32),
        features=np.array(data["features"], dtype=np.int32),
        thresholds=np.array(data["thresholds"], dtype=np.float32),
        low=np.array(data["low"], dtype=np.int32),
        high=np.array(data["high"], dtype=np.int32),
        values=np.array(data["values"], dtype=np.float32),
    )
