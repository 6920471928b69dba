"""One input to one line: what a child does with what a stranger wrote.

A line is a record of the run's work folder: an article, a document or a reject. A defect of ours that one document
meets costs only that document and is on record; lack of memory is not caught here, since a process that ran out of
it has to end.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from cleaners import Article, Knowledge, Reason, Reject, Settings
from cleaners.clean import as_learned, clean_article, read_article
from cleaners.decode import tidy_text
from cleaners.published import to_iso
from flows.inputs import Input
from flows.records import Record, full_record, reject_record, to_article, to_line

_ADAPTER: Final = TypeAdapter(Settings)


def pack_input(entry: Input) -> bytes:
    """An input as bytes, for a child that `unpack_input`s them: a line of JSON, then the data if that is bytes."""
    head: Record = {field.name: getattr(entry, field.name) for field in fields(Input)}
    data = head.pop("data")
    if isinstance(data, bytes):
        return json.dumps(head).encode() + b"\n" + data
    return json.dumps({**head, "data": asdict(data) if isinstance(data, Article) else data}).encode()


def unpack_input(packed: bytes) -> Input:
    """The inverse of `pack_input`."""
    line, _, data = packed.partition(b"\n")
    head = json.loads(line)
    found = head.pop("data", None)
    return Input(
        data=data if found is None else found if isinstance(found, str) else to_article(found), **head
    )


def extract_input(packed: bytes, settings: Settings) -> str:
    """One input as the line of an article, or of the reject that it is.

    What its record says of title and date fills in what extraction left open. `learned` is the text that knowledge
    learns from, where a step before boilerplate changes it.

    Args:
        packed: what `pack_input` made of the input.
        settings: of the run.
    """
    entry = unpack_input(packed)
    try:
        article = read_article(entry.data, url=entry.url, media_type=entry.media_type, settings=settings)
        if isinstance(article, Reject):
            return reject_line(replace(article, id=entry.id, source=entry.source))
        title = tidy_text(entry.title).text if entry.title else None
        published = to_iso(entry.published) if entry.published else None
        article = replace(article, title=article.title or title, published=article.published or published)
        learned = as_learned(article, settings).text
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a defect met by one document must not cost the others; it is on record
        return reject_line(_failed("extract", error, entry.id, entry.source))
    record = {"kind": "article", "id": entry.id, "source": entry.source, "article": asdict(article)}
    return to_line(record if learned == article.text else {**record, "learned": learned})


def clean_record(record: Record, settings: Settings, knowledge: Knowledge) -> str:
    """An article's record as the line of a document, or of the reject that it is.

    Args:
        record: a line that `extract_input` made, read again.
        settings: of the run.
        knowledge: of the run.
    """
    try:
        result = clean_article(
            to_article(record["article"]),
            identity=record["id"],
            source=record["source"],
            settings=settings,
            knowledge=knowledge,
        )
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        result = _failed("clean", error, record["id"], record["source"])
    if isinstance(result, Reject):
        return reject_line(result)
    return to_line({"kind": "document", **full_record(result)})


def reject_line(reject: Reject) -> str:
    """A reject as the line that it leaves in the work folder."""
    return to_line({"kind": "reject", **reject_record(reject)})


@lru_cache(maxsize=4)
def settings_of(text: str) -> Settings:
    """Settings from their JSON."""
    return _ADAPTER.validate_python(json.loads(text))


@lru_cache(maxsize=1)
def knowledge_of(path: str, digest: str) -> Knowledge:
    """A run's knowledge; the digest tells it from another of the same path."""
    del digest
    return Knowledge.from_record(json.loads(Path(path).read_text(encoding="utf-8")))


def _failed(step: str, error: Exception, identity: str, source: str) -> Reject:
    """The reject for a defect of ours: the innermost place within this project, and no text of the input."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "cleaners" in Path(frame.filename).parts]
    last = (ours or frames)[-1]
    detail = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
    return Reject(step, Reason.FAILED, detail, identity, source)


Request = dict[str, Any]


def request_together(request: Request, payloads: Sequence[bytes]) -> tuple[Request, bytes]:
    """A request about several payloads, and these as one."""
    return {**request, "sizes": [len(payload) for payload in payloads]}, b"".join(payloads)


def sizes_of(request: Request, payload: bytes) -> Sequence[int]:
    """How long the payloads of a request are, one or several."""
    sizes: Sequence[int] = request.get("sizes", [len(payload)])
    return sizes


def _apart(request: Request, payload: bytes) -> Iterator[bytes]:
    start = 0
    for size in sizes_of(request, payload):
        yield payload[start : start + size]
        start += size


def megabytes_of_text(request: Request, payload: bytes) -> float:
    """How much text a request has; none for a page, whose text is a small part of it and whose parsing is bounded.

    >>> megabytes_of_text({"stage": "clean"}, b" " * 3_000_000)
    3.0
    """
    if (
        request["stage"] == "extract"
        and json.loads(payload.partition(b"\n")[0])["media_type"] != "text/plain"
    ):
        return 0.0
    return len(payload) / 1e6


def answer(request: Request, payload: bytes) -> str:
    """Do what a request asks for; a line for each payload.

    Args:
        request: `stage`, `settings`, for the text steps `knowledge`, a path with its digest, and where there are
            several payloads their `sizes`.
        payload: an input as `pack_input` packs it, or the line of an article; or several of them.
    """
    settings = settings_of(request["settings"])
    if request["stage"] == "extract":
        return "".join(extract_input(one, settings) for one in _apart(request, payload))
    knowledge = knowledge_of(*request["knowledge"])
    return "".join(clean_record(json.loads(one), settings, knowledge) for one in _apart(request, payload))
