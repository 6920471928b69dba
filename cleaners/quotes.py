"""What stands inside quotation marks: other people's words, which a cleaner does not touch.

News writes quotes in curly and straight marks, double and single, and in guillemets. A quote may run over
several sentences and paragraphs, each of which then opens with a mark of its own while only the last closes.
Marks are also lost, doubled and taken for apostrophes. The aim here is to protect: where it is unclear how far a
quote goes, the longer reading counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Final

Span = tuple[int, int]

# An opener stands at the start of a word, a closer at the end of one; curly double marks say it by themselves.
_DOUBLE: Final = re.compile(r'(?P<open>[“„«‹]|(?<![^\s([{—–-])"(?=[^\s"]))|(?P<close>[”»›"])|(?P<end>\n)')
# A single mark is mostly an apostrophe: only one before a word opens, only one behind a word closes.
_SINGLE: Final = re.compile(
    r"(?P<open>‘|(?<![^\s([{—–-])'(?=[^\W\d_]))|(?P<close>(?<=\S)[’'](?!\w))|(?P<end>\n)"
)


def quoted_spans(text: str) -> list[Span]:
    """The stretches of text inside quotation marks, in order and not overlapping, marks included.

    An opening mark without a closing one protects the rest of its paragraph, a closing mark without an opening
    one the paragraph so far. A double quote goes on over paragraphs when the next mark is a closing one.

    >>> [f"{text[a:b]}" for text in ['He said: “No. Never.” Then he left.'] for a, b in quoted_spans(text)]
    ['“No. Never.”']
    """
    return _union(_double_quotes(text) + _single_quotes(text))


def overlaps(spans: list[Span], start: int, end: int) -> bool:
    """Whether `start:end` shares a character with one of the spans, which are in order and do not overlap.

    >>> overlaps([(2, 5)], 4, 6), overlaps([(2, 5)], 5, 6)
    (True, False)
    """
    return bisect_right(spans, start, key=lambda span: span[1]) < bisect_left(
        spans, end, key=lambda span: span[0]
    )


def _double_quotes(text: str) -> list[Span]:
    spans: list[Span] = []
    opened: int | None = None
    paragraph = 0  # where this one starts
    ended: int | None = None  # where the paragraph ended that left a quote open
    for mark in _DOUBLE.finditer(text):
        at = mark.start()
        if mark["end"]:
            paragraph = at + 1
            ended = at if opened is not None and ended is None else ended
        elif mark["open"]:
            if opened is not None and ended is not None:
                spans.append((opened, ended))
                opened = ended = None
            opened = at if opened is None else opened
        else:
            spans.append((paragraph if opened is None else opened, at + 1))
            opened = ended = None
    if opened is not None:
        spans.append((opened, len(text) if ended is None else ended))
    return spans


def _single_quotes(text: str) -> list[Span]:
    """Single quotes within one paragraph: from an opener to the last closer before the next opener."""
    spans: list[Span] = []
    opened = closed = None
    for mark in _SINGLE.finditer(text):
        if mark["close"]:
            closed = mark.end() if opened is not None else None
            continue
        if opened is not None and closed is not None:
            spans.append((opened, closed))
        opened, closed = (mark.start() if mark["open"] else None), None
    if opened is not None and closed is not None:
        spans.append((opened, closed))
    return spans


def _union(spans: list[Span]) -> list[Span]:
    """The spans in order, those that overlap joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
