"""One shard, from files to cleaned documents, in two stages: what a worker does.

Extraction comes first and for all shards, since the lines that a site repeats show only when its pages lie side by
side; the text steps follow with what was learned.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from cleaners import Knowledge, Reason, Reject, Settings
from cleaners.clean import as_learned, clean_article, read_article
from cleaners.decode import tidy_text
from cleaners.published import to_iso
from flows.files import write_atomically
from flows.inputs import Input, read_file
from flows.logs import log
from flows.plan import Work
from flows.records import Record, full_record, read_lines, reject_record, to_article, to_line


def extract_shard(folder: str, shard: str) -> str:
    """Read a shard's files, extract what has not been seen, leave the articles in one file.

    Args:
        folder: the run's work folder.
        shard: the shard's name.

    Returns:
        The path of the file: a line per input, `{"kind": "article" | "reject" | "seen", ...}`. A shard whose
        file is there is done and is not done again.
    """
    work = Work(Path(folder))
    path = work.articles_path(shard)
    if not path.exists():
        written = write_atomically(path, _extracted(work, shard))
        log("extracted", {"shard": shard, "inputs": written.count})
    return str(path)


def clean_shard(folder: str, shard: str) -> str:
    """Run the text steps on a shard's articles, with the run's knowledge; leave the results in one file.

    Args:
        folder: the run's work folder, every shard of it extracted, the knowledge learned.
        shard: the shard's name.

    Returns:
        The path of the file: a line per input, `{"kind": "document" | "reject" | "seen", ...}`.
    """
    work = Work(Path(folder))
    path = work.shard_path(shard)
    if not path.exists():
        written = write_atomically(path, _cleaned(work, shard))
        log("cleaned", {"shard": shard, "inputs": written.count})
    return str(path)


def _extracted(work: Work, shard: str) -> Iterator[str]:
    settings = work.settings
    with work.desk.reading_seen(work.takes) as seen_before:
        for file in work.files_of(shard):
            for entry in read_file(file, max_bytes=settings.max_bytes):
                if seen_before(entry.id):
                    yield to_line({"kind": "seen", "id": entry.id})
                elif isinstance(entry, Reject):
                    yield _reject_line(entry)
                else:
                    yield extract_input(entry, settings)


def extract_input(entry: Input, settings: Settings) -> str:
    """One input as the line of an article, or of the reject that it is.

    What its record says of title and date fills in what extraction left open. `learned` is the text that knowledge
    learns from, where a step before boilerplate changes it.
    """
    try:
        article = read_article(entry.data, url=entry.url, media_type=entry.media_type, settings=settings)
        if isinstance(article, Reject):
            return _reject_line(replace(article, id=entry.id, source=entry.source))
        title = tidy_text(entry.title).text if entry.title else None
        published = to_iso(entry.published) if entry.published else None
        article = replace(article, title=article.title or title, published=article.published or published)
        learned = as_learned(article, settings).text
    except Exception as error:  # noqa: BLE001 - a defect met by one document must not cost the others; it is on record
        return _reject_line(_failed("extract", error, entry.id, entry.source))
    record = {"kind": "article", "id": entry.id, "source": entry.source, "article": asdict(article)}
    return to_line(record if learned == article.text else {**record, "learned": learned})


def _cleaned(work: Work, shard: str) -> Iterator[str]:
    settings, knowledge = work.settings, work.knowledge
    for record in read_lines(work.articles_path(shard)):
        yield clean_record(record, settings, knowledge) if record["kind"] == "article" else to_line(record)


def clean_record(record: Record, settings: Settings, knowledge: Knowledge) -> str:
    """An article's record as the line of a document, or of the reject that it is."""
    try:
        result = clean_article(
            to_article(record["article"]),
            identity=record["id"],
            source=record["source"],
            settings=settings,
            knowledge=knowledge,
        )
    except Exception as error:  # noqa: BLE001 - as above
        result = _failed("clean", error, record["id"], record["source"])
    if isinstance(result, Reject):
        return _reject_line(result)
    return to_line({"kind": "document", **full_record(result)})


def _reject_line(reject: Reject) -> str:
    return to_line({"kind": "reject", **reject_record(reject)})


def _failed(step: str, error: Exception, identity: str, source: str) -> Reject:
    """The reject for a defect of ours: the innermost place within this project, and no text of the input."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "cleaners" in Path(frame.filename).parts]
    last = (ours or frames)[-1]
    detail = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
    return Reject(step, Reason.FAILED, detail, identity, source)
