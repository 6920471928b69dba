"""The language model, taught to write a spun text as it was.

A language model reads from left to right, so what stands behind a place says nothing about it unless every wording is
read with it. Here the text is read twice instead: once as it stands, and once more behind the mark `Original:`. At
each place of the second reading the model says how the original goes on, with the whole text before it, so one pass
answers for all wordings of all words. As it comes, it copies what it has just read. It was taught otherwise on clean
news that a simulator had spun, by tables from which four in ten pairs were taken out and by a thesaurus: there it is
to go on with the author's word (`benchmarks/fit_denoiser.py`). The idea is that of denoising pretraining (BART, Lewis
et al. 2020); what was learnt is an adapter of low rank for the upper layers.

The second reading need not be the text as it stands. Where a draft has some places undone, it is the draft, and the
words beside a place are the author's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import numpy as np

from cleaners.adapter import unpack
from cleaners.gguf import Floats
from cleaners.language_model import TEXT_BEGINS, Wording, read_beside, the_model
from cleaners.llama import Llama

MARK: Final = "\n\nOriginal:\n\n"
_ADAPTER: Final = "data/spin/denoiser.npz"
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
Piece = tuple[int, str, list[int]]


@dataclass(frozen=True, slots=True)
class Look:
    """What the taught model makes of a wording.

    Attributes:
        gain: how much likelier the original goes on with it than with what stands there, in nats.
        own: the logarithm of the probability that it goes on with what stands there.
        ahead: how many of the tokens of its vocabulary it would rather go on with.
        best: the gain of the likeliest other token, in nats.
    """

    gain: float
    own: float
    ahead: int
    best: float


class Denoised:
    """A second reading, with the whole text before it."""

    def __init__(self, text: str, draft: str) -> None:
        """Read a text of up to a few hundred words, and behind it a draft of what it was.

        Raises:
            LookupError: no model is installed.
        """
        model = the_model()
        before = [TEXT_BEGINS, *_tokens(model.pieces(text)), *_tokens(model.pieces(MARK))]
        self._draft = draft
        self._pieces = pieces = model.pieces(draft)
        self._by_start = {start + piece.startswith(" "): at for at, (start, piece, _) in enumerate(pieces)}
        self._by_end = {start + len(piece): at for at, (start, piece, _) in enumerate(pieces)}
        self._starts = np.cumsum([0, *(len(tokens) for _, _, tokens in pieces)])
        self._tokens = _tokens(pieces)
        self._base = len(before)
        tokens = np.array([*before, *self._tokens])
        count = len(tokens)
        held, self._past = load_denoiser().read(tokens, np.arange(count), np.tri(count, dtype=np.bool_))
        self._expected = load_denoiser().expect(held[self._base - 1 : -1])

    def look(self, wording: Wording) -> Look | None:
        """What the model makes of a wording of the draft; None where it starts or ends within a token."""
        first, last = self._by_start.get(wording.start), self._by_end.get(wording.end)
        if first is None or last is None or last < first:
            return None
        blank = " " if self._pieces[first][1].startswith(" ") else ""
        own = self._tokens[self._starts[first] : self._starts[last + 1]]
        wanted = _tokens(the_model().pieces(blank + wording.after))
        if not own or not wanted:
            return None
        # Where both begin alike, the first token that differs decides.
        same = 0
        while same < min(len(own), len(wanted)) - 1 and own[same] == wanted[same]:
            same += 1
        expected = self._expected[self._starts[first] + same]
        stands, reads = float(expected[own[same]]), float(expected[wanted[same]])
        best = float(
            max(expected[: own[same]].max(initial=-np.inf), expected[own[same] + 1 :].max(initial=-np.inf))
        )
        ahead = int((expected > expected[wanted[same]]).sum())
        return Look(round(reads - stands, 2), round(stands, 2), ahead, round(best - stands, 2))

    def gain(self, wording: Wording) -> float | None:
        """The gain of a wording, none of what stands there; None where it starts or ends within a token."""
        if wording.after == self._draft[wording.start : wording.end]:
            return 0.0
        look = self.look(wording)
        return None if look is None else look.gain

    def own(self, start: int) -> float | None:
        """The logarithm of the probability that the original begins with what stands at a word, by its first token."""
        piece = self._by_start.get(start)
        if piece is None or self._starts[piece] == self._starts[piece + 1]:
            return None
        place = self._starts[piece]
        return float(self._expected[place, self._tokens[place]])

    def propose(self, starts: Sequence[int]) -> list[Wording]:
        """What may have stood at each of some words, the likeliest first, and how many words it was swapped for.

        Args:
            starts: where the words begin in the draft.
        """
        heads = [
            (piece, token)
            for start in starts
            if (piece := self._by_start.get(start)) is not None and self._pieces[piece][2]
            for token in self._likeliest(piece)
        ]
        runs = [[token] for _, token in heads]
        going_on = list(range(len(runs)))
        resumed: dict[int, int] = {}
        for _ in range(_MOST_TOKENS):
            for number, row in zip(going_on, self._behind(heads, runs, going_on), strict=True):
                token = int(row.argmax())
                if _WORD_GOES_ON.fullmatch(the_model().vocabulary[token]):
                    runs[number].append(token)
                else:
                    resumed[number] = self._resumes(heads[number][0], row)
            going_on = [number for number in going_on if number not in resumed]
        return [
            Wording(self._start(heads[number][0]), self._end(last), _written(runs[number]))
            for number, last in sorted(resumed.items())
        ]

    def _likeliest(self, piece: int) -> list[int]:
        """The tokens that the original likeliest begins with at a piece, if not with its own."""
        place = self._starts[piece]
        expected, own = self._expected[place], self._tokens[place]
        blank = self._pieces[piece][1].startswith(" ")
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

    def _behind(
        self, heads: Sequence[tuple[int, int]], runs: Sequence[Sequence[int]], numbers: Sequence[int]
    ) -> Floats:
        """What the model expects behind some runs, [runs, vocabulary]."""
        if not numbers:
            return np.empty((0, len(the_model().vocabulary)), np.float32)
        places = [self._base + int(self._starts[heads[number][0]]) for number in numbers]
        some = [runs[number] for number in numbers]
        _, _, held = read_beside(load_denoiser(), self._past, places, some)
        last = np.cumsum([len(run) for run in some]) - 1
        return load_denoiser().expect(held[last])

    def _resumes(self, piece: int, row: Floats) -> int:
        """The last piece that a proposal stands for: behind it the text goes on as the model expects it to."""
        best, found = -np.inf, piece
        for last in range(piece, min(piece + _MOST_WORDS, len(self._pieces) - 1)):
            if not _WORD.fullmatch(self._pieces[last][1]):
                break
            place = self._starts[last + 1]
            if place == len(self._tokens):  # what is behind has no token: a control character may have none
                break
            expected = float(row[self._tokens[place]])
            if expected > best:
                best, found = expected, last
        return found

    def _start(self, piece: int) -> int:
        start, written, _ = self._pieces[piece]
        return start + written.startswith(" ")

    def _end(self, piece: int) -> int:
        start, written, _ = self._pieces[piece]
        return start + len(written)


@lru_cache(maxsize=2)  # a text is judged by its first windows, and then repaired
def denoise(text: str) -> Denoised:
    """A second reading of a text as it stands.

    Raises:
        LookupError: no model is installed.
    """
    return Denoised(text, text)


def _written(run: Sequence[int]) -> str:
    """The word that some tokens spell."""
    return "".join(the_model().vocabulary[token] for token in run).removeprefix("Ġ")


def _tokens(pieces: Sequence[Piece]) -> list[int]:
    return [token for _, _, tokens in pieces for token in tokens]


@cache
def load_denoiser() -> Llama:
    """The taught model.

    Raises:
        LookupError: no model is installed.
    """
    with files("cleaners").joinpath(_ADAPTER).open("rb") as file, np.load(file) as packed:
        return the_model().moved(unpack(dict(packed)))
