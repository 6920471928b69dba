"""Shards in child processes: cleaning takes whole cores, and lxml trees must not meet other threads.

Each shard is a process of its own, `python -m flows.children FOLDER SHARD`. The threads here only wait for them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from flows.errors import ShardFailed
from flows.shard import clean_shard


def clean_in_child(folder: str, shard: str) -> str:
    """`clean_shard` in a process of its own.

    Raises:
        ShardFailed: the child was killed or raised; the other shards' results stay, and the next run goes on.
    """
    # With -P the child finds this package where it is installed, not a namesake in the current folder.
    command = [sys.executable, "-P", "-m", "flows.children", folder, shard]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 - our own module
    if done.returncode != 0:
        cause = (
            f"signal {-done.returncode}" if done.returncode < 0 else done.stderr.strip().rpartition("\n")[2]
        )
        message = f"{shard}: {cause}"
        raise ShardFailed(message)
    return done.stdout.strip()


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


if __name__ == "__main__":
    sys.stdout.write(clean_shard(sys.argv[1], sys.argv[2]) + "\n")
