"""A reader that looks at the output all the time while runs write it and are killed."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.counts import Counts, partial_files
from tests.chaos.runs import fork


@contextmanager
def reading(output: Path, counts: Counts) -> Iterator[None]:
    """Have a process read an output, by its manifest, until the block ends; what it saw is added to the counts."""
    stop, results = os.pipe(), os.pipe()

    def read() -> None:
        os.close(stop[1])
        reads, partial = 0, set()
        while not select.select([stop[0]], [], [], 0.05)[0]:
            if (output / "manifest.json").exists():
                partial.update(partial_files(output))
                reads += 1
        os.write(results[1], json.dumps([reads, sorted(partial)]).encode())

    reader = fork(read)
    os.close(results[1])
    try:
        yield
    finally:
        os.close(stop[1])
        reads, partial = json.loads(os.read(results[0], 1 << 16))
        reader.wait()
        for end in (stop[0], results[0]):
            os.close(end)
        counts.reads += reads
        counts.partial += len(partial)
