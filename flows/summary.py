"""What a run did, in numbers and on one screen."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.published import Published
from flows.records import Record
from flows.terminal import UNSAFE

EVENTS_SHOWN: Final = 20
WIDTH_OF_A_FILE: Final = 160  # columns, where no terminal says how many it has


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    Attributes:
        output: the folder that it published to.
        run: its id; None where nothing was new.
        documents: new documents.
        rejects: new rejects by reason.
        seen: inputs that were seen before.
        lines_dropped: lines that boilerplate removal took out of the new documents.
        edits: applied edits of the new documents, by step and rule.
        copy_groups: groups of two and more copies in the window.
        events: the window's events, as published.
    """

    output: str
    run: str | None
    documents: int
    rejects: Mapping[str, int]
    seen: int
    lines_dropped: int
    edits: Mapping[str, int]
    copy_groups: int
    events: Sequence[Record]

    @property
    def inputs(self) -> int:
        """Every input is one of the three."""
        return self.documents + sum(self.rejects.values()) + self.seen


def summarise(published: Published, *, run: str | None, seen: int) -> Summary:
    """Count what a run wrote.

    Args:
        published: the output after the run.
        run: its id; None where nothing was new.
        seen: inputs that were seen before.
    """
    entry = next((entry for entry in published.runs if entry["id"] == run), None)
    rules: Counter[str] = Counter()
    lines_dropped = 0
    if entry:
        for edit in published.lines("edits", entry):
            if edit["tier"] == "applied":
                rules[f"{edit['step']}/{edit['rule']}"] += 1
                if edit["step"] == "boilerplate" and not edit["after"].strip():
                    lines_dropped += sum(1 for line in edit["before"].split("\n") if line.strip())
    events = published.groups()
    return Summary(
        output=str(published.folder),
        run=run,
        documents=entry["counts"]["documents"] if entry else 0,
        rejects=_reasons(published, entry),
        seen=seen,
        lines_dropped=lines_dropped,
        edits=dict(sorted(rules.items())),
        copy_groups=sum(len(group["members"]) > 1 for event in events for group in event["copies"]),
        events=events,
    )


def _reasons(published: Published, entry: Record | None) -> dict[str, int]:
    if not entry:
        return {}
    return dict(sorted(Counter(record["reason"] for record in published.lines("rejects", entry)).items()))


def plain(text: str) -> str:
    """A stranger's text for a table: as `flows.terminal` allows it, and no markup."""
    return escape(text.translate(UNSAFE))


def print_summary(summary: Summary, file: IO[str] | None = None) -> None:
    """Print the summary table and the path of the report.

    Args:
        summary: what to print.
        file: where to; standard output where it is missing.
    """
    if file is None and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Unicode must not end the run
    console = Console(file=file, highlight=False)
    if not console.is_terminal:
        console.width = WIDTH_OF_A_FILE
    if summary.run is None:
        console.print(
            f"Nothing new: {summary.seen} inputs were seen before. {plain(summary.output)} is as it was."
        )
        return
    table = Table(
        title=f"run {summary.run}", title_justify="left", show_header=False, box=None, pad_edge=False
    )
    table.add_column(justify="right", style="bold", no_wrap=True, min_width=6)
    table.add_column(no_wrap=True, overflow="ellipsis")
    table.add_row(str(summary.inputs), "inputs")
    table.add_row(str(summary.documents), "documents")
    table.add_row(str(sum(summary.rejects.values())), f"rejects  {_listed(summary.rejects)}")
    table.add_row(str(summary.seen), "seen before")
    table.add_row(str(summary.lines_dropped), "lines dropped")
    table.add_row(str(sum(summary.edits.values())), "edits")
    for rule, count in summary.edits.items():
        table.add_row("", f"{count:>5}  {rule}")
    table.add_row(str(summary.copy_groups), "copy groups of two and more")
    table.add_row(str(len(summary.events)), "events")
    for event in summary.events[:EVENTS_SHOWN]:
        table.add_row("", f"{len(event['documents']):>5}  {plain(event['label'])}")
        for member in event["documents"]:
            table.add_row("", f"       [dim]{plain(member['source'])}[/dim]")
    if len(summary.events) > EVENTS_SHOWN:
        table.add_row("", f"       and {len(summary.events) - EVENTS_SHOWN} more in the report")
    console.print(table)
    console.print(f"report: {plain(summary.output)}/report.html", soft_wrap=True)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())
