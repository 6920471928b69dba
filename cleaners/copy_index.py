"""The copy index: what is kept of a text so that its copies can be found later, without keeping the text.

A row per text, and no structure over the rows: plain arrays that can be appended to each other, cut, written to
disk and mapped from there. A day's 10,000 texts are matched with a million by reading through them once, which
takes a second; sorted tables or dictionaries would have to be rebuilt or merged whenever texts come and go.

Nothing in a row depends on other rows, or on the order in which they came:

- `digests`, a hash of the text without its white space. Texts with equal digests have one wording and count as one.
- `extents`, the number of distinct shingles.
- `signatures`, as `sign` makes them, for texts of like extent.
- `phrases`, for excerpts: hashes of runs of eight words, of which winnowing keeps the smallest of any twelve in a row
  (Schleimer, Wilkerson and Aiken, 2003). Two texts that share any nineteen words in a row share a phrase, however
  long they are; unrelated ones hardly ever do. About 15 in 100 words are the start of one.

A text of 500 words takes 512 bytes of signature, some 300 of phrases and 20 for the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.shingles import hash_runs, words_of_each
from cleaners.signatures import PERMUTATIONS, Signatures, sign

# Names what the rows are made by: rows of another scheme cannot be compared with these.
INDEX_SCHEME: Final = "copies-1"

_PHRASE_WORDS: Final = 8
_WINDOW: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class CopyIndex:
    """What is known of n texts.

    Attributes:
        digests: uint64 [n], a hash of each text, white space apart.
        extents: uint32 [n], how many distinct shingles each has.
        signatures: uint32 [n, 128].
        starts: int64 [n + 1]; the phrases of row i are `phrases[starts[i]:starts[i + 1]]`.
        phrases: uint32 [starts[n]], ascending and distinct within a row.
    """

    digests: NDArray[np.uint64]
    extents: NDArray[np.uint32]
    signatures: Signatures
    starts: NDArray[np.int64]
    phrases: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.digests)

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays by name, to be written with `np.save` and mapped again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> CopyIndex:
        """The index of these arrays, mapped ones as well.

        Raises:
            ValueError: an array is missing, or the arrays do not fit together.
        """
        try:
            index = cls(**{field.name: arrays[field.name] for field in fields(cls)})  # type: ignore[arg-type]
        except KeyError as error:
            message = f"a copy index without {error}"
            raise ValueError(message) from error
        count = len(index.digests)
        if (
            index.signatures.shape != (count, PERMUTATIONS)
            or (len(index.extents), len(index.starts)) != (count, count + 1)
            or int(index.starts[-1]) != len(index.phrases)
        ):
            message = "the arrays of a copy index do not fit together"
            raise ValueError(message)
        return index

    def take(self, rows: NDArray[np.intp]) -> CopyIndex:
        """These rows, in this order.

        Args:
            rows: int [k].
        """
        counts = np.diff(self.starts)[rows]
        starts = np.concatenate(([0], np.cumsum(counts)))
        places = np.arange(starts[-1]) + np.repeat(self.starts[:-1][rows] - starts[:-1], counts)
        return CopyIndex(
            self.digests[rows], self.extents[rows], self.signatures[rows], starts, self.phrases[places]
        )


def join_indexes(parts: Sequence[CopyIndex]) -> CopyIndex:
    """One index of the rows of all parts, in order.

    Args:
        parts: any number of indexes.

    >>> len(join_indexes([index_texts(["one"]), index_texts(["two", "three"])]))
    3
    """
    if not parts:
        return index_texts([])
    sizes = np.cumsum([0, *(len(part.phrases) for part in parts)])
    starts = [part.starts[:-1] + size for part, size in zip(parts, sizes[:-1], strict=True)]
    return CopyIndex(
        np.concatenate([part.digests for part in parts]),
        np.concatenate([part.extents for part in parts]),
        np.concatenate([part.signatures for part in parts]),
        np.concatenate([*starts, sizes[-1:]]),
        np.concatenate([part.phrases for part in parts]),
    )


def index_texts(texts: Sequence[str], *, signatures: Signatures | None = None) -> CopyIndex:
    """Index texts.

    Args:
        texts: any texts.
        signatures: `sign(texts)`, where it is known already.

    Raises:
        ValueError: `signatures` has another shape than [n, 128].
    """
    if signatures is not None and signatures.shape != (len(texts), PERMUTATIONS):
        message = f"signatures of shape {signatures.shape} for {len(texts)} texts"
        raise ValueError(message)
    extents: list[int] = []
    phrases: list[NDArray[np.uint32]] = []
    for words in words_of_each(texts):
        extents.append(len(np.unique(hash_runs(words))))
        phrases.append(_winnow(hash_runs(words, width=_PHRASE_WORDS)))
    return CopyIndex(
        np.array([_digest(text) for text in texts], dtype=np.uint64),
        np.array(extents, dtype=np.uint32),
        sign(texts) if signatures is None else signatures,
        np.cumsum([0, *map(len, phrases)], dtype=np.int64),
        np.concatenate([np.empty(0, np.uint32), *phrases]),
    )


def _winnow(runs: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The smallest hash of every window of twelve, each once; of fewer than twelve the smallest."""
    hashes = (runs >> np.uint64(32)).astype(np.uint32)
    if not len(hashes):
        return hashes
    windows = np.lib.stride_tricks.sliding_window_view(hashes, min(_WINDOW, len(hashes)))
    return np.unique(windows.min(axis=1))


def _digest(text: str) -> int:
    words = " ".join(text.split()).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(words, digest_size=8).digest(), "little")
