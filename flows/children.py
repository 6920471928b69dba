"""Shards in child processes: cleaning takes whole cores, and lxml trees must not meet other threads.

Each stage of each shard is a process of its own, `python -m flows.children STAGE FOLDER SHARD`. The threads here only
wait for them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from flows.errors import ShardFailed
from flows.shard import clean_shard, extract_shard

# What a worker can do with a shard: a folder and a name in, the path of the results out.
STAGES: Final[Mapping[str, Callable[[str, str], str]]] = {"extract": extract_shard, "clean": clean_shard}


def in_child(stage: str, folder: str, shard: str) -> None:
    """One stage of one shard in a process of its own.

    Raises:
        ShardFailed: the child was killed or raised; the other shards' results stay, and the next run goes on.
    """
    # With -P the child finds this package where it is installed, not a namesake in the current folder.
    command = [sys.executable, "-P", "-m", "flows.children", stage, folder, shard]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", env=environment
    ) as child:
        said = child.stderr.read() if child.stderr else ""
        status = child.wait()
    if status != 0:
        cause = f"signal {-status}" if status < 0 else said.strip().rpartition("\n")[2]
        message = f"{stage} {shard}: {cause}"
        raise ShardFailed(message)


def for_each_shard(stage: str, folder: str, shards: Sequence[str], *, workers: int) -> None:
    """One stage of every shard of a run, in this process or in several children.

    Args:
        stage: a key of `STAGES`.
        folder: the run's work folder.
        shards: the names.
        workers: 1 does one after the other, right here; more start a child per shard, so many at a time.

    Raises:
        ShardFailed: a child did not end well.
    """
    if workers == 1 or len(shards) < 2:
        for shard in shards:
            STAGES[stage](folder, shard)
        return
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for _ in pool.map(lambda shard: in_child(stage, folder, shard), shards):
            pass


def _end_with_the_parent() -> None:
    """The parent holds the other end of stdin: when it is gone, however it went, this process ends too."""
    while os.read(0, 1):  # not sys.stdin: its lock would be held when the interpreter shuts down
        pass
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    STAGES[sys.argv[1]](sys.argv[2], sys.argv[3])
