"""The language model, taught to write a spun text as it was.

A language model reads from left to right, so what stands behind a place says nothing about it unless every wording is
read with it. Here the text is read twice instead: once as it stands, and once more behind the mark `Original:`. At
each place of the second reading the model says how the original goes on, with the whole text before it, so one pass
answers for all wordings of all words. As it comes, it copies what it has just read. It was taught otherwise on clean
news that a simulator had spun, by tables from which four in ten pairs were taken out and by a thesaurus: there it is
to go on with the author's word (`benchmarks/fit_denoiser.py`). The idea is that of denoising pretraining (BART, Lewis
et al. 2020); what was learnt is an adapter of low rank for the upper layers.

Where a draft has some places undone, it is read in the same way, twice: with the spun text before it, the model has the
swapped words before its eyes, and says no more than at first (`spin_second_look`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from cleaners.adapter import unpack
from cleaners.gguf import Floats
from cleaners.language_model import TEXT_BEGINS, Piece, Wording, the_model
from cleaners.llama import Llama, Past, whole_text
from cleaners.remembered import Remembered

MARK: Final = "\n\nOriginal:\n\n"
_ADAPTER: Final = "data/spin/denoiser.npz"
_REMEMBERED: Final = 2  # texts: a document is judged by its first windows, and then repaired


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
    """A second reading of a text, with the whole of it before."""

    def __init__(self, pieces: Sequence[Piece], base: int, held: Floats, past: Past) -> None:
        """Take what was read.

        Args:
            pieces: the text.
            base: how many tokens are before the second reading.
            held: what the model holds at the last of these and at all of the second reading but the last.
            past: what later tokens need to see both readings.
        """
        self.pieces = pieces
        self.base = base
        self.past = past
        self.tokens = _tokens(pieces)
        self.starts = np.cumsum([0, *(len(tokens) for _, _, tokens in pieces)]).tolist()
        self._by_start = {start + piece.startswith(" "): at for at, (start, piece, _) in enumerate(pieces)}
        self._by_end = {start + len(piece): at for at, (start, piece, _) in enumerate(pieces)}
        self._held = held
        self._rows: dict[int, Floats] = {}

    def expected(self, places: Iterable[int]) -> list[Floats]:
        """The logarithm of the probability of each token at some tokens of the text, each [vocabulary]."""
        places = list(places)
        new = sorted({*places} - self._rows.keys())
        if new:
            self._rows.update(zip(new, load_denoiser().expect(self._held[new]), strict=True))
        return [self._rows[place] for place in places]

    def looks(self, wordings: Sequence[Wording]) -> list[Look | None]:
        """What the model makes of wordings; None where one starts or ends within a token."""
        differences = [self._difference(wording) for wording in wordings]
        expected = iter(self.expected(place for place, _, _ in filter(None, differences)))
        return [None if found is None else _look(next(expected), *found[1:]) for found in differences]

    def gains(self, wordings: Sequence[Wording]) -> list[float | None]:
        """The gain of each wording, none of what stands there; None where it starts or ends within a token."""
        text = "".join(piece for _, piece, _ in self.pieces)
        looks = self.looks(wordings)
        return [
            0.0 if one.after == text[one.start : one.end] else None if look is None else look.gain
            for one, look in zip(wordings, looks, strict=True)
        ]

    def _difference(self, wording: Wording) -> tuple[int, int, int] | None:
        """The first place at which a wording has another token than the text, and the tokens of both there."""
        first, last = self._by_start.get(wording.start), self._by_end.get(wording.end)
        if first is None or last is None or last < first:
            return None
        blank = " " if self.pieces[first][1].startswith(" ") else ""
        own = self.tokens[self.starts[first] : self.starts[last + 1]]
        wanted = the_model().encode(blank + wording.after)
        if not own or not wanted:
            return None
        same = 0
        while same < min(len(own), len(wanted)) - 1 and own[same] == wanted[same]:
            same += 1
        return self.starts[first] + same, own[same], wanted[same]

    def owns(self, starts: Sequence[int]) -> list[float | None]:
        """The logarithm of the probability that the original begins with what stands at a word, by its first token."""
        places = [None if (piece := self.piece_at(start)) is None else self.starts[piece] for start in starts]
        expected = iter(self.expected(place for place in places if place is not None))
        return [None if place is None else float(next(expected)[self.tokens[place]]) for place in places]

    def piece_at(self, start: int) -> int | None:
        """The piece that begins at a code point; None where none does, or none with a token."""
        piece = self._by_start.get(start)
        return None if piece is None or not self.pieces[piece][2] else piece


def _look(expected: Floats, own: int, wanted: int) -> Look:
    """From what is expected at a place: of what stands there and of what is wanted, the first tokens that differ."""
    stands, reads = float(expected[own]), float(expected[wanted])
    best = float(max(expected[:own].max(initial=-np.inf), expected[own + 1 :].max(initial=-np.inf)))
    ahead = int((expected > expected[wanted]).sum())
    return Look(round(reads - stands, 2), round(stands, 2), ahead, round(best - stands, 2))


def _denoise(texts: Sequence[str]) -> list[Denoised]:
    """Read texts of up to a few hundred words, and each once more as its original.

    Raises:
        LookupError: no model is installed.
    """
    model = the_model()
    pieces = [model.pieces(text) for text in texts]
    mark = model.encode(MARK)
    tokens = [_tokens(some) for some in pieces]
    bases = [1 + len(some) + len(mark) for some in tokens]
    read = load_denoiser().read([whole_text([TEXT_BEGINS, *some, *mark, *some]) for some in tokens])
    return [
        Denoised(some, base, held[base - 1 : -1], past)
        for some, base, (held, past) in zip(pieces, bases, read, strict=True)
    ]


denoise: Final = Remembered(_denoise, _REMEMBERED)


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
