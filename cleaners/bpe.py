"""Byte-level byte-pair encoding, the tokens of GPT-2 and of the models after it.

Text is cut into words with the blank before them, each word into bytes, and the two neighbours that come first in
the model's list of merges are joined until none is left (Sennrich et al. 2016, Radford et al. 2019). Words come
again and again, so each is encoded once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

# GPT-2's pattern with digits one by one, as SmolLM has them; the blank before a digit has a place of its own, since
# half of the time on a column of digits went to finding that it starts no longer piece.
_PIECE: Final = re.compile(r"\d| (?=\d)|'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+|\w")
_MOST_REMEMBERED: Final = 200_000


class BytePairs:
    """A vocabulary with its merges."""

    def __init__(self, tokens: Sequence[str], merges: Sequence[str]) -> None:
        """Take the tokens in the order of their numbers and the merges, most urgent first, as `left right`."""
        self._ids = {token: number for number, token in enumerate(tokens)}
        self._ranks = {merge: rank for rank, merge in enumerate(merges)}
        self._letters = _byte_letters()
        self._known: dict[str, tuple[int, ...]] = {}

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's tokens."""
        return [number for _, piece in self.pieces(text) for number in self._piece(piece)]

    @staticmethod
    def pieces(text: str) -> Iterator[tuple[int, str]]:
        """The pieces that are encoded one by one, words with the blank before them, each with where it starts."""
        return ((found.start(), found.group()) for found in _PIECE.finditer(text))

    def _piece(self, piece: str) -> tuple[int, ...]:
        found = self._known.get(piece)
        if found is None:
            found = tuple(self._ids[part] for part in self._merge(piece) if part in self._ids)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[piece] = found
        return found

    def _merge(self, piece: str) -> list[str]:
        parts = [self._letters[byte] for byte in piece.encode("utf-8", "replace")]
        while len(parts) > 1:
            ranks = [self._ranks.get(f"{left} {right}") for left, right in pairwise(parts)]
            best = min((rank for rank in ranks if rank is not None), default=None)
            if best is None:
                break
            at = ranks.index(best)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return parts


def _byte_letters() -> list[str]:
    """A printable letter for each byte, as GPT-2 writes them: itself where it is one, else one from U+0100 on."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    spare = iter(range(0x100, 0x200))
    return [chr(byte) if byte in printable else chr(next(spare)) for byte in range(256)]
