"""A low-rank adapter: what teaching adds to the weights of a language model.

Teaching moves a matrix of weights by the product of two thin ones, so that what was learnt from a million words takes
three megabytes beside a model of ninety (LoRA, Hu et al. 2021). The thin matrices are kept as signed bytes, with one
scale for each of their ranks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaners.gguf import Floats

Thin = tuple[Floats, Floats]  # down [rank, columns] and up [rows, rank]
Packed = dict[str, npt.NDArray[Any]]
_MOST: Final = 127  # what the largest number of a rank is kept as


def pack(thin: Mapping[str, Thin]) -> Packed:
    """The arrays that an adapter is kept as, by name.

    Args:
        thin: by the name of a matrix of weights [rows, columns], the two whose product it is moved by.
    """
    packed: Packed = {}
    for name, (down, up) in thin.items():
        for part, ranks in (("down", down), ("up", up.T)):
            scales = np.maximum(np.abs(ranks).max(axis=1), np.finfo(np.float32).tiny) / _MOST
            packed[f"{name} {part}"] = np.rint(ranks / scales[:, None]).astype(np.int8)
            packed[f"{name} {part} scales"] = scales.astype(np.float32)
    return packed


def unpack(packed: Mapping[str, npt.NDArray[Any]]) -> dict[str, Thin]:
    """By what each matrix of weights is moved, by its name, as it was given to `pack`.

    >>> down, up = np.ones((1, 3), np.float32), np.full((2, 1), 0.5, np.float32)
    >>> [part.round(3).tolist() for part in unpack(pack({"query": (down, up)}))["query"]]
    [[[1.0, 1.0, 1.0]], [[0.5], [0.5]]]
    """
    names = [name.removesuffix(" down") for name in packed if name.endswith(" down")]

    def ranks(name: str) -> Floats:
        found: Floats = packed[name] * packed[f"{name} scales"][:, None]
        return found

    return {name: (ranks(f"{name} down"), ranks(f"{name} up").T) for name in names}
