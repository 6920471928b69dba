"""One shard, from files to cleaned documents, in two stages: what a worker does.

Extraction comes first and for all shards, since the lines that a site repeats show only when its pages lie side by
side; the text steps follow with what was learned. Both have a child do the work (`flows.asking`), so that an
input that hangs, crashes or eats memory costs itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from cleaners import Reject
from flows.asking import Question, answer_all
from flows.cleaning import pack_input, reject_line
from flows.files import hash_file, write_atomically
from flows.inputs import read_file
from flows.logs import log
from flows.plan import Work
from flows.records import read_lines, to_line


def extract_shard(folder: str, shard: str) -> str:
    """Read a shard's files, extract what has not been seen, leave the articles in one file.

    Args:
        folder: the run's work folder.
        shard: the shard's name.

    Returns:
        The path of the file: a line per input, `{"kind": "article" | "reject" | "seen", ...}`. A shard that
        is done is not done again.
    """
    work = Work(Path(folder))
    path = work.articles_path(shard)
    if not work.is_done(path.stem):
        # It reads SQLite, which a disk without room must not leave to whichever thread collects it.
        with closing(_extracted(work, shard)) as lines:
            written = write_atomically(path, lines)
        work.set_done(path.stem, [path])
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
    if not work.is_done(path.stem):
        written = write_atomically(path, _cleaned(work, shard))
        work.set_done(path.stem, [path])
        log("cleaned", {"shard": shard, "inputs": written.count})
    return str(path)


# What a worker can do with a shard: a folder and a name in, the path of the results out.
STAGES: Final[Mapping[str, Callable[[str, str], str]]] = {"extract": extract_shard, "clean": clean_shard}


def _extracted(work: Work, shard: str) -> Generator[str]:
    request = {"stage": "extract", "settings": json.dumps(work.plan["settings"])}
    with work.desk.reading_seen(work.takes) as seen_before:
        yield from answer_all(request, _inputs(work, shard, seen_before), work.settings.limits.seconds)


def _inputs(work: Work, shard: str, seen_before: Callable[[str], bool]) -> Iterator[str | Question]:
    """The inputs of a shard as questions, and the lines of those that need no answer."""
    for file in work.files_of(shard):
        for entry in read_file(file, max_bytes=work.settings.max_bytes):
            if seen_before(entry.id):
                yield to_line({"kind": "seen", "id": entry.id})
            elif isinstance(entry, Reject):
                yield reject_line(entry)
            else:
                yield Question(pack_input(entry), entry.id, entry.source)


def _cleaned(work: Work, shard: str) -> Iterator[str]:
    path = work.knowledge_path
    request = {
        "stage": "clean",
        "settings": json.dumps(work.plan["settings"]),
        "knowledge": [str(path.absolute()), hash_file(path).sha256],
    }
    return answer_all(request, _articles(work.articles_path(shard)), work.settings.limits.seconds)


def _articles(path: Path) -> Iterator[str | Question]:
    """What extraction left: articles as questions, and the lines of the rest."""
    for record in read_lines(path):
        line = to_line(record)
        if record["kind"] == "article":
            yield Question(line.encode(), record["id"], record["source"])
        else:
            yield line
