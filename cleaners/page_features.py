"""What the line model sees of a line among its neighbours: where it stands, in what company, what it is about.

Half of the boilerplate words of a badly extracted page are ordinary sentences: teasers of other stories, readers'
comments, biographies. One such line alone looks like an article's. What gives it away is the company that it
keeps (short lines, capitals, furniture that the rules found), where it stands, and that it speaks of things of
which the title, the lead and the other paragraphs do not.

Empty lines are left out of account: whether an extractor writes them says nothing about the page.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from cleaners.boilerplate_lines import PageLine, fold
from cleaners.line_features import FORM_NAMES, WORD_NAMES, line_values
from cleaners.phrases import Phrase

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_PARAGRAPH_WORDS: Final = 20
_LEAD_WORDS: Final = 12
_LEADS: Final = 2
_SHORT_WORDS: Final = 8
# Distances are counted up to here; beyond, a line has no such neighbour.
_FAR: Final = 30
_OFFSETS: Final = (-3, -2, -1, 1, 2, 3)
_BEYOND: Final = -2.0  # the value of a neighbour that is not there
_COPY_CHARS: Final = 80

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
_NEAR_NAMES: Final = (
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
    *(f"{name}, {abs(offset)} {'above' if offset < 0 else 'below'}" for offset in _OFFSETS for name in _NEAR_NAMES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Page:
    """The arrays that the values are made of, a row a line: words, reads as text and stays, goes."""

    words: Values
    text: Flags
    gone: Flags


def page_values(
    lines: Sequence[PageLine],
    title: str | None,
    phrases: Mapping[int, Phrase],
    gone: Collection[int],
    odds: Mapping[str, float],
) -> Values:
    """The values of every line of a page, [lines, len(NAMES)].

    Args:
        lines: the page, at least one line.
        title: the headline, where it is known; else the first line that stays counts as one.
        phrases: the phrase that each furniture line is.
        gone: the lines that the rules take.
        odds: how much oftener a word stands in furniture, as a logarithm.
    """
    both = [line_values(line, odds) for line in lines]
    own = np.array([values for values, _ in both], dtype=np.float64)
    is_gone = np.array([index in gone for index in range(len(lines))])
    is_text = np.array([line.is_text for line in lines]) & ~is_gone
    page = _Page(np.array([line.words for line in lines], dtype=np.float64), is_text, is_gone)
    about = _about(lines, title, [stems for _, stems in both], page)
    repeats = [_copies(lines), _phrase_kinds(lines, phrases)]
    near = np.column_stack([own[:, _columns("words", "ends as a sentence", "capitals", "wording")],
                            is_gone, about[:, 2], own[:, _columns("dates")]])  # fmt: skip
    parts = [own, _place(page), about, *repeats, _whole(page), *(_shift(near, offset) for offset in _OFFSETS)]
    return cast("Values", np.round(np.hstack(parts), 4))


def _columns(*names: str) -> list[int]:
    return [(*FORM_NAMES, *WORD_NAMES).index(name) for name in names]


def _place(page: _Page) -> Values:
    count = len(page.words)
    at = np.arange(count)
    text = np.where(page.text, page.words, 0.0)
    above = np.cumsum(text) - text
    below = text.sum() - above - text
    paragraph = page.text & (page.words >= _PARAGRAPH_WORDS)
    short = (page.words < _SHORT_WORDS) & ~page.text
    furniture = np.cumsum(page.gone)
    return np.column_stack([
        at / count, np.log1p(above), np.log1p(below), above / max(text.sum(), 1.0), np.cumsum(~page.gone) - ~page.gone,
        _distance(page.gone), _distance(page.gone[::-1])[::-1], _distance(page.text), _distance(page.text[::-1])[::-1],
        _distance(paragraph), _distance(paragraph[::-1])[::-1], np.log1p(_run(text)), np.log1p(_run(text[::-1])[::-1]),
        furniture - page.gone, furniture[-1] - furniture,
        _window(text, 5), _window(text, 10), _window(page.gone, 5), _window(short, 5),
    ])  # fmt: skip


def _about(lines: Sequence[PageLine], title: str | None, stems: list[frozenset[str]], page: _Page) -> Values:
    """Which share of a line's subjects the title, the lead, other paragraphs and other lines name; -1 without any."""
    stays = [index for index in range(len(lines)) if not page.gone[index]]
    paragraphs = {index for index in stays if page.text[index] and page.words[index] >= _PARAGRAPH_WORDS}
    leads = [index for index in stays if page.text[index] and page.words[index] >= _LEAD_WORDS][:_LEADS]
    lead = frozenset[str]().union(*(stems[index] for index in leads))
    named = line_values(_as_line(title), {})[1] if title else stems[stays[0]] if stays else frozenset[str]()
    in_text = Counter(stem for index in paragraphs for stem in stems[index])
    in_page = Counter(stem for index in stays for stem in stems[index])
    values = np.full((len(lines), 4), -1.0)
    for index, own in enumerate(stems):
        if own:
            elsewhere = sum(in_text[stem] > (index in paragraphs) for stem in own)
            again = sum(in_page[stem] > 1 for stem in own)
            in_lead = len(own) if index in leads else len(own & lead)
            values[index] = np.array([len(own & named), in_lead, elsewhere, again]) / len(own)
    return values


def _as_line(text: str) -> PageLine:
    return PageLine(0, len(text), text, fold(text), len(text.split()), is_text=False, opens_block=True)


def _copies(lines: Sequence[PageLine]) -> Values:
    """How often a line stands on the page, and how often above."""
    forms = [line.folded or line.text[:_COPY_CHARS] for line in lines]
    counts, above = Counter(forms), Counter[str]()
    values = []
    for form in forms:
        values.append((counts[form], above[form]))
        above[form] += 1
    return np.array(values, dtype=np.float64)


def _phrase_kinds(lines: Sequence[PageLine], phrases: Mapping[int, Phrase]) -> Values:
    kinds = ({"any", "opener", "cut"}, {"edge", "tail"}, {"beside"})
    places = [phrases[index].place if index in phrases else "" for index in range(len(lines))]
    return np.array([[place in kind for kind in kinds] for place in places], dtype=np.float64)


def _whole(page: _Page) -> Values:
    count = len(page.words)
    text = page.words[page.text].sum()
    values = [math.log(count), math.log1p(text), page.gone.mean(), page.text.mean(), page.words.mean()]
    return np.tile(np.array(values, dtype=np.float64), (count, 1))


def _distance(marked: Flags) -> Values:
    """How many lines above the nearest marked one stands."""
    at = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, at, -_FAR))
    return np.asarray(np.minimum(at - np.concatenate([[-_FAR], last[:-1]]), _FAR), dtype=np.float64)


def _run(text: Values) -> Values:
    """The words of the unbroken run of text lines above each line."""
    runs = np.zeros(len(text))
    for index in range(1, len(text)):
        runs[index] = runs[index - 1] + text[index - 1] if text[index - 1] else 0.0
    return runs


def _window(values: npt.NDArray[np.generic], reach: int) -> Values:
    """The sum over a line and `reach` lines on either side."""
    at = np.arange(len(values))
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    return cast("Values", sums[np.minimum(at + reach + 1, len(values))] - sums[np.maximum(at - reach, 0)])


def _shift(values: Values, offset: int) -> Values:
    """The values of the line that stands `offset` lines below."""
    shifted = np.full(values.shape, _BEYOND)
    if offset < 0:
        shifted[-offset:] = values[:offset]
    else:
        shifted[:-offset] = values[offset:]
    return shifted
