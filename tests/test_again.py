"""Taking again what was taken: after an upgrade, for the rejects; and forgetting what has to go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaners import Settings
from flows.check import check_output
from flows.desk import hold
from flows.errors import NotFound, UserError
from flows.explain import find_document
from flows.export import groups_or_records
from flows.local import run_local
from flows.prune import prune_output
from flows.published import Published
from flows.records import Record
from flows.replay import replay_rejects
from tests.world import run_on, tree

STORY = (
    "The council of Porto voted on Monday to plant nine hundred trees along the river, said Mayor Ana Lima. "
    "The work begins in March and costs four million euros. "
)
OTHER = "A ferry ran aground near Bergen on Tuesday; all sixty passengers were brought ashore by two tugs. "


def put(folder: Path, name: str, text: str, published: str | None = None, title: str = "Trees") -> None:
    folder.mkdir(exist_ok=True)
    record = {"title": title, "text": text, "published": published}
    (folder / f"{name}.jsonl").write_text(json.dumps(record))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    put(folder, "a", STORY * 3, "2024-05-01")
    put(
        folder,
        "b",
        STORY * 3 + "Secretword grows here, a neighbour said on the day.",
        "2024-05-02",
        "Secret title",
    )
    put(folder, "c", OTHER * 3, "2024-05-03", "Ferry")
    return folder


def records(output: Path, kind: str = "documents") -> dict[str, Record]:
    found = groups_or_records(Published.read(output), kind)
    return {Path(record["source"].partition(":")[0]).stem: record for record in found}


BEFORE_AN_UPGRADE = Settings(steps=("boilerplate", "spin"))


def again(inbox: Path, output: Path) -> None:
    run_local([str(inbox)], str(output), Settings(), takes="all", max_reject_share=1.0)


def test_again_replaces_what_comes_out_otherwise_and_nothing_else(inbox: Path, tmp_path: Path) -> None:
    put(inbox, "d", OTHER * 3 + "\n\nItâ€™s a cafÃ©.\n\n[ad_2]", "2024-05-03", "Ferry")
    output = tmp_path / "out"
    run_on(inbox, output, BEFORE_AN_UPGRADE)
    before = records(output)
    again(inbox, output)
    after = records(output)
    assert len(list(Published.read(output).records("documents"))) == 4
    assert Published.read(output).runs[-1]["counts"] == {"inputs": 4, "documents": 1, "rejects": 0, "seen": 3}
    assert after["d"]["id"] == before["d"]["id"]
    assert after["d"]["text"].endswith("It’s a café.")
    assert find_document(output, after["d"]["id"]).revert().startswith(before["d"]["text"])
    assert check_output(output)[0] == []
    unchanged = tree(output)
    again(inbox, output)
    assert tree(output) == unchanged


def page(folder: Path, name: str) -> None:
    folder.mkdir(exist_ok=True)
    words = " ".join(OTHER.split()[:15])
    (folder / f"{name}.html").write_text(
        f"<html><body><article><h1>Ferry</h1><p>{words}</p></article></body></html>"
    )


def test_replay_tries_the_rejects_again_and_says_what_is_gone(inbox: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    page(inbox, "short")
    page(inbox, "lost")
    (inbox / "lines.jsonl").write_text('{"a": 1}\n')
    run_on(inbox, output, Settings(min_words=40))
    assert set(records(output, "rejects")) == {"short", "lost", "lines"}
    gone = inbox / "lost.html"
    gone.unlink()
    put(inbox, "late", STORY, "2024-05-04")
    replayed = replay_rejects(str(output), Settings(min_words=5))
    assert (replayed.tried, replayed.left, list(replayed.gone)) == (3, 2, [str(gone)])
    assert set(records(output, "rejects")) == {"lost", "lines"}
    assert set(records(output)) == {"a", "b", "c", "short"}
    assert check_output(output)[0] == []
    unchanged = tree(output)
    assert replay_rejects(str(output), Settings(min_words=5)).tried == 2
    assert tree(output) == unchanged


def holding(output: Path, words: bytes) -> set[str]:
    """The files that hold some bytes, the lock aside."""
    files = (path for path in output.rglob("*") if path.is_file())
    return {path.relative_to(output).as_posix() for path in files if words in path.read_bytes()}


def test_a_takedown_leaves_nothing_but_the_id(inbox: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    run_on(inbox, output)
    put(inbox, "e", STORY * 3, "2024-05-03")
    run_on(inbox, output)
    taken = records(output)["b"]["id"]
    assert holding(output, b"Secretword")
    pruned = prune_output(str(output), identity=taken[:12])
    assert pruned.removed["documents"] == 1
    assert holding(output, b"Secretword") == holding(output, b"Secret title") == set()
    assert {name.partition("/")[0] for name in holding(output, taken.encode())} <= {
        "pruned",
        "changes",
        "manifest.json",
        "state",
    }
    assert check_output(output)[0] == []
    assert set(records(output)) == {"a", "c", "e"}
    last = Published.read(output).runs[-1]
    assert last["pruned"] == {"id": taken, "documents": 1, "edits": pruned.removed["edits"], "rejects": 0}
    changes = list(Published.read(output).lines("changes", last))
    assert {(change["change"], *change["removed"]) for change in changes} == {("shrunk", taken)}
    again(inbox, output)
    assert set(records(output)) == {"a", "c", "e"}, "what was taken down must not come back"
    with pytest.raises(NotFound):
        prune_output(str(output), identity=taken)


def test_a_takedown_takes_back_the_words_that_mended_a_copy(tmp_path: Path) -> None:
    inbox, output = tmp_path / "in", tmp_path / "out"
    put(inbox, "whole", STORY * 2 + "The café of Zoë Müllerová stays open.", "2024-05-01")
    put(inbox, "lost", STORY * 2 + "The caf\ufffd of Zo\ufffd M\ufffdllerov\ufffd stays open.", "2024-05-02")
    put(inbox, "other", OTHER * 3, "2024-05-03", "Ferry")
    run_on(inbox, output)
    assert records(output)["lost"]["edits"]["mend"]
    name = "Müllerová".encode()
    prune_output(str(output), identity=records(output)["whole"]["id"])
    assert holding(output, name) == set()
    assert "M\ufffdllerov\ufffd" in records(output)["lost"]["text"]
    assert check_output(output)[0] == []
    assert set(records(output)) == {"lost", "other"}


def test_prune_before_a_day_keeps_what_is_younger_or_undated(inbox: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    put(inbox, "undated", OTHER * 3, None, "Ferry")
    run_on(inbox, output)
    pruned = prune_output(str(output), before="2024-05-03")
    assert (pruned.removed["documents"], pruned.undated) == (2, 1)
    assert set(records(output)) == {"c", "undated"}
    assert check_output(output)[0] == []
    unchanged = tree(output)
    assert prune_output(str(output), before="2024-05-03").removed == {}
    assert tree(output) == unchanged


@pytest.mark.parametrize(("before", "identity"), [(None, None), ("2024-05-01", "a"), ("yesterday", None)])
def test_prune_takes_one_day_or_one_id(
    inbox: Path, tmp_path: Path, before: str | None, identity: str | None
) -> None:
    run_on(inbox, tmp_path / "out")
    with pytest.raises(UserError):
        prune_output(str(tmp_path / "out"), before=before, identity=identity)


@pytest.mark.parametrize("moved", [None, 0, 1, 5])
def test_a_killed_prune_is_finished_or_never_was(
    inbox: Path, tmp_path: Path, moved: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before everything was written (None), or after so many files had moved."""
    output = tmp_path / "out"
    run_on(inbox, output)
    before = tree(output)
    rename = Path.replace
    left = [moved]

    def killed(path: Path, target: Path) -> Path:
        into_place = "rewrite" in path.parts and "rewrite" not in Path(target).parts
        if (left[0] is None and path.name.startswith(".ready")) or (into_place and left[0] == 0):
            raise KeyboardInterrupt
        if into_place and left[0]:
            left[0] -= 1
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        prune_output(str(output), identity=records(output)["b"]["id"])
    monkeypatch.undo()
    with hold(str(output)):
        pass
    assert not (output / "state/rewrite").exists()
    if moved is None:
        assert tree(output) == before
    else:
        assert set(records(output)) == {"a", "c"}
        assert check_output(output)[0] == []
