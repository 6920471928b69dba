"""Blocks: a long array, some rows at a time, so that reading a window of a million texts takes no memory.

Arrays of the window are mapped from the disk. What was read of a mapped array counts as this process's memory until the
system wants it back, and reading through all of it once would fill what a small machine has. So each block is let go
before the next one is read; what is read again comes from the system's own cache.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)

# Not every system has it; there the memory is given back when the system wants it.
_DONT_NEED = getattr(mmap, "MADV_DONTNEED", None)


def blocks(array: NDArray[Number], rows: int) -> Iterator[tuple[int, NDArray[Number]]]:
    """The rows of an array, some at a time, each block with the number of its first row.

    Args:
        array: mapped or not.
        rows: how many a block has.

    >>> [(start, block.tolist()) for start, block in blocks(np.arange(5), 2)]
    [(0, [0, 1]), (2, [2, 3]), (4, [4])]
    """
    for start in range(0, len(array), rows):
        yield start, np.asarray(array[start : start + rows])
        let_go(array)


def let_go(array: NDArray[np.generic]) -> None:
    """Give back the memory of a mapped array; its contents stay where they are, and can be read again."""
    mapped = cast("object", array.base)
    if isinstance(array, np.memmap) and array.mode == "r" and isinstance(mapped, mmap.mmap) and _DONT_NEED:
        mapped.madvise(_DONT_NEED)
