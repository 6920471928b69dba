"""The table behind `letters`: classes of characters, and what it costs when one follows another.

Costs are minus logarithms in steps of an eighth of a nat. Those of letters and of pairs of letters come from a file
(`benchmarks/make_letters.py` makes it). The others are set here, by kind of character: their order matters more
than the figures. Where a pair has no figure of its own it costs what its second character costs, and more where
the pair is odd: a pair of letters that a language does not have, a capital after a small letter, two scripts in
one word, a symbol stuck to a letter.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

STEPS: Final = 8  # of a nat

_KINDS: Final = {
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
_ODD: Final = ("narrow", "symbol", "stranger", "box", "lost", "control", "nothing")
_UNSEEN: Final = 136  # a letter that a language does not have
_MANY: Final = 16  # classes of Chinese, and of Korean characters
_COMMON: Final = 80  # a pair that costs less in some language is not odd
_RARE: Final = 96  # a Chinese or Korean character that costs more is rare

# What a pair costs beyond its second character.
_BACKOFF: Final = 32  # two letters that do not follow one another in the language
_CAMEL: Final = 40
_MIXED: Final = 56
_STUCK: Final = 20  # a sign or symbol at a letter beyond ASCII
_SURCHARGES: Final = (0, _BACKOFF, _CAMEL, _MIXED, _STUCK)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Table:
    """The classes and what their pairs cost.

    Attributes:
        classes: int64 [0x110000], the class of each code point; numpy looks up by this width without a copy.
        size: how many classes there are.
        rows: uint16 [size * size], the row of costs of two classes that follow one another; row 0 costs nothing,
            row 1 + n is class n by itself.
        costs: uint8 [rows, languages], in steps.
        columns: uint8 [languages, rows], the same by language.
        least: uint8 [rows], what a row costs in its cheapest language.
        odd: bool [size * size], whether two classes follow one another in no language.
    """

    classes: NDArray[np.int64]
    size: int
    rows: NDArray[np.uint16]
    costs: NDArray[np.uint8]
    columns: NDArray[np.uint8]
    least: NDArray[np.uint8]
    odd: Mask


@cache
def letters() -> Table:
    """The table, built once from the package's data."""
    with files("cleaners").joinpath("data/encoding/letters.npz").open("rb") as file:
        data = dict(np.load(file, allow_pickle=False))
    small = list(str(data["alphabet"]))
    capitals = {char.upper(): index for index, char in enumerate(small)}
    capitals = {char: index for char, index in capitals.items() if len(char) == 1 and char not in small}
    capitals["İ"] = small.index("i")
    alphabet = _Alphabet([*small, *capitals], np.array([*range(len(small)), *capitals.values()]), len(small))
    classes = _classes(alphabet, str(data["many"]), data["many_shares"])
    single = _single_costs(alphabet, data["letters"])
    first, second = np.divmod(data["pairs"].astype(np.int64), alphabet.small)
    pairs = data["follows"].astype(np.int16)
    pairs = np.where(pairs > 0, pairs, np.minimum(single[second] + _BACKOFF, 250))
    rows = _rows(alphabet, first, second)
    nothing = np.zeros((1, single.shape[1]), np.int16)
    all_costs = np.concatenate([nothing, *(single + more for more in _SURCHARGES), pairs])
    costs = np.minimum(all_costs, 255).astype(np.uint8)
    least = costs.min(1)
    odd = _odd_pairs(alphabet, least[rows], single.min(1))
    columns = np.ascontiguousarray(costs.T)
    return Table(classes, alphabet.size, rows.ravel(), costs, columns, least, odd.ravel())


class _Alphabet:
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
        self.kinds = {name: self.count + index for index, name in enumerate(_KINDS)}
        self.first_many = self.count + len(_KINDS)
        self.size = self.first_many + 2 * _MANY
        blank, many = [""] * len(_KINDS), ["CJK"] * _MANY + ["HANGUL"] * _MANY
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


def _classes(alphabet: _Alphabet, many: str, shares: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The class of each code point."""
    kinds, first_many = alphabet.kinds, alphabet.first_many
    classes = np.full(0x110000, kinds["nothing"], np.int64)
    classes[:0x10000] = [kinds[_kind(chr(code))] for code in range(0x10000)]
    classes[0x10000:0x20000] = kinds["emoji"]
    classes[0x3400:0xA000] = classes[0x20000:0x32000] = first_many + _MANY - 1
    classes[0xAC00:0xD7A4] = first_many + 2 * _MANY - 1
    for name, listed in _LISTED.items():
        classes[[ord(char) for char in listed]] = kinds[name]
    for char, share in zip(many, shares.tolist(), strict=True):
        hangul = _MANY if "\uac00" <= char <= "\ud7a3" else 0
        classes[ord(char)] = first_many + hangul + min(_MANY - 1, share * _MANY // 128)
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


def _single_costs(alphabet: _Alphabet, shares: NDArray[np.uint8]) -> NDArray[np.int16]:
    """What each class costs by itself, int16 [classes, languages]."""
    single = np.full((alphabet.size, shares.shape[1]), _UNSEEN, np.int16)
    single[: alphabet.count] = np.where(shares > 0, shares, _UNSEEN)[alphabet.base]
    for name, cost in _KINDS.items():
        single[alphabet.kinds[name]] = cost
    bins = (np.arange(_MANY) * 128 // _MANY + 8).astype(np.int16)
    single[alphabet.first_many :] = np.tile(bins, 2)[:, None]
    return single


def _rows(alphabet: _Alphabet, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.uint16]:
    """The row of each pair of classes, uint16 [classes, classes]; what comes later here overrides."""
    size, count = alphabet.size, alphabet.count
    alone, backoff, camel, mixed, stuck = (
        np.broadcast_to(1 + number * size + np.arange(size), (size, size)) for number in range(5)
    )
    rows = np.where(alphabet.words(), backoff, alone)
    known = np.zeros((alphabet.small, alphabet.small), np.int64)
    known[first, second] = 1 + 5 * size + np.arange(len(first))
    known = known[np.ix_(alphabet.base, alphabet.base)]
    rows[:count, :count] = np.where(known > 0, known, rows[:count, :count])
    rows = np.where(alphabet.camel(), camel, rows)
    rows = np.where(alphabet.stuck(), stuck, rows)
    rows = np.where(alphabet.mixed(), mixed, rows)
    loose = alphabet.japanese[:, None] & alphabet.japanese[None, :]
    loose &= alphabet.many[:, None] | alphabet.many[None, :]
    rows = np.where(loose, alone, rows)
    rows[alphabet.plain()] = 0
    return rows.astype(np.uint16)


def _odd_pairs(alphabet: _Alphabet, least: NDArray[np.uint8], single: NDArray[Any]) -> Mask:
    """Pairs that ordinary text does not have, bool [classes, classes]: the gate that clean text passes."""
    kinds = alphabet.kinds
    odd = alphabet.words() & (least > _COMMON)
    strange = alphabet.of_kinds(*_ODD)
    odd |= strange[:, None] | strange[None, :] | alphabet.stuck() | alphabet.camel()
    odd[alphabet.letter & ~alphabet.many, kinds["low"]] = True
    accented = alphabet.capital & alphabet.beyond & (alphabet.scripts == "LATIN")
    odd[np.ix_(accented, [kinds["dash"], kinds["quote"]])] = (
        True  # first bytes of UTF-8 are capitals in Latin-1
    )
    odd[[alphabet.chars.index("Â"), alphabet.chars.index("Ã")], kinds["space"]] = True
    odd &= ~(alphabet.japanese[:, None] & alphabet.japanese[None, :])
    rare = alphabet.many & (single > _RARE)
    one_is_rare = rare[:, None] | rare[None, :]
    many = alphabet.many[:, None] & alphabet.many[None, :]
    odd = np.where(many, rare[:, None] & rare[None, :], odd)
    other = alphabet.words() & (alphabet.scripts[:, None] != alphabet.scripts[None, :])
    odd = np.where(other & (alphabet.many[:, None] | alphabet.many[None, :]), one_is_rare, odd)
    odd[alphabet.plain()] = False
    return odd
