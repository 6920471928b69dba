"""The state: run by run gives what one run gives, and what is broken is made again or refused."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from cleaners import Document, Settings
from flows import matching
from flows.check import check_output
from flows.cli import main
from flows.errors import Damaged
from flows.index import fetch
from flows.published import Published
from flows.records import Record
from flows.state import State
from tests.world import published, run_on, tree

PLACES = ("Porto", "Bergen", "Graz", "Izmir", "Cork", "Lodz", "Ghent", "Turin", "Malmo", "Split")
DEEDS = (
    "approved a budget of {n} million euros for the tram line to the harbour",
    "opened an inquiry into the fire that destroyed {n} homes in the old town",
    "signed a contract for {n} electric buses with a maker from Spain",
    "counted {n} herons along the river, more than in any year before",
    "closed {n} schools after the flood that followed the storm",
)


def story(event: int, chance: random.Random) -> str:
    """One report of an event, in sentences of which every paper prints some."""
    place, deed = PLACES[event % 10], DEEDS[event // 10 % 5].format(n=17 + event * 7)
    sentences = [
        f"The council of {place} {deed}, officials said on Tuesday",
        f"Mayor {place}son said that {place} had waited {event + 2} years for this decision and would not wait longer",
        f"Opponents in {place} called the plan number {event * 31} a waste and asked for a vote of all residents",
        f"A first report is due before the session of the {event + 3}th committee, which meets behind the station",
        f"The last decision of this kind in {place} dates from the year {1900 + event}, when the mill was built",
        f"Neighbours of the {place} market brought {event + 40} letters to the town hall in protest",
    ]
    kept = [sentence for sentence in sentences[1:] if chance.random() > 0.3]
    return ". ".join([sentences[0], *kept]) + "."


def corpus(count: int, seed: int) -> list[Record]:
    chance = random.Random(seed)
    records = []
    for number in range(count):
        event = chance.randrange(max(3, count // 4))
        records.append(
            {
                "url": f"https://paper{number}.example/{number}",
                "title": f"{PLACES[event % 10]} decides, report {event}",
                "text": story(event, chance),
                "published": f"2024-05-{1 + event % 28:02d}",
            }
        )
    return records


OPEN = Settings(retention_days=100_000, steps=())


def deliver(batches: list[list[Record]], folder: Path) -> Path:
    """One run per batch, into one output."""
    folder.mkdir(parents=True)
    for number, batch in enumerate(batches):
        path = folder / f"{number}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in batch))
        run_on(path, folder / "out", OPEN)
    return folder / "out"


def partition(output: Path, kind: str) -> set[frozenset[str]]:
    events = Published.read(output).groups()
    groups = events if kind == "event" else [group for event in events for group in event["copies"]]
    return {
        frozenset(member["id"] for member in group["documents" if kind == "event" else "members"])
        for group in groups
    }


def cut(records: list[Record], parts: int, chance: random.Random) -> list[list[Record]]:
    marks = sorted(chance.sample(range(1, len(records)), parts - 1))
    return [records[start:end] for start, end in zip([0, *marks], [*marks, len(records)], strict=True)]


@pytest.mark.parametrize("small", [matching.SMALL, 0])
def test_many_runs_give_the_partition_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    records = corpus(48, seed=1)
    whole = deliver([records], tmp_path / "whole")
    monkeypatch.setattr(matching, "SMALL", small)
    chance = random.Random(2)
    for number in range(2):
        shuffled = chance.sample(records, len(records))
        output = deliver(cut(shuffled, 5, chance), tmp_path / str(number))
        assert partition(output, "copies") == partition(whole, "copies")
        assert partition(output, "event") == partition(whole, "event")
        assert check_output(output)[0] == []


def test_changes_lead_from_run_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "SMALL", 0)
    output = Published.read(deliver(cut(corpus(40, seed=3), 6, random.Random(4)), tmp_path / "in"))
    for kind in ("event", "copies"):
        known: dict[str, set[str]] = {}
        for run in output.runs:
            for change in output.lines("changes", run):
                if change["kind"] == kind:
                    members = known.setdefault(change["group"], set())
                    members -= set(change["removed"])
                    members |= set(change["added"])
            events = list(output.lines("groups", run))
            groups = events if kind == "event" else [group for event in events for group in event["copies"]]
            members_of = "documents" if kind == "event" else "members"
            assert {name: held for name, held in known.items() if held} == {
                group["id"]: {member["id"] for member in group[members_of]} for group in groups
            }


def test_the_state_made_again_is_the_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run on a state that was made again from the output gives what it gives on the state that was kept."""
    monkeypatch.setattr(matching, "SMALL", 0)
    *first, last = cut(corpus(40, seed=5), 5, random.Random(6))
    kept = deliver(first, tmp_path / "kept")
    again = tmp_path / "again"
    shutil.copytree(kept, again)
    shutil.rmtree(again / "state")
    (tmp_path / "last.jsonl").write_text("".join(json.dumps(record) + "\n" for record in last))
    for output in (kept, again):
        run_on(tmp_path / "last.jsonl", output, OPEN)
    assert published(kept) == published(again)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return deliver(cut(corpus(12, seed=7), 2, random.Random(8)), tmp_path_factory.mktemp("state") / "in")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["index.sqlite", "seal.json", "segment/signatures.npy", "segment/ids.npy"])
def test_a_flipped_byte_of_the_state_is_named_and_made_good(output: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "out"
    shutil.copytree(output, folder)
    flip(folder / "state" / name)
    findings, _ = check_output(folder)
    assert any(name in finding for finding in findings)
    record = corpus(1, seed=9)[0]
    (tmp_path / "new.jsonl").write_text(json.dumps(record))
    shutil.copytree(output, tmp_path / "sound")
    for target in (folder, tmp_path / "sound"):
        run_on(tmp_path / "new.jsonl", target, OPEN)
    assert published(folder) == published(tmp_path / "sound")
    assert check_output(folder)[0] == []


@pytest.mark.parametrize("kind", ["documents", "edits", "rejects", "groups", "changes", "knowledge"])
def test_no_run_goes_on_from_a_damaged_file(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    folder = tmp_path / "out"
    shutil.copytree(output, folder)
    path = max((folder / kind).iterdir(), key=lambda path: path.stat().st_size)
    path.write_bytes(path.read_bytes() + b" ") if not path.stat().st_size else flip(path)
    before = tree(folder)
    monkeypatch.setattr("sys.argv", ["copydesk", "run", str(output.parent / "0.jsonl"), "-o", str(folder)])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 3
    assert tree(folder) == before


def test_a_document_that_is_not_what_was_published_is_never_used(output: Path) -> None:
    """Even where nobody has noticed that its file changed."""
    state = State(output / "state")
    with state.reading() as store:
        [name] = store.execute("SELECT id FROM documents LIMIT 1").fetchone()
        made: list[Document] = []
        wrong = sqlite3.connect(":memory:")
        wrong.execute(
            "CREATE TABLE documents (id, run, start, size, edits_start, edits_size, digest, event, copies)"
        )
        row = list(store.execute("SELECT * FROM documents WHERE id = ?", (name,)).fetchone())
        row[2] += 1
        wrong.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        with pytest.raises(Damaged, match=name):
            made += fetch(wrong, Published.read(output), [name])
        assert not made
        wrong.close()


def test_other_thresholds_are_never_mixed_with_these(output: Path) -> None:
    state = State(output / "state")
    stricter = replace(OPEN, copies=replace(OPEN.copies, jaccard=OPEN.copies.jaccard + 0.1))
    assert state.is_of(Published.read(output), Settings(steps=())), "the same thresholds for copies"
    assert not state.is_of(Published.read(output), stricter)
