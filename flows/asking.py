"""Asking about many inputs: short ones together, and one by one where that comes to nothing.

A question to a child costs a tenth of a millisecond, whatever it is about. That is nothing for a page, and 3 % of a short
text's two stages. So short inputs are asked about together, with half a second for all of them. Where such a question
has no answer, somebody among them is to blame: each is asked about again, alone, with limits of its own. Where a language
model is installed texts are cleaned one by one: it reads one in six of clean ones, for some seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners import Reason, Reject
from cleaners.language_model import model_file
from flows.children import TRIES, Loss, ask
from flows.cleaning import reject_line, request_together
from flows.logs import log
from flows.records import Record

# Inputs in a question, at most; and bytes of an input that is asked about together with others.
TOGETHER: Final = 16
SHORT: Final = 12_000
# Seconds that a child may wait over a question about several inputs; how long it may compute stands in `flows.child`.
WAIT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Question:
    """An input that a child is to be asked about.

    Attributes:
        payload: what the child reads.
        identity: the id of the input.
        source: where it came from.
    """

    payload: bytes
    identity: str
    source: str


def answer_all(request: Record, items: Iterable[str | Question], seconds: float) -> Iterator[str]:
    """Lines and the answers to questions, in the order of the items.

    Args:
        request: what the questions have in common.
        items: lines that stand for themselves, and questions.
        seconds: how long a child may wait over one.

    Raises:
        ShardFailed: children do not start or have a defect of their own.
    """
    waiting: list[str | Question] = []
    longest = -1 if request["stage"] == "clean" and model_file() else SHORT
    for item in items:
        is_long = isinstance(item, Question) and len(item.payload) > longest
        if is_long or len(waiting) == TOGETHER:
            yield from _answer_waiting(request, waiting, seconds)
            waiting = []
        if is_long:
            yield from _answer_waiting(request, [item], seconds)
        else:
            waiting.append(item)
    yield from _answer_waiting(request, waiting, seconds)


def _answer_waiting(request: Record, waiting: Sequence[str | Question], seconds: float) -> Iterator[str]:
    answers = _answers(request, [item for item in waiting if isinstance(item, Question)], seconds)
    for item in waiting:
        yield item if isinstance(item, str) else next(answers)


def _answers(request: Record, questions: Sequence[Question], seconds: float) -> Iterator[str]:
    """The answers to some questions, asked together where there are several, or else one by one."""
    if len(questions) > 1:
        head, payload = request_together(request, [question.payload for question in questions])
        question = json.dumps(head).encode() + b"\n" + payload
        answered = ask(question, seconds=min(seconds, WAIT), tries=1)
        if not isinstance(answered, Loss):
            yield from (line.decode() for line in answered.splitlines(keepends=True))
            return
    for one in questions:
        yield _answer(request, one, seconds, tries=TRIES - (len(questions) > 1))


def _answer(request: Record, question: Question, seconds: float, *, tries: int) -> str:
    """A child's answer, or the reject for an input that there is none to."""
    answered = ask(json.dumps(request).encode() + b"\n" + question.payload, seconds=seconds, tries=tries)
    if not isinstance(answered, Loss):
        return answered.decode()
    log("lost", {"id": question.identity, "reason": answered.reason})
    reason = Reason(answered.reason)
    return reject_line(Reject(request["stage"], reason, answered.detail, question.identity, question.source))
