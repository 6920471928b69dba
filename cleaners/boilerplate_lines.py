"""What the boilerplate rules see of a line, and what they say about it.

Rules compare lines by their folded form: no case, no punctuation at the ends, no decoration, so that `» Read
more...` and `READ MORE` are one line. The signs `:`, `/`, `|` and `©` stay within a line, because they tell a
label from a sentence (`Photo: city archive`, `Photo exhibitions open`).

A line *reads as text* when it ends as a sentence does, or is long. What stands before the first or after the last
such line is the edge of a page, where furniture gathers; a text without any (a poem, a list, a table) has no
edge, so that the rules for edges leave it alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Longer lines are prose: no interface line, cookie notices included, is as long.
MAX_FURNITURE_CHARS: Final = 600

_FOLDED: Final = re.compile(r"[^\W_]+|[:/|©]")
_EDGE_SIGNS: Final = " :/|"
_ASCII_SIGNS: Final = ":/|"
# A script without spaces counts a character as a word; close enough to compare lengths.
_WORD: Final = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_぀-ヿ㐀-鿿가-힯]+")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟।:;](?:[\"'”’»“›)\]\s]|\u200b){0,6}\Z")
_MIN_SENTENCE_WORDS: Final = 4
_LONG_LINE_WORDS: Final = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a line should go.

    Attributes:
        rule: the rule's name, as it stands in the edit.
        confidence: 0 to 1.
        evidence: what decided, in words.
    """

    rule: str
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line that holds more than white space.

    Attributes:
        start: first code point that is not white space, in the text.
        end: one past the last code point that is not white space.
        text: what stands between.
        folded: the form that phrases and titles are compared in; empty for lines too long to be furniture.
        words: how many words it has.
        is_text: it reads as text rather than as a label.
        opens_block: an empty line, or the start of the text, stands before it.
    """

    start: int
    end: int
    text: str
    folded: str
    words: int
    is_text: bool
    opens_block: bool


def fold(line: str) -> str:
    """The form in which lines are compared.

    >>> fold("» Read more..."), fold("Photo: City Archive"), fold("COMMENTS (12)")
    ('read more', 'photo : city archive', 'comments 12')
    """
    return " ".join(_FOLDED.findall(unicodedata.normalize("NFKC", line).casefold())).strip(_EDGE_SIGNS)


def raw_words(line: str) -> list[str]:
    """The words and signs of a line with their case kept: one for one those of its folded form, ends apart."""
    return _FOLDED.findall(unicodedata.normalize("NFKC", line))


def count_words(line: str) -> int:
    """How many words a line has.

    >>> count_words("Rain in Lisbon"), count_words("大雨")
    (3, 2)
    """
    return len(_WORD.findall(line))


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, closing quotation marks and brackets allowed for."""
    return _SENTENCE_END.search(line[-12:]) is not None


@lru_cache(maxsize=8192)
def _read(stripped: str) -> tuple[str, int, bool]:
    """Folded form, words, and whether it reads as text; kept, since the next round sees most lines again."""
    folded = ""
    if len(stripped) > MAX_FURNITURE_CHARS:
        words = len(stripped.split()) if stripped.isascii() else count_words(stripped)
    elif stripped.isascii():  # the words are the tokens that are no signs
        tokens = _FOLDED.findall(stripped.lower())
        folded = " ".join(tokens).strip(_EDGE_SIGNS)
        words = len(tokens) - sum(map(stripped.count, _ASCII_SIGNS))
    else:
        folded, words = fold(stripped), count_words(stripped)
    is_text = words >= _LONG_LINE_WORDS or (words >= _MIN_SENTENCE_WORDS and ends_sentence(stripped))
    return folded, words, is_text


def page_lines(text: str) -> list[PageLine]:
    r"""The lines of a text that hold more than white space.

    >>> [(line.folded, line.opens_block) for line in page_lines("One\n\n Two \nThree.")]
    [('one', True), ('two', True), ('three', False)]
    """
    lines: list[PageLine] = []
    opens_block = True
    at = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = at + len(line) - len(line.lstrip())
            lines.append(PageLine(start, start + len(stripped), stripped, *_read(stripped), opens_block))
        opens_block = not stripped
        at += len(line) + 1
    return lines


@dataclass(frozen=True, slots=True)
class Edges:
    """Where the text of a page begins and ends.

    Attributes:
        first: index of the first line that reads as text and stays.
        last: index of the last one; below `first` where there is none.
    """

    first: int
    last: int

    def head(self) -> range:
        """The lines before the text; none where there is no text."""
        return range(self.first) if self.last >= self.first else range(0)

    def tail(self, count: int) -> range:
        """The lines after the text, of a page with `count` lines; none where there is no text."""
        return range(self.last + 1, count) if self.last >= self.first else range(0)


def find_edges(lines: Sequence[PageLine], gone: Collection[int]) -> Edges:
    """The edges of a page, leaving out the lines that go."""
    kept = [index for index, line in enumerate(lines) if line.is_text and index not in gone]
    return Edges(kept[0], kept[-1]) if kept else Edges(0, -1)


def kept_before(index: int, gone: Collection[int]) -> int:
    """The nearest line before `index` that stays; -1 where there is none."""
    index -= 1
    while index >= 0 and index in gone:
        index -= 1
    return index


def kept_lines(lines: Sequence[PageLine], gone: Collection[int]) -> Iterator[tuple[int, PageLine]]:
    """The lines that stay, with their indices."""
    return ((index, line) for index, line in enumerate(lines) if index not in gone)
