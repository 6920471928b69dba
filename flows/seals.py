"""Seals: files that say what others held when they were written, and that show when they were changed themselves.

A seal is a line of JSON and a line with its hash. A flipped bit can leave JSON that reads well and says something
else; a line that has to fit its hash cannot be changed unseen. What a seal says of other files is their hashes, so
that whoever goes on from them can tell whether they are what was left there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from flows.files import hash_file, write_atomically


def write_sealed(path: Path, value: object) -> None:
    """Write a JSON value so that it shows when it was changed."""
    body = json.dumps(value, sort_keys=True)
    write_atomically(path, [body + "\n", hash_text(body) + "\n"])


def read_sealed(path: Path) -> Any:  # noqa: ANN401 - whatever was written
    """The value that was written; None where there is none or it is not as it was written."""
    try:
        body, digest, rest = path.read_bytes().split(b"\n")
        sound = not rest and digest.decode() == hashlib.sha256(body).hexdigest()
    except (OSError, ValueError):
        return None
    return json.loads(body) if sound else None


def hash_files(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """The hashes of some files, by their paths below a folder."""
    return {path.relative_to(folder).as_posix(): hash_file(path).sha256 for path in paths}


def changed_files(folder: Path, hashes: Mapping[str, str]) -> list[str]:
    """Those files below a folder that are not there or not what they were."""
    return [
        name
        for name, digest in hashes.items()
        if not (folder / name).is_file() or hash_file(folder / name).sha256 != digest
    ]


def hash_text(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
