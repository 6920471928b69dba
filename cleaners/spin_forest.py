"""The judges of the spin step as boosted trees: `model` for what the language model weighed, `counts` without it.

Their numbers stand in `data/spin/judge.json`, fitted and cross-validated by `benchmarks/fit_spin.py`. Trees know
nothing beyond what they have seen, and the articles that they were fitted on are only so spun: in a text that is
more so, the odds of what a table has rise with the score as a logistic regression on the same articles says.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import numpy as np

from cleaners.forest import Forest, to_forest

Judge = Literal["model", "counts"]
_SUREST: Final = 0.999
_MOST_SEEN: Final = -0.13  # the feature `score` of the most spun articles; one in ten has more
_BEYOND: Final = 0.6  # by how much the log odds rise with it there; the regressions had 0.45 and 0.87


def clip(number: float, least: float, most: float) -> float:
    """The number, or the bound that it is beyond."""
    return min(max(number, least), most)


def probabilities(judge: Judge, rows: Sequence[Mapping[str, float]]) -> list[float]:
    """What a judge makes of wordings, each given as features by name."""
    if not rows:
        return []
    forest = _forests()[judge]
    table = np.array([[row[name] for name in forest.names] for row in rows], dtype=np.float32)
    return [_beyond(float(chance), row) for chance, row in zip(forest.predict(table), rows, strict=True)]


def _beyond(chance: float, row: Mapping[str, float]) -> float:
    """The probability in a text more spun than those that the trees have seen."""
    rise = _BEYOND * max(0.0, row["score"] - _MOST_SEEN) if row["source"] else 0.0
    odds = max(chance, 1e-4) / max(1 - chance, 1e-4) * math.exp(rise)
    return min(round(odds / (1 + odds), 3), _SUREST)


@cache
def _forests() -> Mapping[str, Forest]:
    text = files("cleaners").joinpath("data/spin/judge.json").read_text(encoding="utf-8")
    return {name: to_forest(data) for name, data in json.loads(text)["judges"].items()}
