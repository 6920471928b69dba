"""What a word says by itself, looked up once.

The line model reads the words of a line for nothing but sums: how many have a capital, how many are pronouns, how
much oftener they stand in furniture. A page has a thousand words, and most of them are those of the page before. So what
a word adds to the sums is kept as a row of numbers, packed, and the rows of a whole page are put together as bytes; that
takes a tenth of the time of looking at each word again. Compiled code (`word_kernel`) looks at each word again, which
takes it less time than to remember them, and finds the few that weigh by their numbers (`number_of`).

Words weigh by a table of how much more often they stand in furniture than in articles; it is English.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
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

_KEPT: Final = 1 << 16
SHORT: Final = 4
STEM: Final = 6
MIN_SUBJECT_LETTERS: Final = 5
# Kana, Chinese characters and what comes behind them; Hangul, with its spaces, as well, whose words are short.
FIRST_UNSPACED: Final = "\u3040"
FACTOR: Final = 0x9E3779B97F4A7C15
_FLAGS: Final = len(COLUMNS) - 2
_KNOWN: Final = COLUMNS.index("known")
# What compiled code counts in the head of a line it adds up in so many fields of so many bits of one number.
FIELDS: Final = 5
FIELD: Final = 9
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


class WordFacts(dict[str, bytes]):
    """From a word to its row, packed. It remembers the words that it met, so many and no more."""

    def __init__(self, odds: Mapping[str, float]) -> None:
        """Nothing is remembered yet.

        Args:
            odds: by lower-case word, the logarithm of how much oftener it stands in furniture; none is 0.
        """
        super().__init__()
        self._odds = odds

    def __missing__(self, word: str) -> bytes:
        """Look at a word for the first time."""
        if len(self) >= _KEPT:
            self.clear()
        row = self[word] = self._pack(word)
        return row

    def _pack(self, word: str) -> bytes:
        lower = lowered(word)
        odds, flags = self._weigh(lower)
        flags |= (
            word[0].isupper()
            | (len(word) > 1 and word.isupper()) << 1
            | word[0].isdigit() << 2
            | (len(word) < SHORT and word.isalpha()) << 3
        )
        return _ROW.pack(flags, len(word), odds, _subject(lower))

    def _weigh(self, lower: str) -> tuple[int, int]:
        """The odds of a word in hundredths, and the flags that do not follow from its letters."""
        weight = self._odds.get(lower, 0.0)
        return round(100 * weight), bool(weight) << _KNOWN | _PERSONS.get(lower, 0)

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

    @cached_property
    def weights(self) -> npt.NDArray[np.int64]:
        """The words that weigh, for compiled code: [places, 2], a power of two and at most half of them taken.

        A word stands at the upper half of its number, modulo the places, or in the first free place behind it. There
        stand its number, 0 where the place is free; and its odds in hundredths above the flags that do not follow from
        its letters, each in a field. So a word is found, and what it says is read, in one line of the cache.
        """
        words = {number_of(word): self._weigh(word) for word in (*self._odds, *_PERSONS)}
        table = np.zeros((2 << len(words).bit_length(), 2), dtype=np.uint64)
        for number, (odds, flags) in words.items():
            place = (number >> 32) % len(table)
            while table[place, 0]:
                place = (place + 1) % len(table)
            fields = sum((flags >> _KNOWN + at & 1) << FIELD * at for at in range(FIELDS))
            table[place] = number, (odds << FIELD * FIELDS | fields) % (1 << 64)
        return table.view(np.int64)


def lowered(word: str) -> str:
    """A word in lower case, letter for letter: `lower` would write one `İ` as two and a `Σ` by what stands round it.

    >>> lowered("İZMİR"), lowered("ΟΔΟΣ"), lowered("οδος")
    ('izmir', 'οδοσ', 'οδοσ')
    """
    return word.replace("İ", "i").lower().replace("ς", "σ")


def subjects_in_unspaced(word: str) -> list[int]:
    """The subjects of a word in a script without spaces: its pairs of characters."""
    lower = lowered(word)
    if lower[0] < FIRST_UNSPACED:
        return []
    return [number_of(lower[at : at + 2]) for at in range(len(lower) - 1)]


def _subject(lower: str) -> int:
    """The stem of a long word, as a number; 0 for a short word and where a script has no spaces."""
    is_long = len(lower) >= MIN_SUBJECT_LETTERS and lower[0] < FIRST_UNSPACED
    return number_of(lower[:STEM]) if is_long else 0


@lru_cache(maxsize=_KEPT)
def number_of(lower: str) -> int:
    """A number made of a word's letters; compiled code makes the same (`word_kernel`)."""
    number = 0
    for letter in lower:
        number = (number + ord(letter)) * FACTOR % (1 << 64)
    return max(number, 1)
