"""Signatures: a text of any length as 128 numbers that tell how much it shares with another.

MinHash: each of 128 permutations of the 32-bit numbers puts the text's shingles in another order, and the
signature keeps the first of each. Two texts have the same first one with a probability equal to their Jaccard
similarity, so the share of equal places estimates it (standard error 0.04), and texts that agree in some places
are found without comparing all pairs.

The permutations are those of datasketch 2, scheme affine32, seed 1, and datasketch computes them. Rows are
therefore ready for its LSH and its storages: `as_minhash` dresses one as a `datasketch.MinHash`.

Where numba is installed and there is enough to do, compiled code (`kernel`) gives the same bits in a fortieth of the
time. Loading it takes as long as signing a few thousand texts, so that a small batch does without.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaners.shingles import Shingles, hash_runs, words_of_each

if TYPE_CHECKING:
    from datasketch import MinHash

Signatures = NDArray[np.uint32]  # [n, PERMUTATIONS]

PERMUTATIONS: Final = 128
SEED: Final = 1
SCHEME: Final = "affine32"

# Characters from which on loading the compiled code pays; once it is loaded it always does.
_WORTH_LOADING: Final = 1 << 20

# Shingles handed over at once: datasketch makes a table of 128 numbers for each, 33 MB for this many.
_BATCH: Final = 1 << 16


def sign(texts: Sequence[str]) -> Signatures:
    """Sign texts: a MinHash signature per text over its word 3-shingles.

    A text without words has the empty signature, 0xFFFFFFFF throughout, as datasketch's `is_empty` knows it. Two
    empty signatures look alike, which says nothing about their texts: leave them out of any index.

    Args:
        texts: any texts.

    Returns:
        uint32 [n, 128], equal to datasketch 2's affine32 MinHash of seed 1 over `shingle_hashes` of each text.

    >>> sign(["the leaders met in Astana", ""]).shape
    (2, 128)
    """
    if kernel := _kernel_for(sum(map(len, texts))):
        multipliers, addends = _blank().permutations
        rows: Signatures = kernel.sign_texts(texts, multipliers, addends)
        return rows
    return sign_shingles([hash_runs(words) for words in words_of_each(texts)])


def sign_shingles(shingles: Sequence[Shingles]) -> Signatures:
    """Sign sets of shingles with datasketch.

    Args:
        shingles: a set per text, as `shingle` makes them; order and repetition play no part.

    Returns:
        uint32 [n, 128].
    """
    rows = np.empty((len(shingles), PERMUTATIONS), dtype=np.uint32)
    blank = _blank()
    for row, hashes in zip(rows, map(shingle_hashes, shingles), strict=True):
        minhash = blank.copy()
        for start in range(0, len(hashes), _BATCH):
            minhash.update_batch(hashes[start : start + _BATCH].tolist())
        row[:] = minhash.hashvalues
    return rows


def shingle_hashes(shingles: Shingles) -> NDArray[np.uint32]:
    """The 32-bit numbers that MinHash permutes: the upper halves of the 64-bit shingles.

    Args:
        shingles: uint64 [k].

    Returns:
        uint32 [k].
    """
    return (shingles >> np.uint64(32)).astype(np.uint32)


def as_minhash(row: NDArray[np.uint32], *, permutations: Any = None) -> MinHash:  # noqa: ANN401  datasketch has no types
    """A row of `sign` as a `datasketch.MinHash`, for its LSH and its storages.

    Args:
        row: uint32 [128].
        permutations: those of another MinHash made here, shared to save the time of drawing them again.
    """
    return load_datasketch().MinHash(seed=SEED, hashvalues=row, permutations=permutations, scheme=SCHEME)


def load_datasketch() -> ModuleType:
    """Loaded when something is signed: it takes longer to import than all else here, and cleaning does without."""
    return import_module("datasketch")


def _blank() -> MinHash:
    return load_datasketch().MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=_identity, scheme=SCHEME)


def _kernel_for(characters: int) -> ModuleType | None:
    """The compiled code, where it is loaded or worth loading; None where numba is not installed."""
    if characters < _WORTH_LOADING and not load_kernel.cache_info().currsize:
        return None
    return load_kernel()


@cache
def load_kernel() -> ModuleType | None:
    """The compiled code; None where numba is not installed."""
    try:
        from cleaners import kernel  # noqa: PLC0415  numba takes longer to load than most batches to sign
    except ModuleNotFoundError:
        return None
    return kernel


def _identity(number: int) -> int:
    return number
