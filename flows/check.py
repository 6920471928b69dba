"""Checking an output: is everything there, unchanged, accounted for and undoable?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleaners import Document
from cleaners.edits import apply_edits
from flows.explain import step_inputs
from flows.published import Published, open_published
from flows.records import Record, join_edits
from flows.state import State
from flows.tables import measure_table
from flows.verify import REMEMBERED, memory_faults


def check_output(output: Path) -> tuple[list[str], int]:
    """Check checksums, conservation and reversibility.

    Args:
        output: the folder that runs publish to.

    Returns:
        What is wrong, a line each, and how many things were checked.

    Raises:
        NotFound: nothing is published there.
        Damaged: the manifest itself cannot be read.
    """
    published = open_published(output)
    state = output / "state"
    results = [*_files(published), *State(state).faults(), *memory_faults(state / REMEMBERED)]
    if not any(results):  # records of a damaged file would only repeat what is known
        for run in published.runs:
            results += _conservation(published, run)
            results += _reversibility(published, run)
        results += _membership(published)
    return [finding for finding in results if finding], len(results)


def _files(published: Published) -> Iterator[str | None]:
    """Each file of the manifest is there with its size, count and hash."""
    for name, entry in published.manifest["files"].items():
        path = published.folder / name
        if not path.is_file():
            yield f"{name}: missing"
            continue
        written = measure_table(path, path.suffix)
        found = {"sha256": written.sha256, "bytes": written.bytes, "count": written.count}
        wrong = [
            f"{field} is {found[field]}, not {entry.get(field)}"
            for field in found
            if found[field] != entry.get(field)
        ]
        yield f"{name}: {'; '.join(wrong)}" if wrong else None


def _conservation(published: Published, run: Record) -> Iterator[str | None]:
    """Inputs are documents, rejects or seen before, and the files hold as many as the manifest says."""
    counts = run["counts"]
    total = counts["documents"] + counts["rejects"] + counts["seen"]
    yield (
        f"run {run['id']}: {counts['inputs']} inputs, {total} accounted for"
        if counts["inputs"] != total
        else None
    )
    for kind in ("documents", "rejects"):
        ids = [record["id"] for record in published.lines(kind, run)]
        yield (
            f"{published.name(kind, run)}: {len(ids)}, not {counts[kind]}"
            if len(ids) != counts[kind]
            else None
        )
        yield f"{published.name(kind, run)}: an id twice" if len(set(ids)) != len(ids) else None


def _reversibility(published: Published, run: Record) -> Iterator[str | None]:
    """Each document's edits can be taken back, and made again."""
    edits = list(published.lines("edits", run))
    known = set()
    for document in join_edits(published.lines("documents", run), edits):
        known.add(document.id)
        yield _undo_and_redo(document)
    strays = {edit["document"] for edit in edits} - known
    yield (
        f"{published.name('edits', run)}: edits of {len(strays)} documents that are not there"
        if strays
        else None
    )


def _undo_and_redo(document: Document) -> str | None:
    try:
        steps = step_inputs(document)
        text = document.revert()
        for _, before, edits in steps:
            if text != before:
                return f"document {document.id}: the steps do not follow from each other"
            text = apply_edits(before, edits).text
    except ValueError as error:
        return f"document {document.id}: {error}"
    return None if text == document.text else f"document {document.id}: the edits do not lead to its text"


def _membership(published: Published) -> Iterator[str | None]:
    """Every member of a group is a document, in one event and one copy group."""
    known = {record["id"] for record in published.records("documents")}
    events = published.groups()
    members = [member["id"] for event in events for member in event["documents"]]
    copies = [member["id"] for event in events for group in event["copies"] for member in group["members"]]
    yield None if set(members) <= known else f"groups: {len(set(members) - known)} members are no documents"
    yield None if len(set(members)) == len(members) else "groups: a document is in two events"
    yield (
        None
        if sorted(copies) == sorted(members)
        else "groups: events and copy groups do not hold the same documents"
    )
