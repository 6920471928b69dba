"""The table behind `letters`: classes of characters, and what it costs when one follows another.

Costs are minus logarithms in steps of an eighth of a nat. Those of letters and of pairs of letters come from a file
(`benchmarks/make_letters.py` makes it). The others are set here, by kind of character: their order matters more
than the figures. Where a pair has no figure of its own it costs what its second character costs, and more where
the pair is odd: a pair of letters that a language does not have, a capital after a small letter, two scripts in
one word, a symbol stuck to a letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaners.letter_classes import KINDS, MANY, Alphabet, Mask, classes_of

STEPS: Final = 8  # of a nat

_ODD: Final = ("narrow", "symbol", "stranger", "box", "lost", "control", "nothing")
_UNSEEN: Final = 136  # a letter that a language does not have
_COMMON: Final = 80  # a pair that costs less in some language is not odd
_RARE: Final = 96  # a Chinese or Korean character that costs more is rare

# What a pair costs beyond its second character.
_BACKOFF: Final = 32  # two letters that do not follow one another in the language
_CAMEL: Final = 40
_MIXED: Final = 56
_STUCK: Final = 20  # a sign or symbol at a letter beyond ASCII
_SURCHARGES: Final = (0, _BACKOFF, _CAMEL, _MIXED, _STUCK)


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
    alphabet = Alphabet([*small, *capitals], np.array([*range(len(small)), *capitals.values()]), len(small))
    classes = classes_of(alphabet, str(data["many"]), data["many_shares"])
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


def _single_costs(alphabet: Alphabet, shares: NDArray[np.uint8]) -> NDArray[np.int16]:
    """What each class costs by itself, int16 [classes, languages]."""
    single = np.full((alphabet.size, shares.shape[1]), _UNSEEN, np.int16)
    single[: alphabet.count] = np.where(shares > 0, shares, _UNSEEN)[alphabet.base]
    for name, cost in KINDS.items():
        single[alphabet.kinds[name]] = cost
    bins = (np.arange(MANY) * 128 // MANY + 8).astype(np.int16)
    single[alphabet.first_many :] = np.tile(bins, 2)[:, None]
    return single


def _rows(alphabet: Alphabet, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.uint16]:
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


def _odd_pairs(alphabet: Alphabet, least: NDArray[np.uint8], single: NDArray[Any]) -> Mask:
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
