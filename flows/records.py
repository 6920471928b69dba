"""Records: a document, its edits, a reject, each as one line of JSON, and back.

The field names and their order are the contract with whatever reads the output. Lines are UTF-8 with no lone
surrogate; a record never spans lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from cleaners import Article, Document, Edit, Reject
from flows.errors import Damaged

Record = dict[str, Any]

DOCUMENT_FIELDS: Final = (
    *(
        "id",
        "source",
        "url",
        "title",
        "title_found",
        "text",
        "language",
        "published",
        "author",
        "site",
        "section",
    ),
    *("dateline", "captions", "credits", "copy_group", "event", "representative", "spin", "flags", "edits"),
    "evidence",
)


def to_line(record: Mapping[str, Any]) -> str:
    """One record as a line of JSON, its line feed included."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def read_lines(path: Path) -> Iterator[Record]:
    """The records of a JSON Lines file that this project wrote.

    Raises:
        Damaged: the file is missing or a line of it is no record; the message names both.
    """
    number = 0
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                number += 1
                record = json.loads(line)
                if not isinstance(record, dict):
                    message = f"{path}:{number}: not a record"
                    raise Damaged(message)
                yield record
    except FileNotFoundError as error:
        message = f"{path}: missing"
        raise Damaged(message) from error
    except ValueError as error:
        message = f"{path}:{number}: not UTF-8 or not JSON"
        raise Damaged(message) from error


def document_record(document: Document) -> Record:
    """A document as it is published: every field but the edits, which are counted by step."""
    record = asdict(document)
    record["edits"] = dict(document.edit_counts())
    return {name: record[name] for name in DOCUMENT_FIELDS}


def edit_records(document: Document) -> list[Record]:
    """A document's edits and suggestions as they are published, in the order in which they were made."""
    return [{"document": document.id, **asdict(edit)} for edit in (*document.edits, *document.suggestions)]


def full_record(document: Document) -> Record:
    """A document with all its edits in one record: what passes between the stages of a run."""
    return asdict(document)


def reject_record(reject: Reject) -> Record:
    """A reject as it is published."""
    return {name: getattr(reject, name) for name in ("id", "source", "step", "reason", "detail")}


def to_document(record: Mapping[str, Any], edits: Iterable[Mapping[str, Any]] = ()) -> Document:
    """A published document with its published edits as an object again.

    Raises:
        pydantic.ValidationError: the record is not of the contract's form.
    """
    made = [Edit(**{name: edit[name] for name in _EDIT_FIELDS}) for edit in edits]
    applied = tuple(edit for edit in made if edit.tier == "applied")
    suggested = tuple(edit for edit in made if edit.tier == "suggested")
    return _documents().validate_python({**record, "edits": applied, "suggestions": suggested})


def from_full_record(record: Mapping[str, Any]) -> Document:
    """The inverse of `full_record`."""
    return _documents().validate_python(record)


def to_article(record: Mapping[str, Any]) -> Article:
    """An article from its fields, as they pass between the stages of a run."""
    return _articles().validate_python(record)


def join_edits(documents: Iterable[Record], edits: Iterable[Record]) -> Iterator[Document]:
    """Documents of one run with their edits; both as published, in the same order of documents."""
    by_document = {name: list(group) for name, group in groupby(edits, key=lambda edit: edit["document"])}
    for record in documents:
        yield to_document(record, by_document.get(record["id"], ()))


_EDIT_FIELDS: Final = tuple(field.name for field in fields(Edit))


@cache
def _documents() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


@cache
def _articles() -> TypeAdapter[Article]:
    return TypeAdapter(Article)
