"""The segment: what the window's documents left behind to be matched with, as plain arrays on the disk.

A row per document, in the order in which they came. A segment is never changed: a run writes the next one, with the rows
that are still in the window and its own behind them, and maps it. So a reader never sees a half, and forgetting is not
copying.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from cleaners import Document
from cleaners.copy_index import CopyIndex, index_texts
from cleaners.event_kin import Terms, index_terms
from cleaners.links import Links
from cleaners.mend import before_mending

UNDATED: Final = 0

# Bytes that are copied at a time. What fits the processor's cache takes a third of what 16 MB at a time take.
_COPIED_AT_ONCE: Final = 1 << 18

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """The rows of n documents.

    Attributes:
        ids: uint64 [n, 2], the document ids.
        days: int32 [n], days of publication as ordinals; 0 where there is none.
        terms: uint32 [n, 24], the heaviest terms.
        copies: what copies are found by.
    """

    ids: NDArray[np.uint64]
    days: NDArray[np.int32]
    terms: Terms
    copies: CopyIndex

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Segment:
        """The rows of some documents, in their order."""
        return cls(
            pack_ids([document.id for document in documents]),
            np.array([day_of(document) for document in documents], dtype=np.int32),
            index_terms(documents),
            index_texts([before_mending(document) for document in documents]),
        )

    def names(self, rows: Rows) -> list[str]:
        """The document ids of some rows."""
        return [f"{high:016x}{low:016x}" for high, low in self.ids[rows].tolist()]

    def rows_of(self, names: Sequence[str]) -> Rows:
        """The rows of some documents, ascending; those that are not here are passed over."""
        wanted = pack_ids(names)
        rows = np.flatnonzero(np.isin(self.ids[:, 0], wanted[:, 0]))
        known = set(names)
        return np.array(
            [row for row, name in zip(rows, self.names(rows), strict=True) if name in known], np.intp
        )

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder."""
        for name, array in _arrays(self).items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Segment:
        """Map the arrays of a folder.

        Raises:
            OSError: one is missing.
            ValueError: one is broken, or they do not fit together.
        """
        names = _arrays(EMPTY).keys()
        arrays = {
            name: np.load(folder / f"{name}.npy", mmap_mode=_how(folder / f"{name}.npy")) for name in names
        }
        ids, days, terms = (arrays.pop(name) for name in ("ids", "days", "terms"))
        return cls(ids, days, terms, CopyIndex.from_arrays(arrays))


def _how(path: Path) -> Literal["r"] | None:
    """Mapped; an array without rows cannot be."""
    return "r" if path.stat().st_size > 128 else None


def join(old: Path, kept: NDArray[np.bool_], new: Segment, folder: Path) -> Segment:
    """Write the next segment, some rows at a time, and map it.

    Args:
        old: the folder of the last one.
        kept: bool [n], the rows of it that stay.
        new: the rows that come behind.
        folder: where to.
    """
    starts = np.load(old / "starts.npy")
    counts = np.diff(starts)
    for name, behind in _arrays(new).items():
        if name == "starts":
            lengths = np.concatenate([counts[kept], np.diff(new.copies.starts)])
            np.save(folder / "starts.npy", np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))))
        elif name == "phrases":
            _copy(old / "phrases.npy", starts, np.repeat(kept, counts), behind, folder / "phrases.npy")
        else:
            rows = np.arange(len(kept) + 1)
            _copy(old / f"{name}.npy", rows, kept, behind, folder / f"{name}.npy")
    return Segment.load(folder)


def _copy(
    source: Path,
    starts: NDArray[np.int64],
    kept: NDArray[np.bool_],
    behind: NDArray[np.generic],
    target: Path,
) -> None:
    """Copy those rows of an array that are kept, and more behind them, without ever holding it whole."""
    with source.open("rb") as rows, target.open("wb") as out:
        npy.read_magic(rows)
        shape, _, dtype = npy.read_array_header_1_0(rows)
        rest = int(np.count_nonzero(kept)) + len(behind)
        head = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": (rest, *shape[1:])}
        npy.write_array_header_1_0(out, head)
        width = int(np.prod(shape[1:], dtype=np.int64))
        count = len(starts) - 1
        at_once = 1 + _COPIED_AT_ONCE * count // max(1, int(starts[-1]) * width * dtype.itemsize)
        for first in range(0, count, at_once):
            low, high = starts[first], starts[min(first + at_once, count)]
            block = np.fromfile(rows, dtype, int(high - low) * width).reshape(-1, *shape[1:])
            stays = kept[low:high]
            (block if stays.all() else block[stays]).tofile(out)
        np.ascontiguousarray(behind, dtype).tofile(out)


def _arrays(segment: Segment) -> dict[str, NDArray[np.generic]]:
    own: dict[str, NDArray[np.generic]] = {"ids": segment.ids, "days": segment.days, "terms": segment.terms}
    return {**own, **segment.copies.to_arrays()}


def save_links(links: Links, folder: Path) -> None:
    """Write links into a folder, beside a segment."""
    for name, array in links.to_arrays().items():
        np.save(folder / f"link_{name}.npy", array, allow_pickle=False)


def load_links(folder: Path) -> Links:
    """Read the links of a folder."""
    names = ("first", "second", "shared")
    return Links.from_arrays({name: np.load(folder / f"link_{name}.npy") for name in names})


def pack_ids(names: Sequence[str]) -> NDArray[np.uint64]:
    """Document ids as pairs of numbers: uint64 [n, 2]."""
    return np.array([(int(name[:16], 16), int(name[16:], 16)) for name in names], dtype=np.uint64).reshape(
        -1, 2
    )


def day_of(document: Document) -> int:
    """The day of publication as an ordinal; 0 where there is none."""
    return date.fromisoformat(document.published[:10]).toordinal() if document.published else UNDATED


EMPTY: Final = Segment.of(())
