"""Messages between a parent and its children: their length, then themselves, over a pipe."""

from __future__ import annotations

import errno
import os
from typing import Final

LENGTH: Final = 4  # bytes that say how long a message is, so up to 4 GiB

# The first byte of what comes back: a child begins (its process id follows), it has answered and goes on, it has
# answered for the last time, it has ended without an answer (its exit status follows).
BEGINS: Final = b"*"
GOES_ON: Final = b"+"
WORN_OUT: Final = b"."
ENDED: Final = b"-"

# Exit statuses of a child that ends by itself.
IS_WORN_OUT: Final = 1
IS_NOT_NEEDED: Final = 2
OUT_OF_MEMORY: Final = errno.ENOMEM
HAS_A_DEFECT: Final = 70  # EX_SOFTWARE: ours, not a document's


def send(descriptor: int, message: bytes) -> None:
    """Write a message.

    Args:
        descriptor: of the pipe.
        message: what to send.

    Raises:
        BrokenPipeError: nobody reads it any more.
    """
    view = memoryview(len(message).to_bytes(LENGTH, "big") + message)
    while view:
        view = view[os.write(descriptor, view) :]


def receive(descriptor: int) -> bytes | None:
    """Read a message; None where its sender ended before the end of it.

    Args:
        descriptor: of the pipe.
    """
    head = _read(descriptor, LENGTH)
    return None if head is None else _read(descriptor, int.from_bytes(head, "big"))


def _read(descriptor: int, length: int) -> bytes | None:
    data = bytearray()
    while len(data) < length and (some := os.read(descriptor, min(length - len(data), 1 << 20))):
        data += some
    return bytes(data) if len(data) == length else None
