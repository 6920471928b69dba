"""The alphabet: for every character, what it is to a word.

Texts are compared word by word, and what says nothing about the wording goes first: case, punctuation, full-width
forms, ligatures, soft hyphens. Unicode has all of that as NFKC and case folding, which take ten times as long as
everything else that is done to a text here. But nearly all characters of nearly all texts are regular: they stand
for themselves, for one other character, or for no letter at all, whatever is beside them. A table folds those, one
by one. A text in which any other character occurs (a combining mark, a ligature, a sharp s, a soft hyphen) is
normalised in full and then goes through the same table, with the same result as if all did.

The table is made of what `unicodedata` says, once, when the first text beyond ASCII comes; that takes 0.1 s.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

# An entry is the folded character, 0 where it belongs to no word, with these flags.
IRREGULAR: Final = np.uint32(1 << 31)  # the text has to be normalised first
UNSPACED: Final = np.uint32(1 << 30)  # a word of its own: scripts that put no space between words
MARK: Final = np.uint32(1 << 29)  # continues a word and begins none: accents, vowel signs
CHARACTER: Final = np.uint32((1 << 21) - 1)

# The table ends here; beyond it, up to 0x40000, are ideographs, and then nothing that words are made of.
TABLE_END: Final = 0x20000
IDEOGRAPHS_END: Final = 0x40000

# Kana and ideographs, Thai, Lao, Myanmar, Khmer: written without spaces.
_UNSPACED: Final = (
    (0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF),
    (0x3400, 0x9FFF),
)  # fmt: skip

_MARKS: Final = {"Mn", "Mc"}

# Soft hyphen, zero-width characters, bidi controls, variation selectors: invisible, and lost by many a crawler.
_IGNORABLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+")

# Combining marks and their like in a row. Eight are kept: normalising takes quadratic time on a longer run. The
# two half-width sound marks are letters by category and turn to combining marks.
_MARK_RUN: Final = re.compile(
    "((?:[^\\w\\x00-\\x7f]|[\uff9e\uff9f]){8})(?:[^\\w\\x00-\\x7f]|[\uff9e\uff9f])+"
)


def normalise(text: str) -> str:
    """NFKC without invisible characters, in linear time; case is kept.

    >>> normalise("co\u00adopera\ufb01on ９")
    'cooperafion 9'
    """
    return unicodedata.normalize("NFKC", _MARK_RUN.sub(r"\1", _IGNORABLE.sub("", text)))


def fold_fully(text: str) -> str:
    """Normalised and without case: what the table does to a regular text, for any text."""
    return unicodedata.normalize("NFKC", normalise(text).casefold())


@cache
def fold_table() -> NDArray[np.uint32]:
    """What each character below `TABLE_END` is to a word: uint32 [TABLE_END]."""
    characters = [chr(code) for code in range(TABLE_END)]
    # Normalised in one go, each between line feeds, with which nothing combines.
    surely = "\n".join("" if 0xD800 <= ord(c) < 0xE000 or c == "\n" else c for c in characters)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", surely).casefold()).split("\n")
    is_word = np.fromiter(map(str.isalnum, characters), dtype=np.bool_, count=TABLE_END)
    is_mark = np.array([category in _MARKS for category in map(unicodedata.category, characters)])
    table = np.where(is_word, np.arange(TABLE_END, dtype=np.uint32), np.uint32(0))
    table[is_mark] = np.flatnonzero(is_mark).astype(np.uint32) | MARK | IRREGULAR
    for before, after in zip(characters, folded, strict=True):
        if before != after and not is_mark[ord(before)]:
            single = after.isalnum() and len(after) == 1 and ord(after) < TABLE_END
            parts = any(c.isalnum() or unicodedata.category(c) in _MARKS for c in after)
            table[ord(before)] = ord(after) if single else parts * IRREGULAR
    letters = table & CHARACTER
    for first, last in _UNSPACED:
        table[(letters >= first) & (letters <= last) & (table & MARK == 0)] |= UNSPACED
    table[_combining()] |= IRREGULAR
    for code in filter(_IGNORABLE.match, characters):
        table[ord(code)] |= IRREGULAR
    return table


def _combining() -> list[int]:
    """Characters that may combine with the one before them, besides the marks: the second halves of others."""
    pairs = (unicodedata.decomposition(chr(code)).split() for code in range(TABLE_END))
    seconds = {int(parts[1], 16) for parts in pairs if len(parts) == 2 and parts[0][0] != "<"}
    return sorted(code for code in {*seconds, *range(0x1100, 0x1200)} if code < TABLE_END)
