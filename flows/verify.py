"""Verifying what is published before a run builds on it, without reading all of history every hour.

A file whose size and time of change are as they were when its hash was last compared is taken to be as it was. Any
other is hashed again. What a run reads of a document it compares with a hash of its own besides (`flows.places`).
"""

from __future__ import annotations

import json
from pathlib import Path

from flows.errors import Damaged
from flows.files import write_atomically
from flows.published import Published
from flows.tables import measure_table


def verify_files(published: Published, known: Path) -> None:
    """Refuse to go on from a published file that is not what the manifest says.

    Args:
        published: the output.
        known: a file that remembers what was compared; losing it costs time and nothing else.

    Raises:
        Damaged: a file is missing or not what was published; the message names it.
    """
    before = _read(known)
    now: dict[str, list[int]] = {}
    for name, entry in published.manifest["files"].items():
        path = published.folder / name
        try:
            status = path.stat()
        except OSError as error:
            message = f"{path}: missing"
            raise Damaged(message) from error
        now[name] = [status.st_size, status.st_mtime_ns]
        if before.get(name) != now[name] and measure_table(path, path.suffix).sha256 != entry["sha256"]:
            message = f"{path}: not what was published; `copydesk check` says more"
            raise Damaged(message)
    if now != before:
        write_atomically(known, [json.dumps(now, sort_keys=True) + "\n"])


def _read(known: Path) -> dict[str, list[int]]:
    try:
        read = json.loads(known.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
