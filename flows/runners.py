"""Where the shards of a run are worked on: in threads of this process that wait for children, on Ray or on Dask.

Whichever it is, a worker gets a stage, a folder and a shard's name, and starts a child process of its own for it. So
Ray's and Dask's workers have to see the output folder, and need nothing else of this process.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.errors import UserError

Runner = Literal["local", "ray", "dask"]


@dataclass(frozen=True, slots=True)
class Workforce:
    """Who works on the shards of a run.

    Attributes:
        runner: where they are.
        workers: how many shards are worked on at a time.

    Raises:
        UserError: the extra that the runner needs is not installed.
    """

    runner: Runner = "local"
    workers: int = 1

    def __post_init__(self) -> None:
        task_runner(self.runner, self.workers)


def task_runner(runner: Runner, workers: int) -> TaskRunner[Any]:
    """The task runner of a kind, with so many workers on this machine.

    Args:
        runner: `local`, `ray` or `dask`.
        workers: how many shards are worked on at a time.

    Raises:
        UserError: the extra that it needs is not installed.
    """
    if runner == "local":
        return ThreadPoolTaskRunner(max_workers=workers)
    try:
        package = import_module(f"prefect_{runner}")
    except ImportError as error:
        message = f"--runner {runner} needs prefect-{runner}: install copydesk[{runner}]"
        raise UserError(message) from error
    made: TaskRunner[Any] = (
        package.DaskTaskRunner(cluster_kwargs={"n_workers": workers, "threads_per_worker": 1})
        if runner == "dask"
        else package.RayTaskRunner(init_kwargs={"num_cpus": workers})
    )
    return made
