"""Trying the rejects again: a reader may have learned to read them, or a limit has been raised.

A reject names its source, and the manifest names what the runs were given, so the files are found again. A file that
is gone, or holds something else by now, leaves its reject as it is; the command says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from rich.console import Console

from cleaners import Settings
from flows.desk import hold_published
from flows.errors import SourceError
from flows.local import finish
from flows.plan import plan_files
from flows.published import Published
from flows.remote import fetch_sources, is_url
from flows.sources import SourceFile, list_sources, printable, require
from flows.summary import Summary, plain, print_summary


@dataclass(frozen=True, slots=True)
class Replayed:
    """What trying the rejects again came to.

    Attributes:
        tried: how many rejects there were.
        gone: sources of rejects that are not there any more.
        left: how many are rejects still.
        summary: the run; None where no source was there.
    """

    tried: int
    gone: Sequence[str]
    left: int
    summary: Summary | None


def replay_rejects(output: str, settings: Settings) -> Replayed:
    """Read the sources of every reject again, clean them, publish what comes out otherwise.

    Args:
        output: the folder that runs publish to.
        settings: thresholds and the text steps to run.

    Raises:
        NotFound: nothing is published there.
        Busy: a run holds the output.
    """
    with hold_published(output) as (desk, published):
        rejects = {record["id"]: record["source"] for record in published.records("rejects")}
        files = _find_files(published, rejects.values())
        there = {printable(file.path) for file in files}
        gone = sorted({source for source in rejects.values() if not there & _paths(source)})
        summary = None
        if files:
            sources = [source for run in published.runs for source in run["sources"]]
            work = plan_files(
                desk,
                files,
                settings,
                sources=sources,
                takes="rejects",
                table_format=published.runs[-1]["format"],
            )
            summary = finish(work, workers=1, max_reject_share=1.0)
        left = sum(1 for record in desk.published().records("rejects") if record["id"] in rejects)
    return Replayed(len(rejects), gone, left, summary)


def _find_files(published: Published, wanted: Iterable[str]) -> list[SourceFile]:
    """The files of some rejects, as the runs have listed them: what a file is called is half of its identity."""
    paths = {path for source in wanted for path in _paths(source)}
    found: dict[str, SourceFile] = {}
    for sources in sorted({tuple(run["sources"]) for run in published.runs}):
        local = [source for source in sources if not is_url(source) and _is_there(source)]
        files = list_sources(local, exclude=published.folder)
        for source in filter(is_url, sources):
            files += fetch_sources(source, published.folder / "state" / "fetched")
        found.update((file.path, file) for file in files if printable(file.path) in paths)
    return sorted(found.values(), key=lambda file: (file.name, file.path))


def _is_there(source: str) -> bool:
    try:
        require(source)
    except SourceError:
        return False  # its rejects are said to be gone
    return True


def _paths(source: str) -> set[str]:
    """What a source may be the path of: itself, or what stands before its line number."""
    path, _, line = source.rpartition(":")
    return {source, path} if line.isdigit() else {source}


def print_replayed(replayed: Replayed, file: IO[str] | None = None) -> None:
    """Say what became of the rejects.

    Args:
        replayed: what to print.
        file: where to; standard output where it is missing.
    """
    console = Console(file=file, highlight=False, soft_wrap=True)
    became = replayed.tried - replayed.left
    console.print(f"{replayed.tried} rejects: {became} are documents now, {replayed.left} stay rejects")
    for source in replayed.gone:
        console.print(f"gone: {plain(source)}")
    if replayed.summary:
        print_summary(replayed.summary, file)
