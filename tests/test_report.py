"""The report: self-contained, complete, and safe with what strangers write."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from flows.publish import rewrite_report
from tests.world import SEEDS, run_on, tree

ALLOWED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "li",
        "b",
        "table",
        "tr",
        "td",
    ),
    *("th", "article", "details", "summary", "del", "ins", "pre", "code", "span", "br", "a"),
}
EVIL = [
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "report\u202efdp.exe\u2066",
    "bell\x07 and \x1b[31mcolour",
]


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evil")
    story = "The council of Porto voted on Monday to plant nine hundred trees along the river. " * 3
    lines = [
        {"title": title, "text": f"{story}\n\n{title}\n\n{story}", "url": url}
        for title in EVIL
        for url in (
            "javascript:alert(1)",
            'https://example.org/?q="><script>alert(1)</script>',
            "data:text/html,x",
        )
    ]
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    run_on(folder / "in.jsonl", folder / "out")
    return folder / "out"


def test_no_foreign_tag_and_no_handler_gets_in(evil: Path) -> None:
    page = Page((evil / "report.html").read_text(encoding="utf-8"))
    assert page.tags <= ALLOWED
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    links = [value for name, value in page.attributes if name in {"href", "src"}]
    assert links
    assert all(value and value.startswith(("http://", "https://")) for value in links)


def test_no_control_or_direction_character_is_shown(evil: Path) -> None:
    text = (evil / "report.html").read_text(encoding="utf-8")
    assert not set(text) & set("\x07\x1b\u202e\u2066")


def test_the_page_asks_nobody_for_anything(evil: Path) -> None:
    text = (evil / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    page = Page(text)
    assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "form"}


def test_the_report_shows_every_event_document_and_reject(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for path in SEEDS.glob("*.txt"):
        (source / path.name).write_bytes(path.read_bytes())
    (source / "broken.txt").write_bytes(b"")
    run_on(source, tmp_path / "out")
    text = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    for words in (
        "Putin, Tokayev meet to boost",
        "mos/vh/lap",
        "Commonwealth of Independent States",
        "broken.txt",
        "empty",
    ):
        assert words in text


def test_writing_it_again_changes_nothing(evil: Path) -> None:
    before = tree(evil)
    rewrite_report(str(evil))
    assert tree(evil) == before
