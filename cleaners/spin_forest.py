"""The judges of the spin step as boosted trees.

`model` goes by the language model, `model, draft` by its second look in a draft, `counts` does without it. Each judge
is two sets of trees that settle on the mean of their log odds. One knows the habits of the spinner whose articles they
were fitted on, the other does not: of that spinner's words the first is the better judge, but it trusts them in
anybody's text. Their numbers stand in `data/spin/judge.json`, fitted and cross-validated by `benchmarks/fit_spin.py`.
Trees know nothing beyond what they have seen, and the articles that they were fitted on are only so spun: in a text
that is more so, the odds of what a table has rise with the score as a logistic regression on the same articles says.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from cleaners.forest import Forest, to_forest

Judge = Literal["model", "model, draft", "counts"]
ANY_SPINNER: Final = ", any spinner"  # behind the name of a judge, the trees that know no habits
# Log odds below which one set of trees doubts; what the model says of the words around bears the other one alone.
_DOUBT: Final[dict[Judge, float]] = {"counts": math.log(0.7 / 0.3)}
_MOST_DOUBTED: Final = 0.85  # what only one of the two believes in is suggested at most
_LEAST: Final = 1e-4
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
    odds = np.array([_log_odds(_forests()[name], rows) for name in (judge, f"{judge}{ANY_SPINNER}")])
    found = (_beyond(float(one), row) for one, row in zip(odds.mean(axis=0), rows, strict=True))
    doubted = odds.min(axis=0) < _DOUBT.get(judge, -math.inf)
    return [
        min(chance, _MOST_DOUBTED) if doubt else chance for chance, doubt in zip(found, doubted, strict=True)
    ]


def _log_odds(forest: Forest, rows: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    table = np.array([[row[name] for name in forest.names] for row in rows], dtype=np.float32)
    return log_odds(np.array(forest.predict(table)))


def log_odds(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithms of the odds of probabilities, none beyond ten thousand to one."""
    clipped = np.clip(chances, _LEAST, 1 - _LEAST)
    found: NDArray[np.float64] = np.log(clipped / (1 - clipped))
    return found


def _beyond(odds: float, row: Mapping[str, float]) -> float:
    """The probability in a text that may be more spun than those that the trees have seen."""
    rise = _BEYOND * max(0.0, row["score"] - _MOST_SEEN) if row["source"] else 0.0
    return min(round(1 / (1 + math.exp(-odds - rise)), 3), _SUREST)


@cache
def _forests() -> Mapping[str, Forest]:
    text = files("cleaners").joinpath("data/spin/judge.json").read_text(encoding="utf-8")
    return {name: to_forest(data) for name, data in json.loads(text)["judges"].items()}
