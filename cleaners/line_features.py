"""What the line model sees of each line of a page: its form and its words.

All lines of a page are read together, as one text and one run of words, so that the cost is that of a few passes over the
page and not of thirty over every line. Every value is bounded: of a long line only the head is read. Where few words
are in the table of odds (`known`), the model goes by the other values, which know no language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from cleaners.boilerplate_lines import PageLine, ends_sentence
from cleaners.word_facts import COLUMNS, WordFacts, subjects_in_unspaced

Values = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

# Of a long line this much is read; a paragraph shows what it is by then.
_HEAD: Final = 400

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_STOP: Final = re.compile(r"[.!?。！？…][\"'”’»)]{0,3}(?:\s|\Z)")
_LINK: Final = re.compile(r"https?:|www\.|\.com\b|@\w")
# Where a date may stand; whether it does needs the characters beside it.
_MAYBE_DATE: Final = re.compile(r"\d[\d:/]{3,}|ago")
_DATE: Final = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}:\d\d|\d{1,2}/\d{1,2}/\d\d|\bago\b")
_UNSPACED: Final = re.compile("[\u3040-\U0010ffff]")
_COUNTED: Final = (",", "|•·›/→#@&+", "©", "!", "?", '“”"„«', "»")  # the last is a sign and a quote
_TABLE_END: Final = 0x2200
_HUNDREDTHS: Final = 100
_KNOWN: Final = COLUMNS.index("known")

FORM_NAMES: Final = (
    "words", "letters a word", "capitals", "all capitals", "numbers", "ends as a sentence", "ends with a full stop",
    "ends with a colon", "ends with dots", "sentences", "commas", "begins in lower case", "begins with a quote",
    "begins with a sign", "signs", "a link", "dates", "a copyright sign", "short words", "exclaims", "asks", "quotes",
)  # fmt: skip
WORD_NAMES: Final = (
    "known words", "wording", "strangest word", "plainest word", "first word", "says I", "says you", "says he",
    "says we",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subjects:
    """What the lines of a page are about: each pair says that a line speaks of a subject, once.

    Attributes:
        lines: the line of each pair.
        numbers: the subject of each pair, as an index into `hashes`.
        hashes: what the subjects are, in order.
    """

    lines: Places
    numbers: Places
    hashes: Hashes


def line_values(lines: Sequence[PageLine], facts: WordFacts) -> tuple[Values, Subjects]:
    """The values of some lines, [lines, FORM_NAMES and WORD_NAMES], and what they are about.

    Args:
        lines: at least one.
        facts: what a word says by itself.
    """
    heads = [line.text[:_HEAD] for line in lines]
    words = [_WORD.findall(head) for head in heads]
    counts = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    columns, subjects = facts.columns(chain.from_iterable(words))
    full = counts > 0
    starts = (np.cumsum(counts) - counts)[full]
    sums = np.zeros((len(lines), len(COLUMNS)))
    odds = np.zeros((len(lines), 3))
    if len(starts):
        sums[full] = np.add.reduceat(columns, starts, axis=1).T  # ten times as fast as along the other axis
        odds[full] = _extremes(columns[-1], starts)
    about = _subjects(np.repeat(np.arange(len(lines)), counts), subjects, words, "\n".join(heads))
    divisors = np.maximum(counts, 1)[:, None]
    return np.hstack([_form(lines, heads, sums, divisors), _wording(sums, odds, divisors)]), about


def subjects_of(text: str, facts: WordFacts) -> Hashes:
    """What a title is about."""
    words = _WORD.findall(text[:_HEAD])
    _, subjects = facts.columns(words)
    more = [subject for word in words for subject in subjects_in_unspaced(word)]
    return np.unique(np.concatenate([subjects[subjects > 0], np.array(more, dtype=np.uint64)]))


def _subjects(line_of: Places, subjects: Hashes, words: list[list[str]], text: str) -> Subjects:
    has_one = subjects > 0
    lines, hashes = line_of[has_one], subjects[has_one]
    if not text.isascii() and _UNSPACED.search(text):
        more = [
            (at, one) for at, line in enumerate(words) for word in line for one in subjects_in_unspaced(word)
        ]
        lines = np.concatenate([lines, np.array([at for at, _ in more], dtype=np.int64)])
        hashes = np.concatenate([hashes, np.array([one for _, one in more], dtype=np.uint64)])
    order = np.argsort(hashes, kind="stable")
    is_new = _changes(hashes[order])
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(is_new) - 1
    count = max(1, int(is_new.sum()))
    pairs = np.sort(lines * count + numbers)
    pairs = pairs[_changes(pairs)]
    return Subjects(pairs // count, pairs % count, hashes[order][is_new])


def _changes(ordered: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    """Where a value differs from the one before it."""
    is_new = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    return is_new


def _extremes(odds: Values, starts: Places) -> Values:
    """The highest and lowest odds of each line's known words, and those of its first word."""
    known = odds != 0
    high = np.maximum.reduceat(np.where(known, odds, -np.inf), starts)
    low = np.minimum.reduceat(np.where(known, odds, np.inf), starts)
    return np.column_stack([high, low, odds[starts]]) / _HUNDREDTHS


def _form(lines: Sequence[PageLine], heads: list[str], sums: Values, counts: Values) -> Values:
    text = "\n".join(heads)
    lengths = np.fromiter(map(len, heads), dtype=np.int64, count=len(heads)) + 1
    starts = np.cumsum(lengths) - lengths
    commas, signs, copyright_signs, exclaims, asks, quotes, both = _count_signs(text, starts).T
    ends = np.array([_end(line.text) for line in lines], dtype=np.float64)
    begins = np.array([_begin(line.text[0]) for line in lines], dtype=np.float64)
    words = np.fromiter((line.words for line in lines), dtype=np.float64, count=len(lines))
    shares = sums / counts
    by_word = counts[:, 0]
    return np.column_stack([
        np.log1p(words), shares[:, -2], shares[:, :3], ends, _count(starts, [stop.start() for stop in _STOP.finditer(text)]),
        commas / by_word, begins, (signs + both) / by_word, _count(starts, [link.start() for link in _LINK.finditer(text)]) > 0,
        _count(starts, list(_dates(text))), copyright_signs > 0, shares[:, 3], exclaims > 0, asks > 0, quotes + both,
    ])  # fmt: skip


def _end(text: str) -> tuple[bool, bool, bool, bool]:
    ends = ends_sentence(text)
    return ends, ends and text[-1] in ".。", text[-1] in ":：", text.endswith(("...", "…"))


def _begin(first: str) -> tuple[bool, bool, bool]:
    return first.islower(), first in "\"'“”„«‘", not first.isalnum()


def _dates(text: str) -> Iterator[int]:
    for match in _MAYBE_DATE.finditer(text):
        start, end = match.span()
        for _ in _DATE.findall(text[max(0, start - 1) : end + 1]):
            yield start


def _count(starts: Places, places: list[int]) -> Values:
    """How many of some places in the page stand in each line."""
    line_of = np.searchsorted(starts, places, side="right") - 1
    return np.bincount(line_of, minlength=len(starts)).astype(np.float64)


def _count_signs(text: str, starts: Places) -> Places:
    """How many signs of each kind stand in each line."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds = _sign_table()[np.minimum(codes, _TABLE_END - 1)]
    at = np.flatnonzero(kinds)
    line_of = np.searchsorted(starts, at, side="right") - 1
    width = len(_COUNTED)
    counts = np.bincount(line_of * width + kinds[at] - 1, minlength=len(starts) * width)
    return cast("Places", counts.reshape(-1, width))


@cache
def _sign_table() -> npt.NDArray[np.int64]:
    """By character, which kind of sign it is, from 1 on; 0 for none."""
    table = np.zeros(_TABLE_END, dtype=np.int64)
    for kind, signs in enumerate(_COUNTED, 1):
        table[[ord(sign) for sign in signs]] = kind
    return table


def _wording(sums: Values, odds: Values, counts: Values) -> Values:
    shares = sums / counts
    is_known = shares[:, _KNOWN] > 0
    mean = shares[:, -1] / _HUNDREDTHS
    values = np.column_stack([shares[:, _KNOWN], mean, odds, shares[:, _KNOWN + 1 : -2]])
    return np.where(is_known[:, None], values, 0.0)
