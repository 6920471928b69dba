"""Windows: the parts of a text that the language model reads, each for itself.

A text is read in windows of whole paragraphs, so that a repair leaves the other windows as they were, and a window
that was read before is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cleaners.language_model import the_model

_BREAK: Final = re.compile(r"\n+|(?<=[.!?”\"])[ \u00a0]+(?=[A-Z“\"])|\Z")
_FEWEST_WORDS: Final = 100  # a window ends with the paragraph in which it has so many words,
_MOST_WORDS: Final = 180  # or else with the sentence
# A window without any break is no prose, and reading it takes the square: 800 tokens take 0.7 GB.
_LONGEST: Final = 3000  # code points
_MOST_TOKENS: Final = 800


def windows(text: str) -> Iterator[tuple[int, str]]:
    """Parts of a text, each with where it starts, that hold whole paragraphs or sentences."""
    start = 0
    for found in _BREAK.finditer(text):
        count = len(text[start : found.start()].split())
        paragraph = found.group().startswith("\n")
        if count >= _MOST_WORDS or (paragraph and count >= _FEWEST_WORDS) or found.end() == len(text):
            if count:
                yield start, text[start : found.start()]
            start = found.end()


def may_read(window: str) -> bool:
    """Whether a window is short enough for the model.

    Raises:
        LookupError: no model is installed.
    """
    return len(window) <= _LONGEST and tokens_of(window) <= _MOST_TOKENS


def tokens_of(window: str) -> int:
    """How many tokens a window has.

    Raises:
        LookupError: no model is installed.
    """
    return len(the_model().encode(window))
