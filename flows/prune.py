"""Forgetting: documents that have to go, by date or one by one, leave every file that holds anything of them.

The files of the runs that published them are written again without them, and the manifest names the new hashes. The
events that they were in are grouped again from what is left, in the groups of every run, so that no headline, name or
day of theirs stays behind; what each run changed follows from its groups. Counts say what is there now.

A prune is itself a run of the manifest, with no input: `pruned` says what was asked for and how much it removed, and its
`changes/` tells readers downstream which ids to take down. The ids stay on record in `pruned/<run>.jsonl`, and nothing
else of the documents: a source that still holds one must not bring it back.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import IO, Final

from pydantic import TypeAdapter
from rich.console import Console

from cleaners import Document, Settings
from flows.desk import Desk, hold
from flows.errors import UserError
from flows.explain import match_id
from flows.export import current_ids
from flows.groups import changes_between, name_groups
from flows.publish import LATEST
from flows.published import Published, open_published
from flows.records import Record
from flows.report import render_report
from flows.rewrite import Rewrite
from flows.window import group

KINDS: Final = {"documents": "id", "edits": "document", "rejects": "id"}


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
    """
    if (before is None) == (identity is None):
        message = "prune takes either --before DATE or --id ID"
        raise UserError(message)
    limit = _day(before) if before else None
    open_published(Path(output))
    with hold(output) as desk:
        published = desk.published()
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
    rewrite = Rewrite(desk.folder)
    files = {name: entry for name, entry in published.manifest["files"].items() if name not in LATEST}
    neighbours = _neighbours(published, ids)
    removed: Counter[str] = Counter()
    runs: list[Record] = []
    before: Sequence[Record] = ()
    for run in published.runs:
        events = _regrouped(published.lines("groups", run), ids, neighbours, _settings(run))
        gone = Counter(
            {
                kind: sum(record[key] in ids for record in published.lines(kind, run))
                for kind, key in KINDS.items()
            }
        )
        for kind, lines in _run_without(published, run, ids, before, events):
            name = published.name(kind, run)
            files[name] = asdict(rewrite.write_table(name, lines, kind))
        removed.update(gone)
        runs.append({**run, "counts": _fewer(run["counts"], gone)})
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
    desk.refresh(_settings(entry))
    return Pruned(entry["id"], dict(removed), undated)


def _neighbours(published: Published, ids: AbstractSet[str]) -> dict[str, Document]:
    """The documents that have ever shared an event with one that goes: they are grouped again."""
    members: set[str] = set()
    for run in published.runs:
        for event in published.lines("groups", run):
            own = {member["id"] for member in event["documents"]}
            if own & ids:
                members |= own - ids
    return {document.id: document for document in published.documents(members)}


def _regrouped(
    events: Iterable[Record], ids: AbstractSet[str], neighbours: Mapping[str, Document], settings: Settings
) -> list[Record]:
    """The events of one run without some documents; those that held one are grouped again from what is left."""
    found: list[Record] = []
    for event in events:
        members = {member["id"] for member in event["documents"]}
        if not members & ids:
            found.append(event)
        elif left := [neighbours[name] for name in sorted(members - ids) if name in neighbours]:
            found += name_groups(group(left, settings, fresh=frozenset()), [_stripped(event, ids)]).events
    return sorted(found, key=lambda event: str(event["id"]))


def _stripped(event: Record, ids: AbstractSet[str]) -> Record:
    """Who is left of an event and of its copy groups: what the ids are inherited from."""
    copies = [
        {**copies, "members": [member for member in copies["members"] if member["id"] not in ids]}
        for copies in event["copies"]
    ]
    documents = [member for member in event["documents"] if member["id"] not in ids]
    return {**event, "documents": documents, "copies": copies}


def _run_without(
    published: Published,
    run: Record,
    ids: AbstractSet[str],
    before: Sequence[Record],
    events: Sequence[Record],
) -> Iterator[tuple[str, Iterable[Record]]]:
    """The files of one run that change, with what they hold from now on."""
    homes = current_ids(events)
    contents: dict[str, list[Record]] = {
        "documents": [
            {**record, **homes.get(record["id"], {})}
            for record in published.lines("documents", run)
            if record["id"] not in ids
        ],
        "edits": [record for record in published.lines("edits", run) if record["document"] not in ids],
        "rejects": [record for record in published.lines("rejects", run) if record["id"] not in ids],
        "groups": list(events),
        "changes": _told(published.lines("changes", run), ids)
        if "pruned" in run
        else changes_between(before, events),
    }
    for kind, lines in contents.items():
        if any(one != other for one, other in zip_longest(lines, published.lines(kind, run))):
            yield kind, lines


def _told(changes: Iterable[Record], ids: AbstractSet[str]) -> list[Record]:
    """What an earlier prune told, which is no longer all in the groups of its time, without some ids."""
    return [
        {**change, **{way: [name for name in change[way] if name not in ids] for way in ("added", "removed")}}
        for change in changes
    ]


def _fewer(counts: Mapping[str, int], gone: Mapping[str, int]) -> dict[str, int]:
    """A run's counts without what is gone, as though it had never come in."""
    fewer = {name: counts[name] - gone.get(name, 0) for name in ("documents", "rejects", "seen")}
    return {"inputs": sum(fewer.values()), **fewer}


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
