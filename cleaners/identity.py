"""Names that we make ourselves: an input is known by a hash of where it came from and what it holds.

Nothing of a stranger's goes into a name: no path, no title, no date. So an id is safe as a file name and a key,
the same text on a second site is a document of its own, and the same bytes from the same place are the same
input, however often they are crawled.
"""

from __future__ import annotations

import hashlib
from typing import Final

ID_LENGTH: Final = 32  # hex digits: 128 bits, no chance collision in any corpus


def document_id(origin: str, data: bytes) -> str:
    """The id of an input.

    Args:
        origin: its URL, or its path relative to the source it was read from; empty where neither is known.
        data: its bytes as delivered.

    Returns:
        32 hexadecimal digits.

    >>> document_id("https://example.org/a", b"text") == document_id("https://example.org/b", b"text")
    False
    """
    digest = hashlib.sha256()
    encoded = origin.encode("utf-8", "surrogatepass")
    digest.update(len(encoded).to_bytes(8, "big") + encoded + data)
    return digest.hexdigest()[:ID_LENGTH]
