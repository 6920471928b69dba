"""What a process and those that it started cost, read from /proc; and children as a benchmark needs them."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from unittest.mock import patch

from cleaners.language_model import PACKAGE, load_model, model_file
from flows import children

_TICKS = os.sysconf("SC_CLK_TCK")


def descendants(process: int) -> Iterator[int]:
    """The process ids of everything that a process started and that still runs."""
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (task / "children").read_text(encoding="utf-8").split()):
                yield child
                yield from descendants(child)
    except OSError:  # it ended while it was looked at
        return


def cpu_of_descendants() -> float:
    """CPU seconds of all that this process started, what has ended included; to a hundredth."""
    times = os.times()
    return times.children_user + times.children_system + sum(map(_cpu_seconds, descendants(os.getpid())))


def cpu_of_family() -> float:
    """The same, and of this process."""
    return time.process_time() + cpu_of_descendants()


def _cpu_seconds(process: int) -> float:
    """Of a process, and of its children that have ended."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    return sum(map(int, status.rpartition(")")[2].split()[11:15])) / _TICKS


@contextmanager
def children_with(folder: Path, code: str = "") -> Iterator[None]:
    """Children for cleaning that run some code when they start, and have no language model; nor has this process.

    Args:
        folder: where the module goes that Python runs by itself.
        code: of that module.
    """
    folder.mkdir()
    absent = f"\nimport sys\nsys.modules[{PACKAGE!r}] = None\n"
    (folder / "sitecustomize.py").write_text(code + absent, encoding="utf-8")
    known = (load_model, model_file)
    children.dismiss()
    with patch.dict(sys.modules, {PACKAGE: None}), patch.object(sys, "path", [str(folder), *sys.path]):
        try:
            for function in known:
                function.cache_clear()
            yield
        finally:
            children.dismiss()
            for function in known:
                function.cache_clear()


class PeakOfFamily:
    """The most that any one descendant had resident while this was watched, in bytes; looked at every few milliseconds.

    Attributes:
        peak: so far.
        own_cpu: seconds that watching took, once it is over.
    """

    def __init__(self) -> None:
        self.peak = 0
        self.own_cpu = 0.0
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.005):
            self.peak = max([self.peak, *map(_resident, descendants(os.getpid()))])
        self.own_cpu = time.thread_time()


def _resident(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
