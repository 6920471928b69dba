r"""Bytes to text: the first place where an article gets mangled, and the last where it can be helped for free.

Whatever is misread here is mojibake for every step that follows. UTF-8 proves itself, so it comes before any
label; a page that is nearly UTF-8, a byte lost in transit or a paragraph pasted from elsewhere, is read as UTF-8
line by line, since one lost byte must not turn a page to mojibake. Only then do labels and letters count
(`cleaners/charsets.py`). The order is the one that measured best on pages in 28 charsets:

    byte order mark, UTF-16 and UTF-32 by their NULs, ISO-2022 escapes, strict UTF-8, nearly UTF-8,
    a declared charset that is not a western default, the detector, windows-1252

Text that leaves here holds no NUL and no lone surrogate. NULs are padding and go; halves of surrogate pairs join
where both are there (CESU-8, JSON) and become U+FFFD where one is missing. Nothing is dropped without being said.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from itertools import chain
from typing import Final

from cleaners.charsets import WESTERN, declared_charsets, detect_charset
from cleaners.document import Decoded

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ISO_2022: Final = (
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$B", "iso2022_jp_2"),
    (b"\x1b$@", "iso2022_jp_2"),
    (b"\x1b(J", "iso2022_jp_2"),
)

# What windows-1252 writes between ASCII letters: letters, quotes and dashes. A byte lost from UTF-8 leaves \x80 and
# the like behind, or a lone \xc2, \xc3 or \xd0, which few texts hold as letters.
_WESTERN: Final = bytes(
    set(b"\x85\x91\x92\x93\x94\x95\x96\x97") | set(range(0xC0, 0xFD)) - set(b"\xc2\xc3\xd0\xd7\xf7")
)
_WESTERN_TOO: Final = _WESTERN + b"\xa0\xab\xb0\xb7\xbb" + bytes(range(0x80))  # only beside one of the others
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def decode(data: bytes, *, content_type: str | None = None) -> Decoded:
    r"""Turn bytes into text; never raises.

    Args:
        data: a page or text of any size.
        content_type: the HTTP header, as `text/html; charset=koi8-r`.

    >>> decode("Größe".encode("utf-8")).evidence
    'utf-8'
    >>> decode(b"\xff\xfeh\x00i\x00").encoding
    'utf-16-le'
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _read(data[len(mark) :], codec, "byte order mark")
    if wide := _wide_codec(data):
        return _read(data, wide, f"{wide} by its NUL bytes")
    if b"\x1b" in data and data.isascii():
        for escape, codec in _ISO_2022:
            if escape in data and _is_valid(data, codec):
                return _read(data, codec, "ISO-2022 escape")
    if _is_valid(data, "utf-8"):
        return _read(data, "utf-8", "utf-8")
    return _decode_cesu(data) or _decode_nearly_utf8(data) or _decode_legacy(data, content_type)


def tidy_text(text: str) -> Decoded:
    r"""Text that came as `str`, without what text must not hold: NUL, lone surrogates, a mark at its start.

    >>> tidy_text("a\x00 \ud83d\ude00 \ud83d").text
    'a 😀 \ufffd'
    """
    evidence = "text"
    replaced = 0
    if text.startswith("\ufeff"):
        text = text.lstrip("\ufeff")
        evidence += "; byte order mark removed"
    if "\x00" in text:
        evidence += f"; {text.count(chr(0))} NUL removed"
        text = text.replace("\x00", "")
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        text, replaced = _SURROGATES.subn("\ufffd", text)
        evidence += f"; surrogates joined, {replaced} lone ones replaced"
    return Decoded(text, "utf-8", evidence, replaced)


def _read(data: bytes, codec: str, evidence: str) -> Decoded:
    """Read in one charset; what it cannot explain becomes U+FFFD and is counted."""
    text = data.decode(codec, "replace")
    tidy = tidy_text(text)
    # The replacement character may stand in the source itself, so count the failures.
    lost = 0 if _is_valid(data, codec) else text.count("\ufffd")
    note = tidy.evidence.removeprefix("text")
    return Decoded(tidy.text, codec, evidence + note + _lost(lost), lost + tidy.replaced)


def _lost(count: int) -> str:
    return f"; {count} unreadable places replaced" if count else ""


def _is_valid(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _wide_codec(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: markup and spaces leave NULs at every second byte, or three of four."""
    sample = data[:4_096]
    if len(sample) < 4 or sample.count(0) * 5 < len(sample):
        return None
    shares = [sample[start::4].count(0) * 4 / len(sample) for start in range(4)]
    patterns = {"utf-32-le": "x000", "utf-32-be": "000x", "utf-16-le": "x0x0", "utf-16-be": "0x0x"}
    for codec, pattern in patterns.items():
        if all(
            share > 0.4 if mark == "0" else share < 0.1 for share, mark in zip(shares, pattern, strict=True)
        ):
            return codec
    return None


def _decode_cesu(data: bytes) -> Decoded | None:
    """UTF-8 whose supplementary characters were written as two surrogates (CESU-8, old databases)."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    tidy = tidy_text(text)
    return replace(tidy, evidence=f"utf-8 with surrogates (CESU-8){tidy.evidence.removeprefix('text')}")


def _decode_nearly_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few bad bytes or a few windows-1252 lines; None where there are too many for that."""
    lines: list[str] = []
    good = western = lost = western_lines = 0
    for line in data.split(b"\n"):
        if _is_valid(line, "utf-8"):
            text = line.decode("utf-8")
            good += sum(char > "\x7f" for char in text) if not line.isascii() else 0
        elif not line.translate(None, _WESTERN_TOO) and line.translate(None, _WESTERN) != line:
            text = line.decode("cp1252")
            western += sum(char > "\x7f" for char in text)
            western_lines += 1
        else:
            text = line.decode("utf-8", "replace")
            bad = text.count("\ufffd") - line.count(b"\xef\xbf\xbd")
            good += sum(char > "\x7f" for char in text) - bad
            lost += bad
        lines.append(text)
    if good < (1 if _is_cut(data) else max(2, 2 * lost, western / 4)):
        return None
    tidy = tidy_text("\n".join(lines))
    note = f"; {western_lines} lines read as windows-1252" if western_lines else ""
    return Decoded(
        tidy.text, "utf-8", f"nearly utf-8{tidy.evidence.removeprefix('text')}{note}{_lost(lost)}", lost
    )


def _is_cut(data: bytes) -> bool:
    """Whether UTF-8 is fine up to a last character that is not whole."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


def _decode_legacy(data: bytes, content_type: str | None) -> Decoded:
    declared = [
        codec
        for codec in declared_charsets(data, content_type)
        if codec != "utf-8" and _is_valid(data, codec)
    ]
    for codec in declared:
        if codec not in WESTERN:
            return _read(data, codec, "declared charset")
    if detected := detect_charset(data, declared=declared[0] if declared else None):
        return _read(data, detected, "detected, as declared" if detected in declared else "detected")
    for codec in chain(declared_charsets(data, content_type), ("cp1252",)):
        if codec != "utf-8":
            return _read(data, codec, "declared charset")
    return _read(data, "cp1252", "windows-1252 as a last resort")


# --- what is no text at all ----------------------------------------------------------------------------------

# First bytes of the formats that end up among crawled pages. Zip covers docx, epub and jar.
_MAGIC: Final = (
    b"%PDF-", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd", b"BZh9", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x04\x22\x4d\x18",
    b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\x00asm", b"OggS", b"fLaC", b"ID3\x03", b"ID3\x04",
    b"SQLite format 3\x00", b"II*\x00", b"MM\x00*", b"\xd0\xcf\x11\xe0", b"wOFF", b"wOF2", b"PAR1", b"ARROW1",
)  # fmt: skip
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b\x1a\x00")) + b"\x7f"


def looks_binary(data: bytes) -> bool:
    r"""Whether bytes are a picture, an archive or a program rather than text in any charset.

    >>> looks_binary(b"%PDF-1.7\n"), looks_binary("Größe".encode("utf-16")), looks_binary(b"")
    (True, False, False)
    """
    if data.startswith(_MAGIC) or data[4:8] == b"ftyp" or (data[:2] == b"MZ" and b"\x00" in data[:64]):
        return True
    if data.startswith(b"RIFF") and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return True
    if any(data.startswith(mark) for mark, _ in _MARKS) or _wide_codec(data):
        return False
    sample = data[:8_192]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    # A byte in nine of random data is a control; text has none. NULs are padding in text, up to a point.
    return controls * 20 > len(sample) or sample.count(0) * 3 > len(sample)
