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
from flows.desk import hold
from flows.errors import TooManyRejects
from flows.files import Staged, stage, write_atomically
from flows.logs import log
from flows.plan import Work
from flows.published import FORMAT, Published, open_published
from flows.records import Record, document_record, edit_records, from_full_record, read_lines, to_line
from flows.report import render_report
from flows.summary import Summary, summarise

# What decides about a byte of the output: their versions stand in the manifest.
DECIDING: Final = (
    *("copydesk", "charset-normalizer", "datasketch", "ftfy", "htmldate", "lxml"),
    *("py3langid", "pystemmer", "trafilatura"),
)

# So many causes are named when a run is refused for its rejects.
CAUSES_NAMED: Final = 3

# Files that follow the latest run; all others never change once they are published.
LATEST: Final = ("groups.jsonl", "report.html")


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
    rejects, seen = _rejects_and_seen(work)
    documents = [from_full_record(record) for record in read_lines(work.folder / "documents.jsonl")]
    try:
        _check_share(len(documents) + seen, rejects, max_reject_share)
    except TooManyRejects:
        shutil.rmtree(work.folder)
        raise
    if not documents and not rejects:
        shutil.rmtree(work.folder)
        log("nothing new", {"seen": seen})
        return summarise(before, run=None, seen=seen)
    counts = {"documents": len(documents), "rejects": len(rejects), "seen": seen}
    run = {
        "id": run_id(work, [*(document.id for document in documents), *(reject["id"] for reject in rejects)]),
        "counts": {"inputs": sum(counts.values()), **counts},
        "settings": work.plan["settings"],
        "versions": {name: version(name) for name in DECIDING} | {"model": spin_model()},
        "knowledge": None,
    }
    after, latest = _write_files(work, before, run, documents, rejects)
    desk.publish(after, latest)
    desk.refresh_seen()
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
    open_published(Path(output))
    with hold(output) as desk:
        published = desk.published()
        report = stage(desk.folder / "report.html", [render_report(published)])
        published.manifest["files"]["report.html"] = asdict(report.written)
        desk.publish(published, [report])
        desk.refresh_seen()
        return str(desk.folder / "report.html")


def run_id(work: Work, ids: Sequence[str]) -> str:
    """The name of a run: the hash of its settings and of what is new in it."""
    text = json.dumps([work.plan["settings"], sorted(ids)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write_files(
    work: Work, before: Published, run: Record, documents: Sequence[Document], rejects: Sequence[Record]
) -> tuple[Published, list[Staged]]:
    """Every file of a run, each whole; what the manifest will say, and the files that change with each run."""
    name = run["id"]
    contents: dict[str, Iterable[str]] = {
        f"documents/{name}.jsonl": (to_line(document_record(document)) for document in documents),
        f"edits/{name}.jsonl": (to_line(edit) for document in documents for edit in edit_records(document)),
        f"rejects/{name}.jsonl": map(to_line, rejects),
        f"groups/{name}.jsonl": _text_of(work.folder / "groups.jsonl"),
        f"changes/{name}.jsonl": _text_of(work.folder / "changes.jsonl"),
    }
    files = {path: entry for path, entry in before.manifest["files"].items() if path not in LATEST}
    for path, chunks in contents.items():
        files[path] = asdict(write_atomically(before.folder / path, chunks))
    after = Published(before.folder, {"format": FORMAT, "runs": [*before.runs, run], "files": files})
    groups = stage(before.folder / "groups.jsonl", _text_of(work.folder / "groups.jsonl"))
    report = stage(before.folder / "report.html", [render_report(after)])
    for staged in (groups, report):
        files[staged.path.name] = asdict(staged.written)
    return after, [groups, report]


def _rejects_and_seen(work: Work) -> tuple[list[Record], int]:
    """The rejects of every shard, each id once, by id; and how many inputs were seen before.

    An id that comes up twice in one run was seen the second time.
    """
    rejects: dict[str, Record] = {}
    kept: set[str] = set()
    seen = 0
    for shard in work.shards:
        for record in read_lines(work.shard_path(shard)):
            kind = record.pop("kind")
            if kind == "seen" or record["id"] in kept:
                seen += 1
                continue
            kept.add(record["id"])
            if kind == "reject":
                rejects[record["id"]] = record
    return [rejects[name] for name in sorted(rejects)], seen


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
