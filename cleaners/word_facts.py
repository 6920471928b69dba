"""What a word says by itself, looked up once.

The line model reads the words of a line for nothing but sums: how many have a capital, how many are pronouns, how
much oftener they stand in furniture. A page has a thousand words, and most of them are those of the page before. So what
a word adds to the sums is kept as a row of numbers, packed, and the rows of a whole page are put together as bytes; that
takes a tenth of the time of looking at each word again.

Words weigh by a table of how much more often they stand in furniture than in articles; it is English.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

COLUMNS: Final = (
    "capital",
    "all capitals",
    "number",
    "short",
    "known",
    "I",
    "you",
    "he",
    "we",
    "letters",
    "odds",
)

KEPT: Final = 1 << 16
_SHORT: Final = 4
_STEM: Final = 6
_MIN_SUBJECT_LETTERS: Final = 5
# Kana, Chinese characters and what comes behind them; Hangul, with its spaces, as well, whose words are short.
FIRST_UNSPACED: Final = "\u3040"
_FLAGS: Final = len(COLUMNS) - 2
# Nine flags in the bits of one number, the letters, the odds in hundredths, and the subject.
_ROW: Final = struct.Struct("<HHhxxQ")
_DTYPE: Final = np.dtype(
    [("flags", "<u2"), ("letters", "<u2"), ("odds", "<i2"), ("", "<u2"), ("subject", "<u8")]
)
_BITS: Final = np.arange(_FLAGS, dtype=np.uint16)[:, None]

# English pronouns: comments say `I`, interfaces `you`, articles `he`.
_PERSONS: Final = {
    word: 1 << bit
    for bit, words in enumerate(
        (
            "i i'm i've i’m i’ve me my mine myself im",
            "you your you're you’re yours you'll you’ll",
            "he she they his her their was were had said says",
            "we our us we're we’re ours",
        ),
        COLUMNS.index("I"),
    )
    for word in words.split()
}


@dataclass(slots=True)
class WordTable:
    """The rows of words by a number made of their characters, for compiled code (`line_kernel`).

    Attributes:
        entries: uint64 [places, 4], places a power of two: the number of the word, 0 where the place is free; its row
            as two numbers; and its flags, each in a field of seven bits, to be added up together.
        count: how many words there are; at most half as many as places.
    """

    entries: npt.NDArray[np.uint64]
    count: int = 0

    @classmethod
    def of_size(cls, words: int) -> WordTable:
        """An empty table for so many words."""
        return cls(np.zeros((2 << max(1, words - 1).bit_length(), 4), dtype=np.uint64))


class WordFacts(dict[str, bytes]):
    """From a word to its row, packed. It remembers the words that it met, so many and no more.

    Attributes:
        table: the same for compiled code.
        read: characters read without it.
    """

    def __init__(self, odds: Mapping[str, float]) -> None:
        """Nothing is remembered yet.

        Args:
            odds: by lower-case word, the logarithm of how much oftener it stands in furniture; none is 0.
        """
        super().__init__()
        self._odds = odds
        self.table = WordTable.of_size(KEPT)
        self.read = 0

    def __missing__(self, word: str) -> bytes:
        """Look at a word for the first time."""
        if len(self) >= KEPT:
            self.clear()
        row = self[word] = self._pack(word)
        return row

    def _pack(self, word: str) -> bytes:
        lower = word.lower()
        weight = self._odds.get(lower, 0.0)
        flags = (
            word[0].isupper()
            | (len(word) > 1 and word.isupper()) << 1
            | word[0].isdigit() << 2
            | (len(word) < _SHORT and word.isalpha()) << 3
            | bool(weight) << 4
            | _PERSONS.get(lower, 0)
        )
        return _ROW.pack(flags, len(word), round(100 * weight), _subject(lower))

    def rows(self, words: Iterable[str]) -> npt.NDArray[np.void]:
        """The rows of some words."""
        return np.frombuffer(b"".join(map(self.__getitem__, words)), dtype=_DTYPE)

    def columns(self, words: Iterable[str]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint64]]:
        """The numbers of some words, [len(COLUMNS), words], odds in hundredths, and the subject of each, 0 for none."""
        packed = self.rows(words)
        columns = np.empty((len(COLUMNS), len(packed)))
        columns[:_FLAGS] = packed["flags"] >> _BITS & 1
        columns[-2] = packed["letters"]
        columns[-1] = packed["odds"]
        return columns, packed["subject"]


def subjects_in_unspaced(word: str) -> list[int]:
    """The subjects of a word in a script without spaces: its pairs of characters."""
    if word[0] < FIRST_UNSPACED:
        return []
    lower = word.lower()
    return [_hash(lower[at : at + 2]) for at in range(len(lower) - 1)]


def _subject(lower: str) -> int:
    """The stem of a long word, as a number; 0 for a short word and where a script has no spaces."""
    is_long = len(lower) >= _MIN_SUBJECT_LETTERS and lower[0] < FIRST_UNSPACED
    return _hash(lower[:_STEM]) if is_long else 0


@lru_cache(maxsize=KEPT)
def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
