"""Every public function on whatever comes: no exception but the documented ones. `make fuzz` makes it long."""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleaners
from cleaners import Article, Document, Reject
from flows.cleaning import pack_input, unpack_input
from flows.inputs import Input, read_file
from flows.report import visible, without_user
from flows.sources import SourceFile
from tests.strategies import news, titles

# How many inputs there are in all. A function that takes some 20 ms for one, most of it arithmetic over what the others
# have made of the text, gets a share; one that takes 5 ms gets three. Of a million that is 35,714 and 107,142.
EXAMPLES = int(os.environ.get("COPYDESK_FUZZ", "700"))
SLOW = ("unspin", "clean", "find_copies", "find_events")
QUICK = (
    "decode",
    "extract",
    "fix_encoding",
    "strip_boilerplate",
    "sign",
    "SiteLines.learn",
    "read_file",
    "visible",
)
SHARES = dict.fromkeys(SLOW, 1) | dict.fromkeys(QUICK, 3)

# A long run says how far it is, and leaves the input that it is at: a crash or a hang leaves nothing else.
IS_LONG = EXAMPLES > 12_000
STEP = 10_000
LATEST = Path(tempfile.gettempdir()) / "copydesk-fuzz-latest.txt"
met: Counter[str] = Counter()


def inputs_of(name: str) -> int:
    """How many inputs a function gets."""
    return EXAMPLES // sum(SHARES.values()) * SHARES[name]


def fuzzed(name: str) -> settings:
    """Hypothesis, with as many examples as a function gets."""
    return settings(
        max_examples=inputs_of(name),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        print_blob=True,
    )


def note(name: str, *inputs: object) -> None:
    """Count an input of a function, and write it down."""
    if IS_LONG:
        met[name] += 1
        LATEST.write_text(f"{name}: {inputs!r}\n", encoding="utf-8")
        if met[name] % STEP == 0 or met[name] == inputs_of(name):
            sys.stderr.write(f"{name}: {met[name]} inputs of {inputs_of(name)}\n")


tags = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table>",
        "<td>",
        "<br>",
        "<script>",
        "<!--",
        "-->",
        "<title>",
        "<![CDATA[",
        "<svg>",
        "<math>",
        "<pre>",
        "<p",
        "&#xD800;",
        "&amp;#0;",
        "<meta\xa0charset=x>",
        "<a\xa0href='x'>",
        "<html\xa0lang=''>",
        "<script\xa0type='application/ld+json'>{'@type':",
    ]
).map(lambda tag: tag.replace("\u00a0", " ").replace("'", '"'))
pages = st.lists(st.one_of(tags, news, st.text(max_size=20)), max_size=30).map("".join)
anything = st.text(max_size=300)
texts = st.one_of(news, pages, anything)
raw = st.one_of(
    st.binary(max_size=400),
    st.tuples(texts, st.sampled_from(["utf-8", "utf-16", "cp1251", "latin-1", "shift_jis", "utf-7"])).map(
        lambda pair: pair[0].encode(pair[1], "replace")
    ),
)
articles = st.builds(
    Article,
    title=titles,
    text=texts,
    published=st.one_of(st.none(), anything),
    author=titles,
    url=titles,
    site=titles,
)

PUBLIC: Mapping[str, tuple[st.SearchStrategy[object], Callable[..., object]]] = {
    "decode": (raw, cleaners.decode),
    "extract": (st.one_of(raw, pages), cleaners.extract),
    "fix_encoding": (texts, cleaners.fix_encoding),
    "strip_boilerplate": (texts, cleaners.strip_boilerplate),
    "unspin": (texts, lambda text: cleaners.unspin(text, gate=0)),
    "clean": (st.one_of(raw, pages, texts, articles), cleaners.clean),
    "sign": (st.lists(texts, max_size=4), cleaners.sign),
    "find_copies": (st.lists(texts, max_size=5), cleaners.find_copies),
    "find_events": (st.lists(articles, max_size=5), cleaners.find_events),
}


def test_every_public_function_is_fuzzed() -> None:
    functions = {name for name in cleaners.__all__ if name[0].islower()}
    assert functions == set(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_no_public_function_raises(name: str) -> None:
    strategy, function = PUBLIC[name]

    @fuzzed(name)
    @given(strategy)
    def run(value: object) -> None:
        note(name, value)
        result = function(value)
        if isinstance(result, Document | Reject):
            repr(result).encode()

    run()


@given(st.lists(texts, max_size=5), texts)
@fuzzed("SiteLines.learn")
def test_what_a_site_repeats_can_be_learned_from_anything(some: list[str], text: str) -> None:
    note("SiteLines.learn", some, text)
    cleaners.strip_boilerplate(text, site=cleaners.SiteLines.learn(some))


@given(
    raw,
    st.sampled_from([".txt", ".html", ".jsonl", ".txt.gz", ".jsonl.gz", ".html.zst", ".jsonl.zst", ".x"]),
    st.booleans(),
)
@fuzzed("read_file")
def test_no_file_breaks_a_reader(data: bytes, suffix: str, packed: bool) -> None:  # noqa: FBT001 - Hypothesis fills it in
    note("read_file", data, suffix, packed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(gzip.compress(data) if packed and suffix.endswith(".gz") else data)
        for entry in read_file(SourceFile(str(path), path.name, len(data)), max_bytes=1000):
            if isinstance(entry, Input):
                assert unpack_input(pack_input(entry)) == entry


@given(texts)
@fuzzed("visible")
def test_whatever_is_shown_holds_no_control_character(text: str) -> None:
    note("visible", text)
    assert not set(visible(text)) & set("\x07\x1b\u202e\u2066\u200b")
    without_user(text)
