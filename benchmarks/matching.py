"""Matching: a million signatures to groups, and a day's 10,000 against a million, beside datasketch's MinHashLSH.

Signatures are drawn, not computed: unrelated texts agree nowhere, and 30 % are copies that agree with their original
at each of the 128 places with the probability of their Jaccard similarity, 0.54 to 1. Datasketch inserts and queries
with the same bands of three rows; it is measured on fewer texts, since its time a text only grows with their number.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from datasketch import MinHashLSH
from numpy.typing import NDArray

from benchmarks.memory import peak_memory
from cleaners.candidates import BANDS, ROWS, propose_pairs
from cleaners.copies import label_links
from cleaners.copy_index import CopyIndex
from cleaners.links import Links
from cleaners.signatures import PERMUTATIONS, as_minhash

WORDS = 500
PHRASES = 76


def draw(count: int, *, phrases: int = 0, seed: int = 1) -> tuple[CopyIndex, NDArray[np.int64]]:
    """An index of drawn signatures, with `phrases` random phrases a text, and the original of each text."""
    chance = np.random.default_rng(seed)
    signatures = chance.integers(0, 2**32, size=(count, PERMUTATIONS), dtype=np.uint32)
    original = np.arange(count)
    copies = np.flatnonzero(chance.random(count) < 0.3)
    copies = copies[copies > 0]
    first = chance.integers(0, copies)
    first = np.where(np.isin(first, copies), 0, first)
    changed = chance.random(len(copies)) * 0.3
    for at, of, share in zip(copies.tolist(), first.tolist(), changed.tolist(), strict=True):
        if of:
            same = chance.random(PERMUTATIONS) < (1 - share) / (1 + share)
            signatures[at, same] = signatures[of, same]
            original[at] = of
    index = CopyIndex(
        chance.permutation(count).astype(np.uint64),
        np.full(count, WORDS, dtype=np.uint32),
        signatures,
        np.arange(count + 1) * phrases,
        chance.integers(0, 2**32, size=count * phrases, dtype=np.uint32),
    )
    return index, original


def cluster(index: CopyIndex) -> NDArray[np.int64]:
    """Labels from signatures alone: what agrees about as often as copies do counts as copies."""
    pairs = propose_pairs(index).pairs
    same = np.empty(len(pairs), dtype=np.float64)
    for start in range(0, len(pairs), 1 << 14):
        part = pairs[start : start + (1 << 14)]
        same[start : start + (1 << 14)] = np.count_nonzero(
            index.signatures[part[:, 0]] == index.signatures[part[:, 1]], axis=1
        )
    low, high = np.sort(index.digests[pairs], axis=1).T
    shared = (2 * WORDS * same / (PERMUTATIONS + same)).astype(np.uint32)
    return label_links(index, Links(low, high, shared))


def by_datasketch(count: int) -> float:
    """Microseconds a text to insert and to query, MinHash objects given."""
    index, _ = draw(count)
    permutations = as_minhash(index.signatures[0]).permutations
    rows = [as_minhash(row, permutations=permutations) for row in index.signatures]
    began = time.process_time()
    table = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    for at, row in enumerate(rows):
        table.insert(at, row, check_duplication=False)
    for row in rows:
        table.query(row)
    return 1e6 * (time.process_time() - began) / count


def batch(count: int) -> tuple[float, float, float]:
    """Microseconds and peak bytes a text of clustering, and the share of copies that are with their original."""
    index, original = draw(count)
    before = peak_memory()
    began = time.process_time()
    labels = cluster(index)
    taken = 1e6 * (time.process_time() - began) / count
    copies = np.flatnonzero(original != np.arange(count))
    found = float((labels[copies] == labels[original[copies]]).mean())
    return taken, (peak_memory() - before) / count + index.signatures.itemsize * PERMUTATIONS, found


def daily(retained: int, fresh: int) -> tuple[float, float, float]:
    """Seconds to match fresh texts with retained ones that are mapped from disk, bytes a text there, peak bytes."""
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(1, get_context("spawn")) as apart:
        folder = Path(name)
        index, _ = draw(retained + fresh, phrases=PHRASES)
        for field, array in index.to_arrays().items():
            np.save(folder / f"{field}.npy", array)
        size = sum(path.stat().st_size for path in folder.iterdir()) / len(index)
        seconds, peak = apart.submit(_match, folder, retained).result()
        return seconds, size, peak


def _match(folder: Path, retained: int) -> tuple[float, float]:
    index = CopyIndex.from_arrays({path.stem: np.load(path, mmap_mode="r") for path in folder.iterdir()})
    began = time.process_time()
    propose_pairs(index, new=np.arange(len(index)) >= retained)
    return time.process_time() - began, peak_memory()


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Matching at a million texts.")
    parser.add_argument("--texts", type=int, default=1_000_000)
    parser.add_argument("--datasketch", type=int, default=50_000)
    options = parser.parse_args(arguments)
    taken, room, found = batch(options.texts)
    peer = by_datasketch(options.datasketch)
    print(
        f"{options.texts} signatures clustered: {taken:.2f} us and {room:.0f} bytes a text, {found:.4f} of the copies "
        f"with their original; datasketch insert and query of {options.datasketch}: {peer:.0f} us a text, "
        f"{peer / taken:.0f} times as long"
    )
    seconds, size, peak = daily(options.texts, 10_000)
    print(
        f"10,000 new against {options.texts}: {seconds:.2f} s CPU, {size:.0f} bytes a text on disk, "
        f"peak {peak / 1e6:.0f} MB, the mapped files included"
    )


if __name__ == "__main__":
    main()
