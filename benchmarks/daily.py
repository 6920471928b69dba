"""The daily job: 10,000 new documents matched with the million of the window, in CPU seconds and resident bytes.

    python -m benchmarks.daily [--window 1000000] [--new 10000]

The rows are made up: signatures at random, of which one new document in five copies one of the window with some noise;
phrases and terms as many as news articles have, terms as unevenly spread as words are. Texts there are none, so what
is measured is matching: writing the next segment, proposing pairs of copies, finding kin. Comparing the proposed pairs
word by word comes on top and goes with the number of copies, not with the window. The peak is all that was resident,
the program, its libraries and the mapped pages of the segment included.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.memory import peak_memory
from cleaners.candidates import propose_pairs
from cleaners.copy_index import CopyIndex
from cleaners.event_kin import TERMS, find_kin
from cleaners.signatures import PERMUTATIONS
from flows.matching import still_open
from flows.segment import Segment, join

PHRASES = 110  # of a text of 500 words
VOCABULARY = 2_000_000
DAYS = 14


def made_up(count: int, first_day: int, days: int, chance: np.random.Generator) -> Segment:
    """Rows of documents that have nothing to do with each other."""
    numbers = np.iinfo(np.uint32).max
    terms = chance.zipf(1.3, (count, TERMS)) % VOCABULARY * np.uint64(2_654_435_761) % numbers
    return Segment(
        chance.integers(0, 1 << 63, (count, 2), dtype=np.uint64),
        chance.integers(first_day, first_day + days, count, dtype=np.int32),
        terms.astype(np.uint32),
        CopyIndex(
            chance.integers(0, 1 << 63, count, dtype=np.uint64),
            chance.integers(100, 800, count, dtype=np.uint32),
            chance.integers(0, numbers, (count, PERMUTATIONS), dtype=np.uint32),
            np.arange(count + 1, dtype=np.int64) * PHRASES,
            np.sort(chance.integers(0, numbers, (count, PHRASES), dtype=np.uint32), axis=1).ravel(),
        ),
    )


def prepare(folder: Path, window: int, new: int) -> None:
    """Write the window and the new rows."""
    chance = np.random.default_rng(1)
    old, own = made_up(window, 738_000, DAYS, chance), made_up(new, 738_000 + DAYS, 1, chance)
    copies = np.arange(0, new, 5)
    originals = chance.integers(0, window, len(copies))
    kept = chance.random((len(copies), PERMUTATIONS)) < 0.7
    own.copies.signatures[copies] = np.where(
        kept, old.copies.signatures[originals], own.copies.signatures[copies]
    )
    for name, segment in (("old", old), ("new", own)):
        (folder / name).mkdir()
        segment.save(folder / name)


def measure(folder: Path) -> dict[str, float]:
    """Match the new rows with the window."""
    began = time.process_time()
    figures: dict[str, float] = {}

    def lap(name: str) -> None:
        nonlocal began
        figures[name] = time.process_time() - began
        began = time.process_time()

    old, own = Segment.load(folder / "old"), Segment.load(folder / "new")
    (folder / "next").mkdir()
    kept = still_open(old.days, own.days, DAYS)
    segment = join(folder / "old", kept, own, folder / "next")
    lap("segment")
    is_new = np.arange(len(segment)) >= kept.sum()
    proposal = propose_pairs(segment.copies, jaccard=0.3, new=is_new)
    lap("copies")
    kin = find_kin(segment.terms, np.flatnonzero(is_new))
    lap("kin")
    mapped = sum(path.stat().st_size for path in (folder / "next").iterdir())
    return {
        **figures,
        "pairs": len(proposal.pairs),
        "kin found": len(kin),
        "peak": peak_memory(),
        "mapped": mapped,
    }


def figures(window: int, new: int) -> dict[str, float]:
    """Prepare in one process and measure in another, so that the peak is that of matching."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "benchmarks.daily", "--folder", name]
        command += ["--window", str(window), "--new", str(new)]
        subprocess.run([*command, "--prepare"], check=True)  # noqa: S603 - this script
        done = subprocess.run([*command, "--measure"], check=True, capture_output=True, text=True)  # noqa: S603
        shutil.rmtree(Path(name) / "next", ignore_errors=True)
    pairs = (line.rpartition(" ") for line in done.stdout.splitlines())
    return {name: float(value) for name, _, value in pairs}


def gate() -> dict[str, float]:
    """A tenth of the job: how much is proposed for each of the copies, and the memory for each row."""
    found = figures(100_000, 10_000)
    return {"pairs_per_copy": found["pairs"] / 2000, "bytes_per_row": found["peak"] / 110_000}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--window", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    if options.prepare:
        prepare(options.folder, options.window, options.new)
    elif options.measure:
        for name, value in measure(options.folder).items():
            print(name, value)
    else:
        found = figures(options.window, options.new)
        print(f"{options.new} new documents, {options.window} in the window")
        for name in ("segment", "copies", "kin"):
            print(f"  {name:8} {found[name]:6.2f} s CPU")
        print(f"  together {sum(found[name] for name in ('segment', 'copies', 'kin')):6.2f} s CPU")
        print(
            f"  peak     {found['peak'] / 1e6:6.0f} MB resident, what is mapped included;"
            f" the segment has {found['mapped'] / 1e6:.0f} MB"
        )
        print(
            f"  {found['pairs']:.0f} pairs proposed, {found['kin found']:.0f} documents looked at for events"
        )


if __name__ == "__main__":
    main()
