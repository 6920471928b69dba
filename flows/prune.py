"""Forgetting: documents that have to go, by date or one by one, leave every file that holds anything of them.

The files of the runs that published them are written again without them, and the manifest names the new hashes. The
events that they were in are grouped again from what is left, in the groups of every run, so that no headline, name or
day of theirs stays behind; what each run changed follows from its groups. Words that they lent to copies of theirs are
taken back. Counts say what is there now.

A prune is itself a run of the manifest, with no input: `pruned` says what was asked for and how much it removed, and its
`changes/` tells readers downstream which ids to take down. The ids stay on record in `pruned/<run>.jsonl`, and nothing
else of the documents: a source that still holds one must not bring it back.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import date
from typing import IO, Final

from pydantic import TypeAdapter
from rich.console import Console

from cleaners import Settings
from flows.desk import Desk, hold_published
from flows.errors import UserError
from flows.explain import match_id
from flows.groups import changes_between
from flows.publish import LATEST
from flows.published import Published
from flows.records import Record
from flows.report import render_report
from flows.rewrite import Rewrite
from flows.without import borrowers, fewer, goes, neighbours, regrouped, run_without

KINDS: Final = ("documents", "edits", "rejects")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a prune removed.

    Attributes:
        run: the id under which the manifest has it; None where there was nothing to remove.
        removed: how many documents, edits and rejects.
        undated: how many documents stay because they have no date to go by.
    """

    run: str | None
    removed: Mapping[str, int]
    undated: int


def prune_output(output: str, *, before: str | None = None, identity: str | None = None) -> Pruned:
    """Forget documents everywhere.

    Args:
        output: the folder that runs publish to.
        before: a day, YYYY-MM-DD; documents published earlier go.
        identity: the id of one document or reject, or its beginning.

    Raises:
        UserError: neither or both are given, or the day is none.
        NotFound: nothing is published there, or nothing has that id.
        Busy: a run holds the output.
        Damaged: a published file is not what the manifest says.
    """
    if (before is None) == (identity is None):
        message = "prune takes either --before DATE or --id ID"
        raise UserError(message)
    limit = _day(before) if before else None
    with hold_published(output) as (desk, published):
        if identity:
            known = (record["id"] for kind in ("documents", "rejects") for record in published.records(kind))
            found = match_id(known, identity)
            return _prune(desk, published, {found}, {"id": found})
        dated = {record["id"]: record["published"] for record in published.records("documents")}
        ids = {name for name, day in dated.items() if day and limit and day[:10] < limit.isoformat()}
        undated = sum(1 for day in dated.values() if not day)
        return _prune(desk, published, ids, {"before": before}, undated=undated)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"--before {text}: not a day as 2024-05-31"
        raise UserError(message) from error


def _prune(
    desk: Desk, published: Published, ids: AbstractSet[str], asked: Record, *, undated: int = 0
) -> Pruned:
    if not ids:
        return Pruned(None, {}, undated)
    desk.verify(published)  # what is written again gets new hashes, which must not bless what was damaged
    rewrite = Rewrite(desk.folder)
    files = {name: entry for name, entry in published.manifest["files"].items() if name not in LATEST}
    left, mended = neighbours(published, ids), borrowers(published, ids)
    removed: Counter[str] = Counter()
    runs: list[Record] = []
    before: Sequence[Record] = ()
    for run in published.runs:
        events = regrouped(published.lines("groups", run), ids, left, _settings(run))
        gone = Counter(
            {
                "documents": sum(record["id"] in ids for record in published.lines("documents", run)),
                "edits": sum(goes(record, ids, mended) for record in published.lines("edits", run)),
                "rejects": sum(record["id"] in ids for record in published.lines("rejects", run)),
            }
        )
        for kind, lines in run_without(published, run, ids, mended, before, events):
            name = published.name(kind, run)
            files[name] = asdict(rewrite.write_table(name, lines, kind))
        removed.update(gone)
        runs.append({**run, "counts": fewer(run["counts"], gone)})
        before = events
    entry = _entry(runs[-1], ids, {**asked, **{kind: removed[kind] for kind in KINDS}})
    contents: dict[str, Iterable[Record]] = {
        **dict.fromkeys(KINDS, ()),
        "groups": before,
        "changes": changes_between(published.groups(), before),
        "pruned": ({"id": identity} for identity in sorted(ids)),
    }
    for kind, lines in contents.items():
        name = published.name(kind, entry)
        files[name] = asdict(rewrite.write_table(name, lines, kind))
    latest = f"groups.{entry['format']}"
    files[latest] = asdict(rewrite.write_table(latest, before, "groups"))
    manifest = {**published.manifest, "runs": [*runs, entry], "files": files}
    files["report.html"] = asdict(
        rewrite.write("report.html", [render_report(Published(rewrite.aside, manifest))])
    )
    for folder in ("work", "fetched"):  # what an interrupted run or a copy of a remote source still holds
        shutil.rmtree(desk.state / folder, ignore_errors=True)
    rewrite.commit(manifest)
    desk.refresh(_settings(entry), "new")
    return Pruned(entry["id"], dict(removed), undated)


def _entry(last: Record, ids: AbstractSet[str], pruned: Record) -> Record:
    """The prune as a run of the manifest."""
    text = json.dumps(["prune", last["id"], sorted(ids)])
    counts = dict.fromkeys(last["counts"], 0)
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    return {**last, "id": name, "counts": counts, "sources": [], "replaced": 0, "pruned": pruned}


def _settings(run: Record) -> Settings:
    return TypeAdapter(Settings).validate_python(run["settings"])


def print_pruned(pruned: Pruned, file: IO[str] | None = None) -> None:
    """Say what was removed.

    Args:
        pruned: what to print.
        file: where to; standard output where it is missing.
    """
    console = Console(file=file, highlight=False, soft_wrap=True)
    counts = ", ".join(f"{pruned.removed.get(kind, 0)} {kind}" for kind in KINDS)
    console.print(f"removed: {counts}")
    if pruned.undated:
        console.print(f"{pruned.undated} documents without a date stay")
