"""Verifying what is published before a run builds on it, without reading all of history every hour.

A file whose size and time of change are as they were when its hash was last compared is taken to be as it was. Any
other is hashed again. A disk that rots changes no time, so what a run reads it compares in any case: a file that it
reads from end to end here, a document with a hash of its own (`flows.places`), the state with its seal.
"""

from __future__ import annotations

import json
from collections.abc import Container
from pathlib import Path
from typing import Final

from flows.errors import Damaged
from flows.files import hash_file
from flows.published import Published
from flows.seals import read_sealed, write_sealed

# The file of the state that remembers what was compared.
REMEMBERED: Final = "verified.json"


def verify_files(published: Published, known: Path, *, reads: Container[str]) -> None:
    """Refuse to go on from a published file that is not what the manifest says.

    Args:
        published: the output.
        known: a file that remembers what was compared; losing it costs time and nothing else.
        reads: names of files that are about to be read as a whole, and so are compared whatever is remembered.

    Raises:
        Damaged: a file is missing or not what was published; the message names it.
    """
    before = read_sealed(known) or {}
    now: dict[str, list[int]] = {}
    for name, entry in published.manifest["files"].items():
        path = published.folder / name
        try:
            status = path.stat()
        except OSError as error:
            message = f"{path}: missing"
            raise Damaged(message) from error
        now[name] = [status.st_size, status.st_mtime_ns]
        changed = name in reads or before.get(name) != now[name]
        if changed and hash_file(path).sha256 != entry["sha256"]:
            message = f"{path}: not what was published; `copydesk check` says more"
            raise Damaged(message)
    if now != before:
        write_sealed(known, now)


def memory_faults(known: Path) -> list[str]:
    """What is wrong with the file that remembers: a line, or none; earlier versions wrote it without a seal."""
    try:
        json.loads(known.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        return [] if read_sealed(known) is not None else [f"state/{known.name}: damaged"]
    return []
