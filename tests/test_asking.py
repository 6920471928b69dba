"""Asking about many inputs: the answers that each would get alone, in the order of the questions."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from cleaners import Knowledge, Settings
from flows import asking
from flows.asking import SHORT, TOGETHER, Question, answer_all
from flows.children import Loss, ask
from flows.cleaning import pack_input
from flows.inputs import Input

REQUEST = {"stage": "extract", "settings": json.dumps(asdict(Settings()))}
# Line separators of Unicode are no ends of lines in JSON.
STORY = "The council of Porto voted on Monday to plant\u2028nine hundred trees along the river, by number\x85{}.\n"


def question(number: int, times: int = 3) -> Question:
    text = STORY.format(number) * times
    return Question(pack_input(Input(f"id-{number}", "in.txt", text, "text/plain")), f"id-{number}", "in.txt")


def test_answers_are_those_that_each_would_get_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    items: list[str | Question] = [question(number) for number in range(TOGETHER + 5)]
    items.insert(3, "a line\n")
    items.insert(7, question(99, times=SHORT // 50))
    items.append("the last line\n")
    together = list(answer_all(REQUEST, items, 60))
    asked = []
    monkeypatch.setattr(asking, "TOGETHER", 1)
    for item in items:
        asked += list(answer_all(REQUEST, [item], 60))
    assert together == asked
    assert [json.loads(line)["id"] for line in together if line.startswith("{")] == [
        item.identity for item in items if isinstance(item, Question)
    ]


def test_nothing_asked_is_nothing_answered() -> None:
    assert list(answer_all(REQUEST, [], 60)) == []


@pytest.mark.parametrize("installed", [True, False])
def test_where_a_model_reads_texts_are_cleaned_one_by_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, installed: bool
) -> None:
    knowledge = tmp_path / "knowledge.json"
    knowledge.write_text(json.dumps(Knowledge().to_record()), encoding="utf-8")
    asked: list[str] = []

    def counted(question: bytes, *, seconds: float, tries: int) -> bytes | Loss:
        asked.append(json.loads(question.partition(b"\n")[0])["stage"])
        return ask(question, seconds=seconds, tries=tries)

    articles = [
        Question(line.encode(), json.loads(line)["id"], "in.txt")
        for line in answer_all(REQUEST, [question(number) for number in range(4)], 60)
    ]
    monkeypatch.setattr(asking, "model_file", lambda: "weights" if installed else None)
    monkeypatch.setattr(asking, "ask", counted)
    cleaned = list(answer_all(REQUEST | {"stage": "clean", "knowledge": [str(knowledge), ""]}, articles, 60))
    assert [json.loads(line)["kind"] for line in cleaned] == ["document"] * 4
    assert len(asked) == (4 if installed else 1)
