"""Pages: nothing lost without a word, no clock, and any markup gives an article or a reject."""

from __future__ import annotations

import logging
import time

import pytest
from htmldate import extractors
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.document import Article, Reason, Reject
from cleaners.extract import count_words, extract
from cleaners.page import MAX_ELEMENTS, MAX_LINKS, MAX_TEXT, is_html

SENTENCE = "The city council decided on Tuesday to close the old bridge over the river until May. "
PAGE = f"<html><head><title>Old bridge closed</title></head><body><article><p>{SENTENCE * 4}</p></article></body></html>"
PIECES = st.sampled_from(
    (
        "<p>", "</p>", "<div>", "</div>", "<article>", "</html>", "<!--", "-->", "<script>", "</script>", "<title>", "</title>",
        "<table><tr><td>", "<![CDATA[", "&#xd800;", "&#0;", "\x00", "\ud83d", '<meta charset="x">', '<a href="http://[b">', SENTENCE,
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"\\ud83d"}</script>', '<time datetime="2023-05">',
    )
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=100))
def test_any_markup_gives_an_article_or_a_reject(html: str) -> None:
    for result in (extract(html, min_words=0), extract(html.encode("utf-8", "surrogatepass"))):
        if isinstance(result, Article):
            for value in (result.text, result.title, result.author, result.site, result.url):
                assert value is None or "\x00" not in value
                (value or "").encode("utf-8")
        else:
            assert result.reason in Reason
    is_html(html)


@pytest.mark.parametrize("depth", [250, 256, 257, 300, 2_000])
def test_what_follows_a_deep_tree_is_kept(depth: int) -> None:
    html = f"<html><body>{'<div>' * depth}{'</div>' * depth}<article><p>{SENTENCE * 4}</p></article></body></html>"
    article = extract(html)
    assert isinstance(article, Article)
    assert SENTENCE.strip() in article.text


def test_what_follows_a_huge_text_is_kept() -> None:
    html = f"<html><body><script>{'x' * 10_500_000}</script><article><p>{SENTENCE * 4}</p></article></body></html>"
    assert isinstance(extract(html), Article)


@pytest.mark.parametrize("opened", ["<title>", "<textarea>", '<p class="'])
def test_a_page_swallowed_by_an_open_tag_is_a_reject(opened: str) -> None:
    reject = extract(f"<html><body><p>{SENTENCE}</p>{opened}<p>{SENTENCE * 9}</p></body></html>")
    assert isinstance(reject, Reject)
    assert reject.reason is Reason.TRUNCATED
    assert "%" in reject.detail


def test_a_page_of_too_many_elements_is_a_reject() -> None:
    reject = extract(f"<html><body>{'<p>short</p>' * (MAX_ELEMENTS + 1)}</body></html>")
    assert isinstance(reject, Reject)
    assert reject.reason is Reason.TOO_LARGE


def test_a_page_with_too_many_links_side_by_side_is_a_reject() -> None:
    reject = extract(
        f"<html><body><p>{'<a href=x>w</a> ' * (MAX_LINKS + 1)}</p><p>{SENTENCE}</p></body></html>"
    )
    assert isinstance(reject, Reject)
    assert reject.reason is Reason.TOO_LARGE


def test_a_page_of_too_much_text_is_a_reject_and_a_script_is_none() -> None:
    long = "word " * (MAX_TEXT // 5 + 1)
    reject = extract(f"<html><body><p>{long}</p><p>{SENTENCE}</p></body></html>")
    assert isinstance(reject, Reject)
    assert reject.reason is Reason.TOO_LARGE
    assert isinstance(
        extract(f"<html><body><script>{long}</script><p>{SENTENCE * 4}</p></body></html>"), Article
    )


def test_rejects_hold_no_text_of_the_page() -> None:
    for html in (b"%PDF-1.7", "", "<p>secret words</p>", "<!-- secret -->"):
        reject = extract(html)
        assert isinstance(reject, Reject)
        assert "secret" not in reject.detail


def test_bytes_are_decoded_first() -> None:
    html = (
        '<html><head><meta charset="windows-1251"></head><body><article><p>'
        + "Старый мост закрыт до мая, сообщила мэрия. " * 6
    )
    article = extract(html.encode("cp1251"))
    assert isinstance(article, Article)
    assert article.language == "ru"
    assert article.evidence.startswith("declared charset; trafilatura ")


def test_a_month_without_a_day_is_its_first_on_any_day() -> None:
    article = extract(
        PAGE.replace("</head>", '<meta property="article:published_time" content="2023-05"></head>')
    )
    assert isinstance(article, Article)
    assert article.published == "2023-05-01"
    assert vars(extractors)["dateutil_parse"]("2023").isoformat() == "2023-01-01T00:00:00"


def test_pages_do_not_influence_each_other() -> None:
    alone = extract(PAGE)
    for _ in range(5):
        assert extract(PAGE) == alone


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    try:
        for html in ("", "<p>", PAGE, "<html><body></body></html>", "\x00"):
            extract(html)
    finally:
        root.handlers = handlers
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html>\n<html>", True),
        ("\n <!-- x --><html lang='en'>", True),
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC '-'>", True),
        (f"<p>{SENTENCE}</p>", True),
        (f"{SENTENCE}</p><p>{SENTENCE}</p><p>{SENTENCE}", True),
        (f"{SENTENCE} <...> {SENTENCE}", False),
        (f"{SENTENCE} Write <b>bold</b> for emphasis. {SENTENCE * 20}", False),
        ("a < b and c > d", False),
        ("<Ann> hi\n<Bob> hello", False),
        ("", False),
    ],
)
def test_markup_is_told_from_text(text: str, expected: bool) -> None:  # noqa: FBT001 - parametrized
    assert is_html(text) is expected


def test_words_are_counted_in_scripts_without_spaces() -> None:
    assert count_words("") == 0
    assert count_words("旧桥关闭至五月") == 4


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    ["<p>short</p>", "<b>", "<span>x</span>", "word<br>", "<!", "&", "<a ", "]]>", "<p>1 May 2023</p>"],
)
def test_repetition_ends(unit: str) -> None:
    start = time.process_time()
    extract("<html><body><p>" + unit * (120_000 // len(unit)))
    assert time.process_time() - start < 20
