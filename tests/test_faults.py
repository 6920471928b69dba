"""Killed, out of room, refused by the disk: what is published stays whole, and the next run goes on to the same bytes."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.check import check_output
from flows.files import Staged, hash_file
from flows.published import Published
from tests.world import ROOT, SEEDS, published, run_on, tree


class Killed(BaseException):
    """Stands for the process's end: nothing catches it."""


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A folder with a first delivery, one with all, and the output of the first run."""
    folder = tmp_path_factory.mktemp("faults")
    first, everything = folder / "first", folder / "all"
    for number, path in enumerate(sorted(SEEDS.glob("*.txt"))):
        for inbox in (first, everything)[number >= 3 :]:
            inbox.mkdir(exist_ok=True)
            shutil.copy2(path, inbox)
    run_on(first, folder / "output")
    return first, everything, folder / "output"


def whole_to_a_reader(output: Path) -> bool:
    """Every file that the manifest names is what the manifest says."""
    files = Published.read(output).manifest["files"]
    return all(hash_file(output / name).sha256 == entry["sha256"] for name, entry in files.items())


@contextmanager
def failing_at(number: int, calls: list[int], failure: Callable[[], BaseException]) -> Iterator[None]:
    """Let the n-th rename of a file that readers look at fail; `tests.chaos` strikes at all others, too."""
    real = Staged.commit

    def counting(staged: Staged) -> None:
        calls[0] += "state" not in staged.path.parts
        if calls[0] == number:
            raise failure()
        real(staged)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Staged, "commit", counting)
        yield


def test_killed_before_every_rename_a_reader_sees_whole_files(
    two_runs: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    first, everything, before = two_runs
    shutil.copytree(before, tmp_path / "undisturbed")
    run_on(everything, tmp_path / "undisturbed")
    for number in range(1, 30):
        output, calls = tmp_path / f"killed-{number}", [0]
        shutil.copytree(before, output)
        with failing_at(number, calls, Killed):
            try:
                run_on(everything, output)
            except Killed:
                pass
            else:
                assert number > 9, "a run makes more renames than that"
                return
        assert whole_to_a_reader(output), f"killed before rename {number}"
        gone_on = tmp_path / f"gone-on-{number}"
        shutil.copytree(output, gone_on)
        run_on(everything, gone_on)
        assert published(gone_on) == published(tmp_path / "undisturbed"), f"killed before rename {number}"
        run_on(first, output)  # what was new has been taken away again
        assert check_output(output)[0] == []
        assert {path for path in published(output) if "/" not in path} == {
            *("groups.jsonl", "manifest.json", "report.html")
        }
    pytest.fail("the run never came to its end")


def killed_in(step: str, runs: tuple[Path, Path, Path], folder: Path) -> Path:
    """The output of a run that is killed in a step; beside it, in `undisturbed`, that of one that is not."""

    def end(*_: object) -> None:
        raise Killed

    _, everything, before = runs
    for name in ("undisturbed", "killed"):
        shutil.copytree(before, folder / name)
    run_on(everything, folder / "undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step, end)
        with pytest.raises(Killed):
            run_on(everything, folder / "killed")
    return folder / "killed"


def test_killed_behind_the_manifest_the_next_run_forgets_what_the_last_one_took_over(
    two_runs: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    output = killed_in("flows.publish._forget_old", two_runs, tmp_path)
    assert len(list((output / "knowledge").iterdir())) == 2
    run_on(two_runs[1], output)
    assert published(output) == published(tmp_path / "undisturbed")


def test_no_shard_that_is_done_is_done_again(
    two_runs: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object, **__: object) -> None:
        raise Killed

    output = killed_in("flows.local.group_window", two_runs, tmp_path)
    monkeypatch.setattr("flows.asking.ask", end)
    run_on(two_runs[1], output)
    assert published(output) == published(tmp_path / "undisturbed")


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_full_disk_ends_with_one_line_and_changes_nothing(
    two_runs: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, everything, before = two_runs
    shutil.copytree(before, tmp_path / "out")
    command = [sys.executable, "-m", "flows", "run", str(everything), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, preexec_fn=limited)
    assert done.returncode == 1
    assert published(tmp_path / "out") == published(before)
    assert subprocess.run(command, capture_output=True, cwd=ROOT, check=False).returncode == 0


def test_a_folder_that_cannot_be_written_ends_with_one_line(
    two_runs: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, everything, before = two_runs
    output = tmp_path / "out"
    shutil.copytree(before, output)
    shutil.rmtree(output / "state")
    (output / "state").write_text("in the way")
    kept = tree(output)
    command = [sys.executable, "-m", "flows", "run", str(everything), "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert tree(output) == kept
