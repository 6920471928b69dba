"""Shards in child processes: cleaning takes whole cores, and lxml trees must not meet other threads.

Each shard is a process of its own, `python -m flows.children FOLDER SHARD`. The threads here only wait for them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flows.errors import ShardFailed
from flows.plan import Work
from flows.shard import clean_shard


def clean_in_child(folder: str, shard: str) -> str:
    """`clean_shard` in a process of its own.

    Raises:
        ShardFailed: the child was killed or raised; the other shards' results stay, and the next run goes on.
    """
    # With -P the child finds this package where it is installed, not a namesake in the current folder.
    command = [sys.executable, "-P", "-m", "flows.children", folder, shard]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", env=environment
    ) as child:
        said = child.stderr.read() if child.stderr else ""
        status = child.wait()
    if status != 0:
        cause = f"signal {-status}" if status < 0 else said.strip().rpartition("\n")[2]
        message = f"{shard}: {cause}"
        raise ShardFailed(message)
    return str(Work(Path(folder)).shard_path(shard))


def clean_shards(folder: str, shards: Sequence[str], *, workers: int) -> None:
    """Clean every shard of a run, in this process or in several children.

    Args:
        folder: the run's work folder.
        shards: the names.
        workers: 1 cleans one after the other, right here; more start a child per shard, so many at a time.

    Raises:
        ShardFailed: a child did not end well.
    """
    if workers == 1 or len(shards) < 2:
        for shard in shards:
            clean_shard(folder, shard)
        return
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for _ in pool.map(lambda shard: clean_in_child(folder, shard), shards):
            pass


def _end_with_the_parent() -> None:
    """The parent holds the other end of stdin: when it is gone, however it went, this process ends too."""
    while os.read(0, 1):  # not sys.stdin: its lock would be held when the interpreter shuts down
        pass
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    clean_shard(sys.argv[1], sys.argv[2])
