"""Codecs as the software that misreads text knows them: every byte a character, none undefined.

Browsers and editors read the bytes that a Windows code page leaves undefined as C1 control characters, so a
misread text holds those, and going back must know it. UTF-8 that was read in such a codec still has its shape:
a character for a first byte, then one to three for the following bytes. `shape` is that, as a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

# What UTF-8 is misread as. Where two of them misread a text alike, the first one is named.
SINGLE_BYTE: Final = (
    "cp1252", "latin-1", "cp1251", "koi8-r", "mac-roman", "cp437", "cp1250", "cp1254", "cp1253", "cp1257",
    "iso8859-2", "cp866", "cp850", "koi8-u", "iso8859-15", "cp852", "mac-cyrillic", "iso8859-5", "cp1256", "cp1255",
    "cp1258",
)  # fmt: skip

# A legacy codec that was read as another: what it was read as, and what it was.
LEGACY: Final = {
    "cp1252": (
        "cp1251", "koi8-r", "koi8-u", "cp1253", "cp1250", "iso8859-2", "cp1254", "cp1256", "mac-roman", "cp850",
        "cp437", "kz1048", "cp866", "iso8859-5", "cp1255", "iso8859-7", "gb18030", "cp932", "cp949", "euc_jp", "big5",
    ),
    "latin-1": (
        "cp1251", "iso8859-2", "cp1253", "iso8859-7", "mac-roman", "cp850", "cp437", "koi8-r", "cp866", "cp1256",
        "gb18030", "cp949", "cp932", "euc_jp", "big5",
    ),
    "cp1251": ("koi8-r", "koi8-u", "cp866", "iso8859-5", "cp1252", "cp1256", "kz1048", "mac-cyrillic", "cp1250"),
    "koi8-r": ("cp1251", "cp866"),
    "koi8-u": ("cp1251",),
    "cp1250": ("cp1251", "cp1252", "iso8859-2"),
    "iso8859-2": ("cp1250", "cp1251"),
    "mac-roman": ("cp1252", "cp1251", "cp1250"),
    "cp866": ("cp1251", "koi8-r"),
    "cp437": ("cp1252", "cp1251", "cp850"),
    "cp850": ("cp1252", "cp1250"),
    "cp1254": ("cp1252", "cp1251"),
    "cp1253": ("iso8859-7",),
}  # fmt: skip


@cache
def characters(codec: str) -> tuple[str, ...]:
    """What each of the 256 bytes is read as; a C1 control where the codec has nothing."""
    return tuple(bytes((byte,)).decode(codec, "ignore") or chr(byte) for byte in range(256))


@cache
def bytes_of(codec: str) -> Mapping[str, int]:
    """The byte behind each character; C1 controls stand for themselves where the codec has no such character."""
    table = {chr(byte): byte for byte in range(0x80, 0xA0)}
    table |= {char: byte for byte, char in reversed(list(enumerate(characters(codec))))}
    return table


def to_bytes(text: str, codec: str) -> bytes | None:
    """The bytes that were read as text; None where it has a character that the codec has not."""
    table = bytes_of(codec)
    try:
        return bytes([table[char] for char in text])
    except KeyError:
        return None


@cache
def shape(codec: str) -> re.Pattern[str]:
    """Runs of characters that are UTF-8 read in a codec."""
    table = bytes_of(codec)

    def among(first: int, last: int) -> str:
        return "[" + "".join(re.escape(char) for char, byte in table.items() if first <= byte <= last) + "]"

    following = among(0x80, 0xBF)
    return re.compile(
        f"(?:{among(0xC2, 0xDF)}{following}"
        f"|{among(0xE1, 0xEF)}{following}{{2}}|{among(0xE0, 0xE0)}{among(0xA0, 0xBF)}{following}"
        f"|{among(0xF0, 0xF0)}{among(0x90, 0xBF)}{following}{{2}})+"
    )


@cache
def legacy_table(read_as: str, codec: str) -> dict[int, str]:
    """What each character beyond ASCII should have been; without those that the right codec does not know."""
    table = {}
    for char, byte in bytes_of(read_as).items():
        if byte >= 0x80:
            right = bytes((byte,)).decode(codec, "ignore")
            if right:
                table[ord(char)] = right
    return table
