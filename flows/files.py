"""Files that are whole or not there: write beside, flush to the disk, rename into place."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WRITING: Final = ".writing"


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds: its hash, its size in bytes and how many lines it has."""

    sha256: str
    bytes: int
    count: int


def write_atomically(path: Path, chunks: Iterable[str]) -> Written:
    """Write text to path so that a reader sees the old file or the new one, never a part.

    Args:
        path: where it goes; its folder is made where it is missing.
        chunks: the text, in pieces, each of whole lines.

    Returns:
        The hash, size and line count of what was written.

    Raises:
        OSError: the disk is full, the folder is read-only, ...; the old file stays and nothing is left behind.
    """
    staged = stage(path, chunks)
    staged.commit()
    return staged.written


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is written but not yet in its place.

    Attributes:
        beside: where it stands now, in the folder that it will be in.
        path: its place.
        written: what it holds.
    """

    beside: Path
    path: Path
    written: Written

    def commit(self) -> None:
        """Put it into its place."""
        self.beside.replace(self.path)
        sync_folder(self.path.parent)


def stage(path: Path, chunks: Iterable[str], *, number: int = 0) -> Staged:
    """Write a file beside its place, down to the disk.

    Args:
        path: where it will go; its folder is made where it is missing.
        chunks: the text, in pieces.
        number: tells apart several that will follow each other in the same place.

    Raises:
        OSError: as `write_atomically`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{number}{WRITING}")
    digest = hashlib.sha256()
    size = count = 0
    try:
        with beside.open("wb") as file:
            for chunk in chunks:
                data = chunk.encode("utf-8")
                file.write(data)
                digest.update(data)
                size += len(data)
                count += chunk.count("\n")
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return Staged(beside, path, Written(digest.hexdigest(), size, count))


def sync_folder(folder: Path) -> None:
    """Flush the rename itself, so that it survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hash_file(path: Path) -> Written:
    """The hash, size and line count of a file that is there.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    size = count = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
            count += chunk.count(b"\n")
    return Written(digest.hexdigest(), size, count)
