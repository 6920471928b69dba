"""Listing and reading: whatever a folder holds is accounted for."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest

from cleaners import Article, Reason, Reject, Settings
from flows.errors import SourceError
from flows.inputs import Input, read_file
from flows.local import run_local
from flows.published import Published
from flows.sources import SourceFile, in_shards, list_sources
from tests.world import ROOT

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 10_000


def read(path: Path, limit: int = LIMIT) -> list[Input | Reject]:
    [file] = list_sources([str(path)])
    return list(read_file(file, max_bytes=limit))


def only(path: Path, limit: int = LIMIT) -> Input | Reject:
    [entry] = read(path, limit)
    return entry


def reason(entry: Input | Reject) -> Reason:
    assert isinstance(entry, Reject)
    return entry.reason


def test_hidden_and_unfinished_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("a.txt", ".b.txt", "c.txt.part", "sub/d.html", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    assert [file.name for file in list_sources([str(tmp_path)])] == ["a.txt", "sub/d.html"]


def test_a_file_that_two_sources_name_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    assert len(list_sources([str(tmp_path), str(tmp_path / "a.txt"), str(tmp_path / "*.txt")])) == 1


def test_fresh_files_wait_when_a_settle_time_is_set(tmp_path: Path) -> None:
    for name in ("old.txt", "new.txt"):
        (tmp_path / name).write_text("text")
    os.utime(tmp_path / "old.txt", (1, 1))
    assert [file.name for file in list_sources([str(tmp_path)], settle_seconds=60)] == ["old.txt"]


@pytest.mark.parametrize("source", ["absent", "absent/*.txt", "absent.jsonl"])
def test_a_source_that_is_not_there_is_named(tmp_path: Path, source: str) -> None:
    with pytest.raises(SourceError, match="absent"):
        list_sources([str(tmp_path / source)])


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert list_sources([str(tmp_path)]) == []


def test_a_glob_names_files_below_its_first_wildcard(tmp_path: Path) -> None:
    (tmp_path / "x/y").mkdir(parents=True)
    (tmp_path / "x/y/a.txt").write_text("text")
    assert [file.name for file in list_sources([str(tmp_path / "x/*/a.txt")])] == ["y/a.txt"]


def test_shards_are_bounded_by_files_and_bytes() -> None:
    files = [SourceFile(str(number), str(number), 10) for number in range(5)]
    assert [len(shard) for shard in in_shards(files, max_files=2, max_bytes=1000)] == [2, 2, 1]
    assert [len(shard) for shard in in_shards(files, max_files=9, max_bytes=25)] == [2, 2, 1]
    assert [len(shard) for shard in in_shards(files, max_files=9, max_bytes=1)] == [1] * 5


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_texts_come_out_of_every_container(tmp_path: Path, suffix: str) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {
        "": bytes,
        ".gz": gzip.compress,
        ".zst": zstd.compress,
    }
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(packers[suffix](b"some text"))
    entry = only(path)
    assert isinstance(entry, Input)
    assert (entry.data, entry.media_type) == (b"some text", "text/plain")


def test_a_name_without_a_known_type_is_a_reject(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    assert reason(only(path)) is Reason.UNSUPPORTED_TYPE


def test_a_dangling_link_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere.txt")
    assert reason(only(tmp_path / "a.txt")) is Reason.UNREADABLE


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.jsonl", "a.jsonl.zst"])
def test_more_than_the_limit_is_too_large(tmp_path: Path, name: str) -> None:
    data = b"x" * (LIMIT + 1)
    packed = (
        gzip.compress(data)
        if name.endswith(".gz")
        else zstd.compress(data)
        if name.endswith(".zst")
        else data
    )
    (tmp_path / name).write_bytes(packed)
    assert reason(only(tmp_path / name)) is Reason.TOO_LARGE


def test_a_line_that_is_too_long_costs_only_itself(tmp_path: Path) -> None:
    lines = [json.dumps({"text": "a"}), json.dumps({"text": "x" * 3 * LIMIT}), json.dumps({"text": "b"})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    entries = read(tmp_path / "a.jsonl")
    assert [type(entry) for entry in entries] == [Input, Reject, Input]
    assert [entry.source.rpartition(":")[2] for entry in entries] == ["1", "2", "3"]


def test_a_truncated_stream_gives_what_is_whole_and_a_reject(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": f"{number} {os.urandom(30).hex()}"}) + "\n" for number in range(200))
    packed = gzip.compress(lines.encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    *whole, last = read(tmp_path / "a.jsonl.gz", 100_000)
    assert len(whole) > 10
    assert all(isinstance(entry, Input) for entry in whole)
    assert reason(last) is Reason.TRUNCATED
    assert "after byte" in getattr(last, "detail", "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", Reason.INVALID_JSON),
        ("[1]", Reason.INVALID_JSON),
        ('"text"', Reason.INVALID_JSON),
        ("[" * 100_000, Reason.INVALID_JSON),
        ("{}", Reason.NO_TEXT_FIELD),
        ('{"text": 5}', Reason.NO_TEXT_FIELD),
        ('{"text": ""}', Reason.NO_TEXT_FIELD),
    ],
)
def test_a_broken_line_is_a_reject_and_the_next_one_is_read(
    tmp_path: Path, line: str, expected: Reason
) -> None:
    (tmp_path / "a.jsonl").write_text(line + '\n\n{"text": "fine"}\n')
    broken, fine = read(tmp_path / "a.jsonl", 200_000)
    assert reason(broken) is expected
    assert isinstance(fine, Input)


def test_a_record_carries_its_metadata(tmp_path: Path) -> None:
    record = {"url": "https://example.org/a", "title": "T", "text": "body", "published": "2022-08-19"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    entry = only(tmp_path / "a.jsonl")
    assert isinstance(entry, Input)
    assert entry.data == Article("T", "body", "2022-08-19", url="https://example.org/a")


def test_identity_is_origin_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    for name in ("one/a.txt", "two/a.txt", "two/b.txt"):
        (tmp_path / name).write_text("same")
    ids = [only(tmp_path / name).id for name in ("one/a.txt", "two/a.txt", "two/b.txt")]
    assert ids[0] == ids[1] != ids[2]


def test_a_file_name_that_is_not_utf8_is_shown_with_escapes(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_text("text")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    [file] = list_sources([str(tmp_path)])
    [entry] = read_file(file, max_bytes=LIMIT)
    assert entry.source.endswith("caf\\xe9.txt")


@pytest.mark.parametrize("cut", [5, 50, 500, 2000])
def test_a_truncated_zstandard_text_is_not_taken_for_whole(tmp_path: Path, cut: int) -> None:
    packed = zstd.compress(os.urandom(3000))
    (tmp_path / "a.txt.zst").write_bytes(packed[:cut])
    assert reason(only(tmp_path / "a.txt.zst")) is Reason.TRUNCATED


def test_zstandard_frames_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt.zst").write_bytes(zstd.compress(b"one ") + zstd.compress(b"two"))
    entry = only(tmp_path / "a.txt.zst")
    assert isinstance(entry, Input)
    assert entry.data == b"one two"


def test_a_pipe_in_a_folder_does_not_hang_the_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert reason(only(tmp_path / "a.txt")) is Reason.UNREADABLE


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have_is_a_source_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError):
        list_sources([str(tmp_path / name)])


# Bombs, and streams and records that were cut.

GIBIBYTE = 1 << 30


def packed_gibibyte(unit: bytes, suffix: str) -> bytes:
    """A gibibyte of the same again and again, in streams of 16 MiB that follow each other."""
    block = unit * ((16 << 20) // len(unit))
    return (gzip.compress(block) if suffix == ".gz" else zstd.compress(block)) * (GIBIBYTE // len(block))


MEASURED = """
import resource, sys, time
from flows.inputs import read_file
from flows.sources import list_sources
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
for path in sys.argv[1:]:
    before, began = peak(), time.process_time()
    reasons = [entry.reason for entry in read_file(list_sources([path])[0], max_bytes=32 << 20)]
    print(reasons[-1], time.process_time() - began, peak() - before)
"""


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_bomb_is_refused_before_it_has_unfolded(tmp_path: Path, suffix: str) -> None:
    bombs = []
    for number, unit in enumerate((b"\0", b"<p>a</p>", b"\n", b"1\n")):
        data = packed_gibibyte(unit, suffix)
        for kind in (".txt", ".jsonl") if number == 0 else (".jsonl",):
            bombs.append(tmp_path / f"{number}{kind}{suffix}")
            bombs[-1].write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *bombs], capture_output=True, text=True, cwd=ROOT, check=True
    )
    for bomb, line in zip(bombs, done.stdout.splitlines(), strict=True):
        reason_, seconds, mebibytes = line.split()
        assert reason_ == "bomb", bomb.name
        assert float(seconds) < 1, bomb.name
        assert int(mebibytes) < 128, bomb.name


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_the_same_record_over_and_over_is_no_bomb(tmp_path: Path, suffix: str) -> None:
    line = json.dumps({"text": "The council voted on Monday. " * 30}).encode() + b"\n"
    data = line * 5_000
    (tmp_path / f"a.jsonl{suffix}").write_bytes(
        gzip.compress(data) if suffix == ".gz" else zstd.compress(data)
    )
    assert len(read(tmp_path / f"a.jsonl{suffix}")) == 5_000


LINES = [json.dumps({"text": f"record {number}"}).encode() + b"\n" for number in range(4)]


def test_a_json_lines_file_cut_anywhere_gives_what_is_whole(tmp_path: Path) -> None:
    data = b"".join(LINES)
    for cut in range(1, len(data)):
        (tmp_path / "a.jsonl").write_bytes(data[:cut])
        entries = read(tmp_path / "a.jsonl")
        whole, rest = divmod(cut, len(LINES[0]))
        whole += rest == len(LINES[0]) - 1  # only the line feed is missing
        assert [type(entry) for entry in entries[:whole]] == [Input] * whole
        if len(entries) > whole:
            [last] = entries[whole:]
            assert reason(last) is Reason.TRUNCATED
            assert f"byte {whole * len(LINES[0])} " in getattr(last, "detail", "")


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_packed_file_cut_anywhere_gives_what_is_whole_and_one_reject(tmp_path: Path, suffix: str) -> None:
    if suffix == ".gz":
        packer = zlib.compressobj(wbits=31)
        parts = [packer.compress(line) + packer.flush(zlib.Z_FULL_FLUSH) for line in LINES]
        end = packer.flush()
    else:
        zstd_packer = zstd.ZstdCompressor()
        parts = [zstd_packer.compress(line, zstd.ZstdCompressor.FLUSH_BLOCK) for line in LINES]
        end = zstd_packer.flush()
    data = b"".join(parts) + end
    for cut in range(1, len(data)):
        (tmp_path / f"a.jsonl{suffix}").write_bytes(data[:cut])
        entries = read(tmp_path / f"a.jsonl{suffix}")
        assert reason(entries[-1]) is Reason.TRUNCATED
        assert all(isinstance(entry, Input) for entry in entries[:-1])
        whole = sum(cut >= sum(map(len, parts[: number + 1])) for number in range(len(parts)))
        assert len(entries) - 1 >= whole


def test_a_text_that_was_cut_says_where(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(os.urandom(5000))[:3000])
    entry = only(tmp_path / "a.txt.gz")
    assert reason(entry) is Reason.TRUNCATED
    assert "after byte 2" in getattr(entry, "detail", "")


def test_what_lies_under_a_url_prefix_is_read_like_a_folder(tmp_path: Path) -> None:
    store = fsspec.filesystem("memory")
    story = "The council of Porto voted on Monday to plant nine hundred trees along the river. " * 4
    for name, text in (
        ("a.txt", story),
        ("sub/b.txt", f"{story}Twice."),
        ("c.txt.part", story),
        (".d.txt", story),
    ):
        store.pipe(f"/inbox/{name}", text.encode())
    source, output = "memory://inbox", tmp_path / "out"
    summary = run_local([source], str(output), Settings())
    assert (summary.documents, summary.rejects) == (2, {})
    assert {record["source"] for record in Published.read(output).records("documents")} == {
        "memory:///inbox/a.txt",
        "memory:///inbox/sub/b.txt",
    }
    store.rm("/inbox/a.txt")
    assert run_local([source], str(output), Settings()).seen == 1
    assert len([path for path in (output / "state/fetched").rglob("*") if path.is_file()]) == 1
    with pytest.raises(SourceError, match=r"bucket\.example/x: "):
        run_local(["nonsense://user:secret@bucket.example/x?key=1"], str(output), Settings())
    store.rm("/inbox", recursive=True)
