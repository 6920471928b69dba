"""Damages text as careless software does, to measure its repair: `python -m benchmarks.damage < text > documents.jsonl`.

Any text will do, a document a line with ` || ` between its paragraphs. Each comes out once for every kind of damage
that changes it: UTF-8 read as each of 17 codecs, a legacy codec read as another, misread twice and three times, some
paragraphs only or half of a line, and what loses bytes on top. `lossy` says that the text cannot be had back from the
damaged one alone. The same text always gives the same documents.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

SINGLE_BYTE: Final = (
    "latin-1", "cp1252", "cp1251", "koi8-r", "mac-roman", "cp437", "cp1250", "cp1254", "cp1253", "cp1257",
    "iso8859-2", "cp866", "cp850",
)  # fmt: skip
MULTI_BYTE: Final = ("gbk", "shift_jis", "big5", "euc_kr")
LEGACY: Final = (
    ("cp1251", "cp1252"), ("cp1251", "koi8-r"), ("koi8-r", "cp1251"), ("koi8-r", "cp1252"), ("cp866", "cp1251"),
    ("iso8859-5", "cp1251"), ("cp1251", "mac-roman"), ("cp1252", "cp1251"), ("cp1252", "mac-roman"),
    ("mac-roman", "cp1252"), ("cp850", "cp1252"), ("cp437", "cp1252"), ("cp1250", "cp1252"),
    ("cp1250", "iso8859-2"), ("iso8859-2", "latin-1"), ("cp1253", "cp1252"), ("cp1256", "cp1252"),
    ("gbk", "cp1252"), ("shift_jis", "cp1252"), ("euc_jp", "cp1252"), ("cp949", "cp1252"), ("kz1048", "cp1251"),
)  # fmt: skip
NESTED: Final = (
    ("cp1252",) * 2,
    ("latin-1",) * 2,
    ("cp1251", "cp1252"),
    ("koi8-r", "cp1251"),
    ("cp1252",) * 3,
)


@dataclass(frozen=True, slots=True)
class Damaged:
    """A document with one kind of damage.

    Attributes:
        family: the kind of damage.
        damage: what was done.
        damaged: the document.
        gold: what it was.
        lossy: whether bytes are lost.
    """

    family: str
    damage: str
    damaged: str
    gold: str
    lossy: bool


def misread(text: str, codec: str) -> str:
    """UTF-8 read in another codec as software does: what a Windows code page leaves undefined becomes a C1 control."""
    data = text.encode()
    if codec in MULTI_BYTE:
        return data.decode(codec, "replace")
    return "".join(_read_byte(byte, codec) for byte in data)


def _read_byte(byte: int, codec: str) -> str:
    char = bytes((byte,)).decode(codec, "ignore")
    return char or (chr(byte) if byte < 0xA0 else "\ufffd")


def damage(text: str) -> Iterator[Damaged]:
    """Every kind of damage that changes a text; its paragraphs are lines."""
    for family, name, damaged in _all_kinds(text):
        if damaged is not None and damaged != text:
            lossy = family.startswith("lossy") or "\ufffd" in damaged
            yield Damaged(family, name, damaged, text, lossy)


def _all_kinds(text: str) -> Iterator[tuple[str, str, str | None]]:
    for codec in (*SINGLE_BYTE, *MULTI_BYTE):
        yield "UTF-8 misread", codec, misread(text, codec)
    for codec, read_as in LEGACY:
        yield "legacy as legacy", f"{codec} as {read_as}", _reread(text, codec, read_as)
    for codecs in NESTED:
        damaged = text
        for codec in codecs:
            damaged = misread(damaged, codec)
        yield "misread twice or more", " then ".join(codecs), damaged
    for codec in ("cp1251", "cp1252", "koi8-r", "mac-roman"):
        yield "every other paragraph", codec, _misread_some(text, codec, "\n", every=2)
        yield "within a line", codec, _misread_some(text, codec, " ", every=8)
    western = misread(text, "cp1252")
    controls = dict.fromkeys(range(0x80, 0xA0))
    yield "no-break space lost", "a space instead", western.replace("\xa0", " ")
    yield "lossy: dropped", "C1 of cp1252", western.translate(controls)
    yield "lossy: dropped", "C1 of latin-1", misread(text, "latin-1").translate(controls)
    yield "lossy: replaced", "by ?", western.translate(dict.fromkeys(range(0x80, 0xA0), "?"))
    yield "lossy: replaced", "by U+FFFD", western.translate(dict.fromkeys(range(0x80, 0xA0), "\ufffd"))
    yield "lossy: ASCII", "by ?", text.encode("ascii", "replace").decode()


def _reread(text: str, codec: str, read_as: str) -> str | None:
    try:
        data = text.encode(codec)
    except UnicodeEncodeError:
        return None
    return "".join(_read_byte(byte, read_as) for byte in data)


def _misread_some(text: str, codec: str, separator: str, *, every: int) -> str:
    """Misread the second half of each so many parts."""
    parts = text.split(separator)
    return separator.join(
        misread(part, codec) if 2 * (at % every) >= every else part for at, part in enumerate(parts)
    )


def main() -> None:
    """Read documents from standard input and write the damaged ones."""
    for line in sys.stdin:
        text = unicodedata.normalize("NFC", line.strip().replace(" || ", "\n"))
        for document in damage(text):
            print(json.dumps(asdict(document), ensure_ascii=False))


if __name__ == "__main__":
    main()
