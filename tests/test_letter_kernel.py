"""Encoding repair with and without compiled code: the same edits, and the same numbers before that."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import TypeVar

import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.badness import may_be_bad
from cleaners.codepages import SINGLE_BYTE, _cover, find_utf8, likely_codecs
from cleaners.diff import changed_words_by_line
from cleaners.encoding import fix_encoding
from cleaners.holes import HOLE, fill_holes, shapes
from cleaners.kernels import MAY_COMPILE
from cleaners.letter_weights import weigh
from cleaners.letters import (
    KERNEL,
    code_points,
    cost_in,
    costs_by_line,
    language_of,
    least_cost,
)
from cleaners.likeliest import Script
from cleaners.misread_legacy import _rank
from cleaners.suspicion import suspect_lines
from cleaners.torn import mend_torn

# Of every category of ftfy's pattern, letters of several scripts, what is no letter, and what is beyond the plane.
TELLING = re.findall(f"[{''.join(MOJIBAKE_CATEGORIES.values())}]", "".join(map(chr, range(0x20, 0xD800))))
CHARS = st.sampled_from(
    [
        *TELLING,
        *"ab AZ .?\n\t\x7f\x85\xa0\ufffd" * 8,
        *"ВГРСΒΓΞΟÂÃÎÐØÙ‚Ä√≈×à" * 4,
        *"日本語한국\U0001f600\U00020000",
    ]
)
CODECS = ("latin-1", "cp1252", "cp1251", "cp437", "koi8-r", "gbk", "cp949")
Value = TypeVar("Value")


@st.composite
def misread(draw: st.DrawFn) -> str:
    text = draw(st.text("aéñ“€жя→한日 \n\U0001f600", max_size=30))
    return text.encode().decode(draw(st.sampled_from(CODECS)), draw(st.sampled_from(["ignore", "replace"])))


TEXTS = st.text(CHARS, max_size=30) | misread() | st.lists(misread(), max_size=4).map("\n".join)


@pytest.fixture(scope="module", autouse=True)
def _kernel() -> None:
    """Compiled code is loaded; where numba is not installed there is nothing to compare."""
    KERNEL.load()
    if KERNEL.loaded() is None:
        pytest.skip("numba is not installed")


def plainly(value: Callable[[], Value]) -> Value:
    """What comes out without compiled code."""
    token = MAY_COMPILE.set(False)
    try:
        return value()
    finally:
        MAY_COMPILE.reset(token)


def is_same(value: Callable[[], object]) -> bool:
    return value() == plainly(value)


@given(text=TEXTS)
@settings(max_examples=400, deadline=None)
def test_compiled_code_looks_up_the_same_pairs(text: str) -> None:
    points = code_points(text)
    assert is_same(lambda: weigh(text.split("\n")))
    assert is_same(lambda: least_cost(points))
    assert is_same(lambda: [part.tolist() for part in costs_by_line(points)])
    assert is_same(lambda: (language := language_of(points), cost_in(points, language)))


@given(text=TEXTS)
@settings(max_examples=400, deadline=None)
def test_a_suspect_line_that_compiled_code_passes_over_is_one_that_no_rule_changes(text: str) -> None:
    plain = plainly(lambda: suspect_lines(text))
    suspects = suspect_lines(text)
    assert suspects == plain or (
        not suspects and not plainly(lambda: fix_encoding("\n".join(line.text for line in plain))).edits
    )


def test_a_foreign_name_is_passed_over() -> None:
    text = "The composer Dvořák was born near Prague, and so was ŁodzЯn.\nNobody else was."
    assert len(plainly(lambda: suspect_lines(text))) == 1
    assert not suspect_lines(text)
    assert suspect_lines(text.replace("Łodz", "Łodz\x00"))


def cheapest(numbers: list[int], costs: list[float]) -> list[tuple[float, int]]:
    """The paths that are tried."""
    return sorted(zip(costs, numbers, strict=True))[:4]


@given(text=TEXTS, codec=st.sampled_from(SINGLE_BYTE))
@settings(max_examples=400, deadline=None)
def test_compiled_code_finds_the_same_shapes(text: str, codec: str) -> None:
    points = code_points(text)
    assert is_same(lambda: [part.tolist() for part in _cover(points)])
    assert is_same(
        lambda: [
            part.tolist()
            for found in [find_utf8(points, codec)]
            for part in (found.first, found.inside, found.points)
        ]
    )
    if not text.isascii():
        assert is_same(lambda: likely_codecs(points, 4))
        assert is_same(lambda: cheapest(*_rank(points, slice(1, 20))))


@given(text=TEXTS, noise=st.binary(max_size=12), every=st.integers(1, 7), language=st.integers(0, 74))
@settings(max_examples=400, deadline=None)
def test_compiled_code_reads_the_same_letters_with_holes(
    text: str, noise: bytes, every: int, language: int
) -> None:
    data = bytearray(text.encode("utf-8", "surrogatepass").replace(b"\n", b" "))
    data[every::every] = HOLE * len(data[every::every])
    lines = [bytes(data), noise.replace(b"\n", b""), text.encode("utf-16").replace(b"\n", b"")]
    scripts = Script(language, east_asian=True), Script(language, east_asian=False)
    assert is_same(lambda: shapes(lines))
    assert is_same(lambda: [fill_holes(line, "cp949", script) for line in lines for script in scripts])


@given(text=st.text(CHARS, max_size=8))
@settings(max_examples=1000, deadline=None)
def test_what_ftfy_takes_for_mojibake_passes_both_looks(text: str) -> None:
    points = code_points(text)
    assert is_same(lambda: may_be_bad(points))
    assert may_be_bad(points) or not is_bad(text)


@given(
    lines=st.lists(st.tuples(st.text("ab é Ã©?", max_size=20), st.text("ab é Ã©?", max_size=20)), max_size=4)
)
@settings(max_examples=400, deadline=None)
def test_compiled_code_changes_the_same_words(lines: list[tuple[str, str]]) -> None:
    before, after = [pair[0] for pair in lines], [pair[1] for pair in lines]
    alike = [line.replace("Ã", "Ä").replace("é", "ee") for line in before]
    assert is_same(lambda: changed_words_by_line(before, after))
    assert is_same(lambda: changed_words_by_line(before, alike))


@given(text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_edits_are_the_same(text: str) -> None:
    assert is_same(lambda: fix_encoding(text))


GOLD = (
    "Größe und Maß, señor: año, mañana, corazón, niño, après l’été — naïve façade, où ça?\n"
    "Вчера городской совет решил закрыть старую дорогу у порта до конца будущего года."
)


@pytest.mark.parametrize("codec", ["cp1252", "cp1251", "koi8-r", "cp437", "gbk"])
@pytest.mark.parametrize("loss", ["", "\x80\x99\xa0", "\ufffd"])
def test_edits_of_a_damaged_document_are_the_same(codec: str, loss: str) -> None:
    damaged = GOLD.encode().decode(codec, "replace")
    text = "\n".join([GOLD, *["".join(char for char in damaged if char not in loss)] * 3])
    assert fix_encoding(text).edits
    assert is_same(lambda: fix_encoding(text))


@given(
    text=st.text("aéßñжя日한 ", max_size=12),
    holes=st.lists(st.sampled_from(["", "?", " ", "\ufffd", "\x81", "\U0001f600", "a"]), max_size=12),
    every=st.integers(2, 5),
    codec=st.sampled_from(["cp1252", "latin-1", "cp1251", "mac-roman"]),
    lost=st.sampled_from([frozenset[int](), frozenset(range(0x80, 0xA0)), frozenset({0x81, 0x90})]),
)
@settings(max_examples=400, deadline=None)
def test_what_is_left_of_letters_is_mended_alike(
    text: str, holes: list[str], every: int, codec: str, lost: frozenset[int]
) -> None:
    damaged = list(text.encode().decode(codec, "ignore"))
    damaged[::every] = [*holes, *damaged[::every][len(holes) :]][: len(damaged[::every])]
    assert is_same(lambda: mend_torn("".join(damaged), codec, lost))


def loads_a_compiler(before: str) -> bool:
    """Whether numba is loaded by a process that does something, and then repairs a text."""
    program = (
        "import sys; from cleaners.encoding import fix_encoding; from cleaners.kernels import MAY_COMPILE;"
        f"from cleaners.letters import KERNEL; {before};"
        "fix_encoding('EspaÃ±a gana'); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout == "True\n"


def test_much_damaged_text_loads_a_compiler_where_that_is_not_charged_to_one_of_them() -> None:
    assert not loads_a_compiler("pass")
    assert loads_a_compiler("KERNEL.worth = 0")
    assert not loads_a_compiler("KERNEL.worth = 0; MAY_COMPILE.set(False)")
