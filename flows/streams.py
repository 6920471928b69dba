"""Bytes of a file, decompressed on the way, with an error where a compressed stream ends early.

gzip says so itself. The usual Zstandard readers take a file cut in half for its end, which would lose documents in
silence, so frames are followed here to their last block.
"""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import IO, Final

import zstandard

# What a broken compressed stream raises.
STREAM_ERRORS: Final = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)

CHUNK: Final = 1 << 16


def open_stream(path: str) -> io.BufferedIOBase:
    """Open a file for reading, through gzip or Zstandard where its name ends so.

    Raises:
        OSError: it cannot be opened. Reading a broken stream raises one of `STREAM_ERRORS`.
    """
    if path.lower().endswith(".gz"):
        return gzip.open(path, "rb")
    if path.lower().endswith(".zst"):
        return io.BufferedReader(_ZstdFrames(Path(path).open("rb")), CHUNK)
    return Path(path).open("rb")


class _ZstdFrames(io.RawIOBase):
    """The content of a file's Zstandard frames, one after the other."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._packed = b""
        self._ready = b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # collections.abc.Buffer comes with 3.12
        view = memoryview(buffer)
        while not self._ready:
            if not self._packed and not self._refill():
                return 0
            if self._frame is None:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._ready = self._frame.decompress(self._packed)
            self._packed = b""
            if self._frame.eof:
                self._packed = self._frame.unused_data
                self._frame = None
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _refill(self) -> bool:
        """Read on; False at the end of the file, which must be the end of a frame."""
        self._packed = self._file.read(CHUNK)
        if not self._packed and self._frame is not None:
            message = "compressed file ended before the end-of-stream marker was reached"
            raise EOFError(message)
        return bool(self._packed)
