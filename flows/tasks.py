"""The stages as Prefect tasks: a folder and names go in, paths and counts come out, no document.

Results and inputs stay out of Prefect's storage: its serializers import and unpickle what they are given.
"""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows import learning, publish, window
from flows.plan import Work
from flows.runners import Workforce, task_runner
from flows.shard import STAGES
from flows.summary import Summary


@task(name="shard", task_run_name="{stage} {name}", cache_policy=NO_CACHE, persist_result=False)
def _shard(stage: str, folder: str, name: str) -> str:
    return STAGES[stage](folder, name)


@task(name="learn", task_run_name="learn", cache_policy=NO_CACHE, persist_result=False)
def _learn(folder: str) -> str:
    return learning.learn(folder)


@task(name="group", task_run_name="group", cache_policy=NO_CACHE, persist_result=False)
def _group(folder: str) -> str:
    return window.group_window(folder)


@task(name="publish", task_run_name="publish", cache_policy=NO_CACHE, persist_result=False)
def _publish(folder: str, max_reject_share: float) -> Summary:
    return publish.publish_run(folder, max_reject_share=max_reject_share)


def extract_shards(work: Work, workforce: Workforce) -> None:
    """Decode and extract what every shard reads."""
    _for_each_shard("extract", work, workforce)


def learn(work: Work) -> None:
    """Learn what the sites repeat."""
    _learn(str(work.folder))


def clean_shards(work: Work, workforce: Workforce) -> None:
    """Run the text steps on every shard's articles."""
    _for_each_shard("clean", work, workforce)


def group_window(work: Work) -> None:
    """Find the copies and the events of the window."""
    _group(str(work.folder))


def publish_run(work: Work, max_reject_share: float) -> Summary:
    """Put the results where readers look for them."""
    return _publish(str(work.folder), max_reject_share)


def _for_each_shard(stage: str, work: Work, workforce: Workforce) -> None:
    """One task per shard, so many at a time; a worker only waits for its child."""
    folder = str(work.folder.absolute())
    with task_runner(workforce.runner, workforce.workers) as runner:
        started = [
            runner.submit(_shard, {"stage": stage, "folder": folder, "name": name}) for name in work.shards
        ]
        for future in started:
            future.result()
