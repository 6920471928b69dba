"""Runs to be killed: processes of the command line that are there at once.

A start of the command line takes seconds of imports, and so does each child that it has; two hundred kills would be an
hour of starting. Here one process loads everything and forks: each run is a process of its own with its own children,
the same code and the same signals, less the start. One run in twenty is started as anybody starts it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import IO

from flows import child, children, cli, plan
from tests.world import ROOT

# Small shards, so that a kill finds some done and some not.
SHARD_FILES = 3
COLD = (
    f"import sys; from flows import cli, plan; plan.SHARD_FILES = {SHARD_FILES}\n"
    "if __name__ == '__main__': cli.main()"
)


@dataclass(slots=True)
class Run:
    """A process that can be waited for and killed."""

    pid: int
    status: int | None = None

    def wait(self, seconds: float = 300.0) -> int | None:
        """The exit status, negative for a signal; None where it still runs after so long."""
        until = time.monotonic() + seconds
        while self.status is None:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > until:
                break
            else:
                time.sleep(0.005)
        return self.status


def warm_up() -> None:
    """Load what runs and children load, once."""
    child._warm_up()  # noqa: SLF001 - the same


def start(
    source: Path,
    output: Path,
    *,
    workers: int = 2,
    first: Callable[[], object] | None = None,
    said: Path | None = None,
) -> Run:
    """A run in a fork of this process.

    Args:
        source: what it reads.
        output: what it publishes to.
        workers: how many children clean side by side; shards are small where there are several.
        first: what the new process does before anything else.
        said: a file for what it says.
    """
    arguments = ["copydesk", "run", str(source), "-o", str(output), "--workers", str(workers)]
    return fork(lambda: _run(arguments, SHARD_FILES if workers > 1 else plan.SHARD_FILES, first), said)


def start_cold(source: Path, output: Path) -> Run:
    """A run as it is started from a shell."""
    command = [sys.executable, "-c", COLD, "run", str(source), "-o", str(output), "--workers", "2"]
    quiet = subprocess.DEVNULL
    return Run(subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet).pid)


def fork(work: Callable[[], object], said: Path | None = None) -> Run:
    """Do some work in a fork of this process."""
    sys.stdout.flush()
    if pid := os.fork():
        return Run(pid)
    status = 70
    try:
        with open(said or os.devnull, "ab") as to:  # noqa: PTH123 - either a path or a name
            os.dup2(to.fileno(), 1)
            os.dup2(to.fileno(), 2)
        work()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - a fork must not go on as its parent
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _run(arguments: list[str], shard_files: int, first: Callable[[], object] | None) -> None:
    sys.argv = arguments
    plan.SHARD_FILES = shard_files  # type: ignore[misc]  # a constant to all others
    children.subprocess = SimpleNamespace(Popen=_Forked, PIPE=subprocess.PIPE)  # type: ignore[attr-defined,assignment]
    if first:
        first()
    try:
        cli.main()
    finally:
        children.dismiss()


class _Forked:
    """What `subprocess.Popen` is to `flows.children`, without loading anything again."""

    def __init__(self, _: list[str], **__: object) -> None:
        requests, answers = os.pipe(), os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.dup2(requests[0], 0)
            os.dup2(answers[1], 1)
            os.closerange(3, 1024)
            child._warm_up = lambda: None  # noqa: SLF001 - done
            status = 1
            try:
                child.main()
                status = 0
            finally:
                os._exit(status)
        os.close(requests[0])
        os.close(answers[1])
        self.stdin: IO[bytes] = open(requests[1], "wb", 0)  # noqa: SIM115, PTH123 - a pipe, kept open
        self.stdout: IO[bytes] = open(answers[0], "rb", 0)  # noqa: SIM115, PTH123 - a pipe, kept open
        self._run = Run(self.pid)

    def wait(self) -> int | None:
        return self._run.wait()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self) -> None:
        self.stdin.close()
        self.wait()
        self.stdout.close()


def descendants(process: int) -> list[int]:
    """The processes that a process has started, and theirs; none where the system does not tell."""
    found: list[int] = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):  # whichever thread has started them
        with suppress(OSError):
            for below in map(int, path.read_text().split()):
                found += [below, *descendants(below)]
    return found
