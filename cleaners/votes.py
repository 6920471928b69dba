"""How much of each line of a page an extractor keeps, read off its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cleaners.outline import Block, read_words

_RUN: Final = 4  # words

Words = tuple[str, ...]


def cover_blocks(blocks: Sequence[Block], text: str) -> list[float]:
    """How much of each line stands in a text.

    Args:
        blocks: the lines of a page.
        text: what an extractor made of it.

    Returns:
        For each line the share of its runs of four words that the text has; a shorter line is a line of the text
        (1), words in one (0.5) or neither (0).
    """
    words = read_words(text)
    lines = {tuple(read_words(line)) for line in text.split("\n")}
    runs = {length: set(_runs(words, length)) for length in range(1, _RUN + 1)}
    return [_cover(tuple(block.words), lines, runs) for block in blocks]


def _cover(words: Words, lines: set[Words], runs: Mapping[int, set[Words]]) -> float:
    """Sets and no search in the text: ten thousand short lines, each looked for, are quadratic."""
    if len(words) < _RUN:
        return 1.0 if words in lines else 0.5 * (words in runs.get(len(words), ()))
    held = runs[_RUN]
    return sum(run in held for run in _runs(words, _RUN)) / (len(words) - _RUN + 1)


def _runs(words: Sequence[str], length: int) -> Iterable[Words]:
    return zip(*(words[at:] for at in range(length)), strict=False)
