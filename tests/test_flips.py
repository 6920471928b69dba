"""A flipped bit in any file of an output: it is named, and no run goes on to wrong groups.

A seeded sample of bits is flipped; `COPYDESK_FLIPS` says how many of each file, the manifest aside, of which one bit of
every byte is. Times of change stay as they were, as on a disk that rots.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from flows.check import check_output
from flows.errors import Damaged
from flows.prune import prune_output
from flows.published import Published
from tests.test_state import OPEN, corpus, cut, deliver
from tests.world import published, run_on

FLIPS = int(os.environ.get("COPYDESK_FLIPS", "6"))


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    batches = cut(corpus(12, seed=7), 2, random.Random(8))
    batches[1].append({"url": "https://paper.example/empty", "title": "Nothing", "text": ""})
    return deliver(batches, tmp_path_factory.mktemp("flips") / "in")


def files_of(output: Path) -> list[Path]:
    """Every file that holds something."""
    return [path for path in sorted(output.rglob("*")) if path.is_file() and path.stat().st_size]


def flip(path: Path, place: int, bit: int) -> None:
    """Flip one bit of a file, or flip it back; its times stay."""
    data, times = bytearray(path.read_bytes()), path.stat()
    data[place] ^= 1 << bit
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def places(path: Path, chance: random.Random) -> list[int]:
    """Which bytes of a file are flipped."""
    size = path.stat().st_size
    if path.name == "manifest.json" or size <= FLIPS:
        return list(range(size))
    return sorted({0, size - 1, *chance.sample(range(size), FLIPS)})


def test_check_names_the_file_of_any_flipped_bit(output: Path) -> None:
    assert check_output(output)[0] == []
    chance = random.Random(1)
    for path in files_of(output):
        for place in places(path, chance):
            bit = chance.randrange(8)
            flip(path, place, bit)
            try:
                findings, _ = check_output(output)
            except Damaged as error:
                findings = [str(error)]
            flip(path, place, bit)
            assert any(path.name in finding for finding in findings), f"{path}: byte {place}, bit {bit}"
    assert check_output(output)[0] == []


def test_a_run_refuses_or_is_right_whatever_bit_is_flipped(output: Path, tmp_path: Path) -> None:
    """A damaged state is made again; a damaged published file is refused where it would have been used."""
    (tmp_path / "new.jsonl").write_text("".join(json.dumps(record) + "\n" for record in corpus(4, seed=9)))
    shutil.copytree(output, tmp_path / "sound")
    run_on(tmp_path / "new.jsonl", tmp_path / "sound", OPEN)
    expected = published(tmp_path / "sound")
    chance, refused = random.Random(2), 0
    for path in files_of(output):
        name = path.relative_to(output)
        for place in chance.sample(range(path.stat().st_size), min(max(1, FLIPS // 6), path.stat().st_size)):
            folder = tmp_path / "out"
            shutil.copytree(output, folder)
            bit = chance.randrange(8)
            flip(folder / name, place, bit)
            before = published(folder)
            if _is_refused(tmp_path / "new.jsonl", folder):
                refused += 1
                assert "state" not in name.parts
                assert published(folder) == before
            else:
                differ = {file for file, _ in published(folder).items() ^ expected.items()}
                assert differ <= {name.as_posix()}, f"{name}: byte {place}, bit {bit}"
            shutil.rmtree(folder)
    assert refused


def _is_refused(source: Path, output: Path) -> bool:
    try:
        run_on(source, output, OPEN)
    except Damaged:
        return True
    return False


def test_a_damaged_file_is_not_blessed_by_a_prune(output: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(output, folder)
    [first, *_] = Published.read(folder).records("documents")
    for path in sorted((folder / "documents").iterdir()):
        flip(path, path.stat().st_size // 2, 1)
        with pytest.raises(Damaged, match=path.name):
            prune_output(str(folder), identity=first["id"])
        flip(path, path.stat().st_size // 2, 1)


def test_a_manifest_without_its_hash_is_read_and_gets_one(output: Path, tmp_path: Path) -> None:
    """Earlier versions wrote none."""
    folder = tmp_path / "out"
    shutil.copytree(output, folder)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    assert len(manifest.pop("sha256")) == 64
    path.write_text(json.dumps(manifest, indent=1))
    assert check_output(folder)[0] == []
    (tmp_path / "new.jsonl").write_text(json.dumps(corpus(1, seed=9)[0]))
    run_on(tmp_path / "new.jsonl", folder, OPEN)
    assert "sha256" in json.loads(path.read_bytes())


def test_what_a_killed_run_left_is_done_again_where_it_is_damaged(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new.jsonl").write_text("".join(json.dumps(record) + "\n" for record in corpus(4, seed=9)))
    shutil.copytree(output, tmp_path / "sound")
    run_on(tmp_path / "new.jsonl", tmp_path / "sound", OPEN)
    expected = published(tmp_path / "sound")
    with monkeypatch.context() as patch:
        patch.setattr("flows.local.publish_run", _killed)
        with pytest.raises(_Killed):
            run_on(tmp_path / "new.jsonl", output, OPEN)
    left = [path.relative_to(output) for path in files_of(output / "state/work")]
    assert len(left) > 15
    chance = random.Random(3)
    for name in left:
        folder = tmp_path / "out"
        shutil.copytree(output, folder)
        flip(folder / name, chance.randrange((folder / name).stat().st_size), chance.randrange(8))
        run_on(tmp_path / "new.jsonl", folder, OPEN)
        assert published(folder) == expected, str(name)
        assert check_output(folder)[0] == []
        shutil.rmtree(folder)


class _Killed(BaseException):
    """Stands for the process's end: nothing catches it."""


def _killed(*_: object, **__: object) -> None:
    raise _Killed
