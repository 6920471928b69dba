"""Asking about many inputs: the answers that each would get alone, in the order of the questions."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from cleaners import Settings
from flows import asking
from flows.asking import SHORT, TOGETHER, Question, answer_all
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
