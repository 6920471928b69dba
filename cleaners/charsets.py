"""Charsets: what a page says it is written in, and what its letters say.

Labels lie: a server's default says ISO-8859-1 over windows-1251, a template says UTF-8 over pages of 1999. So a
label is a candidate like any other, and the letters decide. charset-normalizer finds the family well and its
member badly (cp1250 for Spanish in cp1252, cp1251 for Kazakh in kz1048). The members of a family differ in a few
letters only, and which letters a language writes is known: of the candidates the one wins whose letters beyond
ASCII belong to the language that the text is in.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Final

from charset_normalizer import from_bytes

from cleaners.language import guess_language
from cleaners.wordlists import read_words

SNIFF: Final = (
    4_096  # browsers look for a label in the first 1,024 bytes; comments and scripts come first at times
)
DETECT: Final = 65_536
SUITS: Final = 0.9  # below this share of letters that the language writes, the family itself is in doubt

_LABEL: Final = re.compile(
    rb"""(?:charset|encoding)\s{0,4}=\s{0,4}["']?\s{0,4}([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE
)
_DECLARATION: Final = re.compile(rb"<\?xml[^>]{0,200}>|<meta[^>]{0,400}>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_PUNCTUATION: Final = frozenset("\u00a0\u00ad«»§°±·–—‘’‚“”„†•…‰‹›€£№™©®×−")

# Labels that mean a superset of what they say (WHATWG Encoding Standard), as Python codec names.
_SUPERSETS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "utf-16": "utf-8",  # a label that could be read is not in UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-7": "utf-8",  # read by no browser
}
_NAMES: Final = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-gbk": "gb18030",
    "x-mac-roman": "mac_roman",
}

_FAMILIES: Final = (
    ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "iso8859-15", "mac-roman"),
    ("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "kz1048", "mac-cyrillic"),
    ("cp1253", "iso8859-7"),
    ("cp1256", "iso8859-6"),
    ("cp1255", "iso8859-8"),
    ("cp874",),
)
_MULTIBYTE: Final = ("cp932", "euc_jp", "gb18030", "big5", "cp950", "cp949", "big5hkscs", "johab")
# What charset-normalizer names of these is right: bytes rarely make sense in two of them.
_TRUSTED: Final = ("big5", "cp93", "cp94", "cp95", "euc", "gb", "johab", "shift")
# What every server and editor wrote by default, so the label says little.
WESTERN: Final = frozenset({"cp1252", "iso8859-15"})


def codec_name(label: str) -> str | None:
    """The Python codec that a label means; None for a label that names no text encoding.

    >>> codec_name("ISO-8859-1"), codec_name("gb2312"), codec_name("x-unheard-of")
    ('cp1252', 'gb18030', None)
    """
    label = label.strip().lower()
    try:
        info = codecs.lookup(_NAMES.get(label, label))
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in _NOT_CHARSETS:
        return None
    return _superset(info.name)


# Python's own codecs for other purposes.
_NOT_CHARSETS: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "mbcs", "oem"}
)


def declared_charsets(data: bytes, content_type: str | None) -> Iterator[str]:
    """The codecs that a header, a meta element and an XML declaration name, in this order, each once."""
    labels = [match[1] for match in _LABEL.finditer((content_type or "").encode("ascii", "ignore"))]
    for declaration in _DECLARATION.finditer(data[:SNIFF]):
        labels += [match[1] for match in _LABEL.finditer(declaration[0])]
    seen = set()
    for label in labels:
        codec = codec_name(label.decode("ascii"))
        if codec is not None and codec not in seen:
            seen.add(codec)
            yield codec


def detect_charset(data: bytes, *, declared: str | None = None) -> str | None:
    """The codec whose letters suit the language of the text; None where nothing suits.

    Args:
        data: bytes that are not UTF-8.
        declared: a codec that is preferred among equals.
    """
    data = data[:DETECT]
    best = from_bytes(data).best()
    first = _superset(best.encoding) if best is not None else None
    if first is not None and first.startswith(_TRUSTED):
        return first
    text = _reading(data, first) if first is not None else None
    language = guess_language(text) if text is not None else None
    if first is not None and language is None:
        return declared or first
    known = tuple(chain.from_iterable(_FAMILIES))
    likely = [codec for codec in (declared, first) if codec in known]
    if language is not None:
        family = next((family for family in _FAMILIES if first in family), known)
        codec, share = _most_suitable(data, (*likely, *family), language=language)
        if share >= SUITS:
            return codec
    return _most_suitable(data, (*likely, *_MULTIBYTE, *known), language=None)[0] or declared or first


def _most_suitable(
    data: bytes, candidates: tuple[str, ...], *, language: str | None
) -> tuple[str | None, float]:
    """The first of the candidates that suit best, with the share of letters that suit.

    Args:
        data: the bytes.
        candidates: codecs, the likeliest first.
        language: of the text; None lets each reading have its own.
    """
    suits: dict[str | None, float] = {None: 0.0}
    for codec in dict.fromkeys(candidates):
        text = _reading(data, codec)
        written_in = (language or guess_language(text)) if text is not None else None
        if text is not None and written_in is not None:
            suits[codec] = round(_suits(text, written_in), 4)
    best = max(suits, key=suits.__getitem__)
    return best, suits[best]


def _superset(name: str) -> str:
    name = codecs.lookup(name).name
    return _SUPERSETS.get(name, name)


def _reading(data: bytes, codec: str) -> str | None:
    """The text without its markup; None where the bytes are not in that charset."""
    try:
        return _TAG.sub(" ", data.decode(codec))
    except UnicodeDecodeError:
        return None


def _suits(text: str, language: str) -> float:
    """The share of characters beyond ASCII that the language writes; 0 for a language of unknown letters."""
    alphabet = _alphabets().get(language)
    counts = Counter(char for char in text.lower() if char > "\x7f")
    if alphabet is None or not counts:
        return 0.0
    good = sum(count for char, count in counts.items() if char in _PUNCTUATION or alphabet.match(char))
    return good / counts.total()


@cache
def _alphabets() -> dict[str, re.Pattern[str]]:
    entries = (line.partition(" ") for line in read_words("decode/alphabets.txt"))
    return {code: re.compile(f"[{letters.replace(' ', '')}]") for code, _, letters in entries}
