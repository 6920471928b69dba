"""Code pages as the software that misreads text knows them: every byte a character, none undefined.

Browsers and editors read the bytes that a Windows code page leaves undefined as C1 control characters, so a
misread text holds those, and going back must know it. UTF-8 that was read in such a code page keeps its shape, a
character for a first byte and one to three for those that follow, which `find_utf8` looks for in whole arrays.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.letters import KERNEL, Points

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
        "cp437", "kz1048", "cp866", "iso8859-5", "cp1255", "iso8859-7",
    ),
    "latin-1": (
        "cp1251", "iso8859-2", "cp1253", "iso8859-7", "mac-roman", "cp850", "cp437", "koi8-r", "cp866", "cp1256",
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
LEGACY_PATHS: Final = tuple((read_as, codec) for read_as, codecs in LEGACY.items() for codec in codecs)
MULTI_BYTE: Final = ("gb18030", "cp932", "cp949", "euc_jp", "big5")

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Utf8:
    """Where a text has the shape of UTF-8 that was read in one code page.

    Attributes:
        first: bool [length], the characters that stand for a first byte.
        inside: bool [length], the characters that stand for any byte of such a sequence.
        points: uint32 [length], at first bytes the code point that the sequence encodes, elsewhere the text's own.
    """

    first: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    points: Points


@cache
def byte_table(codec: str) -> Bytes:
    """The byte behind each character of the Basic Multilingual Plane, uint8 [65536]; 0 where there is none.

    ASCII characters have none: they are the same in every code page. C1 controls stand for themselves where the
    code page has no such character.
    """
    table = np.zeros(0x10000, np.uint8)
    table[0x80:0xA0] = range(0x80, 0xA0)
    for byte in range(255, 127, -1):
        char = bytes((byte,)).decode(codec, "ignore")
        if char:
            table[ord(char)] = byte
    return table


@cache
def point_table(codec: str) -> Points:
    """The code point of each byte, uint32 [256]; 0 where the codec has nothing."""
    chars = (bytes((byte,)).decode(codec, "ignore") for byte in range(256))
    return np.array([ord(char) if char else 0 for char in chars], np.uint32)


@cache
def _encoder(codec: str) -> Callable[[str], bytes]:
    """From characters back to the bytes that were read as them; the bytes that the codec leaves undefined are C1."""
    chars = (bytes((byte,)).decode(codec, "ignore") or chr(byte) for byte in range(256))
    table = codecs.charmap_build("".join(chars))
    return lambda text: codecs.charmap_encode(text, "strict", table)[0]


def decode_whole(text: str, codec: str) -> str | None:
    """A text as it was before its UTF-8 was read in a code page; None where any of it has another reason.

    >>> decode_whole("EspaÃ±a", "cp1252"), decode_whole("Ã±, ñ", "cp1252")
    ('España', None)
    """
    try:
        return _encoder(codec)(text).decode()
    except UnicodeError:
        return None


_FIRST_PAIR: Final = re.compile(r"[^\x00-\x7f].", re.DOTALL)


def codecs_of(text: str) -> tuple[str, ...]:
    """The code pages in which the first character beyond ASCII may begin a letter in UTF-8, as `decode_whole` needs.

    >>> codecs_of("CafÃ©")[:2], codecs_of("Café, noir")
    (('cp1252', 'latin-1'), ())
    """
    pair = _FIRST_PAIR.search(text)
    return _codecs_of_pair(pair[0]) if pair else ()


@lru_cache(maxsize=1 << 12)
def _codecs_of_pair(pair: str) -> tuple[str, ...]:
    return tuple(codec for codec in SINGLE_BYTE if _begins_letter(pair, codec))


def _begins_letter(pair: str, codec: str) -> bool:
    try:
        first, second = _encoder(codec)(pair)
    except UnicodeError:
        return False
    return 0xC2 <= first <= 0xF4 and 0x80 <= second <= 0xBF


@cache
def utf8_shape(codec: str) -> re.Pattern[str]:
    """What the first two bytes of a letter in UTF-8 look like in a code page."""
    table = byte_table(codec)
    first, following = (
        re.escape("".join(map(chr, np.flatnonzero((table >= low) & (table <= high)))))
        for low, high in ((0xC2, 0xF4), (0x80, 0xBF))
    )
    return re.compile(f"[{first}][{following}]")


@cache
def _roles() -> tuple[Points, Points, Points, Points]:
    """In which code pages a character stands for a byte that follows, or begins two, three or four; a bit for each."""
    data = np.stack([byte_table(codec) for codec in SINGLE_BYTE])
    bits = np.uint32(1) << np.arange(len(data), dtype=np.uint32)
    roles = (data & 0xC0 == 0x80, (data >= 0xC2) & (data < 0xE0), data & 0xF0 == 0xE0, data & 0xF8 == 0xF0)
    follows, two, three, four = (bits @ role for role in roles)
    return follows, two, three, four


def likely_codecs(points: Points, most: int) -> list[tuple[str, int]]:
    """The code pages in which most of a text has the shape of UTF-8, the best first; none that finds nothing new.

    Args:
        points: the text.
        most: how many are wanted.

    Returns:
        Each with how many characters it covers, about.
    """
    around, counts = _cover(points)
    covered = counts.tolist()
    best: list[tuple[str, int]] = []
    seen: set[bytes] = set()
    top = max(covered)
    # Where one code page explains nearly everything, only its equals have a chance.
    rival = 0.95 if top > 0.8 * np.count_nonzero(around > 0x7F) else 0.5
    for index in sorted(range(len(covered)), key=covered.__getitem__, reverse=True):
        if not covered[index] or covered[index] < rival * top or len(best) == most:
            break
        alike = byte_table(SINGLE_BYTE[index]).take(around).tobytes()
        if alike not in seen:
            seen.add(alike)
            best.append((SINGLE_BYTE[index], covered[index]))
    return best


def _cover(points: Points) -> tuple[Points, NDArray[np.int64]]:
    """The characters beyond ASCII with one behind each run, and how many of them each code page covers, about."""
    if kernel := KERNEL.loaded_too("codepage_kernel"):
        compiled: tuple[Points, NDArray[np.int64]] = kernel.cover(points, *_roles(), len(SINGLE_BYTE))
        return compiled
    beyond = points > 0x7F
    near = beyond.copy()
    near[1:] |= beyond[:-1]  # one ASCII character keeps runs apart
    around = np.minimum(points[near], 0xFFFF)
    follows, *firsts = (role.take(around) for role in _roles())
    covered = np.zeros(len(SINGLE_BYTE), np.int64)
    after = follows[1:]
    for size, first in enumerate(firsts, 2):
        begins = first[: len(after)] & after
        begins = begins[begins > 0]
        bits = np.unpackbits(begins.view(np.uint8).reshape(-1, 4), axis=1, bitorder="little")
        covered += size * bits.sum(0)[: len(covered)].astype(np.int64)
        after = after[:-1] & follows[size:]
    return around, covered


def find_utf8(points: Points, codec: str) -> Utf8:
    """Look for the shape of UTF-8 in a text."""
    if kernel := KERNEL.loaded_too("codepage_kernel"):
        return Utf8(*kernel.find_utf8(points, byte_table(codec)))
    data = np.append(byte_table(codec)[np.minimum(points, 0xFFFF)], np.zeros(3, np.uint8))
    size = len(points)
    follows = (data & 0xC0) == 0x80
    low = (data & 0x3F).astype(np.uint32)
    one, two, three = low[1 : size + 1], low[2 : size + 2], low[3 : size + 3]
    after = follows[1 : size + 1]
    lead = data[:size]
    decoded = points.copy()
    pair = (lead >= 0xC2) & (lead < 0xE0) & after
    decoded = np.where(pair, (lead & 0x1F).astype(np.uint32) << 6 | one, decoded)
    after = after & follows[2 : size + 2]
    value = (lead & 0x0F).astype(np.uint32) << 12 | one << 6 | two
    triple = (lead & 0xF0 == 0xE0) & after & (value >= 0x800) & (value & 0xF800 != 0xD800)
    decoded = np.where(triple, value, decoded)
    after = after & follows[3 : size + 3]
    value = (lead & 0x07).astype(np.uint32) << 18 | one << 12 | two << 6 | three
    quad = (lead & 0xF8 == 0xF0) & after & (value >= 0x10000) & (value < 0x110000)
    decoded = np.where(quad, value, decoded)
    inside = pair | triple | quad
    first = inside.copy()
    inside[1:] |= first[:-1]
    inside[2:] |= (triple | quad)[:-2]
    inside[3:] |= quad[:-3]
    return Utf8(first, inside, decoded)
