"""The same pipeline without Prefect: no server to start, for a command line that answers at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from cleaners import Settings
from flows.desk import Takes, hold
from flows.learning import learn
from flows.plan import Work, plan_run
from flows.publish import publish_run
from flows.remote import is_url
from flows.shard import STAGES
from flows.sources import require
from flows.summary import Summary
from flows.tables import TableFormat, check_format
from flows.window import group_window


def run_local(  # noqa: PLR0913 - the flow's parameters
    sources: Sequence[str],
    output: str,
    settings: Settings,
    *,
    workers: int = 1,
    max_reject_share: float = 0.5,
    settle_seconds: float = 0.0,
    takes: Takes = "new",
    table_format: TableFormat = "jsonl",
) -> Summary:
    """Take what is new in the sources, clean it, group it, publish it: the stages of `clean_news`, in its order.

    Args:
        sources: files, folders, globs or URL prefixes.
        output: the folder to publish to.
        settings: thresholds and the text steps to run.
        workers: processes that clean shards side by side.
        max_reject_share: above this share of rejects nothing is published.
        settle_seconds: files changed more recently than this wait for the next run.
        takes: what the run takes of what it finds.
        table_format: how the run's tables are published.

    Raises:
        SourceError: a source is not there.
        Busy: another run holds the output.
        TooManyRejects: nothing is published.
    """
    check_format(table_format)
    for source in sources:
        if not is_url(source):
            require(source)
    with hold(output) as desk:
        work = plan_run(
            desk, sources, settings, takes=takes, table_format=table_format, settle_seconds=settle_seconds
        )
        return finish(work, workers=workers, max_reject_share=max_reject_share)


def finish(work: Work, *, workers: int, max_reject_share: float) -> Summary:
    """Every stage behind the plan.

    Args:
        work: the run, planned.
        workers: as for `run_local`.
        max_reject_share: as for `run_local`.

    Raises:
        TooManyRejects: nothing is published.
    """
    folder = str(work.folder)
    _for_each_shard("extract", work, workers)
    learn(folder)
    _for_each_shard("clean", work, workers)
    group_window(folder)
    return publish_run(folder, max_reject_share=max_reject_share)


def _for_each_shard(stage: str, work: Work, workers: int) -> None:
    """One stage of every shard, so many at a time; the threads here only wait for their children."""
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for _ in pool.map(partial(STAGES[stage], str(work.folder)), work.shards):
            pass
