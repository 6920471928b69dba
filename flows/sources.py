"""Sources: what there is to read, and how one file becomes inputs.

A source is a file, a folder or a glob. Listing it costs no reading: it gives files, each with the path as given
and the path relative to its source, which is what an id is made of. Reading a file gives one input, or one per
line for JSON Lines, or a reject where the bytes do not come out. Whatever a folder holds is accounted for: a file
of a type that is not read is a reject with that reason. Hidden files are passed over; `*.part` files and files
younger than the settle time are somebody else's half-written work and wait for the next run.
"""

from __future__ import annotations

import glob
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from flows.errors import SourceError

SUFFIXES: Final = (".txt", ".html", ".htm", ".jsonl")
COMPRESSED: Final = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to read.

    Attributes:
        path: as given, or as found below what was given.
        name: relative to its source, with forward slashes; half of the identity of what it holds.
        size: in bytes, when it was listed.
        changed: when its content or its permissions last changed, in ns since 1970; a run that goes on after a
            crash takes up only files that are as they were.
        local: where its bytes are, if `path` is an address.
    """

    path: str
    name: str
    size: int
    changed: int = 0
    local: str = ""

    @property
    def place(self) -> str:
        """The path that its bytes are read from."""
        return self.local or self.path

    @property
    def kind(self) -> str:
        """The suffix that says how it is read, without `.gz` or `.zst`; empty where none is known."""
        suffixes = [suffix.lower() for suffix in PurePosixPath(self.name).suffixes]
        if suffixes and suffixes[-1] in COMPRESSED:
            suffixes.pop()
        return suffixes[-1] if suffixes and suffixes[-1] in SUFFIXES else ""


def list_sources(
    sources: Sequence[str], *, settle_seconds: float = 0.0, exclude: Path | None = None
) -> list[SourceFile]:
    """Every file that the sources name, sorted by name, each once.

    A file that several sources name goes by its longest name, whatever the order of the sources.

    Args:
        sources: files, folders or globs.
        settle_seconds: files changed more recently than this wait for the next run.
        exclude: a folder that is passed over wherever it comes up: the output must not become input.

    Raises:
        SourceError: a source is not there, matches nothing or cannot be listed.
    """
    found: dict[str, list[SourceFile]] = defaultdict(list)
    passed_over = os.path.realpath(exclude) + os.sep if exclude else None
    for source in sources:
        for path, name in _expand(source):
            real = os.path.realpath(path)
            if _waits(path, settle_seconds) or (passed_over and real.startswith(passed_over)):
                continue
            found[real].append(SourceFile(path, name, *_size_and_change(path)))
    files = (min(same, key=lambda file: (-len(file.name), file.name, file.path)) for same in found.values())
    return sorted(files, key=lambda file: (file.name, file.path))


def require(source: str) -> str:
    """Give a source back if it is there.

    Raises:
        SourceError: it is not; the message names it.
    """
    next(_expand(source), None)
    return source


def _expand(source: str) -> Iterator[tuple[str, str]]:
    """The paths a source stands for, each with its name relative to that source."""
    path = Path(source)
    try:
        is_folder, is_there = path.is_dir(), path.exists() or path.is_symlink()
    except OSError as error:
        message = f"cannot read {source}: {error.strerror}"
        raise SourceError(message) from error
    if is_folder:
        yield from _walk(path)
    elif is_there:
        yield source, path.name
    elif glob.has_magic(source):
        yield from _matches(source)
    else:
        message = f"no such file or folder: {source}"
        raise SourceError(message)


def _matches(pattern: str) -> Iterator[tuple[str, str]]:
    """What a glob matches; names are relative to the folder above its first wildcard."""
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute patterns
    if not matches:
        message = f"nothing matches: {pattern}"
        raise SourceError(message)
    parts = Path(pattern).parts
    fixed = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    root = Path(*parts[:fixed])
    for match in matches:
        path = Path(match)
        if path.is_dir():
            yield from ((found, f"{path.relative_to(root).as_posix()}/{name}") for found, name in _walk(path))
        else:
            yield match, path.relative_to(root).as_posix()


def _walk(folder: Path) -> Iterator[tuple[str, str]]:
    """Files below a folder, hidden ones passed over, in a stable order; links to folders are not followed."""

    def refuse(error: OSError) -> None:
        message = f"cannot list {error.filename}: {error.strerror}"
        raise SourceError(message)

    for top, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            if not file.startswith("."):
                path = Path(top, file)
                yield str(path), path.relative_to(folder).as_posix()


def _waits(path: str, settle_seconds: float) -> bool:
    if path.endswith(".part"):
        return True
    try:
        return settle_seconds > 0 and time.time() - Path(path).stat().st_mtime < settle_seconds
    except OSError:
        return False  # reading it will say what is wrong


def _size_and_change(path: str) -> tuple[int, int]:
    try:
        status = Path(path).stat()
    except OSError:
        return 0, 0
    return status.st_size, max(status.st_mtime_ns, status.st_ctime_ns)


def printable(path: str) -> str:
    r"""A path as it can stand in UTF-8 output: bytes that are no UTF-8 become backslash escapes.

    >>> printable("caf\udce9.txt")
    'caf\\xe9.txt'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def in_shards(files: Iterable[SourceFile], *, max_files: int, max_bytes: int) -> list[list[SourceFile]]:
    """Cut a list of files into shards of at most so many files and about so many bytes, in order."""
    shards: list[list[SourceFile]] = []
    room = 0
    for file in files:
        if not shards or len(shards[-1]) >= max_files or file.size > room:
            shards.append([])
            room = max_bytes
        shards[-1].append(file)
        room -= file.size
    return shards
