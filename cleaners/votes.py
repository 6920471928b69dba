"""How much of each line of a page an extractor keeps, read off its text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    lines = {tuple(read_words(line)) for line in text.split("\n")}
    needed = {min(len(block.words), _RUN) for block in blocks}
    runs = {length: _runs(words, length) for length in needed}
    return [_cover(block.words, lines, runs) for block in blocks]


def _runs(words: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return set(zip(*(words[at:] for at in range(length)), strict=False))


def _cover(
    words: Sequence[str], lines: Collection[tuple[str, ...]], runs: Mapping[int, Collection[tuple[str, ...]]]
) -> float:
    if len(words) < _RUN:
        line = tuple(words)
        return 1.0 if line in lines else 0.5 * (line in runs[len(line)])
    known = runs[_RUN]
    found = [run in known for run in zip(words, words[1:], words[2:], words[3:], strict=False)]
    return sum(found) / len(found)
