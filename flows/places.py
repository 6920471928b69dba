"""Places: where a document stands in the published files, so that one can be read without reading the rest.

A place carries a hash of the lines that stand there. A document that is read and is not what was published would put
others into wrong groups, so it is never used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

from cleaners import Document
from flows.errors import Damaged
from flows.published import Published
from flows.records import Record, join_edits


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document and its edits stand.

    Attributes:
        id: the document's.
        run: the id of the run that published it last.
        start: the offset of its line in bytes; None in a file that cannot be read in part.
        size: of its line, in bytes.
        edits_start: the same for its edits.
        edits_size: of all of them.
        digest: of both.
    """

    id: str
    run: str
    start: int | None = None
    size: int | None = None
    edits_start: int | None = None
    edits_size: int | None = None
    digest: str | None = None

    def row(self) -> tuple[Any, ...]:
        """The fields, for a table."""
        return astuple(self)


def places(published: Published, run: Record) -> Iterator[tuple[Place, Record]]:
    """The place of every document that a run wrote, with its record.

    Raises:
        Damaged: a file is missing or cannot be read.
    """
    if run["format"] != "jsonl":
        yield from ((Place(record["id"], run["id"]), record) for record in published.lines("documents", run))
        return
    spans = _edit_spans(published, run)
    start = 0
    with (
        published.path("documents", run).open("rb") as lines,
        published.path("edits", run).open("rb") as edits,
    ):
        for line, record in zip(lines, published.lines("documents", run), strict=True):
            edits_start, edits_size = spans.get(record["id"], (0, 0))
            edits.seek(edits_start)
            digest = _digest(line, edits.read(edits_size))
            yield Place(record["id"], run["id"], start, len(line), edits_start, edits_size, digest), record
            start += len(line)


def _edit_spans(published: Published, run: Record) -> dict[str, tuple[int, int]]:
    """Where each document's edits begin and how many bytes they take; they stand together."""
    spans: dict[str, tuple[int, int]] = {}
    start = 0
    with published.path("edits", run).open("rb") as lines:
        for line, edit in zip(lines, published.lines("edits", run), strict=True):
            first, size = spans.get(edit["document"], (start, 0))
            spans[edit["document"]] = (first, size + len(line))
            start += len(line)
    return spans


def read_place(published: Published, place: Place) -> Document:
    """The document that stands at a place.

    Raises:
        Damaged: what stands there is not what was published.
    """
    run = {"id": place.run, "format": "jsonl"}
    path = published.path("documents", run)
    try:
        with path.open("rb") as lines, published.path("edits", run).open("rb") as edits:
            lines.seek(place.start or 0)
            edits.seek(place.edits_start or 0)
            line, own = lines.read(place.size or 0), edits.read(place.edits_size or 0)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise Damaged(message) from error
    if _digest(line, own) != place.digest:
        message = f"{path}: document {place.id} or its edits are not what was published"
        raise Damaged(message)
    return next(join_edits([json.loads(line)], map(json.loads, own.splitlines())))


def _digest(line: bytes, edits: bytes) -> str:
    return hashlib.blake2b(line + edits, digest_size=8).hexdigest()
