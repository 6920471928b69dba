"""The same records, as JSON Lines and as Parquet."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cleaners import Settings
from flows.check import check_output
from flows.errors import Damaged, UserError
from flows.explain import find_document
from flows.local import run_local
from flows.prune import prune_output
from flows.published import Published
from flows.runners import Runner, Workforce
from tests.world import SEEDS, run_on, tree

KINDS = ("documents", "edits", "rejects", "groups", "changes")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tables")
    run_on(SEEDS, folder / "lines")
    run_local([str(SEEDS)], str(folder / "parquet"), Settings(), table_format="parquet")
    return folder / "lines", folder / "parquet"


@pytest.mark.parametrize("kind", KINDS)
def test_parquet_holds_the_records_of_the_lines(outputs: tuple[Path, Path], kind: str) -> None:
    lines, parquet = (Published.read(output) for output in outputs)
    [run] = parquet.runs
    assert parquet.path(kind, run).suffix == ".parquet"
    assert list(parquet.lines(kind, run)) == list(lines.lines(kind, lines.runs[0]))


def test_what_reads_an_output_reads_parquet(outputs: tuple[Path, Path], tmp_path: Path) -> None:
    _, parquet = outputs
    findings, checked = check_output(parquet)
    assert (findings, checked > 20) == ([], True)
    unchanged = tree(parquet)
    assert run_on(SEEDS, parquet).seen == 5
    assert tree(parquet) == unchanged
    first = next(Published.read(parquet).documents())
    assert find_document(parquet, first.id) == first
    run_local([str(SEEDS)], str(tmp_path / "out"), Settings(), table_format="parquet")
    prune_output(str(tmp_path / "out"), identity=first.id)
    assert check_output(tmp_path / "out")[0] == []
    assert len(list(Published.read(tmp_path / "out").documents())) == 4


def test_the_format_may_change_from_run_to_run(tmp_path: Path) -> None:
    run_local([str(next(SEEDS.glob("000*")))], str(tmp_path / "out"), Settings(), table_format="parquet")
    run_on(SEEDS, tmp_path / "out")
    assert check_output(tmp_path / "out")[0] == []
    assert not (tmp_path / "out/groups.parquet").exists()
    assert len(Published.read(tmp_path / "out").groups()) == 2


def test_damaged_parquet_is_damaged(outputs: tuple[Path, Path], tmp_path: Path) -> None:
    del outputs
    run_local([str(next(SEEDS.glob("000*")))], str(tmp_path / "out"), Settings(), table_format="parquet")
    [path] = (tmp_path / "out/documents").iterdir()
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(Damaged, match=path.name):
        list(Published.read(tmp_path / "out").documents())
    assert any(path.name in finding for finding in check_output(tmp_path / "out")[0])


@pytest.mark.parametrize("name", ["ray", "dask"])
def test_a_runner_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, name: Runner) -> None:
    monkeypatch.setitem(sys.modules, f"prefect_{name}", None)
    with pytest.raises(UserError, match=rf"install copydesk\[{name}\]"):
        Workforce(name)


def test_parquet_without_its_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UserError, match=r"install copydesk\[parquet\]"):
        run_local([str(SEEDS)], str(tmp_path / "out"), Settings(), table_format="parquet")
    assert not (tmp_path / "out").exists()
