"""A sieve: which of very many numbers may be among some wanted ones, at two nanoseconds each.

A day's new texts are looked for among a million by hashes, a hundred million of them. Sorting them, or looking each up
exactly, takes minutes of a machine's time; a table of the upper bits of the wanted numbers, one bit an entry, fits the
processor's second cache and turns away all but a few in a hundred. What passes is sorted and compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint32]

# Two megabytes of bits.
_MOST_BITS: Final = 24
_THREE: Final = np.uint32(3)
_SEVEN: Final = np.uint32(7)
_ONE: Final = np.uint8(1)
_HALF: Final = np.uint32(16)


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """Bits for the upper ends of wanted numbers, in one table or in several side by side.

    Attributes:
        table: uint8 [tables * 2**bits / 8].
        bits: how many upper bits of a number are looked at.
    """

    table: NDArray[np.uint8]
    bits: int

    @classmethod
    def of(cls, wanted: Keys) -> Sieve:
        """A sieve that lets wanted numbers through, and one in 32 others; more where the wanted are above 500,000.

        Args:
            wanted: uint32 [n], or [tables, n] for as many tables.

        >>> Sieve.of(np.array([5, 1 << 31], np.uint32)).among(np.array([1 << 31, 1 << 30], np.uint32)).tolist()
        [True, False]
        """
        bits = min(_MOST_BITS, wanted.shape[-1].bit_length() + 5)
        held = np.zeros((*wanted.shape[:-1], 1 << bits), dtype=np.bool_)
        np.put_along_axis(held, (wanted >> np.uint32(32 - bits)).astype(np.int64), values=True, axis=-1)
        return cls(np.packbits(held, bitorder="little"), bits)

    def among(self, keys: Keys) -> NDArray[np.bool_]:
        """Which numbers may be wanted: all that are, and few of the others.

        Args:
            keys: uint32 [n], or [tables, n].
        """
        at = keys >> np.uint32(32 - self.bits)
        if keys.ndim > 1:
            at += (np.arange(len(keys), dtype=np.uint32) << np.uint32(self.bits))[:, None]
        found: NDArray[np.bool_] = (
            self.table.take(at >> _THREE) & (_ONE << (at & _SEVEN).astype(np.uint8)) != 0
        )
        return found


def reverse(keys: Keys) -> Keys:
    """Lower halves first, for a second sieve that looks at other bits.

    >>> [f"{key:x}" for key in reverse(np.array([0x12345678], np.uint32)).tolist()]
    ['56781234']
    """
    return (keys << _HALF) | (keys >> _HALF)
