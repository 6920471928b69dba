"""Asking children: what strangers wrote is met in processes that may be lost, and the loss costs one input.

A child (`flows.child`) has one question at a time, so the one that it does not answer is the one that ended it. It is
turned away with the cause, and a fresh child takes the next. Who is to blame has to be the same on every run:

- Time is CPU time, held by the kernel; a busy machine makes no document slow. Waiting counts apart, in whole
  seconds in which the child neither answered nor computed: nothing in cleaning waits.
- A crash or a lack of memory may be the late consequence of other inputs, so what ended a child that had answered
  before is asked again of a fresh one.
- A child that was ended from outside, by an operator or by a system out of memory, says nothing about its input.
  Only when that happens again and again is the input turned away.

Children wait between questions for whichever thread has the next; they end when this process does.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows import messages
from flows.errors import ShardFailed
from flows.messages import BEGINS, ENDED, HAS_A_DEFECT, OUT_OF_MEMORY, WORN_OUT

TIMED_OUT: Final = "timed-out"

# Signals that others send. SIGALRM is the child's own clock for when nobody waits for it any more.
FROM_OUTSIDE: Final = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM})
TRIES: Final = 3  # for a question whose child is ended from outside

# Most answers are there in so many seconds. Looking at how the child spends its time pays only after that: it costs as
# much as all else that is done here for a question.
SOON: Final = 0.1

# Less CPU time than this in a second is waiting. A starved process still gets its turns.
WAITS: Final = 0.02

# One thread computes in a child; pools of threads would only take address space.
ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a question has no answer: the value of a `cleaners.Reason`, and words."""

    reason: str
    detail: str


def ask(question: bytes, *, seconds: float, tries: int = TRIES) -> bytes | Loss:
    """Have a child answer.

    Args:
        question: a request and its payload, as `flows.child` reads them.
        seconds: how long the child may wait. How long it may compute stands in the request.
        tries: how often to ask where a child is ended from outside, or by what came before.

    Returns:
        The answer, or why there is none.

    Raises:
        ShardFailed: children do not start or have a defect of their own.
    """
    turn = 1
    while True:
        child = _take()
        try:
            answered = child.ask(question, seconds)
        except BaseException:
            child.end()
            raise
        if child.is_alive:
            _IDLE.append(child)
        else:
            child.end()
        if isinstance(answered, bytes):
            return answered
        if answered.is_final or turn >= tries:
            return answered.loss
        turn += 1


def start_one() -> None:
    """Have a child wait for the first question: it loads its tables while its parent loads its own."""
    if not _IDLE:
        _IDLE.append(_Child())


def dismiss() -> None:
    """End the children that wait."""
    while _IDLE:
        _IDLE.pop().end()


@dataclass(frozen=True, slots=True)
class _End:
    """How a child ended over a question, and whether that is the question's fault beyond doubt."""

    loss: Loss
    is_final: bool


class _Child:
    """One process of `flows.child` and whichever fork of it answers now.

    Attributes:
        is_alive: whether it takes another question.
    """

    def __init__(self) -> None:
        # With -P the child finds this package where it is installed, not a namesake in the current folder.
        command = [sys.executable, "-P", "-m", "flows.child"]
        paths = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": paths},
        )
        self._fork = 0  # its process id; 0 until it says that it begins
        self._is_fresh = True
        self.is_alive = True

    def ask(self, question: bytes, seconds: float) -> bytes | _End:
        """The answer to a question, or how the child ended over it.

        Raises:
            ShardFailed: the child did not start or has a defect.
        """
        try:
            if not self._fork and (begun := messages.receive(self._answers)):
                self._fork = int(begun.removeprefix(BEGINS))
            messages.send(self._questions, question)
            waited = self._wait(seconds)
            said = messages.receive(self._answers)
        except BrokenPipeError:
            waited, said = False, None
        if said is None:
            self.is_alive = False
            return self._ended(self._process.wait(), waited=waited)
        kind, rest = said[:1], said[1:]
        if kind == ENDED:
            return self._ended(int(rest), waited=waited)
        self._is_fresh = False
        if kind == WORN_OUT:
            self._renew()
        return rest

    def end(self) -> None:
        """End the process, whatever it does; its fork ends when it finds nobody to answer to."""
        self._process.kill()
        self._process.communicate()

    def _renew(self) -> None:
        """The next fork will say that it begins."""
        self._fork, self._is_fresh = 0, True

    def _wait(self, seconds: float) -> bool:
        """Until there is an answer; True where the child did nothing for so long and had to be ended."""
        answers = select.poll()
        answers.register(self._answers, select.POLLIN)
        if answers.poll(SOON * 1000):
            return False
        turn = min(seconds, 1.0)
        waited, used = 0.0, _cpu_time(self._fork)
        while waited < seconds:
            if answers.poll(turn * 1000):
                return False
            before, used = used, _cpu_time(self._fork)
            waited = 0.0 if used - before > WAITS else waited + turn
        with suppress(ProcessLookupError):
            os.kill(self._fork, signal.SIGPROF)
        return True

    def _ended(self, status: int, *, waited: bool) -> _End:
        if status == HAS_A_DEFECT or (not self._fork and -status not in FROM_OUTSIDE):
            message = f"a process for cleaning does not start or has a defect: status {status}"
            raise ShardFailed(message)
        loss = _loss(status, waited=waited)
        is_final = loss.reason == TIMED_OUT or (self._is_fresh and -status not in FROM_OUTSIDE)
        self._renew()
        return _End(loss, is_final)

    @property
    def _questions(self) -> int:
        return self._process.stdin.fileno() if self._process.stdin else -1

    @property
    def _answers(self) -> int:
        return self._process.stdout.fileno() if self._process.stdout else -1


def _loss(status: int, *, waited: bool) -> Loss:
    if waited:
        return Loss(TIMED_OUT, "waited for something that does not come")
    if status == -signal.SIGPROF:
        return Loss(TIMED_OUT, "used up its CPU time")
    if status == OUT_OF_MEMORY:
        return Loss("out-of-memory", "used up its memory")
    if status < 0:
        return Loss("crashed", f"ended its process by {signal.Signals(-status).name}")
    return Loss("crashed", f"ended its process with status {status}")


def _cpu_time(process: int) -> float:
    """Seconds that a process has computed; where the system does not tell, as if it always did."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return time.monotonic()
    fields = status.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


_IDLE: Final[list[_Child]] = []  # a list's append and pop need no lock


def _take() -> _Child:
    try:
        return _IDLE.pop()
    except IndexError:
        return _Child()


atexit.register(dismiss)
os.register_at_fork(after_in_child=_IDLE.clear)  # a fork's children are its parent's
