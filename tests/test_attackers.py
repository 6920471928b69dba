"""What somebody who wants to do harm may write into a page, a name or an address."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cleaners import Document, Reject, clean, extract
from flows.export import cell
from flows.published import Published
from flows.terminal import UNSAFE
from tests.world import ROOT, run_on, tree

STORY = "The council of Porto voted on Monday to plant nine hundred trees along the river. "
CANARY = "hunter2canary"


def run_all(argument: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", argument], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_no_pattern_takes_long_on_its_own_worst_case() -> None:
    done = run_all("tests.worst_cases")
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.rpartition("\n")[0].rpartition("\n")[2].split()[0]) > 100


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x", "/etc/hostname"])
def test_no_entity_is_fetched_and_none_unfolds(address: str) -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "{address}"><!ENTITY e0 "ha">{lines}]>'
    page = f"{head}<html><body><article><p>{STORY * 4}</p><p>&x; {STORY * 2} &e9;</p></article></body></html>"
    found = extract(page)
    assert isinstance(found, Reject) or len(found.text) < len(page)
    name = Path("/etc/hostname")
    if name.exists() and name.read_text().strip():
        assert isinstance(found, Reject) or name.read_text().strip() not in found.text


@pytest.mark.parametrize(
    "origin", ["../../etc/passwd", "CON", "a\0b", "x" * 300, "．．/．．/a", "-rf", "$(id)", "a\nb"]
)
def test_no_id_source_or_date_becomes_a_path(tmp_path: Path, origin: str) -> None:
    line = {
        "url": origin,
        "title": origin,
        "text": STORY * 3,
        "published": origin,
        "id": origin,
        "source": origin,
    }
    (tmp_path / "in.jsonl").write_text(json.dumps(line))
    assert run_on(tmp_path / "in.jsonl", tmp_path / "out").documents == 1
    parts = {part for name in tree(tmp_path / "out") for part in name.split("/")}
    assert not [part for part in parts if not re.fullmatch(r"[a-z0-9_]+(\.[a-z]+)?", part)]
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " \n=1", "＝1", '=HYPERLINK("http://x")']
)
def test_no_cell_of_an_export_is_a_formula(text: str) -> None:
    assert str(cell(text)).startswith("'")


def test_no_address_reaches_a_log_and_no_password_the_report(tmp_path: Path) -> None:
    address = f"https://user:{CANARY}@example.org/a?token={CANARY}#{CANARY}"
    lines = [
        {"url": address, "text": STORY * 3},
        {"url": address + "1", "html": "<html><body>x</body></html>"},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    for log_format in ("text", "json"):
        command = [
            "run",
            str(tmp_path / "in.jsonl"),
            "-o",
            str(tmp_path / log_format),
            "--log-format",
            log_format,
        ]
        done = subprocess.run(
            [sys.executable, "-m", "flows", *command], capture_output=True, text=True, cwd=ROOT, check=False
        )
        assert done.returncode == 0, done.stderr
        assert CANARY not in done.stdout + done.stderr
    page = (tmp_path / "json/report.html").read_text(encoding="utf-8")
    assert f"{CANARY}@" not in page
    assert "https://example.org/a?token=" in page


def test_what_a_reader_has_no_use_for_is_shown_nowhere() -> None:
    shown = {
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200f",
        "\x1b",
        "\x9b",
        "\u2028",
        "\ufeff",
        "\U000e0041",
        "\u00ad",
        "\u061c",
    }
    assert {char.translate(UNSAFE) for char in shown} == {" "}


def test_nothing_that_looks_like_an_object_is_made_one(tmp_path: Path) -> None:
    loot = tmp_path / "loot"
    lines = [
        {"__class__": "os.system", "data": f"touch {loot}", "text": STORY * 3},
        {"__exc_type__": "builtins.SystemExit", "__prefect_kind": "pickle", "text": STORY * 4},
        {"py/object": "os.system", "text": STORY * 5, "title": "!!python/object/apply:os.system [id]"},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert run_on(tmp_path / "in.jsonl", tmp_path / "out").documents == 3
    assert not loot.exists()
    assert len(list(Published.read(tmp_path / "out").records("documents"))) == 3


def test_cleaning_opens_no_socket() -> None:
    page = f'<html><head><base href="http://127.0.0.1:9/"></head><body><article><p>{STORY * 4}</p><img src="/x"></article></body></html>'
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse\n"
        "from cleaners import clean\n"
        "print(type(clean(sys.argv[1], url='http://example.org/')).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, page], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "Document"


def test_a_poisoned_working_folder_is_not_imported(tmp_path: Path) -> None:
    for name in ("flows", "cleaners", "json"):
        (tmp_path / f"{name}.py").write_text(
            f"import pathlib; pathlib.Path({str(tmp_path / 'ran')!r}).touch()"
        )
    (tmp_path / "a.txt").write_text(STORY * 3)
    command = [str(Path(sys.executable).with_name("copydesk")), "run", "a.txt", "-o", "out"]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, env=kept)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "ran").exists()


def test_a_page_cannot_forge_the_end_of_the_parser(tmp_path: Path) -> None:
    del tmp_path
    page = f"<html><body><article><p>{STORY * 4}</p></article><copydesk-end></copydesk-end>{'<div>' * 3000}{STORY}"
    assert isinstance(clean(page), (Document, Reject))
