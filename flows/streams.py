"""Bytes of a file, decompressed on the way: bounded, and with an error where a compressed stream ends early.

Both decompressors hand out no more than was asked for, however much a few bytes unfold to, and both know the end
of a stream from the end of a file that was cut. How much came out is weighed against what was read for it, so that
a reader can tell a bomb.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from pathlib import Path
from typing import Final, Self

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# What a broken compressed stream raises.
STREAM_ERRORS: Final = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)

# News as JSON Lines unfolds 3 to 10 times; zeros unfold 1,000 times in gzip, 10,000 times and more in Zstandard.
BOMB_RATIO: Final = 50
READ_AHEAD: Final = 1 << 17  # bytes of the file that a decompressor may hold
WORK_PER_LINE: Final = 200  # bytes; a line that is none costs time however short it is, 10 µs for its reject


class Stream:
    """The content of a file, through gzip or Zstandard where its name ends so.

    Attributes:
        offset: how many bytes of content were read.

    Raises:
        OSError: it cannot be opened. Reading a broken stream raises one of `STREAM_ERRORS`.
    """

    def __init__(self, path: str) -> None:
        self._file = Path(path).open("rb")  # noqa: SIM115 - closed by __exit__
        self._content: io.BufferedReader | gzip.GzipFile | zstd.ZstdFile = self._file
        if path.lower().endswith(".gz"):
            self._content = gzip.GzipFile(fileobj=self._file, mode="rb")
        elif path.lower().endswith(".zst"):
            self._content = zstd.ZstdFile(self._file)
        self.offset = 0
        self._barren = 0  # bytes, or what is worth as much, since something useful came out ...
        self._useful = 0  # ... which was at this place in the file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._content.close()
        self._file.close()

    def read_some(self, size: int) -> bytes:
        """Some bytes, at most so many; none at the end. A break in the stream comes after all bytes before it."""
        data = self._content.read1(size)
        self.offset += len(data)
        self._barren += len(data)
        return data

    def readline(self, size: int) -> bytes:
        """A line with its line feed, or so many bytes of it; none at the end."""
        data = self._content.readline(size)
        self.offset += len(data)
        self._barren += len(data) + WORK_PER_LINE
        return data

    def mark_useful(self) -> None:
        """What was read so far was of use: the same record over and over unfolds like a bomb, but is none."""
        self._barren, self._useful = 0, self._file.tell()

    @property
    def is_bomb(self) -> bool:
        """Whether far too much, and nothing of use, came out of what was read."""
        return self._content is not self._file and self._barren > BOMB_RATIO * (
            self._file.tell() - self._useful + READ_AHEAD
        )
