"""THE flow: what is new in a source, cleaned, grouped and published.

    prefect run flows/clean_news.py:clean_news -p source=seeds -p output=output

Stages hand each other a folder and the names of shards, never a document: Prefect sees which shard is under way and
how long it took, and the documents stay in files. `copydesk run` (flows/local.py) runs the same stages in the same
order without Prefect.
"""

from __future__ import annotations

from typing import Annotated

from prefect import flow
from pydantic import AfterValidator, Field

from cleaners import Settings
from flows.config import load_settings
from flows.desk import Takes, hold
from flows.notify import check_command, notify
from flows.plan import plan_run
from flows.remote import is_url
from flows.runners import Runner, Workforce
from flows.sources import require
from flows.summary import Summary, print_summary
from flows.tables import TableFormat, check_format
from flows.tasks import clean_shards, extract_shards, group_window, learn, publish_run

Source = Annotated[str, AfterValidator(lambda source: source if is_url(source) else require(source))]


@flow(name="clean-news", persist_result=False)
def clean_news(  # noqa: PLR0913, PLR0917 - each is a field of the form that the UI shows for a run
    source: Source | list[Source],
    output: str = "output",
    settings: Settings | None = None,
    workers: Annotated[int, Field(ge=1, le=64)] = 1,
    max_reject_share: Annotated[float, Field(ge=0, le=1)] = 0.5,
    settle_seconds: Annotated[float, Field(ge=0)] = 0.0,
    on_publish: str | None = None,
    takes: Takes = "new",
    table_format: TableFormat = "jsonl",
    runner: Runner = "local",
) -> Summary:
    """Take what is new in a source, clean it, group it, publish it.

    Args:
        source: a file, a folder, a glob or a URL prefix such as s3://bucket/inbox, or several of them.
        output: the folder to publish to.
        settings: thresholds and the text steps to run; those of copydesk.toml, else the defaults, where missing.
        workers: processes that clean shards side by side.
        max_reject_share: above this share of rejects nothing is published and the run fails.
        settle_seconds: files changed more recently than this wait for the next run.
        on_publish: a command that gets the path of the manifest when something new is published.
        takes: what of the source is taken: what is new, the rejects again, or all again as after an upgrade.
        table_format: how the run's tables are published: JSON Lines, or Parquet, which needs an extra.
        runner: where shards are worked on: here, or on Ray or Dask, which need an extra.
    """
    check_command(on_publish)
    check_format(table_format)
    workforce = Workforce(runner, workers)
    settings = settings or load_settings()
    with hold(output) as desk:
        work = plan_run(
            desk, source, settings, takes=takes, table_format=table_format, settle_seconds=settle_seconds
        )
        extract_shards(work, workforce)  # read -> decode -> extract
        learn(work)  # what each site repeats
        clean_shards(work, workforce)  # encoding -> boilerplate -> spin
        group_window(work)  # sign -> copies -> mend -> events
        summary = publish_run(work, max_reject_share)
    notify(output, on_publish)
    print_summary(summary)
    return summary
