"""A disk that is full to the last page, a file that may grow no further, a folder that cannot be written.

Errors come from the kernel here, so they meet SQLite's and NumPy's own writes as they meet Python's. A small file system
in memory is filled until a number of pages is left; a limit on the size of files gives an error that SQLite takes for a
broken disk; a file system that is mounted to be read holds against the administrator, too. Mounting needs one.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.chaos.counts import Counts, partial_files
from tests.chaos.runs import start
from tests.chaos.writes import MOST, is_good
from tests.world import published, tree

PAGE = 4096
MEGABYTES = 8
# Sizes that files are limited to, in bytes: the state's arrays, SQLite's file and log, tables, the report.
LIMITS = (0, 1, 100, 512, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 24_000, 28_000, 32_000)


def may_mount() -> bool:
    """Whether this process may mount file systems; containers may say no to their administrator."""
    done = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return os.geteuid() == 0 and done.returncode == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of a few megabytes, in memory."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "copydesk", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def when_full(
    inbox: Path, before: Path, folder: Path, counts: Counts, pages: Iterable[int] | None = None
) -> int:
    """Run with so many pages left on the disk, then with room; how many of the runs were short of it.

    Args:
        inbox: what the runs read.
        before: an output that the runs go on from.
        folder: to work in.
        counts: to add to.
        pages: how many are left; from none on until it is enough where this is missing.
    """

    def fill(disk: Path, left: int) -> Callable[[], object]:
        free = shutil.disk_usage(disk).free // PAGE
        (disk / "filler").write_bytes(bytes(max(free - left, 0) * PAGE))
        return lambda: None

    with small_disk(folder / "disk") as disk:
        return _each(inbox, before, disk, counts, pages or range(MOST), fill, is_all=pages is None)


def when_files_may_not_grow(
    inbox: Path, before: Path, folder: Path, counts: Counts, limits: Iterable[int] = LIMITS
) -> int:
    """Run with each limit on the size of files, then without; how many of the runs it stopped."""

    def limit(_: Path, size: int) -> Callable[[], object]:
        return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    (folder / "limited").mkdir()
    return _each(inbox, before, folder / "limited", counts, limits, limit, is_all=False)


def when_read_only(inbox: Path, before: Path, folder: Path, counts: Counts) -> int:
    """Run on an output that can only be read, then on one that can be written again."""

    def remount(disk: Path, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)

    with small_disk(folder / "disk") as disk:
        output = disk / "output"
        shutil.copytree(before, output)
        kept = tree(output)
        remount(disk, "ro")
        counts.blows += 1
        counts.quiet += start(inbox, output, workers=1).wait() == 0
        counts.differences += tree(output) != kept
        remount(disk, "rw")
        _go_on(inbox, output, _undisturbed(inbox, before, folder), counts)
    return 1


def _each(  # noqa: PLR0913, PLR0917 - what is done to what
    inbox: Path,
    before: Path,
    folder: Path,
    counts: Counts,
    measures: Iterable[int],
    prepare: Callable[[Path, int], Callable[[], object]],
    *,
    is_all: bool,
) -> int:
    """Run under each measure until one leaves room enough; then let the next run come through."""
    expected, good = _undisturbed(inbox, before, folder), published(before)
    made = 0
    for measure in measures:
        output, said = folder / "output", folder.parent / "said"
        shutil.copytree(before, output)
        said.unlink(missing_ok=True)
        run = start(inbox, output, workers=1, first=prepare(folder, measure), said=said)
        failed = run.wait() != 0
        (folder / "filler").unlink(missing_ok=True)
        if failed:
            made += 1
            counts.blows += 1
            counts.quiet += "Traceback" in said.read_text()
            counts.partial += len(partial_files(output))
            counts.differences += not is_good(output, good, expected)
            _go_on(inbox, output, expected, counts)
        shutil.rmtree(output)
        if not failed and is_all:
            break
    return made


def _undisturbed(inbox: Path, before: Path, folder: Path) -> dict[str, str]:
    shutil.copytree(before, folder / "undisturbed")
    assert start(inbox, folder / "undisturbed", workers=1).wait() == 0
    expected = published(folder / "undisturbed")
    shutil.rmtree(folder / "undisturbed")
    return expected


def _go_on(inbox: Path, output: Path, expected: dict[str, str], counts: Counts) -> None:
    through = start(inbox, output, workers=1).wait() == 0
    counts.resumed += through
    counts.stuck += not through
    counts.compare(output, expected, len(list(inbox.iterdir())))
