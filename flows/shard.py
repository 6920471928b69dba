"""One shard, from files to cleaned documents: what a worker does."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cleaners import Document, Reason, Reject, Settings, clean
from cleaners.decode import tidy_text
from cleaners.published import to_iso
from flows.files import write_atomically
from flows.inputs import Input, read_file
from flows.logs import log
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
        written = write_atomically(path, _results(work, work.files_of(shard)))
        log("cleaned", {"shard": shard, "inputs": written.count})
    return str(path)


def _results(work: Work, files: list[SourceFile]) -> Iterator[str]:
    settings = work.settings
    with work.desk.reading_seen(work.takes) as seen_before:
        for file in files:
            for entry in read_file(file, max_bytes=settings.max_bytes):
                if seen_before(entry.id):
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
    try:
        result = clean(entry.data, url=entry.url, media_type=entry.media_type, settings=settings)
    except Exception as error:  # noqa: BLE001 - a defect met by one document must not cost the others; it is on record
        result = Reject("clean", Reason.FAILED, f"{type(error).__name__} in {_place(error)}")
    result = replace(result, id=entry.id, source=entry.source)
    if isinstance(result, Reject):
        return result
    title = tidy_text(entry.title).text if entry.title else None
    published = to_iso(entry.published) if entry.published else None
    return replace(result, title=result.title or title, published=result.published or published)


def _place(error: Exception) -> str:
    """Where an error came from: the innermost place within this project. No text of the input."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "cleaners" in Path(frame.filename).parts]
    last = (ours or frames)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
