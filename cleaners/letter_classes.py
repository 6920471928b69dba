"""The classes behind `letters`: every character is of one, and what holds for pairs of them.

A letter, small or capital, is a class of its own; the thousands of Chinese and Korean characters are classed by how
common they are; everything else by its kind.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

MANY: Final = 16  # classes of Chinese, and of Korean characters
KINDS: Final = {
    "space": 14,
    "stop": 28,
    "ascii": 44,
    "digit": 48,
    "quote": 48,
    "wide": 44,
    "dash": 56,
    "low": 60,
    "sign": 76,
    "mark": 84,
    "numeral": 84,
    "emoji": 84,
    "format": 92,
    "narrow": 100,
    "symbol": 104,
    "stranger": 112,
    "box": 120,
    "lost": 120,
    "control": 128,
    "nothing": 136,
}
_LISTED: Final = {
    "space": "\t\n\r ",
    "stop": ".,",
    "quote": "“”’",
    "dash": "‘–—«»…\xa0‹›",
    "low": "„‚",
    "sign": "€£°§©®™•·½²×º¿¡№ª³¼¾−″′‑\u2009\u202f",
    "control": "\ufeff\ufff9\ufffa\ufffb\ufffc\u206a\u206b\u206c\u206d\u206e\u206f",
    "lost": "\ufffd",
    "mark": "\u0640",
}
_CATEGORIES: Final = {
    "Cc": "control", "Cs": "control", "Cn": "nothing", "Co": "nothing", "Cf": "format",
    "M": "mark", "L": "stranger", "N": "symbol", "P": "symbol", "S": "symbol", "Z": "dash",
}  # fmt: skip

Mask = NDArray[np.bool_]


class Alphabet:
    """The letters with the kinds of other characters behind them, and what is true of each class."""

    def __init__(self, chars: list[str], base: NDArray[np.int64], small: int) -> None:
        """Lay out the classes.

        Args:
            chars: the letters, small ones first.
            base: the small letter of each of them.
            small: how many are small.
        """
        self.chars, self.base, self.small = chars, base, small
        self.count = len(chars)
        self.kinds = {name: self.count + index for index, name in enumerate(KINDS)}
        self.first_many = self.count + len(KINDS)
        self.size = self.first_many + 2 * MANY
        blank, many = [""] * len(KINDS), ["CJK"] * MANY + ["HANGUL"] * MANY
        self.scripts = np.array([*map(_script, chars), *blank, *many])
        self.letter = self.scripts != ""
        self.many = np.arange(self.size) >= self.first_many
        self.japanese = self.many | (self.scripts == "JAPANESE")
        self.ascii = self.of_kinds("space", "stop", "ascii", "digit")
        self.ascii[: self.count] = [char < "\x80" for char in chars]
        self.beyond = self.letter & ~self.ascii & ~self.many
        self.capital = np.zeros(self.size, np.bool_)
        self.capital[small : self.count] = True
        self.has_capital = np.zeros(self.size, np.bool_)
        self.has_capital[base[small:]] = True

    def of_kinds(self, *names: str) -> Mask:
        """Which classes are of these kinds."""
        return np.isin(np.arange(self.size), [self.kinds[name] for name in names])

    def plain(self) -> Mask:
        """Pairs of ASCII characters: they are the same in every codec and say nothing."""
        return np.asarray(np.logical_and.outer(self.ascii, self.ascii))

    def words(self) -> Mask:
        """Pairs of letters."""
        return np.asarray(np.logical_and.outer(self.letter, self.letter))

    def camel(self) -> Mask:
        """A capital after a small letter."""
        return np.asarray(np.logical_and.outer(self.has_capital & ~self.capital, self.capital))

    def stuck(self) -> Mask:
        """A sign at a letter beyond ASCII, or before any letter."""
        sign = self.of_kinds("sign", "symbol", "box")
        return np.asarray((self.beyond[:, None] & sign[None, :]) | (sign[:, None] & self.letter[None, :]))

    def mixed(self) -> Mask:
        """Letters of two scripts, or one of a script that the table does not have."""
        other = self.words() & (self.scripts[:, None] != self.scripts[None, :])
        other &= ~(self.japanese[:, None] & self.japanese[None, :])
        strange = self.of_kinds("stranger", "numeral")
        return np.asarray(
            other | (strange[:, None] & self.letter[None, :]) | (self.letter[:, None] & strange[None, :])
        )


def _script(char: str) -> str:
    name = unicodedata.name(char, "").partition(" ")[0].partition("-")[0]
    return "JAPANESE" if name in {"HIRAGANA", "KATAKANA"} else name


def classes_of(alphabet: Alphabet, many: str, shares: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The class of each code point."""
    kinds, first_many = alphabet.kinds, alphabet.first_many
    classes = np.full(0x110000, kinds["nothing"], np.int64)
    classes[:0x10000] = [kinds[_kind(chr(code))] for code in range(0x10000)]
    classes[0x10000:0x20000] = kinds["emoji"]
    classes[0x3400:0xA000] = classes[0x20000:0x32000] = first_many + MANY - 1
    classes[0xAC00:0xD7A4] = first_many + 2 * MANY - 1
    for name, listed in _LISTED.items():
        classes[[ord(char) for char in listed]] = kinds[name]
    for char, share in zip(many, shares.tolist(), strict=True):
        hangul = MANY if "\uac00" <= char <= "\ud7a3" else 0
        classes[ord(char)] = first_many + hangul + min(MANY - 1, share * MANY // 128)
    classes[[ord(char) for char in alphabet.chars]] = range(alphabet.count)
    return classes


def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd" and not "\uff10" <= char <= "\uff19":
        return "digit" if char.isascii() else "numeral"
    if char < "\x7f" and category != "Cc":
        return "ascii"
    for first, last, name in (("\u2500", "\u259f", "box"), ("\uff61", "\uff9f", "narrow")):
        if first <= char <= last:
            return name
    script_stop = category[0] == "P" and "\u0530" <= char <= "\u1fff"
    if "\u1f00" <= char <= "\u1fff":
        return "mark"  # Greek with its old accents; no code page has it
    if script_stop or "\u3000" <= char <= "\u30ff" or "\uff01" <= char <= "\uff5e":
        return "wide"
    return _CATEGORIES.get(category) or _CATEGORIES[category[0]]
