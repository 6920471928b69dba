"""The command line.

Modules that take long to import are imported by the command that needs them, so that `--help` answers at once.
Exit 0: done. 1: the run failed or a check found something. 2: a bad argument or an unreadable source, in one line
on stderr that names it. 3: the output is damaged. 75: another run holds this output.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

app = typer.Typer(
    name="copydesk",
    help="An automatic copy desk for scraped news: clean articles, grouped by what they report, every change undoable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FAILED: Final = 1
BAD_ARGUMENT: Final = 2
DAMAGED: Final = 3
BUSY: Final = 75  # EX_TEMPFAIL: try again later


class Kind(StrEnum):
    """What `export` can write."""

    DOCUMENTS = "documents"
    GROUPS = "groups"
    EDITS = "edits"
    REJECTS = "rejects"


class TableFormat(StrEnum):
    """How `export` writes it."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class LogFormat(StrEnum):
    """How log lines look on stderr."""

    TEXT = "text"
    JSON = "json"


Output = Annotated[Path, typer.Option("-o", "--output", help="The folder that runs publish to.")]
Config = Annotated[str | None, typer.Option(help="Settings; copydesk.toml is read where this is missing.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="One setting, as copies.jaccard=0.4."),
]
DocumentId = Annotated[str, typer.Argument(metavar="ID", help="A document's id, or enough of its beginning.")]


@app.command()
def run(  # noqa: PLR0913, PLR0917 - one parameter per option
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, globs or URL prefixes.")
    ],
    output: Output = Path("output"),
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that clean side by side.")] = 1,
    config: Config = None,
    settings: Settings = None,
    max_reject_share: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Above this share of rejects nothing is published.")
    ] = 0.5,
    settle: Annotated[
        float,
        typer.Option(min=0.0, metavar="SECONDS", help="Files changed more recently wait for the next run."),
    ] = 0.0,
    on_publish: Annotated[
        str | None,
        typer.Option(metavar="CMD", help="Run CMD with the manifest's path when something is published."),
    ] = None,
    again: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--again", help="Clean again what was published, as after an upgrade.")
    ] = False,
    table_format: Annotated[
        Literal["jsonl", "parquet"],
        typer.Option("--format", help="How tables are published; parquet needs an extra."),
    ] = "jsonl",
    runner: Annotated[
        Literal["local", "ray", "dask"],
        typer.Option(help="Where shards are worked on; ray and dask need an extra, and Prefect."),
    ] = "local",
    log_format: Annotated[
        LogFormat, typer.Option(help="How log lines look on stderr; json has every stage.")
    ] = LogFormat.TEXT,
) -> None:
    """Clean what is new in the sources, group it and publish it."""
    from flows.children import start_one

    start_one()
    from flows.config import load_settings
    from flows.local import run_local
    from flows.logs import log_to_stderr
    from flows.notify import check_command, notify
    from flows.summary import print_summary

    log_to_stderr(as_json=log_format is LogFormat.JSON)
    check_command(on_publish)
    effective = load_settings(config, settings or ())
    if runner != "local":
        from flows.clean_news import clean_news

        clean_news(
            sources,
            str(output),
            settings=effective,
            workers=workers,
            max_reject_share=max_reject_share,
            settle_seconds=settle,
            on_publish=on_publish,
            takes="all" if again else "new",
            table_format=table_format,
            runner=runner,
        )
        return
    summary = run_local(
        sources,
        str(output),
        effective,
        workers=workers,
        max_reject_share=max_reject_share,
        settle_seconds=settle,
        takes="all" if again else "new",
        table_format=table_format,
    )
    notify(str(output), on_publish)
    print_summary(summary)


@app.command()
def export(
    kind: Annotated[Kind, typer.Argument(help="What to export.")],
    output: Output = Path("output"),
    table_format: Annotated[
        TableFormat, typer.Option("--format", help="How to write it.")
    ] = TableFormat.JSONL,
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; stdout where this is missing.")
    ] = None,
) -> None:
    """Write all documents, groups, edits or rejects as one table, with the current group ids."""
    from flows.export import export_table

    with _reader_may_leave():
        export_table(output, kind.value, table_format.value, to)


@app.command()
def explain(identity: DocumentId, output: Output = Path("output")) -> None:
    """Show what was changed in one document, each edit with its rule, confidence and evidence."""
    from flows.explain import find_document, print_explanation

    with _reader_may_leave():
        print_explanation(find_document(output, identity))


@app.command()
def restore(identity: DocumentId, output: Output = Path("output")) -> None:
    """Write the extracted text of one document, before any edit, byte for byte."""
    from flows.explain import find_document

    with _reader_may_leave():
        sys.stdout.buffer.write(find_document(output, identity).revert().encode("utf-8"))


@app.command()
def check(output: Output = Path("output")) -> None:
    """Check the output: checksums, conservation, reversibility. Exit 1 and a list where one fails."""
    from flows.check import check_output

    findings, checked = check_output(output)
    for finding in findings:
        typer.echo(finding)
    typer.echo(f"{checked} checked, {len(findings)} wrong")
    if findings:
        raise typer.Exit(FAILED)


@app.command()
def replay(output: Output = Path("output"), config: Config = None, settings: Settings = None) -> None:
    """Try the rejects again; what has no source any more stays one."""
    from flows.config import load_settings
    from flows.logs import log_to_stderr
    from flows.replay import print_replayed, replay_rejects

    log_to_stderr(as_json=False)
    print_replayed(replay_rejects(str(output), load_settings(config, settings or ())))


@app.command()
def prune(
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Forget what was published before this day.")
    ] = None,
    identity: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Take down one document or reject.")
    ] = None,
    output: Output = Path("output"),
) -> None:
    """Forget documents everywhere: text, edits, groups, report, state; say what was removed."""
    from flows.prune import print_pruned, prune_output

    print_pruned(prune_output(str(output), before=before, identity=identity))


@app.command()
def report(output: Output = Path("output")) -> None:
    """Write report.html again."""
    from flows.publish import rewrite_report

    typer.echo(rewrite_report(str(output)))


@app.command("mine-spin")
def mine_spin(
    output: Output = Path("output"),
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; stdout where this is missing.")
    ] = None,
) -> None:
    """Propose pairs for the swap table from what was repaired or suggested in several spun documents."""
    from flows.mine_spin import mine_spin as mine

    with _reader_may_leave():
        found = mine(output, to)
    typer.echo(f"{found} pairs proposed: look at each before it goes to the table", err=True)


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """Printing for a reader that may have seen enough before the end, as `head` has: that is no error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None


# Typer keeps its click private; the base of its one public usage error is all that is needed of it.
_UsageError: Final[type[Exception]] = typer.BadParameter.__base__  # type: ignore[assignment]


def main() -> None:
    """Run the command line and turn every expected error into one line and an exit status."""
    try:
        status = app(standalone_mode=False)
    except _UsageError as error:
        _end(getattr(error, "format_message", error.__str__)(), BAD_ARGUMENT)
    except typer.Abort:
        _end("interrupted", 130)
    except Exception as error:
        if (known := _status_of(error)) is None:
            raise
        _end(str(error), known)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _status_of(error: Exception) -> int | None:
    """The exit status of an error that a user can do something about; None for one that is a defect."""
    import sqlite3

    from flows.errors import Busy, Damaged, RunFailed, UserError

    statuses = {Busy: BUSY, Damaged: DAMAGED, UserError: BAD_ARGUMENT, RunFailed: FAILED}
    for kind, status in statuses.items():
        if isinstance(error, kind):
            return status
    return FAILED if isinstance(error, (OSError, sqlite3.Error)) else None  # a disk that is full or broken


def _end(message: str, status: int) -> None:
    from flows.terminal import UNSAFE

    if line := " ".join(
        message.translate(UNSAFE).split()
    ):  # none where the help was asked for by saying nothing
        sys.stderr.write(f"copydesk: {line}\n")
    sys.exit(status)
