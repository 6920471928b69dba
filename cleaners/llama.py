"""The forward pass of a Llama model in numpy: what the model expects at each place of a text.

Only reading is needed here, never writing, so a few matrix products a layer do it: 135 million weights read a
text of 200 words in about a second on one core, with nothing to compile. The parts are those of the paper:
root-mean-square norm, rotary positions, grouped-query attention, a gated feed-forward layer (Touvron et al. 2023).

Many wordings of one text are read together. Each sees the text before its place, read once and kept, and itself;
which token sees which is a mask, so one pass serves both the text and any number of its variants.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaners.gguf import Floats, Gguf

Tokens = npt.NDArray[np.int64]
Sight = npt.NDArray[np.bool_]
MATRICES: Final = (
    "attn_q",
    "attn_k",
    "attn_v",
    "attn_output",
    "ffn_gate",
    "ffn_up",
    "ffn_down",
)  # of a layer
_HIDDEN: Final = np.float32(-1e9)


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

    def read(
        self, tokens: Tokens, places: Tokens, sight: Sight, past: Past | None = None
    ) -> tuple[Floats, Past]:
        """Read tokens.

        Args:
            tokens: their numbers, [n].
            places: the position of each in its text, [n].
            sight: which tokens each one sees, the past ones first and then these, [n, past + n].
            past: what was read before.

        Returns:
            What the model holds at each token, [n, width], and what later tokens need to see them.
        """
        x = self.embedding[tokens]
        angles = places[:, None] * self._turns
        turn = np.cos(angles).astype(np.float32)[:, None], np.sin(angles).astype(np.float32)[:, None]
        mask = np.where(sight, np.float32(0), _HIDDEN)
        seen: Past = []
        for number, layer in enumerate(self._layers):
            h = self._normed(x, layer.attention_norm)
            keys, values = _rotate(self._split(h @ layer.key), turn), self._split(h @ layer.value)
            seen.append((keys, values))
            if past is not None:
                keys = np.concatenate([past[number][0], keys])
                values = np.concatenate([past[number][1], values])
            queries = _rotate(self._split(h @ layer.query), turn)
            x = x + _attend(queries, keys, values, mask) @ layer.output
            h = self._normed(x, layer.feed_norm)
            gate = h @ layer.gate
            x = x + (gate / (1 + np.exp(-gate)) * (h @ layer.up)) @ layer.down
        return self._normed(x, self._norm), seen

    def expect(self, held: Floats) -> Floats:
        """The logarithm of the probability of each token of the vocabulary to come next, [n, vocabulary]."""
        logits: Floats = held @ self.embedding.T
        logits -= logits.max(axis=1, keepdims=True)
        logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return logits

    def _normed(self, x: Floats, weight: Floats) -> Floats:
        normed: Floats = x / np.sqrt((x * x).mean(axis=1, keepdims=True) + self._epsilon) * weight
        return normed

    def _split(self, x: Floats) -> Floats:
        """[n, heads * size] as [n, heads, size]."""
        return x.reshape(len(x), -1, self.embedding.shape[1] // self._heads)


Past = list[tuple[Floats, Floats]]


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


def _attend(queries: Floats, keys: Floats, values: Floats, mask: Floats) -> Floats:
    """Attention with several heads of queries to one of keys: [n, heads, size] to [n, heads * size]."""
    count, heads, size = queries.shape
    groups = keys.shape[1]
    each = heads // groups
    found = np.empty((count, groups, each, size), np.float32)
    for group in range(groups):
        asked = queries[:, group * each : (group + 1) * each].reshape(count * each, size)
        scores = (asked @ keys[:, group].T).reshape(count, each, -1) * np.float32(size**-0.5)
        scores += mask[:, None]
        scores -= scores.max(axis=2, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=2, keepdims=True)
        found[:, group] = (scores.reshape(count * each, -1) @ values[:, group]).reshape(count, each, size)
    return found.reshape(count, heads * size)
