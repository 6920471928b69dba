"""The spun spans of seed 003 one by one: repaired, wrongly edited or missed.

`seed_003.tsv` lists them by hand with what stood there. A span counts as repaired where the edits that touch it give
what undoing it, and any other span that they touch, would give; an edit that does anything else is wrong. What stands
inside quotation marks is left out, since nothing is applied there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from cleaners.edits import Edit
from cleaners.quotes import overlaps, quoted_spans

TABLE: Final = Path(__file__).parent / "seed_003.tsv"


@dataclass(frozen=True, slots=True)
class Span:
    """A spun span of a text and what may have stood there."""

    start: int
    end: int
    originals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How a text's spans fared.

    Attributes:
        repaired: spans that were put right.
        spans: all spans outside quotation marks.
        wrong: edits that do something else.
    """

    repaired: int
    spans: int
    wrong: tuple[Edit, ...]


def read_spans(text: str) -> list[Span]:
    """The listed spans of the seed, in its order.

    Raises:
        ValueError: the text has no such span where the list expects it.
    """
    spans: list[Span] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        marked, originals = line.split("\t")
        start, end = marked.index("{"), marked.index("}") - 1
        done = spans[-1].end if spans else 0
        at = text.find(marked.replace("{", "").replace("}", ""), max(0, done - start))
        if at < 0:
            message = f"{marked!r} does not follow"
            raise ValueError(message)
        spans.append(Span(at + start, at + end, tuple(originals.split("|"))))
    return spans


def tally(text: str, edits: Sequence[Edit]) -> Tally:
    """Hold edits against the spans."""
    quotes = quoted_spans(text)
    spans = [span for span in read_spans(text) if not overlaps(quotes, span.start, span.end)]
    repaired: set[Span] = set()
    wrong = []
    for edit in edits:
        touched = [span for span in spans if span.start < edit.end and span.end > edit.start]
        if touched and _undoes(text, edit, touched):
            repaired.update(touched)
        else:
            wrong.append(edit)
    return Tally(len(repaired), len(spans), tuple(wrong))


def _undoes(text: str, edit: Edit, spans: Sequence[Span]) -> bool:
    """Whether an edit gives what some original of each span would give."""
    start, end = min(edit.start, spans[0].start), max(edit.end, spans[-1].end)
    got = text[start : edit.start] + edit.after + text[edit.end : end]
    for originals in product(*(span.originals for span in spans)):
        wanted, done = "", start
        for span, original in zip(spans, originals, strict=True):
            wanted += text[done : span.start] + original
            done = span.end
        if (wanted + text[done:end]).lower() == got.lower():
            return True
    return False
