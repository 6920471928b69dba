"""Every step that a run takes on the disk: killed before it, or refused by it.

A step is a write, a flush to the disk, an opening to write, a rename, a removal, a new folder, a statement of SQLite.
Python announces most of them to audit hooks, which stay for good: they are set in the process of a run alone. What C
code writes by itself shows in `tests.chaos.disk`.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tests.chaos.counts import Counts, partial_files
from tests.chaos.runs import start
from tests.world import published

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike
    from _typeshed import ReadableBuffer as Buffer

EVENTS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir"})
WITHIN = ("INSERT", "UPDATE", "DELETE", "SELECT")  # of SQLite's statements, those inside a transaction
MOST = 2_000  # steps of a run; there are fewer


def killed() -> NoReturn:
    """The end, at once."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def refused(code: int) -> NoReturn:
    """What the system says when a disk is full or broken."""
    raise OSError(code, os.strerror(code))


BLOWS: dict[str, Callable[[], NoReturn]] = {
    "killed": killed,
    "EIO": partial(refused, errno.EIO),
    "ENOSPC": partial(refused, errno.ENOSPC),
}


def strike(output: Path, number: int, blow: str, struck: Path) -> None:
    """From here on, count the steps below a folder and strike before one of them; make a file when it comes to that."""
    under, steps = str(output.absolute()), 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == number:
            struck.touch()
            BLOWS[blow]()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        changes = event in EVENTS or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if changes and str(arguments[0]).startswith(under):
            step()

    _count_writes(under, step)
    if blow == "killed":  # a trace cannot make a statement fail
        _count_statements(step)
    sys.addaudithook(hook)


def _count_writes(under: str, step: Callable[[], None]) -> None:
    """Have a step come before each write and each flush to the disk."""

    class Counting(io.FileIO):
        def write(self, data: Buffer) -> int:
            step()
            return super().write(data)

    def opening(path: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as `open` takes it
        if mode == "wb" and str(path).startswith(under):
            return io.BufferedWriter(Counting(path, "wb"))
        return open(path, mode, *arguments, **options)  # noqa: PTH123 - in its place

    def syncing(fd: FileDescriptorLike) -> None:
        step()
        fsync(fd)

    fsync, os.fsync = os.fsync, syncing
    io.open = opening  # type: ignore[assignment]


def _count_statements(step: Callable[[], None]) -> None:
    """Have a step come before each statement of SQLite; when Python announces a connection, it has no trace yet."""

    def connecting(*arguments: Any, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 - as `connect` takes them
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_trace_callback(lambda statement: None if statement.startswith(WITHIN) else step())
        return connection

    connect, sqlite3.connect = sqlite3.connect, connecting  # type: ignore[assignment]


def at_every_step(  # noqa: PLR0913 - what is done to what
    inbox: Path, before: Path, folder: Path, counts: Counts, *, blow: str, steps: Iterable[int] | None = None
) -> int:
    """Strike a run at each step in turn; then let the next run come through.

    Args:
        inbox: what the runs read.
        before: an output that the runs go on from.
        folder: to work in.
        counts: to add to.
        blow: of `BLOWS`.
        steps: which; all of them where this is missing.

    Returns:
        How many steps were struck.
    """
    shutil.copytree(before, folder / "undisturbed")
    assert start(inbox, folder / "undisturbed", workers=1).wait() == 0
    expected, good = published(folder / "undisturbed"), published(before)
    inputs = len(list(inbox.iterdir()))
    struck = 0
    for number in steps or range(1, MOST):
        output = folder / f"{blow}-{number}"
        shutil.copytree(before, output)
        said, is_struck = folder / "said", folder / "struck"
        for path in (said, is_struck):
            path.unlink(missing_ok=True)
        first = partial(strike, output, number, blow, is_struck)
        run = start(inbox, output, workers=1, first=first, said=said)
        run.wait()
        if not is_struck.exists():  # there are no more
            shutil.rmtree(output)
            break
        struck += 1
        counts.blows += 1
        counts.partial += len(partial_files(output))
        if blow == "killed":
            counts.quiet += run.status != -signal.SIGKILL
        else:
            counts.quiet += not _is_heard(run.status, said.read_text(), published(output) == expected)
            counts.differences += not is_good(output, good, expected)
        through = start(inbox, output, workers=1).wait() == 0
        counts.resumed += through
        counts.stuck += not through
        counts.compare(output, expected, inputs)
        shutil.rmtree(output)
        if struck % 20 == 0:
            counts.say(f"{blow} before every step")
    shutil.rmtree(folder / "undisturbed")
    return struck


def _is_heard(status: int | None, said: str, is_through: bool) -> bool:  # noqa: FBT001 - what came of it
    """Whether a run failed with one line; or came through, where the error did no harm, as on a folder that is there."""
    return "Traceback" not in said and (status != 0 or is_through)


def is_good(output: Path, before: dict[str, str], after: dict[str, str]) -> bool:
    """Whether a run that failed left what was there, byte for byte; or, where it failed behind the end, all that is new.

    In between, files of the run that no manifest names yet may lie about: no reader goes by them.
    """
    there = published(output)
    named = there.get("manifest.json")
    if named == after["manifest.json"]:
        return there.items() >= after.items()
    moving = {} if named == before["manifest.json"] else {"manifest.json", "groups.jsonl", "report.html"}
    return all(there.get(name) == digest for name, digest in before.items() if name not in moving)
