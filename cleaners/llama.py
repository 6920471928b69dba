"""The forward pass of a Llama model in numpy: what the model expects at each place of a text.

Only reading is needed here, never writing, so a few matrix products a layer do it: 135 million weights read a
text of 200 words in about a second on one core, with nothing to compile. The parts are those of the paper:
root-mean-square norm, rotary positions, grouped-query attention, a gated feed-forward layer (Touvron et al. 2023).

Many wordings of one text are read together. Each sees the text before its place, read once and kept, and itself;
which token sees which is a mask, so one pass serves both the text and any number of its variants. And several texts
are read together, each for itself: the products of a layer are then of larger matrices, which takes two thirds of the
time for each token.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from cleaners.gguf import Floats, Gguf

Tokens = npt.NDArray[np.int64]
Sight = npt.NDArray[np.bool_]
Past = list[tuple[Floats, Floats]]  # keys and values of each layer, [n, groups, size]
MATRICES: Final = (
    "attn_q",
    "attn_k",
    "attn_v",
    "attn_output",
    "ffn_gate",
    "ffn_up",
    "ffn_down",
)  # of a layer
BATCH: Final = 800  # tokens that are read together: more take as long for each
_HIDDEN: Final = np.float32(-1e9)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Tokens to be read.

    Attributes:
        tokens: their numbers, [n].
        places: the position of each in its text, [n].
        sight: which tokens each one sees, the past ones first and then these, [n, past + n].
        past: what was read before; none at the beginning of a text.
    """

    tokens: Tokens
    places: Tokens
    sight: Sight
    past: Past | None = None


def whole_text(tokens: Sequence[int]) -> Passage:
    """A text from its beginning: each token sees all before it."""
    count = len(tokens)
    return Passage(np.array(tokens), np.arange(count), np.tri(count, dtype=np.bool_))


def batches(items: Sequence[_T], sizes: Sequence[int], most: int) -> Iterator[list[_T]]:
    """Items in their order, as many together as a size allows; what is larger is alone.

    >>> list(batches("abcd", [3, 2, 9, 1], 5))
    [['a', 'b'], ['c'], ['d']]
    """
    batch: list[_T] = []
    together = 0
    for item, size in zip(items, sizes, strict=True):
        if batch and together + size > most:
            yield batch
            batch, together = [], 0
        batch.append(item)
        together += size
    if batch:
        yield batch


class Llama:
    """A model with its weights."""

    def __init__(self, file: Gguf) -> None:
        """Take the weights from a file of the architecture `llama`."""
        fields, tensors = file.fields, file.tensors
        self._heads: int = fields["llama.attention.head_count"]
        self._epsilon = np.float32(fields["llama.attention.layer_norm_rms_epsilon"])
        self.embedding = tensors["token_embd.weight"]
        self._norm = tensors["output_norm.weight"]
        self._layers = [_Layer(tensors, number) for number in range(fields["llama.block_count"])]
        size = self.embedding.shape[1] // self._heads
        self._turns = fields["llama.rope.freq_base"] ** -(np.arange(0, size, 2) / size)

    def read(self, passages: Sequence[Passage]) -> Iterator[tuple[Floats, Past]]:
        """Read passages that do not see each other.

        Yields:
            For each, what the model holds at each token, [n, width], and what later tokens need to see it and all that
            was before it.
        """
        sizes = [len(passage.tokens) for passage in passages]
        for some in batches(passages, sizes, BATCH):
            # One row alone is multiplied in another way, and its last digits would tell.
            is_alone = sum(len(passage.tokens) for passage in some) == 1
            yield from islice(self._read_together(some * (1 + is_alone)), len(some))

    def _read_together(self, passages: Sequence[Passage]) -> Iterator[tuple[Floats, Past]]:
        cuts = np.cumsum([len(passage.tokens) for passage in passages])[:-1]
        x = self.embedding[np.concatenate([passage.tokens for passage in passages])]
        angles = np.concatenate([passage.places for passage in passages])[:, None] * self._turns
        turn = np.cos(angles).astype(np.float32)[:, None], np.sin(angles).astype(np.float32)[:, None]
        masks = [np.where(passage.sight, np.float32(0), _HIDDEN) for passage in passages]
        seen: list[Past] = [[] for _ in passages]
        for number, layer in enumerate(self._layers):
            h = self._normed(x, layer.attention_norm)
            keys = np.split(_rotate(self._split(h @ layer.key), turn), cuts)
            values = np.split(self._split(h @ layer.value), cuts)
            queries = np.split(_rotate(self._split(h @ layer.query), turn), cuts)
            for at, passage in enumerate(passages):
                own = keys[at], values[at]
                seen[at].append(own if passage.past is None else _behind(passage.past[number], own))
            found = [
                _attend(*some) for some in zip(queries, (past[number] for past in seen), masks, strict=True)
            ]
            x += np.concatenate(found) @ layer.output
            x += self._feed(layer, self._normed(x, layer.feed_norm))
        return zip(np.split(self._normed(x, self._norm), cuts), seen, strict=True)

    @staticmethod
    def _feed(layer: _Layer, h: Floats) -> Floats:
        """The gated layer: x / (1 + exp(-x)) of one product, times another."""
        gate: Floats = h @ layer.gate
        slope = np.exp(-gate)
        slope += 1
        gate /= slope
        gate *= h @ layer.up
        fed: Floats = gate @ layer.down
        return fed

    def expect(self, held: Floats) -> Floats:
        """The logarithm of the probability of each token of the vocabulary to come next, [n, vocabulary]."""
        rows = held if len(held) > 1 else np.repeat(held, 2, axis=0)  # see `read`
        logits: Floats = (rows @ self.embedding.T)[: len(held)]
        logits -= logits.max(axis=1, keepdims=True)
        logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return logits

    def _normed(self, x: Floats, weight: Floats) -> Floats:
        normed: Floats = x / np.sqrt((x * x).mean(axis=1, keepdims=True) + self._epsilon) * weight
        return normed

    def _split(self, x: Floats) -> Floats:
        """[n, heads * size] as [n, heads, size]."""
        return x.reshape(len(x), -1, self.embedding.shape[1] // self._heads)


class _Layer:
    """The weights of one layer, transposed for products from the right."""

    def __init__(self, tensors: dict[str, Floats], number: int) -> None:
        weights: Sequence[Floats] = [tensors[f"blk.{number}.{name}.weight"].T for name in MATRICES]
        self.query, self.key, self.value, self.output, self.gate, self.up, self.down = weights
        self.attention_norm = tensors[f"blk.{number}.attn_norm.weight"]
        self.feed_norm = tensors[f"blk.{number}.ffn_norm.weight"]


def _rotate(x: Floats, turn: tuple[Floats, Floats]) -> Floats:
    """Turn each pair of neighbouring columns by the angle of its place."""
    cos, sin = turn
    turned = np.empty_like(x)
    turned[..., 0::2] = x[..., 0::2] * cos - x[..., 1::2] * sin
    turned[..., 1::2] = x[..., 0::2] * sin + x[..., 1::2] * cos
    return turned


def _behind(past: tuple[Floats, Floats], own: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    return np.concatenate([past[0], own[0]]), np.concatenate([past[1], own[1]])


def _attend(queries: Floats, seen: tuple[Floats, Floats], mask: Floats) -> Floats:
    """Attention with several heads of queries to one of keys: [n, heads, size] to [n, heads * size]."""
    keys, values = seen
    count, heads, size = queries.shape
    groups = keys.shape[1]
    each = heads // groups
    found = np.empty((count, groups, each, size), np.float32)
    for group in range(groups):
        asked = queries[:, group * each : (group + 1) * each].reshape(count * each, size) * np.float32(
            size**-0.5
        )
        scores = (asked @ keys[:, group].T).reshape(count, each, -1)
        scores += mask[:, None]
        scores -= scores.max(axis=2, keepdims=True)
        np.exp(scores, out=scores)
        seen_by_each = (scores.reshape(count * each, -1) @ values[:, group]).reshape(count, each, size)
        np.divide(seen_by_each, scores.sum(axis=2, keepdims=True), out=found[:, group])
    return found.reshape(count, heads * size)
