"""What is counted in the lines of a page: words and what they are, signs, stops, dates, how a line begins and ends.

All lines are read together, as one text and one run of words, so that the cost is that of a few passes over the page
and not of thirty over every line. Of a long line only the head is read.

Where numba is installed and there is enough to read, compiled code (`line_kernel`) counts the same in a fifteenth of
the time; Python counts where it is not, and where a page holds letters that need a closer look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from types import ModuleType
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from cleaners.boilerplate_lines import PageLine, ends_sentence
from cleaners.kernels import Kernel
from cleaners.word_facts import COLUMNS, WordFacts, subjects_in_unspaced

Values = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

# Of a long line this much is read; a paragraph shows what it is by then.
HEAD: Final = 400
# Of its end, this much.
_TAIL: Final = 12

SIGNS: Final = (",", "|•·›/→#@&+", "©", "!", "?", '“”"„«', "»")  # the last is a sign and a quote
STOPS: Final = ".!?。！？…"
CLOSERS: Final = "\"'”’»)"
MAX_CLOSERS: Final = 3
OPENERS: Final = "\"'“”„«‘"

COUNTED: Final = (
    *COLUMNS, "highest odds", "lowest odds", "first odds", "words read", "stops", "links", "dates",
    "commas", "signs", "copyright signs", "exclamation marks", "question marks", "quotes", "closing quotes",
    "ends as a sentence", "ends with a full stop", "ends with a colon", "ends with dots",
    "begins in lower case", "begins with a quote", "begins with a sign",
)  # fmt: skip

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_STOP: Final = re.compile(rf"[{STOPS}][{CLOSERS}]{{0,{MAX_CLOSERS}}}(?:\s|\Z)")
_LINK: Final = re.compile(r"https?:|www\.|\.com\b|@\w")
# Where a date may stand; whether it does needs the characters beside it.
_MAYBE_DATE: Final = re.compile(r"\d[\d:/]{3,}|ago")
_DATE: Final = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}:\d\d|\d{1,2}/\d{1,2}/\d\d|\bago\b")
_UNSPACED: Final = re.compile("[\u3040-\U0010ffff]")
_TABLE_END: Final = 0x2200

# The compiled code, and the characters from which on loading it pays; once it is loaded it always does.
KERNEL: Final = Kernel("line_kernel", 1 << 21)


@dataclass(frozen=True, slots=True)
class Subjects:
    """What the lines of a page are about: each pair says that a line speaks of a subject, once.

    Attributes:
        lines: the line of each pair.
        numbers: the subject of each pair, as an index into `hashes`.
        hashes: what the subjects are.
    """

    lines: Places
    numbers: Places
    hashes: Hashes


def count_lines(lines: Sequence[PageLine], facts: WordFacts) -> tuple[Values, Subjects]:
    """What is counted in some lines, [lines, COUNTED], and what they are about.

    Args:
        lines: at least one.
        facts: what a word says by itself.
    """
    texts = [line.text for line in lines]
    if kernel := _kernel_for(texts):
        counted = cast("tuple[Values, tuple[Places, Places, Hashes]] | None", kernel.count(texts, facts))
        if counted is not None:
            return counted[0], Subjects(*counted[1])
    return count_plainly(texts, facts)


def words_of(text: str) -> list[str]:
    """The words of the head of a line."""
    return _WORD.findall(text[:HEAD])


def count_plainly(lines: Sequence[str], facts: WordFacts) -> tuple[Values, Subjects]:
    """The same without compiled code, for lines of any letters.

    Args:
        lines: at least one, none empty.
        facts: what a word says by itself.
    """
    heads, tails = [line[:HEAD] for line in lines], [line[-_TAIL:] for line in lines]
    words = [_WORD.findall(head) for head in heads]
    counts = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    columns, subjects = facts.columns(chain.from_iterable(words))
    full = counts > 0
    starts = (np.cumsum(counts) - counts)[full]
    sums = np.zeros((len(heads), len(COLUMNS)))
    odds = np.zeros((len(heads), 3))
    if len(starts):
        sums[full] = np.add.reduceat(columns, starts, axis=1).T  # ten times as fast as along the other axis
        odds[full] = _extremes(columns[-1], starts)
    text = "\n".join(heads)
    about = _subjects(np.repeat(np.arange(len(heads)), counts), subjects, words, text)
    return np.column_stack([sums, odds, counts, _count_forms(heads, text), _edges(heads, tails)]), about


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
    return np.column_stack([high, low, odds[starts]])


def _count_forms(heads: Sequence[str], text: str) -> Values:
    lengths = np.fromiter(map(len, heads), dtype=np.int64, count=len(heads)) + 1
    starts = np.cumsum(lengths) - lengths
    places = (
        [stop.start() for stop in _STOP.finditer(text)],
        [link.start() for link in _LINK.finditer(text)],
        list(_dates(text)),
    )
    return np.column_stack([*(_count(starts, each) for each in places), _count_signs(text, starts)])


def _dates(text: str) -> Iterator[int]:
    for match in _MAYBE_DATE.finditer(text):
        start, end = match.span()
        for _ in _DATE.findall(text[max(0, start - 1) : end + 1]):
            yield start


def _edges(heads: Sequence[str], tails: Sequence[str]) -> Values:
    """How each line ends and begins."""
    return np.array(
        [_end(tail) + _begin(head[0]) for head, tail in zip(heads, tails, strict=True)], dtype=np.float64
    )


def _end(text: str) -> tuple[bool, bool, bool, bool]:
    ends = ends_sentence(text)
    return ends, ends and text[-1] in ".。", text[-1] in ":：", text.endswith(("...", "…"))


def _begin(first: str) -> tuple[bool, bool, bool]:
    return first.islower(), first in OPENERS, not first.isalnum()


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
    width = len(SIGNS)
    counts = np.bincount(line_of * width + kinds[at] - 1, minlength=len(starts) * width)
    return cast("Places", counts.reshape(-1, width))


@cache
def _sign_table() -> npt.NDArray[np.int64]:
    """By character, which kind of sign it is, from 1 on; 0 for none."""
    table = np.zeros(_TABLE_END, dtype=np.int64)
    for kind, signs in enumerate(SIGNS, 1):
        table[[ord(sign) for sign in signs]] = kind
    return table


def _kernel_for(lines: Sequence[str]) -> ModuleType | None:
    """The compiled code, where it is loaded or worth loading; None where it may not be or numba is not installed."""
    if KERNEL.module is None:
        KERNEL.count(sum(min(len(line), HEAD) for line in lines))
    return KERNEL.loaded()
