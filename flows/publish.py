"""Publishing: a run's files go into place one by one, the manifest last.

Files of a run hold no clock time and are named by the run, so doing it again after a crash writes the same bytes.
A reader that goes by the manifest never sees half a run.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Final

from cleaners import Document
from cleaners.spin import spin_model
from flows.desk import Desk, hold_published
from flows.errors import TooManyRejects
from flows.files import Staged, hash_file, stage, write_atomically
from flows.logs import log
from flows.plan import GROUPED, Work
from flows.published import FORMAT, KNOWLEDGE, Published, knowledge_name
from flows.records import Record, document_record, edit_records, from_full_record, read_lines
from flows.report import render_report
from flows.summary import Summary, summarise
from flows.tables import stage_table, write_table

# What decides about a byte of the output: their versions stand in the manifest.
DECIDING: Final = (
    *("copydesk", "charset-normalizer", "datasketch", "ftfy", "htmldate", "lxml"),
    *("py3langid", "pystemmer", "trafilatura"),
)

# So many causes are named when a run is refused for its rejects.
CAUSES_NAMED: Final = 3

# Files that follow the latest run; all others never change once they are published.
LATEST: Final = ("groups.jsonl", "groups.parquet", "report.html")


def publish_run(folder: str, *, max_reject_share: float = 0.5) -> Summary:
    """Write a run's results where readers look for them.

    Args:
        folder: the run's work folder, grouped.
        max_reject_share: above this share of new rejects among the inputs nothing is published.

    Returns:
        What the run did. A run that found nothing new changes no byte.

    Raises:
        TooManyRejects: the message says how many, and for which reasons.
    """
    work = Work(Path(folder))
    desk = work.desk
    before = desk.published()
    rejects = list(read_lines(work.folder / "rejects.jsonl"))
    [found] = read_lines(work.folder / "counts.jsonl")
    seen = found["seen"]
    documents = [from_full_record(record) for record in read_lines(work.folder / "documents.jsonl")]
    try:
        _check_share(len(documents) + seen, rejects, max_reject_share)
    except TooManyRejects:
        shutil.rmtree(work.folder)
        raise
    if not documents and not rejects:
        if before.runs:
            _finish(before)
        shutil.rmtree(work.folder)
        log("nothing new", {"seen": seen})
        return summarise(before, run=None, seen=seen)
    counts = {"documents": len(documents), "rejects": len(rejects), "seen": seen}
    ids = [*(document.id for document in documents), *(reject["id"] for reject in rejects)]
    run = {
        "id": run_id(work, ids, before.runs[-1:] if found["replaced"] else ()),
        "counts": {"inputs": sum(counts.values()), **counts},
        "settings": work.plan["settings"],
        "versions": {name: version(name) for name in DECIDING} | {"model": spin_model()},
        "knowledge": hash_file(work.knowledge_path).sha256,
        "sources": work.plan["sources"],
        "format": work.plan["format"],
        "replaced": found["replaced"],
    }
    after, latest = _write_files(work, before, run, documents, rejects)
    desk.publish(after, latest)
    _forget_old(after)
    desk.absorb(run, work.folder / "segment", work.settings, work.left_by(GROUPED))
    shutil.rmtree(work.folder)
    log("published", {"run": run["id"], **run["counts"]})
    return summarise(after, run=run["id"], seen=seen)


def rewrite_report(output: str) -> str:
    """Write the report again from what is published, as after an upgrade of the page.

    Args:
        output: the folder that runs publish to.

    Returns:
        The path of the page.

    Raises:
        NotFound: nothing is published there.
        Busy: a run holds the output.
    """
    with hold_published(output) as (desk, published):
        report = stage(desk.folder / "report.html", [render_report(published)])
        published.manifest["files"]["report.html"] = asdict(report.written)
        desk.publish(published, [report])
        return str(desk.folder / "report.html")


def run_id(work: Work, ids: Sequence[str], after: Sequence[Record] = ()) -> str:
    """The name of a run: the hash of its settings and of what is new in it.

    Args:
        work: the run.
        ids: of its documents and rejects.
        after: the run before it, where some of the ids are not new: they have named a run already.
    """
    text = json.dumps([work.plan["settings"], sorted(ids), *(run["id"] for run in after)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write_files(
    work: Work, before: Published, run: Record, documents: Sequence[Document], rejects: Sequence[Record]
) -> tuple[Published, list[Staged]]:
    """Every file of a run, each whole; what the manifest will say, and the files that change with each run."""
    name = run["id"]
    contents: dict[str, Iterable[Record]] = {
        "documents": map(document_record, documents),
        "edits": (edit for document in documents for edit in edit_records(document)),
        "rejects": rejects,
        "groups": read_lines(work.folder / "groups.jsonl"),
        "changes": read_lines(work.folder / "changes.jsonl"),
    }
    files = {
        path: entry
        for path, entry in before.manifest["files"].items()
        if path not in LATEST and not path.startswith(KNOWLEDGE)
    }
    for kind, records in contents.items():
        path = f"{kind}/{name}.{run['format']}"
        files[path] = asdict(write_table(before.folder / path, records, kind))
    path = knowledge_name(run["knowledge"])
    files[path] = asdict(write_atomically(before.folder / path, _text_of(work.knowledge_path)))
    after = Published(before.folder, {"format": FORMAT, "runs": [*before.runs, run], "files": files})
    latest = before.folder / f"groups.{run['format']}"
    groups = stage_table(latest, read_lines(work.folder / "groups.jsonl"), "groups")
    report = stage(before.folder / "report.html", [render_report(after)])
    for staged in (groups, report):
        files[staged.path.name] = asdict(staged.written)
    return after, [groups, report]


def _finish(published: Published) -> None:
    """What a run left undone that was killed while it published, where no other does it."""
    if "report.html" not in published.manifest["files"]:
        name = f"groups.{published.runs[-1]['format']}"
        groups = stage_table(published.folder / name, published.groups(), "groups")
        report = stage(published.folder / "report.html", [render_report(published)])
        for staged in (groups, report):
            published.manifest["files"][staged.path.name] = asdict(staged.written)
        Desk(published.folder).publish(published, [groups, report])
    _forget_old(published)


def _forget_old(published: Published) -> None:
    """What the last run took over: the knowledge of the runs before, and their groups in another format."""
    paths = [*(published.folder / KNOWLEDGE).iterdir(), *(published.folder / name for name in LATEST)]
    for path in paths:
        if path.relative_to(published.folder).as_posix() not in published.manifest["files"]:
            path.unlink(missing_ok=True)


def _check_share(good: int, rejects: Sequence[Record], limit: float) -> None:
    """Refuse when too many inputs are new rejects.

    What was seen before counts as good: one bad file that stays in an inbox must not stop the feed, a crawler that
    delivers nothing but bad files must.
    """
    total = good + len(rejects)
    if total and len(rejects) / total > limit:
        reasons = Counter(f"{reject['reason']}: {reject['detail']}".rstrip(": ") for reject in rejects)
        named = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common(CAUSES_NAMED))
        message = f"{len(rejects)} of {total} inputs were rejected ({named}): nothing is published"
        raise TooManyRejects(message)


def _text_of(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        yield from lines
