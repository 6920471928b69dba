"""Inputs: what one file holds, read in bounds.

A text or a page is one input. A JSON Lines file is one input a line, so that a broken line costs itself and nothing
else. Compressed files are read through the same bounds: what grows past the limit is a reject, a bomb is refused
before it has unfolded, and what ends early, stream or record, gives what is whole and a reject with the offset where
it broke.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from cleaners import Article, Reason, Reject
from cleaners.identity import document_id
from flows.sources import SourceFile, printable
from flows.streams import BOMB_RATIO, STREAM_ERRORS, Stream

MEDIA_TYPES: Final = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}

CHUNK: Final = 1 << 16
UNFOLDS: Final = f"unfolds more than {BOMB_RATIO} times, to nothing that can be read"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to clean.

    Attributes:
        id: the id that the document or reject will have.
        source: the path as given, `:LINE` inside containers.
        data: the bytes or string to decode and extract, or an article that a record already names.
        media_type: `text/plain` or `text/html`.
        url: where it came from, if the record says so.
        title: the title that its record names; it fills in what extraction leaves open.
        published: the same for the date.
    """

    id: str
    source: str
    data: bytes | str | Article
    media_type: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None


def read_file(file: SourceFile, *, max_bytes: int) -> Iterator[Input | Reject]:
    """Everything that one file holds.

    Args:
        file: what to read.
        max_bytes: bound for one input, after decompression.

    Yields:
        Inputs in the order of the file, and a reject for each that cannot be read.
    """
    source = printable(file.path)
    if not file.kind:
        detail = f"{Path(file.name).suffix or 'no suffix'}: not a type that is read"
        yield _reject(file, b"", source, Reason.UNSUPPORTED_TYPE, detail)
        return
    reader = _read_records if file.kind == ".jsonl" else _read_whole
    try:
        if not stat.S_ISREG(Path(file.place).stat().st_mode):
            yield _reject(file, b"", source, Reason.UNREADABLE, "not a regular file")
            return
        with Stream(file.place) as stream:
            yield from reader(file, stream, max_bytes)
    except OSError as error:
        yield _reject(file, b"", source, Reason.UNREADABLE, error.strerror or type(error).__name__)


def _read_whole(file: SourceFile, stream: Stream, max_bytes: int) -> Iterator[Input | Reject]:
    """A text or page as one input."""
    source = printable(file.path)
    data = bytearray()
    try:
        while len(data) <= max_bytes and (some := stream.read_some(CHUNK)):
            data += some
    except STREAM_ERRORS as error:
        yield _reject(file, b"", source, Reason.TRUNCATED, f"broken after byte {stream.offset}: {error}")
        return
    if len(data) <= max_bytes:
        yield Input(
            document_id(printable(file.name), bytes(data)), source, bytes(data), MEDIA_TYPES[file.kind]
        )
    elif stream.is_bomb:
        yield _reject(file, b"", source, Reason.BOMB, UNFOLDS)
    else:
        yield _reject(file, bytes(data), source, Reason.TOO_LARGE, f"more than {max_bytes} bytes")


def _read_records(file: SourceFile, stream: Stream, max_bytes: int) -> Iterator[Input | Reject]:
    """The lines of a JSON Lines file, blank ones passed over."""
    path = printable(file.path)
    start = number = 0
    try:
        while line := stream.readline(max_bytes + 1):
            number += 1
            source = f"{path}:{number}"
            if len(line) > max_bytes:
                _skip_line(stream, line)
                if not stream.is_bomb:
                    detail = f"line {number} is longer than {max_bytes} bytes"
                    yield _reject(file, line, source, Reason.TOO_LARGE, detail)
            elif line.strip():
                entry = _record_input(file, line, source)
                yield _cut(entry, line, start) if isinstance(entry, Reject) else entry
                if isinstance(entry, Input):
                    stream.mark_useful()
            if stream.is_bomb:
                yield _reject(file, b"", source, Reason.BOMB, f"before byte {stream.offset}: {UNFOLDS}")
                return
            start = stream.offset
    except STREAM_ERRORS as error:
        source = f"{path}:{number + 1}"
        yield _reject(file, b"", source, Reason.TRUNCATED, f"broken after byte {start}: {error}")


def _cut(reject: Reject, line: bytes, start: int) -> Reject:
    """A broken record; one that is the last of its file and has no line feed was cut."""
    if line.endswith(b"\n") or reject.reason is not Reason.INVALID_JSON:
        return reject
    return replace(reject, reason=Reason.TRUNCATED, detail=f"the record from byte {start} on is cut")


def _skip_line(stream: Stream, line: bytes) -> None:
    """Read on to the end of a line that is too long to keep, unless that never comes."""
    while line and not line.endswith(b"\n") and not stream.is_bomb:
        line = stream.readline(1 << 20)


def _record_input(file: SourceFile, line: bytes, source: str) -> Input | Reject:
    """One JSON line as an input, or the reason why it is none."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _reject(file, line, source, Reason.INVALID_JSON, str(error).partition(":")[0])
    if not isinstance(record, dict):
        return _reject(file, line, source, Reason.INVALID_JSON, f"a {type(record).__name__}, not an object")
    url, title, published = (_string(record, name) for name in ("url", "title", "published"))
    identity = document_id(url or printable(file.name), _content(record))
    if html := _string(record, "html"):
        return Input(identity, source, html, "text/html", url, title, published)
    if (text := _string(record, "text")) and title:
        return Input(identity, source, Article(title, text, published, url=url), url=url)
    if text:
        return Input(identity, source, text, "text/plain", url, None, published)
    return _reject(file, line, source, Reason.NO_TEXT_FIELD, "neither 'text' nor 'html' holds a string")


def _content(record: dict[str, Any]) -> bytes:
    """What of a record makes it what it is; a later crawl with another time of fetching is the same input."""
    return json.dumps([_string(record, name) for name in ("html", "text", "title", "published")]).encode()


def _string(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _reject(file: SourceFile, data: bytes, source: str, reason: Reason, detail: str) -> Reject:
    return Reject("read", reason, detail, document_id(printable(file.name), data.strip()), source)
