"""The main job from end to end, without Prefect: seeds in, clean and grouped articles out."""

from __future__ import annotations

import itertools
import json
import os
import re
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


def test_every_input_order_gives_the_same_output(tmp_path: Path) -> None:
    files = sorted(SEEDS.glob("*.txt"))
    trees = []
    for number, order in enumerate(itertools.islice(itertools.permutations(files), 0, 120, 40)):
        folder = tmp_path / str(number)
        run_local([str(path) for path in order], str(folder), Settings())
        assert events_of(folder) == EVENTS
        trees.append(tree(folder))
    assert trees[0] == trees[1] == trees[2]


def test_a_file_that_overlapping_sources_name_has_one_identity(tmp_path: Path) -> None:
    (tmp_path / "in/sub").mkdir(parents=True)
    shutil.copy(next(SEEDS.glob("000*")), tmp_path / "in/sub")
    sources = [str(tmp_path / "in"), str(tmp_path / "in/sub"), str(tmp_path / "in/*/*.txt")]
    for number, order in enumerate(itertools.permutations(sources)):
        run_local(list(order), str(tmp_path / f"out{number}"), Settings())
    assert len({tuple(tree(tmp_path / f"out{number}").items()) for number in range(6)}) == 1


def test_the_output_does_not_become_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in SEEDS.glob("*.txt"):
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    for expected in ((5, 0), (0, 5)):
        summary = run_local(["."], "output", Settings())
        assert (summary.documents, summary.seen) == expected


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


def test_a_lost_index_is_made_again(output: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(output, folder)
    (folder / "state/index.sqlite").write_bytes(b"broken")
    assert run_on(SEEDS, folder).seen == 5
    assert tree(folder) == tree(output)


def test_one_bad_file_in_an_inbox_does_not_stop_the_feed(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    shutil.copytree(SEEDS, inbox)
    run_local([str(inbox)], str(tmp_path / "out"), Settings())
    (inbox / "picture.png").write_bytes(b"")
    summary = run_local([str(inbox)], str(tmp_path / "out"), Settings())
    assert summary.rejects == {"unsupported-type": 1}
    assert events_of(tmp_path / "out") == EVENTS


def test_a_file_that_can_be_read_again_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "later.txt")
    with pytest.raises(TooManyRejects):
        run_local([str(tmp_path / "a.txt")], str(tmp_path / "out"), Settings())
    (tmp_path / "later.txt").write_bytes(next(SEEDS.glob("000*")).read_bytes())
    assert run_local([str(tmp_path / "a.txt")], str(tmp_path / "out"), Settings()).documents == 1


STORY = "The council of Porto voted on Monday to plant nine hundred trees along the river. "


def dated(folder: Path, name: str, published: str, text: str = STORY) -> Path:
    path = folder / f"{name}.jsonl"
    path.write_text(json.dumps({"title": name, "text": text * 4, "published": published}))
    return path


def test_one_page_dated_2099_does_not_close_the_window(tmp_path: Path) -> None:
    run_on(dated(tmp_path, "first", "2024-05-01"), tmp_path / "out")
    run_on(
        dated(tmp_path, "fancy", "2099-12-31", "Something else happened in Lisbon today. "), tmp_path / "out"
    )
    run_on(dated(tmp_path, "copy", "2024-05-02"), tmp_path / "out")
    sizes = [
        len(group["members"])
        for event in Published.read(tmp_path / "out").groups()
        for group in event["copies"]
    ]
    assert sorted(sizes) == [1, 2]


def test_what_left_the_window_joins_nothing_and_stays_published(tmp_path: Path) -> None:
    run_on(dated(tmp_path, "first", "2024-05-01"), tmp_path / "out")
    run_on(dated(tmp_path, "copy", "2024-06-01"), tmp_path / "out")
    output = Published.read(tmp_path / "out")
    assert [len(event["documents"]) for event in output.groups()] == [1]
    assert len(list(output.records("documents"))) == 2


def test_an_open_window_takes_any_number_of_days(tmp_path: Path) -> None:
    settings = Settings(retention_days=10_000_000)
    run_on(dated(tmp_path, "first", "1991-05-01"), tmp_path / "out", settings)
    run_on(dated(tmp_path, "copy", "2024-06-01"), tmp_path / "out", settings)
    assert [len(event["documents"]) for event in Published.read(tmp_path / "out").groups()] == [2]


def test_a_record_that_is_fetched_again_is_seen(tmp_path: Path) -> None:
    for fetched, expected in (("1", 0), ("2", 1)):
        (tmp_path / "in.jsonl").write_text(
            json.dumps({"url": "https://example.org/a", "text": STORY, "fetched": fetched})
        )
        assert run_on(tmp_path / "in.jsonl", tmp_path / "out").seen == expected


def test_a_word_lost_in_one_copy_is_mended_from_the_other(tmp_path: Path) -> None:
    whole = (
        STORY
        + "The café by the bridge keeps its terrace, the mayor said on Tuesday after the vote of the council."
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in/whole.txt").write_text(whole, encoding="utf-8")
    (tmp_path / "in/lost.txt").write_text(whole.replace("é", "\ufffd"), encoding="utf-8")
    run_on(tmp_path / "in", tmp_path / "out")
    records = {
        Path(record["source"]).stem: record
        for record in Published.read(tmp_path / "out").records("documents")
    }
    assert records["lost"]["text"] == whole
    assert records["lost"]["edits"] == {"mend": 1}
    assert find_document(tmp_path / "out", records["lost"]["id"]).revert() == whole.replace("é", "\ufffd")
    assert check_output(tmp_path / "out")[0] == []


def test_steps_that_are_off_do_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("one", "two"):
        (tmp_path / f"in/{name}.txt").write_text(f"{STORY * 3}Itâ€™s a cafÃ©.\n\n[ad_2]", encoding="utf-8")
    run_on(tmp_path / "in", tmp_path / "out", Settings(steps=("boilerplate",)))
    edits = list(Published.read(tmp_path / "out").records("edits"))
    assert {edit["step"] for edit in edits} == {"boilerplate"}


def test_file_names_are_our_own(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a..%2f..%2fetc.txt", "a;rm -rf.txt", "CON.txt", "n\new.txt"):
        (tmp_path / "in" / name).write_text(STORY * 3)
    line = {"url": "https://example.org/../../etc/passwd", "text": STORY * 3, "published": "../../2024"}
    (tmp_path / "in/x.jsonl").write_text(json.dumps(line))
    assert run_on(tmp_path / "in", tmp_path / "out").documents == 5
    names = {part for name in tree(tmp_path / "out") for part in name.split("/")}
    assert all(
        re.fullmatch(r"[a-z]+|[0-9a-f]{16}\.jsonl?|[a-z_]+\.(jsonl?|html|sqlite|npy)", n) for n in names
    )
