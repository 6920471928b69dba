"""A document that hangs, crashes, eats memory or has a defect brought out loses only itself, and is not paid for again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaners import Settings
from cleaners.settings import LimitSettings
from flows import children, messages
from flows.check import check_output
from flows.published import Published
from flows.records import Record
from tests.poisons import POISONS, SITECUSTOMIZE
from tests.world import ROOT, SEEDS, run_on, tree

STORY = "The council of Porto voted on Monday to plant nine hundred trees along the river. "


@pytest.fixture
def poisonable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(SITECUSTOMIZE)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    children.dismiss()
    yield
    children.dismiss()


QUICK = Settings(limits=LimitSettings(seconds=1.0, megabytes=700))


def poisoned_lines(words: Iterator[str], good: int) -> list[str]:
    lines = [json.dumps({"text": STORY * 3 + f"Number {number}."}) for number in range(good)]
    for place, word in enumerate(words):
        lines.insert(place * 7 % len(lines), json.dumps({"text": f"{STORY * 3}{word} "}))
    return lines


def rejects(output: Path) -> list[Record]:
    return list(Published.read(output).records("rejects"))


@pytest.mark.usefixtures("poisonable")
def test_a_poison_in_either_stage_costs_only_itself_and_is_paid_for_once(tmp_path: Path) -> None:
    words = [f"{stage}:{poison}" for stage in ("poison", "late-poison") for poison in POISONS]
    words.remove("late-poison:kill")  # each costs three starts
    (tmp_path / "in.jsonl").write_text("\n".join(poisoned_lines(iter(words), good=40)))
    summary = run_on(tmp_path / "in.jsonl", tmp_path / "out", QUICK)
    assert (summary.inputs, summary.documents) == (59, 40)
    assert sorted(reject["reason"] for reject in rejects(tmp_path / "out")) == sorted(
        [*POISONS.values(), *(POISONS[name] for name in POISONS if name != "kill")]
    )
    assert {reject["step"] for reject in rejects(tmp_path / "out")} == {"extract", "clean"}
    assert check_output(tmp_path / "out")[0] == []
    before, began = tree(tmp_path / "out"), time.monotonic()
    assert run_on(tmp_path / "in.jsonl", tmp_path / "out", QUICK).seen == 59
    assert time.monotonic() - began < 5
    assert tree(tmp_path / "out") == before


@pytest.mark.usefixtures("poisonable")
def test_a_defect_is_on_record_with_its_place_and_none_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\n".join(poisoned_lines(iter(["poison:defect"]), good=3)))
    run_on(tmp_path / "in.jsonl", tmp_path / "out")
    [reject] = rejects(tmp_path / "out")
    assert reject["detail"].startswith("KeyError in ")
    assert "poison" not in reject["detail"]


@pytest.mark.usefixtures("poisonable")
def test_what_a_library_prints_garbles_no_answer(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\n".join(poisoned_lines(iter(["poison:garbage"]), good=3)))
    assert run_on(tmp_path / "in.jsonl", tmp_path / "out").documents == 4


def test_a_child_that_is_killed_from_outside_costs_no_document(tmp_path: Path) -> None:
    run_on(SEEDS, tmp_path / "undisturbed")
    asked = 0
    real = messages.send

    def killing(descriptor: int, message: bytes) -> None:
        nonlocal asked
        asked += 1
        if asked in {2, 5, 8}:
            for child in children_of(os.getpid()):
                os.kill(child, 9)
        real(descriptor, message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "send", killing)
        run_on(SEEDS, tmp_path / "out")
    assert tree(tmp_path / "out") == tree(tmp_path / "undisturbed")


def children_of(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    if not path.exists():
        pytest.skip("needs /proc")
    return [int(child) for child in path.read_text().split()]


def test_a_child_has_one_thread_and_loads_neither_prefect_nor_what_only_grouping_needs() -> None:
    code = (
        "import flows.child, sys, threading\n"
        "assert not {'prefect', 'datasketch', 'numba'} & sys.modules.keys()\n"
        "print(threading.active_count())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "1"
