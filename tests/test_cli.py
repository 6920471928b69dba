"""The command line as its user meets it: output, exit status, one line on stderr."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq
import pytest

from flows.cli import main
from flows.desk import hold
from flows.published import Published
from tests.world import ROOT, SEEDS, run_on


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


class Call(Protocol):
    def __call__(self, *arguments: str | Path) -> Done: ...


@pytest.fixture
def copydesk(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """The command line in this process: a process of its own costs a second of imports."""

    def call(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["copydesk", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Done(int(end.value.code or 0), out, err)

    return call


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "output"
    run_on(SEEDS, folder)
    return folder


def ids(output: Path) -> list[str]:
    return [record["id"] for record in Published.read(output).records("documents")]


def test_run_prints_a_summary_and_the_path_of_the_report(copydesk: Call, tmp_path: Path) -> None:
    done = copydesk("run", SEEDS, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for words in ("documents", "rejects", "lines dropped", "edits", "copy groups", "events", "report.html"):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("run", "absent-folder"), 2, "absent-folder"),
        (("run",), 2, "SOURCE"),
        (("run", "seeds", "--workers", "none"), 2, "--workers"),
        (("run", "seeds", "--no-such-option"), 2, "--no-such-option"),
        (("run", "seeds", "--set", "copies.jaccard=7"), 2, "copies.jaccard"),
        (("run", "seeds", "--set", "copies.jacard=0.5"), 2, "copies.jacard"),
        (("run", "seeds", "--config", "absent.toml"), 2, "absent.toml"),
        (("run", "seeds", "--set", "copies=1"), 2, "copies"),
        (("run", "seeds", "--set", "min_words.x=1"), 2, "min_words"),
        (("run", "seeds", "--set", "copies.jaccard=0.5", "--set", "copies.jaccard.x=1"), 2, "jaccard"),
        (("run", "seeds", "--set", "spin.gate=nan"), 2, "spin.gate"),
        (("run", "seeds", "--set", "min_words=1\nfoo=2"), 2, "min_words"),
        (("run", "seeds", "--on-publish", "no-such-program-anywhere"), 2, "no-such-program-anywhere"),
        (("run", "seeds", "--on-publish", "echo 'open"), 2, "--on-publish"),
        (("run", "seeds", "--on-publish", "  "), 2, "--on-publish"),
        (("run", "no\x1b[31mpe"), 2, "pe"),
        (("no-such-command",), 2, "no-such-command"),
        (("export", "nonsense"), 2, "nonsense"),
        (("export", "documents", "-o", "absent-output"), 2, "absent-output"),
        (("explain", "ffff", "-o", "absent-output"), 2, "absent-output"),
    ],
)
def test_a_bad_argument_is_one_line_that_names_it(
    copydesk: Call, tmp_path: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    extra = ("-o", str(tmp_path / "out")) if arguments[0] == "run" else ()
    done = copydesk(*arguments, *extra)
    assert done.returncode == status
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "\x1b" not in done.stderr
    assert done.stdout == ""


def test_an_unknown_document_is_one_line(copydesk: Call, output: Path) -> None:
    for command in ("explain", "restore"):
        done = copydesk(command, "ffffffff", "-o", output)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_a_held_output_ends_with_75(copydesk: Call, tmp_path: Path) -> None:
    with hold(str(tmp_path / "out")):
        done = copydesk("run", SEEDS, "-o", tmp_path / "out")
    assert done.returncode == 75
    assert len(done.stderr.splitlines()) == 1


def test_a_damaged_manifest_ends_with_3(copydesk: Call, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    done = copydesk("check", "-o", tmp_path)
    assert done.returncode == 3
    assert "manifest.json" in done.stderr


def test_too_many_rejects_end_with_1(copydesk: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    done = copydesk("run", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "nothing is published" in done.stderr


@pytest.mark.parametrize("kind", ["documents", "groups", "edits", "rejects"])
def test_every_kind_exports_in_every_format(copydesk: Call, output: Path, tmp_path: Path, kind: str) -> None:
    lines = copydesk("export", kind, "-o", output).stdout.splitlines()
    records = [json.loads(line) for line in lines]
    table = list(
        csv.DictReader(io.StringIO(copydesk("export", kind, "-o", output, "--format", "csv").stdout))
    )
    assert len(table) == len(records)
    to = tmp_path / "t.parquet"
    assert copydesk("export", kind, "-o", output, "--format", "parquet", "--to", to).returncode == 0
    assert pq.read_table(to).num_rows == len(records)


def test_export_joins_the_current_group_ids(copydesk: Call, output: Path) -> None:
    records = [json.loads(line) for line in copydesk("export", "documents", "-o", output).stdout.splitlines()]
    assert len({record["event"] for record in records}) == 2
    assert len({record["copy_group"] for record in records}) == 5


def test_explain_shows_every_edit_with_its_rule(copydesk: Call, output: Path) -> None:
    for record in Published.read(output).records("documents"):
        done = copydesk("explain", record["id"], "-o", output)
        assert done.returncode == 0
        assert sum(record["edits"].values()) <= len(done.stdout.splitlines())


def test_an_id_may_be_shortened(copydesk: Call, output: Path) -> None:
    [first, *_] = ids(output)
    assert (
        copydesk("restore", first[:10], "-o", output).stdout
        == copydesk("restore", first, "-o", output).stdout
    )


def test_restore_is_byte_for_byte(copydesk: Call, output: Path) -> None:
    for record in Published.read(output).records("documents"):
        raw = (ROOT / "seeds" / Path(record["source"]).name).read_text(encoding="utf-8")
        restored = copydesk("restore", record["id"], "-o", output).stdout
        assert restored
        assert restored in raw


def test_check_ends_with_0_and_says_how_much_it_checked(copydesk: Call, output: Path) -> None:
    done = copydesk("check", "-o", output)
    assert done.returncode == 0
    assert "0 wrong" in done.stdout


def test_on_publish_gets_the_manifest_and_only_when_something_is_new(copydesk: Call, tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = f"import sys, pathlib; pathlib.Path({str(told)!r}).open('a').write(sys.argv[1] + '\\n')"
    command = f'{sys.executable} -c "{script}"'
    for _ in range(2):
        done = copydesk("run", SEEDS, "-o", tmp_path / "out", "--on-publish", command)
        assert done.returncode == 0, done.stderr
    assert told.read_text().splitlines() == [str(tmp_path / "out/manifest.json")]


def test_a_failing_on_publish_is_said(copydesk: Call, tmp_path: Path) -> None:
    done = copydesk("run", SEEDS, "-o", tmp_path / "out", "--on-publish", "false")
    assert done.returncode == 1
    assert "--on-publish" in done.stderr
    assert (tmp_path / "out/manifest.json").exists()


def test_settings_come_from_the_file_and_options_win(
    copydesk: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "copydesk.toml").write_text("min_words = 30\n[copies]\njaccard = 0.5\n")
    done = copydesk("run", SEEDS, "-o", tmp_path / "out", "--set", "copies.jaccard=0.6")
    assert done.returncode == 0, done.stderr
    settings = Published.read(tmp_path / "out").runs[0]["settings"]
    assert (settings["min_words"], settings["copies"]["jaccard"]) == (30, 0.6)


def test_as_a_module_in_a_process_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows", "run", "seeds", "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert "report.html" in done.stdout
    assert done.stderr == ""


def test_an_output_that_is_a_file_is_named(copydesk: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = copydesk("run", SEEDS, "-o", tmp_path / "file")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("damage", [b"{", b"\xff", None])
def test_a_damaged_file_ends_with_3(
    copydesk: Call, output: Path, tmp_path: Path, damage: bytes | None
) -> None:
    folder = tmp_path / "out"
    shutil.copytree(output, folder)
    [path] = (folder / "documents").iterdir()
    path.unlink() if damage is None else path.write_bytes(damage)
    for command in (("export", "documents"), ("report",)):
        done = copydesk(*command, "-o", folder)
        assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert copydesk("check", "-o", folder).returncode == 1


def test_who_could_not_be_told_is_told_by_the_next_run(copydesk: Call, tmp_path: Path) -> None:
    assert copydesk("run", SEEDS, "-o", tmp_path / "out", "--on-publish", "false").returncode == 1
    assert not (tmp_path / "manifest.json").exists()
    again = copydesk("run", SEEDS, "-o", tmp_path / "out", "--on-publish", f"{sys.executable} -c {COPY}")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "manifest.json").read_bytes() == (tmp_path / "out/manifest.json").read_bytes()


# Copies the file that it is given two folders up.
COPY = "'import pathlib, shutil, sys; shutil.copy(sys.argv[1], pathlib.Path(sys.argv[1]).parents[1])'"


def test_a_terminal_shows_no_control_or_direction_character(copydesk: Call, tmp_path: Path) -> None:
    evil = "bell\x07 \x1b[31mred \u202eexe.fdp \u2066 \u200b \U000e0041 [bold]x[/bold]"
    text = "The council of Porto voted on Monday to plant nine hundred trees along the river. " * 3
    (tmp_path / "in.jsonl").write_text(json.dumps({"title": evil, "text": f"{text}\n\n{evil}"}))
    shown = copydesk("run", tmp_path / "in.jsonl", "-o", tmp_path / "out").stdout
    [identity] = ids(tmp_path / "out")
    shown += copydesk("explain", identity, "-o", tmp_path / "out").stdout
    assert "[bold]x[/bold]" in shown
    assert not set(shown) & set("\x07\x1b\u202e\u2066\u200b\U000e0041")


def test_a_long_path_does_not_push_the_numbers_out(copydesk: Call, tmp_path: Path) -> None:
    path = tmp_path / ("n" * 200 + ".txt")
    shutil.copy(next(SEEDS.glob("000*")), path)
    assert "     1  inputs" in copydesk("run", path, "-o", tmp_path / "out").stdout


def test_a_reader_that_stops_early_is_no_error(output: Path) -> None:
    command = [sys.executable, "-m", "flows", "export", "documents", "-o", str(output)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_taking_again_and_forgetting(copydesk: Call, tmp_path: Path) -> None:
    source = tmp_path / "in"
    shutil.copytree(SEEDS, source)
    (source / "note.md").write_text("a note")
    out = tmp_path / "out"
    assert copydesk("run", source, "-o", out).returncode == 0
    assert "Nothing new" in copydesk("run", source, "-o", out, "--again").stdout
    done = copydesk("replay", "-o", out)
    assert (done.returncode, "1 rejects: 0 are documents now, 1 stay" in done.stdout) == (0, True)
    done = copydesk("prune", "-o", out, "--id", ids(out)[0])
    assert (done.returncode, "removed: 1 documents" in done.stdout) == (0, True)
    assert len(ids(out)) == 4
    assert copydesk("check", "-o", out).returncode == 0
    for wrong in ((), ("--before", "soon"), ("--id", "ffffffff")):
        done = copydesk("prune", "-o", out, *wrong)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert copydesk("replay", "-o", tmp_path / "absent").returncode == 2
