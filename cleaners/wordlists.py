"""Word lists that ship with the package: one entry a line, `#` starts a comment."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read_words(path: str) -> tuple[str, ...]:
    """The entries of a list under `cleaners/data`, in the order of the file.

    Args:
        path: relative to `cleaners/data`, as `plain/agencies.txt`.

    Raises:
        FileNotFoundError: no such list ships.

    >>> "Reuters" in read_words("plain/agencies.txt")
    True
    """
    text = files("cleaners").joinpath("data", *path.split("/")).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def list_names(folder: str) -> tuple[str, ...]:
    """The word lists in a folder under `cleaners/data`, sorted, as paths for `read_words`.

    >>> list_names("plain/sections")[:2]
    ('plain/sections/de.txt', 'plain/sections/en.txt')
    """
    root = files("cleaners").joinpath("data", *folder.split("/"))
    return tuple(sorted(f"{folder}/{entry.name}" for entry in root.iterdir() if entry.name.endswith(".txt")))
