"""Bytes to text: what holds for any bytes, and which order decides."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.charsets import codec_name, declared_charsets, detect_charset
from cleaners.decode import decode, looks_binary, tidy_text

TEXTS = st.text(max_size=200)
LABELS = st.sampled_from(
    (None, "", "text/html", "text/html; charset=koi8-r", "text/html; charset=\x00\ud800")
)
BINARY = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "gzip": b"\x1f\x8b\x08\x00",
    "zstd": b"\x28\xb5\x2f\xfd\x00",
    "zip": b"PK\x03\x04\x14\x00",
    "program": b"MZ\x90\x00\x03\x00\x00\x00",
    "video": b"\x00\x00\x00\x20ftypisom",
    "sound": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "unknown": bytes(range(256)) * 8,
    "zeros": bytes(1_000),
}


@settings(max_examples=150)
@given(st.binary(max_size=400), LABELS)
def test_any_bytes_give_clean_text(data: bytes, content_type: str | None) -> None:
    decoded = decode(data, content_type=content_type)
    assert "\x00" not in decoded.text
    decoded.text.encode("utf-8")  # raises on a lone surrogate
    assert decoded.replaced >= 0
    assert codecs.lookup(decoded.encoding)
    assert decoded.evidence
    looks_binary(data)


@given(TEXTS)
def test_utf8_comes_back_as_it_was(text: str) -> None:
    decoded = decode(text.encode("utf-8", "replace"))
    wanted = text.encode("utf-8", "replace").decode().replace("\x00", "")
    if not wanted.startswith("\ufeff"):
        assert decoded.text == wanted or decoded.encoding.startswith("utf-16")  # every second byte NUL


@given(TEXTS)
def test_tidying_is_done_once(text: str) -> None:
    once = tidy_text(text)
    assert tidy_text(once.text).text == once.text
    assert tidy_text(once.text).replaced == 0


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=80))
def test_clean_text_is_left_alone(text: str) -> None:
    assert tidy_text(text).text == text


@pytest.mark.parametrize("name", BINARY)
def test_binary_formats_are_known(name: str) -> None:
    assert looks_binary(BINARY[name])


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1251", "koi8-r", "cp932", "iso2022_jp", "cp866"]
)
def test_text_in_any_charset_is_not_binary(codec: str) -> None:
    assert not looks_binary("<p>МОСТ closed, the council said on Tuesday.</p>\r\n\t".encode(codec))


def test_a_text_that_begins_like_a_program_is_text() -> None:
    assert not looks_binary(b"MZ is the mark of programs for DOS.")
    assert not looks_binary(b"")


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("latin1", "cp1252"),
        ("US-ASCII", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("x-sjis", "cp932"),
        ("gbk", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("utf-16", "utf-8"),
        ("base64", None),
        ("punycode", None),
        ("", None),
        ("../../etc/passwd", None),
        ("utf\x008", None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str | None) -> None:
    assert codec_name(label) == codec


def test_the_header_comes_before_the_page() -> None:
    page = b'<meta charset="koi8-r"><meta http-equiv="content-type" content="text/html; charset=big5">'
    assert list(declared_charsets(page, "text/html; charset=windows-1251")) == ["cp1251", "koi8-r", "big5"]


def test_a_western_label_loses_against_the_letters() -> None:
    data = "Городской совет решил во вторник закрыть старый мост через реку до мая.".encode("cp1251")
    assert detect_charset(data, declared="cp1252") == "cp1251"


def test_the_evidence_says_what_decided() -> None:
    assert decode(b"\xef\xbb\xbfa").evidence == "byte order mark"
    assert decode("Zwölf".encode()).evidence == "utf-8"
    assert decode(b"a\x00b c d e f g h").evidence == "utf-8; 1 NUL removed"
    russian = "Старый мост закрыт до мая, сообщила мэрия.".encode("cp1251")
    assert decode(russian, content_type="text/plain; charset=windows-1251").evidence == "declared charset"
    assert decode(russian).evidence == "detected"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "data",
    [b"\xe9" * 1_000_000, b"\xc3" * 1_000_000, b"<" * 1_000_000, b"\n" * 1_000_000, b"\xe9\n" * 300_000],
)
def test_a_megabyte_of_one_thing_ends(data: bytes) -> None:
    decode(data)
