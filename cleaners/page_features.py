"""What the line model sees of a line among its neighbours: where it stands, in what company, what it is about.

Half of the boilerplate words of a badly extracted page are ordinary sentences: teasers of other stories, readers'
comments, biographies. One such line alone looks like an article's. What gives it away is the company that it
keeps (short lines, capitals, furniture that the rules found), where it stands, and that it speaks of things of
which the title, the lead and the other paragraphs do not.

Empty lines are left out of account: whether an extractor writes them says nothing about the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from cleaners.boilerplate_lines import PageLine
from cleaners.line_counts import KERNEL, Places, Subjects, count_lines
from cleaners.line_features import FORM_NAMES, WORD_NAMES, line_values, subjects_of
from cleaners.phrases import Phrase
from cleaners.word_facts import WordFacts

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PARAGRAPH_WORDS: Final = 20
LEAD_WORDS: Final = 12
LEADS: Final = 2
SHORT_WORDS: Final = 8
# Distances are counted up to here; beyond, a line has no such neighbour.
FAR: Final = 30
OFFSETS: Final = (-3, -2, -1, 1, 2, 3)
BEYOND: Final = -2.0  # the value of a neighbour that is not there
DIGITS: Final = 4  # that values are rounded to
_COPY_CHARS: Final = 80
_PHRASE_KINDS: Final = (
    frozenset({"any", "opener", "cut"}),
    frozenset({"edge", "tail"}),
    frozenset({"beside"}),
)

_PLACE_NAMES: Final = (
    "place", "text above", "text below", "share of text above", "lines above that stay",
    "distance to furniture above", "distance to furniture below", "distance to text above", "distance to text below",
    "distance to a paragraph above", "distance to a paragraph below", "run of text above", "run of text below",
    "furniture above", "furniture below", "text within 5 lines", "text within 10 lines", "furniture within 5 lines",
    "short lines within 5 lines",
)  # fmt: skip
_ABOUT_NAMES: Final = (
    "about the title", "about the lead", "about the paragraphs", "about the page", "copies", "copies above",
    "an interface phrase", "an edge phrase", "an ambiguous word",
)  # fmt: skip
_PAGE_NAMES: Final = (
    "lines of the page",
    "text of the page",
    "furniture of the page",
    "share of text lines",
    "length of lines",
)
NEAR_NAMES: Final = (
    "words",
    "ends as a sentence",
    "capitals",
    "wording",
    "furniture",
    "about the paragraphs",
    "dates",
)

NAMES: Final = (
    *FORM_NAMES, *WORD_NAMES, *_PLACE_NAMES, *_ABOUT_NAMES, *_PAGE_NAMES,
    *(f"{name}, {abs(offset)} {'above' if offset < 0 else 'below'}" for offset in OFFSETS for name in NEAR_NAMES),
)  # fmt: skip


_NEAR_COLUMNS: Final = [
    (*FORM_NAMES, *WORD_NAMES).index(name)
    for name in ("words", "ends as a sentence", "capitals", "wording", "dates")
]


@dataclass(frozen=True, slots=True)
class PageArrays:
    """What the values are made of beside the counts.

    Attributes:
        words: by line, how many it has.
        text: by line, whether it reads as text and stays.
        gone: by line, whether the rules take it.
        copies: by line, a number that lines share which say the same.
        kinds: by line, whether it is a phrase of each kind, [lines, kinds].
        in_title: by subject, whether the title names it; no where none is known.
        has_title: whether one is known; else the first line that stays counts as one.
    """

    words: Values
    text: Flags
    gone: Flags
    copies: Places
    kinds: Values
    in_title: Flags
    has_title: bool


def page_values(
    lines: Sequence[PageLine],
    title: str | None,
    phrases: Mapping[int, Phrase],
    gone: Collection[int],
    facts: WordFacts,
) -> Values:
    """The values of every line of a page, [lines, len(NAMES)].

    Args:
        lines: the page, at least one line.
        title: the headline, where it is known; else the first line that stays counts as one.
        phrases: the phrase that each furniture line is.
        gone: the lines that the rules take.
        facts: what a word says by itself.
    """
    counted, subjects = count_lines(lines, facts)
    in_title = np.zeros(len(subjects.hashes), dtype=np.bool_)
    if title is not None:
        in_title = np.isin(subjects.hashes, subjects_of(title, facts))
    is_gone = np.zeros(len(lines), dtype=np.bool_)
    is_gone[list(gone)] = True
    page = PageArrays(
        np.array([line.words for line in lines], dtype=np.float64),
        np.array([line.is_text for line in lines], dtype=np.bool_) & ~is_gone,
        is_gone,
        _number_copies(lines),
        _phrase_kinds(len(lines), phrases),
        in_title,
        title is not None,
    )
    if kernel := KERNEL.loaded_too("page_kernel"):
        return cast("Values", kernel.fill(counted, subjects, page))
    return cast("Values", np.round(_fill(counted, subjects, page), DIGITS))


def _fill(counted: Values, subjects: Subjects, page: PageArrays) -> Values:
    """The values, not yet rounded; `page_kernel.fill` is the same, compiled and rounded."""
    own = line_values(counted, page.words)
    about = _about(subjects, page)
    near = np.column_stack([own[:, _NEAR_COLUMNS[:4]], page.gone, about[:, 2], own[:, _NEAR_COLUMNS[4:]]])
    return np.hstack(
        [own, _place(page), about, _copies(page.copies), page.kinds, _whole(page), *_around(near)]
    )


def _place(page: PageArrays) -> Values:
    count = len(page.words)
    at = np.arange(count)
    text = np.where(page.text, page.words, 0.0)
    total = text.sum()
    above = np.cumsum(text) - text
    below = total - above - text
    paragraph = page.text & (page.words >= PARAGRAPH_WORDS)
    short = (page.words < SHORT_WORDS) & ~page.text
    furniture = np.cumsum(page.gone)
    marked = np.array([page.gone, page.text, paragraph])
    distances = np.stack([_distance(marked), _distance(marked[:, ::-1])[:, ::-1]], axis=1).reshape(6, count)
    runs = np.log1p([_run(text), _run(text[::-1])[::-1]])
    windows = (_window(np.array([text, page.gone, short]), 5), _window(text[None], 10))
    return np.vstack([
        at / count, np.log1p(above), np.log1p(below), above / max(total, 1.0), at - (furniture - page.gone),
        distances, runs, furniture - page.gone, furniture[-1] - furniture,
        windows[0][0], windows[1], windows[0][1:],
    ]).T  # fmt: skip


def _about(subjects: Subjects, page: PageArrays) -> Values:
    """Which share of a line's subjects the title, the lead, other paragraphs and other lines name; -1 without any."""
    stays = np.flatnonzero(~page.gone)
    paragraph = page.text & (page.words >= PARAGRAPH_WORDS)
    is_lead = np.zeros(len(page.words), dtype=np.bool_)
    is_lead[np.flatnonzero(page.text & (page.words >= LEAD_WORDS))[:LEADS]] = True
    line, subject = subjects.lines, subjects.numbers
    count = len(subjects.hashes)
    in_text = np.bincount(subject[paragraph[line]], minlength=count)
    in_page = np.bincount(subject[~page.gone[line]], minlength=count)
    in_lead = np.bincount(subject[is_lead[line]], minlength=count)
    in_title = page.in_title
    if not page.has_title:
        in_title = np.bincount(subject[line == (stays[0] if len(stays) else -1)], minlength=count) > 0
    said = np.array([
        in_title[subject], (in_lead[subject] > 0) | is_lead[line], in_text[subject] > paragraph[line], in_page[subject] > 1,
    ], dtype=np.float64)  # fmt: skip
    own = np.bincount(line, minlength=len(page.words))
    sums = np.array([np.bincount(line, each, minlength=len(page.words)) for each in said])
    return np.where(own > 0, sums / np.maximum(own, 1), -1.0).T


def _number_copies(lines: Sequence[PageLine]) -> Places:
    numbers: dict[str, int] = {}
    return np.array(
        [numbers.setdefault(line.folded or line.text[:_COPY_CHARS], len(numbers)) for line in lines],
        dtype=np.int64,
    )


def _copies(copies: Places) -> Values:
    """How often a line stands on the page, and how often above."""
    above = Counter[int]()
    before = []
    for number in copies.tolist():
        before.append(above[number])
        above[number] += 1
    return np.column_stack([np.bincount(copies)[copies], before])


def _phrase_kinds(count: int, phrases: Mapping[int, Phrase]) -> Values:
    values = np.zeros((count, len(_PHRASE_KINDS)))
    for index, phrase in phrases.items():
        values[index] = [phrase.place in kind for kind in _PHRASE_KINDS]
    return values


def _whole(page: PageArrays) -> Values:
    count = len(page.words)
    text = page.words[page.text].sum()
    values = [np.log(count), np.log1p(text), page.gone.mean(), page.text.mean(), page.words.mean()]
    return np.tile(np.array(values, dtype=np.float64), (count, 1))


def _distance(marked: Flags) -> Values:
    """How many lines above the nearest marked one stands, row by row."""
    at = np.arange(marked.shape[1])
    last = np.full((len(marked), marked.shape[1] + 1), -FAR)
    last[:, 1:] = np.maximum.accumulate(np.where(marked, at, -FAR), axis=1)
    return np.minimum(at - last[:, :-1], FAR).astype(np.float64)


def _run(text: Values) -> Values:
    """The words of the unbroken run of text lines above each line."""
    before = np.cumsum(text) - text
    broken = np.maximum.accumulate(np.where(text > 0, 0.0, before))
    return np.concatenate([[0.0], (before + text - broken)[:-1]])


def _window(values: npt.NDArray[np.generic], reach: int) -> Values:
    """The sum over a line and `reach` lines on either side, row by row."""
    count = values.shape[1]
    at = np.arange(count)
    sums = np.zeros((len(values), count + 1))
    np.cumsum(values, axis=1, dtype=np.float64, out=sums[:, 1:])
    return cast("Values", sums[:, np.minimum(at + reach + 1, count)] - sums[:, np.maximum(at - reach, 0)])


def _around(values: Values) -> Iterator[Values]:
    """The values of the lines that stand a few lines above and below each."""
    reach = max(OFFSETS)
    padded = np.full((len(values) + 2 * reach, values.shape[1]), BEYOND)
    padded[reach:-reach] = values
    for offset in OFFSETS:
        yield padded[reach + offset : reach + offset + len(values)]
