from pathlib import Path

import pytest

from benchmarks import gate
from benchmarks.events import measure


def test_a_fallen_floor_and_a_broken_ceiling_do_not_hold() -> None:
    floors = {"at_least": {"f1": 0.9, "recall": 0.5}, "at_most": {"lost": 0.1}}
    held = [holds for _, holds in gate.judge(floors, {"f1": 0.89, "recall": 0.5, "lost": 0.2})]
    assert held == [False, True, False]


def test_a_figure_that_was_not_measured_is_an_error() -> None:
    with pytest.raises(KeyError):
        list(gate.judge({"at_least": {"f1": 0.9}}, {}))


def test_absent_data_skips_and_other_data_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "DATA", tmp_path)
    assert not gate.data_is_there({"data": {"set.tsv": "0"}})
    (tmp_path / "set.tsv").write_text("one", encoding="utf-8")
    with pytest.raises(ValueError, match="other data"):
        gate.data_is_there({"data": {"set.tsv": "0"}})
    assert gate.data_is_there({"data": {"set.tsv": gate.hash_of(tmp_path / "set.tsv")}})


@pytest.mark.parametrize(
    ("gold", "found", "ari"),
    [("aa", [0, 0], 1), ("ab", [0, 1], 1), ("ab", [0, 0], 0), ("aa", [0, 1], 0), ("aabb", [0, 0, 1, 1], 1)],
)
def test_clusters_of_two_articles_have_figures(gold: str, found: list[int], ari: float) -> None:
    figures = measure([*gold], found)
    assert figures["ARI"] == ari
    assert (figures["B3"] == 1) == (ari == 1)
