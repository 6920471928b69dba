"""The eight laws of the design, as properties."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners import (
    Article,
    Document,
    Edited,
    clean,
    find_copies,
    find_events,
    fix_encoding,
    strip_boilerplate,
    unspin,
)
from cleaners.edits import apply_edits
from flows import files, plan
from flows.check import check_output
from flows.published import Published
from tests.strategies import SEED_LINES, line, news, records, titles
from tests.world import SEEDS, published, run_on, tree

TEXT_STEPS: dict[str, Callable[[str], Edited]] = {
    "encoding": fix_encoding,
    "boilerplate": strip_boilerplate,
    "spin": unspin,
}
few = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=80, deadline=None)


def document_of(title: str | None, text: str) -> Document | None:
    result = clean(Article(title=title, text=text))
    return result if isinstance(result, Document) else None


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


# 1. What was done can be undone.


@pytest.mark.parametrize("step", TEXT_STEPS)
@given(text=news)
@many
def test_1_every_step_can_be_undone(step: str, text: str) -> None:
    edited = TEXT_STEPS[step](text)
    assert edited.revert() == text
    assert apply_edits(text, [*edited.edits, *edited.suggestions]).text == edited.text


@given(title=titles, text=news)
@many
def test_1_a_document_can_be_undone(title: str | None, text: str) -> None:
    bare = clean(Article(title=title, text=text), settings=None)
    if isinstance(bare, Document):
        steps = [list(edits) for _, edits in groupby(bare.edits, key=lambda edit: edit.step)]
        again = bare.revert()
        for edits in steps:
            again = apply_edits(again, edits).text
        assert again == bare.text


# 2. Cleaning what is clean changes nothing.


@pytest.mark.parametrize("step", TEXT_STEPS)
@given(text=news)
@many
def test_2_a_step_does_nothing_to_its_own_output(step: str, text: str) -> None:
    once = TEXT_STEPS[step](text)
    assert TEXT_STEPS[step](once.text).text == once.text


@given(title=titles, text=news)
@many
def test_2_clean_does_nothing_to_its_own_output(title: str | None, text: str) -> None:
    once = document_of(title, text)
    if once is not None:
        again = document_of(once.title, once.text)
        assert again is not None
        assert (again.text, again.title, again.edits) == (once.text, once.title, ())


# 3. A text that is clean comes back equal.

PROSE = [text for text in SEED_LINES[1:8] if text.endswith((".", "”"))]


@given(st.lists(st.sampled_from(PROSE), min_size=1, max_size=5, unique=True), st.sampled_from(["\n", "\n\n"]))
@many
def test_3_clean_prose_comes_back_equal(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    document = document_of(None, text)
    assert document is not None
    assert (document.text, document.edits) == (text, ())


# 4. Nothing that enters disappears.


@given(st.lists(st.one_of(records, st.text(max_size=20).filter(str.strip)), max_size=8))
@few
def test_4_every_input_is_a_document_a_reject_or_seen(lines: list[str]) -> None:
    lines = [" ".join(entry.splitlines()) for entry in lines]
    with folder() as world:
        (world / "in.jsonl").write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
        expected = sum(bool(entry.strip()) for entry in lines)
        for _ in range(2):
            summary = run_on(world / "in.jsonl", world / "out")
            assert (
                summary.inputs == summary.documents + sum(summary.rejects.values()) + summary.seen == expected
            )
        assert summary.seen == expected
        if expected:
            assert check_output(world / "out")[0] == []


# 5. The output does not depend on the order of the input, the size of shards or the number of workers
#    (workers and PYTHONHASHSEED: tests/test_output.py).


@given(
    st.lists(news.filter(str.strip), min_size=1, max_size=5, unique=True),
    st.randoms(use_true_random=False),
    st.integers(1, 3),
)
@few
def test_5_order_and_shards_do_not_matter(texts: list[str], order: object, size: int) -> None:
    with folder() as world, pytest.MonkeyPatch.context() as patch:
        trees = []
        for turn in range(2):
            source = world / "in"
            source.mkdir()
            numbered = list(enumerate(texts))
            if turn:
                order.shuffle(numbered)  # type: ignore[attr-defined]
                patch.setattr(plan, "SHARD_FILES", size)
            for number, text in numbered:
                (source / f"{number}.txt").write_text(text, encoding="utf-8", errors="surrogatepass")
            run_on(source, world / f"out{turn}")
            trees.append(published(world / f"out{turn}"))
            shutil.rmtree(source)
        assert trees[0] == trees[1]


@given(st.lists(news, max_size=6), st.randoms(use_true_random=False))
@few
def test_5_groups_do_not_depend_on_order(texts: list[str], order: object) -> None:
    shuffled = list(range(len(texts)))
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    articles = [Article(text=text) for text in texts]
    for labels, turned in (
        (find_copies(texts), find_copies([texts[index] for index in shuffled])),
        (find_events(articles), find_events([articles[index] for index in shuffled])),
    ):
        back = {index: turned[at] for at, index in enumerate(shuffled)}
        together = {(a, b) for a in back for b in back if labels[a] == labels[b]}
        assert together == {(a, b) for a in back for b in back if back[a] == back[b]}


# 6. Many runs give the copy groups of one.


def partition(output: Path) -> set[frozenset[str]]:
    events = Published.read(output).groups()
    return {
        frozenset(member["id"] for member in group["members"])
        for event in events
        for group in event["copies"]
    }


@given(
    st.lists(st.lists(line, min_size=2, max_size=6).map("\n\n".join), min_size=2, max_size=6, unique=True),
    st.integers(1, 5),
)
@few
def test_6_many_runs_give_the_copy_groups_of_one(texts: list[str], first: int) -> None:
    with folder() as world:
        for part, chosen in (("one", [texts]), ("many", [texts[:first], texts])):
            for some in chosen:
                source = world / part
                source.mkdir(exist_ok=True)
                for number, text in enumerate(some):
                    (source / f"{number}.txt").write_text(text, encoding="utf-8", errors="surrogatepass")
                run_on(source, world / f"out-{part}")
        assert partition(world / "out-one") == partition(world / "out-many")


# 7. The output is valid UTF-8 without lone surrogates and without NUL.


@given(st.lists(records, min_size=1, max_size=5))
@few
def test_7_output_is_sound_utf8(lines: list[str]) -> None:
    with folder() as world:
        (world / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
        run_on(world / "in.jsonl", world / "out")
        for path in (world / "out").rglob("*.json*"):
            text = path.read_text(encoding="utf-8")
            assert "\0" not in text
            if "state" not in path.parts:
                whole = [text] if path.suffix == ".json" else filter(None, text.split("\n"))
                assert all(sound(json.loads(one)) for one in whole)


def sound(value: object) -> bool:
    """No string anywhere in a JSON value holds NUL or a lone surrogate."""
    if isinstance(value, str):
        return "\0" not in value and value.encode("utf-8", "replace").decode("utf-8") == value
    if isinstance(value, dict):
        return all(sound(part) for pair in value.items() for part in pair)
    return not isinstance(value, list) or all(map(sound, value))


# 8. A run that is killed and started again leaves the bytes of one that was not.


class Killed(BaseException):
    """Stands for the process's end: nothing catches it."""


def test_8_killed_at_every_write_and_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_on(SEEDS, tmp_path / "undisturbed")
    expected = tree(tmp_path / "undisturbed")
    writes = 0
    real = files.sync_folder

    def die_at(number: int) -> Callable[[Path], None]:
        def counting(where: Path) -> None:
            nonlocal writes
            real(where)
            writes += 1
            if writes == number:
                raise Killed

        return counting

    for number in range(1, 30):
        writes = 0
        output = tmp_path / f"killed-{number}"
        monkeypatch.setattr(files, "sync_folder", die_at(number))
        try:
            run_on(SEEDS, output)
        except Killed:
            monkeypatch.setattr(files, "sync_folder", real)
            run_on(SEEDS, output)
            assert tree(output) == expected, f"killed after write {number}"
        else:
            assert number > 8, "a run makes more writes than that"
            return
    pytest.fail("the run never came to its end")
