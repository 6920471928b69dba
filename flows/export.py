"""Export: everything published of one kind as one table, for tools that want a single file."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from flows.errors import UserError
from flows.published import Published, open_published
from flows.records import DOCUMENT_FIELDS, Record, to_line

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "documents": DOCUMENT_FIELDS,
    "groups": (
        *("id", "label", "documents", "copies", "first_seen", "last_seen", "dates", "places", "names"),
        *("representative", "texts", "sources", "similar"),
    ),
    "edits": (
        "document",
        "step",
        "rule",
        "start",
        "end",
        "before",
        "after",
        "confidence",
        "tier",
        "evidence",
    ),
    "rejects": ("id", "source", "step", "reason", "detail"),
}

# A cell that starts like this is a formula to a spreadsheet. OWASP, "CSV Injection".
FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # full width counts, too


def export_table(output: Path, kind: str, table_format: str, to: Path | None) -> None:
    """Write one table.

    Args:
        output: the folder that runs publish to.
        kind: `documents`, `groups`, `edits` or `rejects`.
        table_format: `jsonl`, `csv` or `parquet`.
        to: the file; standard output where it is None.

    Raises:
        NotFound: nothing is published there.
        UserError: Parquet is asked for, and pyarrow is not installed or a terminal would have to show it.
    """
    published = open_published(output)
    records = groups_or_records(published, kind)
    if table_format == "parquet" and to is None and sys.stdout.isatty():
        message = "--format parquet: a terminal cannot show it, name a file with --to"
        raise UserError(message)
    write = {"jsonl": _write_jsonl, "csv": _write_csv, "parquet": _write_parquet}[table_format]
    with _stream(to) as stream:
        write(records, COLUMNS[kind], stream)


def groups_or_records(published: Published, kind: str) -> Iterator[Record]:
    """The records of a kind; documents carry the ids of the groups that they are in today."""
    if kind == "groups":
        yield from published.groups()
        return
    current = current_ids(published.groups()) if kind == "documents" else {}
    for record in published.records(kind):
        yield {**record, **current.get(record.get("id", ""), {})}


def current_ids(events: Iterable[Record]) -> dict[str, dict[str, str]]:
    """For each document of some events: its event, its copy group and who represents that."""
    return {
        member["id"]: {
            "copy_group": group["id"],
            "event": event["id"],
            "representative": group["representative"],
        }
        for event in events
        for group in event["copies"]
        for member in group["members"]
    }


@contextmanager
def _stream(to: Path | None) -> Iterator[IO[bytes]]:
    if to is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with to.open("wb") as file:
            yield file


def _write_jsonl(records: Iterable[Record], _columns: tuple[str, ...], stream: IO[bytes]) -> None:
    for record in records:
        stream.write(to_line(record).encode("utf-8"))


def _write_csv(records: Iterable[Record], columns: tuple[str, ...], stream: IO[bytes]) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for record in records:
        writer.writerow([cell(record.get(column)) for column in columns])
    text.detach()


def cell(value: Any) -> str | int | float:  # noqa: ANN401 - any JSON value
    """A value as a CSV cell: nested ones as JSON, and no text that a spreadsheet would run.

    >>> cell("=HYPERLINK(1)"), cell(["a"]), cell(None)
    ("'=HYPERLINK(1)", '["a"]', '')
    """
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text


def _write_parquet(records: Iterable[Record], _columns: tuple[str, ...], stream: IO[bytes]) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        message = "--format parquet needs pyarrow: install copydesk[parquet]"
        raise UserError(message) from error
    table = pa.Table.from_pylist([_plain_structs(record) for record in records])
    pq.write_table(table, stream)


def _plain_structs(record: Record) -> Record:
    """Maps whose keys vary, such as edit counts, as lists of pairs: Parquet's columns are fixed."""
    edits = record.get("edits")
    if isinstance(edits, dict):
        return {**record, "edits": [{"step": step, "count": count} for step, count in edits.items()]}
    return record
