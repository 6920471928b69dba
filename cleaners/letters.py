"""Letters: how likely a sequence of characters is in the language that suits it best.

Mojibake looks odd because its characters do not follow one another in any language. This file measures that: a
table of 75 languages says how often a letter follows another (`benchmarks/make_letters.py` makes it), a few rules
say what is odd whatever the language (a control character in a word, a Cyrillic letter after a Latin one, a capital
after a small letter), and the cost of a text is the sum over its pairs, in nats, in the cheapest language. Only
pairs with a character beyond ASCII cost anything: ASCII survives every wrong codec, so it decides nothing.

Every character is of a class: a letter, small or capital, is a class of its own; the thousands of Chinese and
Korean characters are classed by how common they are; everything else by its kind. One square table then maps two
classes to a row of costs, so that a text is two array look-ups a character, and `odd_places` is one more.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

STEPS: Final = 8  # of a nat, the unit of the table

# What a character costs that is no letter, in steps: about minus the logarithm of its share of ordinary text. The
# order matters more than the figures; those of punctuation were counted in clean text, the others set beyond it.
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
}
_ODD: Final = ("narrow", "symbol", "stranger", "box", "lost", "control", "nothing")
_UNSEEN: Final = 136
_BACKOFF: Final = 32  # a pair that a language does not have, beyond the cost of its second letter
_CAMEL: Final = 40
_MIXED: Final = 56
_STUCK: Final = 20  # a sign or symbol at a letter beyond ASCII
_MANY: Final = 16  # classes of Chinese or Korean characters
_COMMON: Final = 80  # steps: pairs that cost less in some language are not odd

_SAMPLE: Final = 256  # pairs by which the languages of a text are chosen
_LANGUAGES: Final = 3
_WRITTEN: Final = 92  # steps: what costs more by itself is hardly ever written in a language
_NEW_LINE: Final = np.array([10], np.uint32)

Points = NDArray[np.uint32]
Costs = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Table:
    """The classes and what their pairs cost.

    Attributes:
        classes: uint16 [0x110000], the class of each code point.
        size: how many classes there are.
        rows: uint16 [size * size], the row of costs of two classes that follow one another.
        costs: uint8 [rows, languages], in steps.
        columns: uint8 [languages, rows], the same by language.
        least: uint8 [rows], what a row costs in its cheapest language.
        odd: bool [size * size], whether two classes follow one another in no language.
    """

    classes: NDArray[np.uint16]
    size: int
    rows: NDArray[np.uint16]
    costs: NDArray[np.uint8]
    columns: NDArray[np.uint8]
    least: NDArray[np.uint8]
    odd: NDArray[np.bool_]


def code_points(text: str) -> Points:
    """The code points of a text, uint32 [len(text)]."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def to_text(points: Points) -> str:
    """The text of code points."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def odd_places(text: str) -> NDArray[np.intp]:
    """Indices of characters that stand before one that follows them in no language."""
    return odd_at(code_points(text))


def odd_at(points: Points) -> NDArray[np.intp]:
    """The same for an array of code points."""
    return np.flatnonzero(letters().odd[_pairs(points)])


def cost_of(text: str) -> float:
    """What a text costs in its cheapest language, in nats."""
    return float(costs_by_line(code_points(text)).sum(0).min()) / STEPS


def least_costs(points: Points) -> NDArray[np.uint8]:
    """What each character costs after the one before it, in whatever language it costs least, in steps."""
    table = letters()
    return table.least[table.rows[_pairs(points)]]


def sum_by_line(points: Points, costs: NDArray[np.uint8]) -> Costs:
    """Costs of characters, by the line in which they stand, in steps, int32 [lines]."""
    ends = np.concatenate([np.flatnonzero(points == ord("\n")), [len(costs)]])
    return np.diff(np.concatenate([[0], np.cumsum(costs, dtype=np.int32)])[ends], prepend=0)


def costs_by_line(points: Points) -> Costs:
    """What each line of a text costs in the languages that suit the text best, in steps, int32 [lines, languages].

    A language that is not among the best for the whole text costs more than any other.
    """
    rows = rows_of(points)
    telling = np.flatnonzero(rows)
    rows = rows[telling]
    ends = np.concatenate([np.flatnonzero(points == ord("\n")) + 1, [len(points) + 1]])
    bounds = np.searchsorted(telling, ends)
    table = letters()
    total = np.full((len(ends), table.costs.shape[1]), np.iinfo(np.int32).max, np.int32)
    for language in _likely_languages(rows).tolist():
        running = np.concatenate([[0], np.cumsum(table.columns[language][rows], dtype=np.int32)])
        total[:, language] = np.diff(running[bounds], prepend=0)
    return total


def language_of(points: Points) -> int:
    """The language in which a text costs least, as a column of the table."""
    return int(_likely_languages(np.trim_zeros(np.sort(rows_of(points))))[0])


@cache
def written(language: int) -> NDArray[np.bool_]:
    """Whether each character of the Basic Multilingual Plane is written in a language, bool [65536]; ASCII is not."""
    table = letters()
    alone = table.columns[language][1 + table.classes[:0x10000]] <= _WRITTEN
    alone[:0x80] = False
    return alone


def pair_costs(
    points: Points, starts: NDArray[np.intp], ends: NDArray[np.intp], languages: NDArray[np.intp] | None
) -> NDArray[np.int64]:
    """What spans of a text cost with the characters beside them, each in the language given for it, in steps.

    With no languages every pair may be in a language of its own.
    """
    table = letters()
    rows = rows_of(points)
    least = np.concatenate([[0], np.cumsum(table.least[rows], dtype=np.int64)])
    result = least[ends + 1] - least[starts]
    if languages is None:
        return result
    for language in np.unique(languages).tolist():
        total = np.concatenate([[0], np.cumsum(table.columns[language][rows], dtype=np.int64)])
        mine = languages == language
        result[mine] = total[ends[mine] + 1] - total[starts[mine]]
    return result


def _likely_languages(rows: NDArray[np.uint16]) -> NDArray[np.intp]:
    """The languages in which a sample of the pairs costs least."""
    sample = rows[:: max(1, len(rows) // _SAMPLE)]
    total = letters().costs[sample].sum(0, dtype=np.int32)
    return np.argsort(total, kind="stable")[:_LANGUAGES]


def rows_of(points: Points) -> NDArray[np.uint16]:
    """The row of costs of each character after the one before it, and of the end; uint16 [length + 1]."""
    return letters().rows[_pairs(np.concatenate([_NEW_LINE, points, _NEW_LINE]))]


def _pairs(points: Points) -> NDArray[np.uint32]:
    table = letters()
    classes = table.classes[points]
    return classes[:-1] * np.uint32(table.size) + classes[1:]


@cache
def letters() -> Table:
    """The table, built once from the package's data."""
    with files("cleaners").joinpath("data/encoding/letters.npz").open("rb") as file:
        data = dict(np.load(file, allow_pickle=False))
    small = list(str(data["alphabet"]))
    capital = {char.upper(): index for index, char in enumerate(small)}
    capital = {char: index for char, index in capital.items() if len(char) == 1 and char not in small}
    capital["İ"] = small.index("i")
    chars = [*small, *capital]
    classes, first_many = _classes(chars, str(data["many"]), data["many_shares"])
    return _assemble(data, chars, np.array([*range(len(small)), *capital.values()]), classes, first_many)


def _classes(chars: list[str], many: str, shares: NDArray[np.uint8]) -> tuple[NDArray[np.uint16], int]:
    """The class of each code point: letters first, then the kinds, then Chinese and Korean by how common."""
    kinds = {name: len(chars) + index for index, name in enumerate(_KINDS)}
    first_many = len(chars) + len(_KINDS)
    classes = np.full(0x110000, kinds["nothing"], np.uint16)
    for code in range(0x10000):
        classes[code] = kinds[_kind(chr(code))]
    classes[0x10000:0x20000] = kinds["emoji"]
    classes[0x3400:0xA000] = classes[0x20000:0x32000] = first_many + _MANY - 1
    classes[0xAC00:0xD7A4] = first_many + 2 * _MANY - 1
    for name, listed in _LISTED.items():
        classes[[ord(char) for char in listed]] = kinds[name]
    for char, share in zip(many, shares.tolist(), strict=True):
        hangul = _MANY if "\uac00" <= char <= "\ud7a3" else 0
        classes[ord(char)] = first_many + hangul + min(_MANY - 1, share * _MANY // 128)
    classes[[ord(char) for char in chars]] = range(len(chars))
    return classes, first_many


def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd" and not "\uff10" <= char <= "\uff19":
        return "digit" if char.isascii() else "numeral"
    if char < "\x7f" and category != "Cc":
        return "ascii"
    if category[0] == "P" and "\u0530" <= char <= "\u1fff":
        return "wide"
    if "\u2500" <= char <= "\u259f":
        return "box"
    if "\uff61" <= char <= "\uff9f":
        return "narrow"
    if "\u3000" <= char <= "\u30ff" or "\uff01" <= char <= "\uff5e":
        return "wide"
    if char in "\ufeff\ufff9\ufffa\ufffb\ufffc\u206a\u206b\u206c\u206d\u206e\u206f":
        return "control"
    if char == "\ufffd":
        return "lost"
    if category in {"Cc", "Cs"}:
        return "control"
    if category in {"Cn", "Co"}:
        return "nothing"
    names = {
        "Cf": "format",
        "M": "mark",
        "L": "stranger",
        "N": "symbol",
        "P": "symbol",
        "S": "symbol",
        "Z": "dash",
    }
    return names.get(category) or names[category[0]]


def _script(char: str) -> str:
    name = unicodedata.name(char, "").partition(" ")[0].partition("-")[0]
    return "JAPANESE" if name in {"HIRAGANA", "KATAKANA"} else name


def _assemble(
    data: dict[str, NDArray[np.uint8]],
    chars: list[str],
    base: NDArray[np.intp],
    classes: NDArray[np.uint16],
    first_many: int,
) -> Table:
    """Put rows of costs together, and the square that leads to them."""
    languages = data["letters"].shape[1]
    size = first_many + 2 * _MANY
    count = len(chars)
    single = np.full((size, languages), _UNSEEN, np.int16)  # each class by itself
    single[:count] = np.where(data["letters"] > 0, data["letters"], _UNSEEN)[base]
    for index, cost in enumerate(_KINDS.values()):
        single[count + index] = cost
    bins = (np.arange(_MANY) * 128 // _MANY + 8).astype(np.int16)
    single[first_many:] = np.tile(bins, 2)[:, None]
    follows = data["follows"].astype(np.int16)
    alphabet = data["letters"].shape[0]
    first, second = np.divmod(data["pairs"].astype(np.int64), alphabet)
    unseen = np.minimum(single[second] + _BACKOFF, 250)
    follows = np.where(follows > 0, follows, unseen)
    variants = [single, single + _BACKOFF, single + _CAMEL, single + _MIXED, single + _STUCK]
    costs = np.concatenate([np.zeros((1, languages), np.int16), *variants, follows])
    alone, backoff, camel, mixed, stuck = (1 + np.arange(size) + number * size for number in range(5))

    scripts = np.array(
        [_script(char) for char in chars] + [""] * len(_KINDS) + ["CJK"] * _MANY + ["HANGUL"] * _MANY
    )
    letter = scripts != ""
    ascii_ = np.array(
        [char < "\x80" for char in chars]
        + [name in {"space", "stop", "ascii", "digit"} for name in _KINDS]
        + [False] * 2 * _MANY
    )
    big = np.zeros(size, np.bool_)
    big[alphabet:count] = True
    cased = np.zeros(size, np.bool_)
    cased[base[alphabet:]] = True
    rows = np.broadcast_to(alone, (size, size)).copy()
    same = scripts[:, None] == scripts[None, :]
    both = letter[:, None] & letter[None, :]
    many = np.arange(size) >= first_many
    rows[both] = np.broadcast_to(backoff, (size, size))[both]
    at = dict(zip((first * alphabet + second).tolist(), range(len(first)), strict=True))
    del at
    square = np.zeros((alphabet, alphabet), np.int64)
    square[first, second] = 1 + 5 * size + np.arange(len(first))
    full = square[np.ix_(base, base)]
    inner = rows[:count, :count]
    inner[full > 0] = full[full > 0]
    change = (cased & ~big)[:, None] & big[None, :]
    rows[change] = np.broadcast_to(camel, (size, size))[change]
    odd_symbol = np.isin(np.arange(size), [count + list(_KINDS).index(name) for name in _ODD])
    sign = np.isin(np.arange(size), [count + list(_KINDS).index(name) for name in ("sign", "symbol", "box")])
    beyond = letter & ~ascii_ & ~many
    glued = beyond[:, None] & sign[None, :] | sign[:, None] & letter[None, :]
    rows[glued] = np.broadcast_to(stuck, (size, size))[glued]
    strange = np.isin(np.arange(size), [count + list(_KINDS).index(name) for name in ("stranger", "numeral")])
    mixing = strange[:, None] & letter[None, :]
    mixing |= mixing.T
    rows[mixing] = np.broadcast_to(mixed, (size, size))[mixing]
    japanese = many | (scripts == "JAPANESE")
    mix = both & ~same & ~(japanese[:, None] & japanese[None, :])
    rows[mix] = np.broadcast_to(mixed, (size, size))[mix]
    loose = both & (many[:, None] & japanese[None, :] | japanese[:, None] & many[None, :])
    rows[loose] = np.broadcast_to(alone, (size, size))[loose]
    plain = ascii_[:, None] & ascii_[None, :]
    rows[plain] = 0

    cheapest = costs.min(1)[rows]
    odd = both & ~plain & (cheapest > _COMMON)
    odd |= odd_symbol[:, None] | odd_symbol[None, :]
    odd |= glued & ~plain
    odd |= change
    kind = {name: count + index for index, name in enumerate(_KINDS)}
    odd[letter & ~many, kind["low"]] = True
    accented = big & beyond & (scripts == "LATIN")
    odd[np.ix_(accented, [kind["dash"], kind["quote"]])] = True
    odd[[chars.index("Â"), chars.index("Ã")], kind["space"]] = True
    odd &= ~(japanese[:, None] & japanese[None, :])
    rare = many & (single.min(1) > 96)
    odd[np.ix_(many, many)] = (rare[:, None] & rare[None, :])[np.ix_(many, many)]
    latin_many = both & ~same & (many[:, None] | many[None, :])
    odd[latin_many] = (rare[:, None] | rare[None, :])[latin_many]
    odd[plain] = False
    odd[np.ix_(japanese, japanese)] &= True
    costs = np.minimum(costs, 255).astype(np.uint8)
    return Table(
        classes,
        size,
        rows.astype(np.uint16).ravel(),
        costs,
        np.ascontiguousarray(costs.T),
        costs.min(1),
        odd.ravel(),
    )
