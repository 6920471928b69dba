"""One shard, from files to cleaned documents: what a worker does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cleaners import Document, Reject, Settings, clean
from cleaners.decode import tidy_text
from cleaners.published import to_iso
from flows.files import write_atomically
from flows.inputs import Input, read_file
from flows.plan import Work
from flows.records import full_record, reject_record, to_line
from flows.sources import SourceFile


def clean_shard(folder: str, shard: str) -> str:
    """Read a shard's files, clean what has not been seen, leave the results in one file.

    Args:
        folder: the run's work folder.
        shard: the shard's name.

    Returns:
        The path of the file: a line per input, `{"kind": "document" | "reject" | "seen", ...}`. A shard whose
        file is there is done and is not done again.
    """
    work = Work(Path(folder))
    path = work.shard_path(shard)
    if not path.exists():
        write_atomically(path, _results(work, work.files_of(shard)))
    return str(path)


def _results(work: Work, files: list[SourceFile]) -> Iterator[str]:
    settings = work.settings
    for file in files:
        inputs = list(read_file(file, max_bytes=settings.max_bytes))
        seen = work.desk.seen_before(entry.id for entry in inputs)
        for entry in inputs:
            if entry.id in seen:
                yield to_line({"kind": "seen", "id": entry.id})
                continue
            result = entry if isinstance(entry, Reject) else clean_input(entry, settings)
            if isinstance(result, Document):
                yield to_line({"kind": "document", **full_record(result)})
            else:
                yield to_line({"kind": "reject", **reject_record(result)})


def clean_input(entry: Input, settings: Settings) -> Document | Reject:
    """Clean one input and give it the identity that its reader knows.

    What its record says of title and date fills in what extraction left open.
    """
    result = clean(entry.data, url=entry.url, media_type=entry.media_type, settings=settings)
    result = replace(result, id=entry.id, source=entry.source)
    if isinstance(result, Reject):
        return result
    title = tidy_text(entry.title).text if entry.title else None
    published = to_iso(entry.published) if entry.published else None
    return replace(result, title=result.title or title, published=result.published or published)
