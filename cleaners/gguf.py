"""GGUF: the file format in which small language models are passed around.

A header of typed fields, a list of tensors, and the tensors' blocks. Only what the model of the spin step uses is
read here, plain floats and two of the many quantised kinds, straight into numpy arrays: the `gguf` package reads
everything and takes ten times as long to do it (9 s for 135 million weights).

The format is described at https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import prod
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_MAGIC: Final = b"GGUF"
_VERSIONS: Final = (2, 3)
_STRING, _ARRAY = 8, 9
_SCALARS: Final = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_F32, _Q4_1, _Q8_0 = 0, 3, 8
_BLOCK: Final = 32  # weights that share a scale
_Q4_1_BLOCK: Final = np.dtype([("scale", "<f2"), ("least", "<f2"), ("pairs", "u1", _BLOCK // 2)])
_Q8_0_BLOCK: Final = np.dtype([("scale", "<f2"), ("weights", "i1", _BLOCK)])


@dataclass(frozen=True, slots=True)
class Gguf:
    """A model file.

    Attributes:
        fields: the header's fields by name.
        tensors: float32 arrays by name, of shape [rows, columns] or [columns].
    """

    fields: dict[str, Any]
    tensors: dict[str, Floats]


def read_gguf(data: bytes) -> Gguf:
    """Read a model file and turn its quantised weights into floats.

    Raises:
        ValueError: it is not GGUF of version 2 or 3, or has tensors of a kind that is not read here.
    """
    if data[:4] != _MAGIC or struct.unpack_from("<I", data, 4)[0] not in _VERSIONS:
        message = "not a GGUF file of version 2 or 3"
        raise ValueError(message)
    reader = _Reader(data, 8)
    tensor_count, field_count = reader.scalar("Q"), reader.scalar("Q")
    fields = {reader.string(): reader.value(reader.scalar("I")) for _ in range(field_count)}
    heads = [_head(reader) for _ in range(tensor_count)]
    align = fields.get("general.alignment", 32)
    base = -(-reader.at // align) * align
    return Gguf(fields, {name: _tensor(data, base + at, kind, shape) for name, shape, kind, at in heads})


class _Reader:
    """Values one behind the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def scalar(self, code: str) -> Any:  # noqa: ANN401 - the file says what it is
        (value,) = struct.unpack_from(f"<{code}", self.data, self.at)
        self.at += struct.calcsize(f"<{code}")
        return value

    def string(self) -> str:
        size = self.scalar("Q")
        self.at += size
        return self.data[self.at - size : self.at].decode("utf-8", "replace")

    def value(self, kind: int) -> Any:  # noqa: ANN401 - the file says what it is
        if kind == _STRING:
            return self.string()
        if kind != _ARRAY:
            return self.scalar(_SCALARS[kind])
        item, count = self.scalar("I"), self.scalar("Q")
        return [self.value(item) for _ in range(count)]


def _head(reader: _Reader) -> tuple[str, tuple[int, ...], int, int]:
    """Name, shape with the rows first, kind, offset of a tensor."""
    name = reader.string()
    shape = tuple(reader.scalar("Q") for _ in range(reader.scalar("I")))
    return name, shape[::-1], reader.scalar("I"), reader.scalar("Q")


def _tensor(data: bytes, at: int, kind: int, shape: tuple[int, ...]) -> Floats:
    size = prod(shape)
    if kind == _F32:
        return np.frombuffer(data, "<f4", size, at).reshape(shape).astype(np.float32)
    if kind == _Q8_0:
        eights = np.frombuffer(data, _Q8_0_BLOCK, size // _BLOCK, at)
        return (eights["weights"] * eights["scale"].astype(np.float32)[:, None]).reshape(shape)
    if kind == _Q4_1:
        fours = np.frombuffer(data, _Q4_1_BLOCK, size // _BLOCK, at)
        weights = np.concatenate([fours["pairs"] & 15, fours["pairs"] >> 4], axis=1).astype(np.float32)
        weights *= fours["scale"].astype(np.float32)[:, None]
        weights += fours["least"].astype(np.float32)[:, None]
        return weights.reshape(shape)
    message = f"tensors of kind {kind} are not read"
    raise ValueError(message)
