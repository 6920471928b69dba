"""Tables: what a run publishes, as JSON Lines or as Parquet, with the same records either way.

JSON Lines is the format that needs nothing to be read. Parquet is for those who query the output; it needs pyarrow,
which is an extra. A table's columns are fixed here, so that a column without values has its type all the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

from flows.errors import Damaged, UserError
from flows.files import WRITING, Staged, Written, hash_file, stage
from flows.records import Record, read_lines, to_line

TableFormat = Literal["jsonl", "parquet"]

# Records that are written at a time; a row group.
_ROWS: Final = 4096

# Columns by table, in a shorthand: a name is text unless a type stands behind it; `[...]` is a list, `{...}` a struct.
_COLUMNS: Final[Mapping[str, Mapping[str, Any]]] = {
    "documents": {
        **dict.fromkeys(("id", "source", "url", "title", "title_found", "text", "language"), "text"),
        **dict.fromkeys(("published", "author", "site", "section"), "text"),
        "dateline": dict.fromkeys(("place", "date", "agency"), "text"),
        "captions": ["text"],
        "credits": ["text"],
        **dict.fromkeys(("copy_group", "event", "representative"), "text"),
        "spin": {"score": "float", "verdict": "text"},
        "flags": ["text"],
        "edits": "counts",
        "evidence": "text",
    },
    "edits": {
        **dict.fromkeys(("document", "step", "rule"), "text"),
        "start": "int",
        "end": "int",
        "before": "text",
        "after": "text",
        "confidence": "float",
        "tier": "text",
        "evidence": "text",
    },
    "rejects": dict.fromkeys(("id", "source", "step", "reason", "detail"), "text"),
    "groups": {
        **dict.fromkeys(("id", "label"), "text"),
        "documents": [dict.fromkeys(("id", "role", "why", "source", "title"), "text")],
        "copies": [
            {
                **dict.fromkeys(("id", "representative", "why"), "text"),
                "members": [
                    {
                        **dict.fromkeys(("id", "of", "relation"), "text"),
                        "jaccard": "float",
                        "containment": "float",
                    }
                ],
            }
        ],
        **dict.fromkeys(("first_seen", "last_seen"), "text"),
        **{name: ["text"] for name in ("dates", "places", "names")},
        "representative": "text",
        **dict.fromkeys(("texts", "sources"), "int"),
        "similar": [{"id": "text", "score": "float"}],
    },
    "changes": {
        **dict.fromkeys(("kind", "group", "change"), "text"),
        **{name: ["text"] for name in ("added", "removed", "from", "into")},
    },
    "pruned": {"id": "text"},
}


def check_format(table_format: TableFormat) -> None:
    """Refuse Parquet where pyarrow is missing, before any work is done.

    Raises:
        UserError: it is.
    """
    if table_format == "parquet":
        _pyarrow()


def stage_table(path: Path, records: Iterable[Record], kind: str) -> Staged:
    """Write a table beside its place, down to the disk.

    Args:
        path: where it will go; its suffix says how it is written.
        records: its lines.
        kind: which table: `documents`, `edits`, `rejects`, `groups`, `changes` or `pruned`.

    Raises:
        OSError: as `flows.files.stage`.
        UserError: Parquet is asked for, and pyarrow is not installed.
    """
    if path.suffix == ".jsonl":
        return stage(path, map(to_line, records))
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}{WRITING}")
    try:
        _write_parquet(beside, records, kind)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return Staged(beside, path, measure_table(beside, path.suffix))


def write_table(path: Path, records: Iterable[Record], kind: str) -> Written:
    """Write a table, whole or not at all: see `stage_table`."""
    staged = stage_table(path, records, kind)
    staged.commit()
    return staged.written


def read_table(path: Path) -> Iterator[Record]:
    """The records of a table that this project wrote.

    Raises:
        Damaged: the file is missing or cannot be read.
        UserError: it is Parquet, and pyarrow is not installed.
    """
    if path.suffix == ".jsonl":
        yield from read_lines(path)
        return
    arrow, parquet = _pyarrow()
    try:
        with parquet.ParquetFile(path) as table:
            for batch in table.iter_batches(_ROWS):
                yield from map(_from_row, batch.to_pylist())
    except FileNotFoundError as error:
        message = f"{path}: missing"
        raise Damaged(message) from error
    except (arrow.ArrowException, OSError) as error:
        message = f"{path}: not Parquet"
        raise Damaged(message) from error


def measure_table(path: Path, suffix: str) -> Written:
    """The hash, size and number of records of a file that is there; lines where it is no Parquet.

    Args:
        path: the file.
        suffix: of its place, which says what it holds.

    Raises:
        OSError: it cannot be read.
    """
    written = hash_file(path)
    if suffix != ".parquet":
        return written
    arrow, parquet = _pyarrow()
    try:
        count = parquet.read_metadata(path).num_rows
    except (arrow.ArrowException, OSError):
        count = 0
    return Written(written.sha256, written.bytes, count)


def _write_parquet(path: Path, records: Iterable[Record], kind: str) -> None:
    arrow, parquet = _pyarrow()
    schema = _schema(kind)
    with path.open("wb") as file:
        with parquet.ParquetWriter(file, schema) as writer:
            rows = map(_to_row, records)
            while some := list(islice(rows, _ROWS)):
                writer.write_table(arrow.Table.from_pylist(some, schema=schema))
        file.flush()
        os.fsync(file.fileno())


def _to_row(record: Record) -> Record:
    """Counts by step, whose keys vary, as pairs: that is how Arrow takes a map."""
    return {**record, "edits": list(record["edits"].items())} if "edits" in record else record


def _from_row(row: Record) -> Record:
    return {**row, "edits": dict(row["edits"])} if "edits" in row else row


@cache
def _schema(kind: str) -> Any:  # noqa: ANN401 - pyarrow has no types
    arrow, _ = _pyarrow()

    def typed(shorthand: Any) -> Any:  # noqa: ANN401 - a word, a list of one or a struct
        if isinstance(shorthand, dict):
            return arrow.struct([arrow.field(name, typed(inner)) for name, inner in shorthand.items()])
        if isinstance(shorthand, list):
            return arrow.list_(typed(shorthand[0]))
        words = {"text": arrow.string(), "int": arrow.int64(), "float": arrow.float64()}
        return words.get(shorthand) or arrow.map_(arrow.string(), arrow.int64())

    return arrow.schema([arrow.field(name, typed(shorthand)) for name, shorthand in _COLUMNS[kind].items()])


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "--format parquet needs pyarrow: install copydesk[parquet]"
        raise UserError(message) from error
    return pa, parquet
