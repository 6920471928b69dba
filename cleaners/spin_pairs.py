"""How usual words and pairs of words are in English, as a speech recogniser's language model has it.

1.7 million pairs with a word of the swap tables, kept as numbers: each word's own logarithm, what it costs to back
off from it to a pair that nobody counted, and the logarithm of each counted pair, in quarters of a nat.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

_UNSEEN: Final = -18.0  # log-probability of a word that the counts do not have
_QUARTER: Final = 0.25


@dataclass(frozen=True, slots=True)
class WordPairs:
    """Log-probabilities of words, and of words behind a word.

    Attributes:
        ids: the number of each word.
        alone: what each word's own logarithm is below zero, in quarters of a nat.
        back_off: the same of the factor for pairs that were not counted.
        starts: where the pairs of each first word begin, and at last where all end.
        seconds: the second words of all pairs, in order for each first word.
        values: what the logarithm of each pair is below zero, in quarters of a nat.
    """

    ids: Mapping[str, int]
    alone: NDArray[np.uint8]
    back_off: NDArray[np.uint8]
    starts: NDArray[np.uint32]
    seconds: NDArray[np.uint16]
    values: NDArray[np.uint8]

    def word(self, word: str) -> float:
        """The log-probability of a word on its own."""
        number = self.ids.get(word)
        return _UNSEEN if number is None else -_QUARTER * int(self.alone[number])

    def pair(self, first: str, second: str) -> float:
        """The log-probability of a word behind another."""
        number = self.ids.get(first)
        if number is None:
            return self.word(second)
        counted = self._counted(number, second)
        return self.word(second) - _QUARTER * int(self.back_off[number]) if counted is None else counted

    def together(self, first: str, second: str) -> float:
        """The log-probability of a pair of words; minus infinity where it was not counted."""
        number = self.ids.get(first)
        counted = None if number is None else self._counted(number, second)
        return -math.inf if counted is None else self.word(first) + counted

    def _counted(self, number: int, second: str) -> float | None:
        """The log-probability of a word behind the word of a number, where the pair was counted."""
        other = self.ids.get(second)
        if other is None:
            return None
        start, end = int(self.starts[number]), int(self.starts[number + 1])
        at = start + int(np.searchsorted(self.seconds[start:end], np.uint16(other)))
        return -_QUARTER * int(self.values[at]) if at < end and self.seconds[at] == other else None


@cache
def word_pairs() -> WordPairs:
    """The counts that ship with the package."""
    with files("cleaners").joinpath("data/spin/pairs_en.npz").open("rb") as file, np.load(file) as data:
        words = data["words"].tobytes().decode().split("\n")
        return WordPairs(
            {word: number for number, word in enumerate(words)},
            data["alone"],
            data["back_off"],
            data["starts"],
            data["low"] | data["high"].astype(np.uint16) << 8,
            data["values"],
        )
