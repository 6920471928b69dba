"""The line model with and without compiled code: the same numbers to the last bit."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.boilerplate_lines import page_lines
from cleaners.boilerplate_vetoes import find_phrases
from cleaners.kernels import MAY_COMPILE
from cleaners.line_counts import COUNTED, HEAD, KERNEL, Subjects, count_plainly
from cleaners.line_model import line_model
from cleaners.page_features import page_values
from cleaners.word_facts import WordFacts

PARTS = [
    "ago", "Ago", "Chicago 3 days ago", "agoago", "2019", "1999:2001", "12:30", "1/2/19", "31/12/2019/4", "20190", "9:5", "x2019", "2019x",
    "١٢:٣٠", "https:", "http:x", "www.a", "ww.", ".com", ".company", "a@b", "@", "@ ", "don't", "don’t", "'t", "o''k", "I", "WE", "Ǆ", "ß", "İ",
    "Σ", "ΟΔΟΣ", ".", "...", "…", "!", "?", "。", "”", "».", ".\"'”", ".”””” ", "‹", "›", ":", "：", ";", "|", "•", "©", "«", "“", "_", "²", "½",
    "东京都", "ガス", "서울", "😀", "𝒜", "\U00020000", "\u200b", "\u00ad", "e\u0301", "क्षि।", ", ", " ", "\t", "\u3000", "\xa0", "\ud800",
]  # fmt: skip
TEXTS = st.lists(
    st.lists(
        st.sampled_from(PARTS) | st.text(max_size=5).map(lambda text: text.replace("\n", "")), max_size=12
    ).map("".join),
    min_size=1,
    max_size=8,
).map("\n".join)
SLOPPY = "\n".join(
    ["Share this", "By Ana Lind", *["The council of Faro voted on Monday to close the old harbour road."] * 3]
)


@pytest.fixture(scope="module")
def kernel() -> ModuleType:
    """The compiled code; where numba is not installed there is nothing to compare."""
    module: ModuleType = pytest.importorskip("cleaners.line_kernel", exc_type=ImportError)
    return module


def _pairs(subjects: Subjects) -> list[tuple[int, int]]:
    return sorted(zip(subjects.lines.tolist(), subjects.hashes[subjects.numbers].tolist(), strict=True))


@given(text=TEXTS | st.text(), before=st.just(0) | st.integers(HEAD - 20, HEAD + 20))
@settings(max_examples=300, deadline=None)
def test_compiled_code_counts_as_regular_expressions_do(kernel: ModuleType, text: str, before: int) -> None:
    lines = [line.text for line in page_lines("a " * (before // 2) + "." * (before % 2) + text)]
    if not lines:
        return
    facts = line_model().facts
    plain, about = count_plainly(lines, facts)
    if (found := kernel.count(lines, facts)) is None:
        assert max(text) >= "\U00020000"
        return
    counted, compiled = found
    at = COUNTED.index("links")  # one is as good as two
    plain[:, at], counted[:, at] = plain[:, at] > 0, counted[:, at] > 0
    for column, name in enumerate(COUNTED):
        assert plain[:, column].tolist() == counted[:, column].tolist(), name
    assert _pairs(Subjects(*compiled)) == _pairs(about)


@given(text=TEXTS, title=st.none() | st.sampled_from(PARTS), gone=st.sets(st.integers(0, 7)))
@settings(max_examples=100, deadline=None)
def test_compiled_code_gives_the_same_values_and_chances(
    kernel: ModuleType, text: str, title: str | None, gone: set[int]
) -> None:
    lines = page_lines(text)
    if not lines:
        return
    gone = {index for index in gone if index < len(lines)}
    KERNEL.module = kernel
    found = []
    for may_compile in (True, False):
        token = MAY_COMPILE.set(may_compile)
        values = page_values(lines, title, find_phrases(lines)[0], gone, line_model().facts)
        found.append((values.tolist(), line_model().probabilities(values).tolist()))
        MAY_COMPILE.reset(token)
    assert found[0] == found[1]


def test_a_crowded_table_finds_what_weighs_and_nothing_else(kernel: ModuleType) -> None:
    words = [f"{first}{second}" for first in "abcdefgh" for second in "klmnopqrst"]
    facts = WordFacts({word: round(0.01 * at - 0.4, 2) for at, word in enumerate(words)})
    lines = [f"{word} {word.title()} {word}x" for word in words]
    plain, _ = count_plainly(lines, facts)
    found, _ = kernel.count(lines, facts)
    assert found.tolist() == plain.tolist()
    assert plain[:, COUNTED.index("odds")].tolist() == [2 * round(at - 40) for at in range(len(words))]


def loads_a_compiler(before: str) -> bool:
    """Whether numba is loaded by a process that does something, and then counts in the lines of a page."""
    program = (
        "import sys; from cleaners.boilerplate_lines import page_lines; from cleaners.kernels import MAY_COMPILE;"
        "from cleaners.line_counts import KERNEL, count_lines; from cleaners.word_facts import WordFacts;"
        f"{before}; count_lines(page_lines({SLOPPY!r}), WordFacts({{}})); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout == "True\n"


def test_a_few_pages_load_no_compiler() -> None:
    assert not loads_a_compiler("pass")


@pytest.mark.usefixtures("kernel")
def test_many_pages_load_a_compiler_where_that_is_not_charged_to_one_of_them() -> None:
    assert loads_a_compiler("KERNEL.worth = 0")
    assert not loads_a_compiler("KERNEL.worth = 0; MAY_COMPILE.set(False)")
