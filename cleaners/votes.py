"""How much of each line of a page an extractor keeps, read off its text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaners.outline import Block, read_words

_RUN: Final = 4  # words


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
    whole = f" {' '.join(words)} "
    lines = {" ".join(read_words(line)) for line in text.split("\n")}
    runs = {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    return [_cover(block.words, whole, lines, runs) for block in blocks]


def _cover(words: list[str], whole: str, lines: set[str], runs: set[tuple[str, ...]]) -> float:
    line = " ".join(words)
    if len(words) < _RUN:
        return 1.0 if line in lines else 0.5 * (f" {line} " in whole)
    if f" {line} " in whole:
        return 1.0
    count = len(words) - _RUN + 1
    return sum(tuple(words[at : at + _RUN]) in runs for at in range(count)) / count
