"""The stages as Prefect tasks: a folder and names go in, paths and counts come out, no document.

Results and inputs stay out of Prefect's storage: its serializers import and unpickle what they are given.
"""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner

from flows import children, publish, shard, window
from flows.plan import Work
from flows.summary import Summary


@task(name="clean", task_run_name="clean {name}", cache_policy=NO_CACHE, persist_result=False)
def _clean_here(folder: str, name: str) -> str:
    return shard.clean_shard(folder, name)


@task(name="clean", task_run_name="clean {name}", cache_policy=NO_CACHE, persist_result=False)
def _clean_in_child(folder: str, name: str) -> str:
    return children.clean_in_child(folder, name)


@task(name="group", task_run_name="group", cache_policy=NO_CACHE, persist_result=False)
def _group(folder: str) -> str:
    return window.group_window(folder)


@task(name="publish", task_run_name="publish", cache_policy=NO_CACHE, persist_result=False)
def _publish(folder: str, max_reject_share: float) -> Summary:
    return publish.publish_run(folder, max_reject_share=max_reject_share)


def clean_shards(work: Work, workers: int) -> None:
    """Clean every shard: one task each, here one by one or in child processes, so many at a time."""
    if workers == 1 or len(work.shards) < 2:
        for name in work.shards:
            _clean_here(str(work.folder), name)
        return
    runner: ThreadPoolTaskRunner[str] = ThreadPoolTaskRunner(max_workers=workers)
    with runner:
        started = [
            runner.submit(_clean_in_child, {"folder": str(work.folder), "name": name}) for name in work.shards
        ]
        for future in started:
            future.result()


def group_window(work: Work) -> None:
    """Find the copies and the events of the window."""
    _group(str(work.folder))


def publish_run(work: Work, max_reject_share: float) -> Summary:
    """Put the results where readers look for them."""
    return _publish(str(work.folder), max_reject_share)
