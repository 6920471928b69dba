"""How the taught model would go on at the words of a text, if not with them.

The likeliest other tokens of a place are spelt out to whole words. What a word was swapped for need not be one word:
`games` may have stood for `video games`. How many words a proposal stands for shows in what the model expects behind
it: that is how the text goes on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from cleaners.gguf import Floats
from cleaners.language_model import Wording, beside, the_model
from cleaners.spin_denoiser import Denoised, load_denoiser

# Proposals of a place: the first is the original of 69 in 100 swaps of content words, one of the first two of 79.
_MOST: Final = 2
_TRIED: Final = 8  # tokens of a place among which they are
# Nats that a proposal gains. Of 224 originals that nothing else proposed 7 gained less, and half of what was none.
_LEAST_GAIN: Final = -2.0
_MOST_TOKENS: Final = 3  # of a proposed word
_MOST_WORDS: Final = 4  # that one word was swapped for
_WORD_BEGINS: Final = re.compile(r"Ġ?[A-Za-z]+")
_WORD_GOES_ON: Final = re.compile(r"[a-z]+")
_WORD: Final = re.compile(r" ?[^\W\d_]+")


class _Run(NamedTuple):
    """A word that is being spelt: of which text, at which of its pieces, and with which tokens so far."""

    text: int
    piece: int
    tokens: list[int]


def continue_words(asked: Sequence[tuple[Denoised, Sequence[int]]]) -> list[list[Wording]]:
    """What may have stood at some words of each text, the likeliest first, and how many words it was swapped for.

    Args:
        asked: texts, each with where the words begin in it; they are read together.
    """
    texts = [text for text, _ in asked]
    runs = [
        _Run(number, piece, [token])
        for number, (text, starts) in enumerate(asked)
        for piece, tokens in _likeliest(text, starts)
        for token in tokens
    ]
    last: dict[int, int] = {}  # the last piece that each run stands for, once it is a word
    for _ in range(_MOST_TOKENS):
        growing = [number for number in range(len(runs)) if number not in last]
        for number, row in zip(growing, _expected_behind(texts, [runs[at] for at in growing]), strict=True):
            run = runs[number]
            token = int(row.argmax())
            if _WORD_GOES_ON.fullmatch(the_model().vocabulary[token]):
                run.tokens.append(token)
            else:
                last[number] = _resumes(texts[run.text], run.piece, row)
    found: list[list[Wording]] = [[] for _ in asked]
    for number, piece in sorted(last.items()):
        run = runs[number]
        found[run.text].append(_wording(texts[run.text], run, piece))
    return found


def _likeliest(text: Denoised, starts: Sequence[int]) -> list[tuple[int, list[int]]]:
    """The pieces that begin at some words, each with the tokens that the original likeliest begins with instead."""
    pieces = [piece for start in starts if (piece := text.piece_at(start)) is not None]
    rows = text.expected(text.starts[piece] for piece in pieces)
    return [(piece, _others(text, piece, row)) for piece, row in zip(pieces, rows, strict=True)]


def _others(text: Denoised, piece: int, expected: Floats) -> list[int]:
    own = text.tokens[text.starts[piece]]
    blank = text.pieces[piece][1].startswith(" ")
    tried = np.argpartition(-expected, _TRIED)[:_TRIED]
    ranked = sorted(tried.tolist(), key=lambda token: (-expected[token], token))
    written = {token: the_model().vocabulary[token] for token in ranked}
    return [
        token
        for token in ranked
        if token != own
        and expected[token] >= expected[own] + _LEAST_GAIN
        and _WORD_BEGINS.fullmatch(written[token])
        and written[token].startswith("Ġ") is blank
    ][:_MOST]


def _expected_behind(texts: Sequence[Denoised], runs: Sequence[_Run]) -> list[Floats]:
    """What the model expects behind each of some runs, that are in the order of their texts; each [vocabulary]."""
    passages, last = [], []
    for number in sorted({run.text for run in runs}):
        text = texts[number]
        own = [(text.base + text.starts[run.piece], run.tokens) for run in runs if run.text == number]
        passages.append(beside(text.past, own))
        last.append(np.cumsum([len(tokens) for _, tokens in own]) - 1)
    read = load_denoiser().read(passages)
    return [
        row for (held, _), ends in zip(read, last, strict=True) for row in load_denoiser().expect(held[ends])
    ]


def _resumes(text: Denoised, piece: int, expected: Floats) -> int:
    """The last piece that a proposal stands for: behind it the text goes on as the model expects it to."""
    best, found = -np.inf, piece
    for last in range(piece, min(piece + _MOST_WORDS, len(text.pieces) - 1)):
        if not _WORD.fullmatch(text.pieces[last][1]):
            break
        place = text.starts[last + 1]
        if place == len(text.tokens):  # what is behind has no token: a control character may have none
            break
        likely = float(expected[text.tokens[place]])
        if likely > best:
            best, found = likely, last
    return found


def _wording(text: Denoised, run: _Run, last: int) -> Wording:
    start, first, _ = text.pieces[run.piece]
    before, behind, _ = text.pieces[last]
    word = "".join(the_model().vocabulary[token] for token in run.tokens).removeprefix("Ġ")
    return Wording(start + first.startswith(" "), before + len(behind), word)
