"""The main job from end to end, without Prefect: seeds in, clean and grouped articles out."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleaners import Settings
from flows import plan
from flows.check import check_output
from flows.desk import hold
from flows.errors import Busy, SourceError, TooManyRejects
from flows.explain import find_document
from flows.local import run_local
from flows.published import Published
from flows.records import Record, read_lines
from tests.world import ROOT, SEEDS, published, run_on, tree

EVENTS = {frozenset({"000", "001"}), frozenset({"002", "003", "004"})}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "output"
    run_on(SEEDS, folder)
    return folder


def seed(record: Record) -> str:
    return Path(record["source"]).name[:3]


def documents(output: Path) -> dict[str, Record]:
    return {seed(record): record for record in Published.read(output).records("documents")}


def test_titles_and_metadata_of_the_seeds(output: Path) -> None:
    found = documents(output)
    assert [found[name]["title"] for name in sorted(found)] == [
        "Putin and Tokayev to discuss issues of strategic partnership and cooperation",
        "Putin, Tokayev meet to boost Kazakh-Russian strategic partnership",
        "Putin and Tokayev gave an interview ahead of the meeting on November 9",
        None,
        "Relations between Kazakhstan and Russia have an extraordinary rich past and a bright future - Tokayev",
    ]
    assert found["001"]["section"] == "Politics"
    assert found["000"]["dateline"] == {"place": "NUR-SULTAN", "date": "August 19", "agency": "RIA Novosti"}
    assert found["001"]["dateline"]["agency"] == "EFE"
    assert "Translation by RJ983" in found["000"]["credits"]
    assert "mos/vh/lap" in found["001"]["credits"]
    assert any("Kazakhstan and Russia" in caption for caption in found["004"]["captions"])
    assert {record["language"] for record in found.values()} == {"en"}


@pytest.mark.parametrize(
    ("name", "starts", "ends", "paragraphs"),
    [
        (
            "000",
            "NUR-SULTAN, August 19 – RIA Novosti. Russian",
            "including those related to oil transportation.”",
            7,
        ),
        (
            "001",
            "Moscow, Aug 19 (EFE).- The presidents",
            "tens of thousands of people dead and millions displaced.",
            12,
        ),
        (
            "002",
            "The leaders of Russia and Kazakhstan",
            "build a fair system of international relations.",
            21,
        ),
        ("003", "Russian President Vladimir Putin", "watched fastidiously.", 12),
        (
            "004",
            "President of Kazakhstan Kassym-Jomart Tokayev gave",
            "the world can restore peace, he added.",
            12,
        ),
    ],
)
def test_every_article_line_stays_and_every_other_line_goes(
    output: Path, name: str, starts: str, ends: str, paragraphs: int
) -> None:
    text = documents(output)[name]["text"]
    lines = [line for line in text.split("\n") if line.strip()]
    assert text.startswith(starts)
    if name != "003":  # its last word is spun and may be repaired
        assert text.rstrip().endswith(ends)
    assert len(lines) == paragraphs


def test_lost_spaces_and_names_are_repaired(output: Path) -> None:
    found = documents(output)
    assert "“Kazakhstanskaya Pravda” Tokaev" in found["002"]["text"]
    assert "“State Corporation” Rosatom “I am ready" in found["002"]["text"]
    for name in (
        "Commonwealth of Independent States (CIS)",
        "Collective Security Treaty Organization (CSTO)",
        "Shanghai Cooperation Organization (SCO)",
        "Eurasian Economic Union (EAEU)",
    ):
        assert name in found["003"]["text"]
    assert {name: record["spin"]["verdict"] for name, record in found.items()} == {
        "000": "not-spun",
        "001": "not-spun",
        "002": "not-spun",
        "003": "spun",
        "004": "not-spun",
    }
    assert all("spin" not in found[name]["edits"] for name in ("000", "001", "002", "004"))


def events_of(output: Path) -> set[frozenset[str]]:
    return {
        frozenset(seed(member) for member in event["documents"]) for event in Published.read(output).groups()
    }


def test_the_seeds_report_two_events(output: Path) -> None:
    assert events_of(output) == EVENTS
    for event in Published.read(output).groups():
        assert event["label"]
        assert event["representative"] in {member["id"] for member in event["documents"]}
        assert all(member["why"] for member in event["documents"])


def test_every_input_order_gives_the_same_output(output: Path, tmp_path: Path) -> None:
    files = sorted(SEEDS.glob("*.txt"))
    for number, order in enumerate(itertools.islice(itertools.permutations(files), 0, 120, 40)):
        folder = tmp_path / str(number)
        run_local([str(path) for path in order], str(folder), Settings())
        assert events_of(folder) == EVENTS
        sources = {record["id"] for record in documents(folder).values()}
        assert sources == {record["id"] for record in documents(output).values()}


def test_the_output_passes_its_own_check(output: Path) -> None:
    findings, checked = check_output(output)
    assert findings == []
    assert checked > 20


def test_restore_gives_the_extracted_text_back(output: Path) -> None:
    for name, record in documents(output).items():
        restored = find_document(output, record["id"]).revert()
        raw = next(SEEDS.glob(f"{name}*")).read_text(encoding="utf-8")
        assert restored in raw
        assert restored != record["text"]


def test_a_second_run_changes_no_byte(output: Path) -> None:
    before = tree(output)
    summary = run_on(SEEDS, output)
    assert (summary.run, summary.seen) == (None, 5)
    assert tree(output) == before


def test_the_same_input_gives_the_same_bytes(output: Path, tmp_path: Path) -> None:
    run_on(SEEDS, tmp_path / "again")
    assert tree(tmp_path / "again") == tree(output)


def test_the_bytes_do_not_depend_on_workers_shards_or_the_hash_seed(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import sys; from cleaners import Settings; from flows import plan; from flows.local import run_local\n"
        "plan.SHARD_FILES = 2\n"
        "if __name__ == '__main__': run_local([sys.argv[1]], sys.argv[2], Settings(), workers=2)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, "-c", code, SEEDS, tmp_path / "out"], check=True, cwd=ROOT, env=environment
    )
    assert published(tmp_path / "out") == published(output)
    monkeypatch.setattr(plan, "SHARD_FILES", 1)
    run_on(SEEDS, tmp_path / "one")
    assert published(tmp_path / "one") == published(output)


def test_what_comes_later_joins_what_is_there(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for path in sorted(SEEDS.glob("*.txt")):
        shutil.copy(path, inbox)
        run_on(inbox, tmp_path / "output")
    assert events_of(tmp_path / "output") == EVENTS
    findings, _ = check_output(tmp_path / "output")
    assert findings == []
    last = Published.read(tmp_path / "output")
    changes = read_lines(last.path("changes", last.runs[-1]))
    assert {change["change"] for change in changes if change["kind"] == "event"} == {"grown"}


def test_every_input_is_a_document_or_a_reject_with_a_reason(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    story = "The council of Porto voted on Monday to plant nine hundred trees along the river. " * 5
    (source / "good.txt").write_text(f"Porto plants trees\n\n{story}")
    (source / "empty.txt").write_bytes(b"")
    (source / "blank.txt").write_text(" \n\n ")
    (source / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (source / "page.html").write_text("<html><body><nav><a href=/>Home</a></nav></body></html>")
    (source / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (source / "dangling.txt").symlink_to(source / "nowhere")
    lines = ["{broken", json.dumps({"text": story, "title": "Lone \ud83d surrogate"}), json.dumps({"a": 1})]
    (source / "lines.jsonl").write_text("\n".join(lines))
    summary = run_on(source, tmp_path / "out")
    assert (summary.inputs, summary.documents) == (10, 2)
    assert summary.rejects == {
        "binary": 1,
        "empty": 2,
        "invalid-json": 1,
        "no-article": 1,
        "no-text-field": 1,
        "unreadable": 1,
        "unsupported-type": 1,
    }
    findings, _ = check_output(tmp_path / "out")
    assert findings == []


def test_too_many_rejects_publish_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(TooManyRejects, match="1 of 1 inputs were rejected"):
        run_local([str(tmp_path / "a.txt")], str(tmp_path / "out"), Settings())
    assert not (tmp_path / "out/manifest.json").exists()


def test_a_missing_source_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        run_on(tmp_path / "nowhere", tmp_path / "out")
    assert published(tmp_path / "out") == {}


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with hold(str(tmp_path / "out")), pytest.raises(Busy, match="out"):
        run_on(SEEDS, tmp_path / "out")


def test_a_flipped_byte_is_found(output: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(output, folder)
    path = next((folder / "documents").iterdir())
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    findings, _ = check_output(folder)
    assert any(path.name in finding for finding in findings)


def test_a_lost_index_is_made_again(output: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(output, folder)
    (folder / "state/seen.sqlite").write_bytes(b"broken")
    assert run_on(SEEDS, folder).seen == 5
    assert tree(folder) == tree(output)
