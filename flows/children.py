"""Asking children: what strangers wrote is met in processes that may be lost, and the loss costs one input.

A child (`flows.child`) has one question at a time, so the one that it does not answer is the one that ended it. It is
turned away with the cause and a new child takes the next. Who is to blame has to be the same on every run:

- Time is CPU time, held by the kernel; a busy machine makes no document slow. Waiting counts apart, in whole
  seconds in which the child neither answered nor computed: nothing in cleaning waits.
- A crash or a lack of memory may be the late consequence of other inputs, so a child that is not fresh gets no say:
  the question goes to a fresh one.
- A child that was ended from outside, by an operator or by a system out of memory, says nothing about its input.
  Only when that happens again and again is the input turned away.

Children wait between questions, for whichever thread has the next; they end when this process does.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from flows import messages
from flows.errors import ShardFailed
from flows.messages import GOES_ON, HAS_A_DEFECT, OUT_OF_MEMORY

TIMED_OUT: Final = "timed-out"

# Signals that others send. SIGALRM is the child's own clock for when nobody waits for it any more.
FROM_OUTSIDE: Final = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM})
TRIES: Final = 3  # for a question whose child is ended from outside

# Less CPU time than this in a second is waiting. A starved process still gets its turns.
WAITS: Final = 0.02

# One thread computes in a child; pools of threads would only take address space.
ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a question has no answer: the value of a `cleaners.Reason`, and words."""

    reason: str
    detail: str


def ask(question: bytes, *, seconds: float) -> bytes | Loss:
    """Have a child answer.

    Args:
        question: a request and its payload, as `flows.child` reads them.
        seconds: how long the child may wait. How long it may compute stands in the request.

    Returns:
        The answer, or why there is none.

    Raises:
        ShardFailed: children do not start.
    """
    loss: Loss | None = None
    for turn in range(TRIES):
        child = Child() if turn else _take()
        was_fresh = child.is_fresh
        try:
            answered = child.ask(question, seconds)
        except _Died as death:
            child.end()
            loss = death.loss
            if not death.from_outside and (was_fresh or turn or loss.reason == TIMED_OUT):
                return loss
            continue
        except BaseException:
            child.end()
            raise
        if child.goes_on:
            _IDLE.append(child)
        else:
            child.end()
        return answered
    assert loss is not None  # noqa: S101 - every turn ends with an answer or a loss
    return loss


def start_one() -> None:
    """Have a child wait for the first question: it loads its tables while its parent loads its own."""
    if not _IDLE:
        _IDLE.append(Child())


def dismiss() -> None:
    """End the children that wait."""
    while _IDLE:
        _IDLE.pop().end()


class _Died(Exception):
    """A child ended over a question."""

    def __init__(self, status: int, *, waited: float = 0.0) -> None:
        super().__init__(status)
        self.from_outside = not waited and -status in FROM_OUTSIDE
        self.loss = _loss(status, waited)


def _loss(status: int, waited: float) -> Loss:
    if waited:
        return Loss(TIMED_OUT, f"did nothing for {waited:g} s")
    if status == -signal.SIGPROF:
        return Loss(TIMED_OUT, "used up its CPU time")
    if status == OUT_OF_MEMORY:
        return Loss("out-of-memory", "used up its memory")
    if status < 0:
        return Loss("crashed", f"ended its process by {signal.Signals(-status).name}")
    return Loss("crashed", f"ended its process with status {status}")


class Child:
    """One process of `flows.child`, from its start, which takes a second, to its end."""

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
        self._is_ready = False
        self.is_fresh = True
        self.goes_on = True

    def ask(self, question: bytes, seconds: float) -> bytes:
        """The answer to a question.

        Raises:
            _Died: there will be none.
            ShardFailed: the child did not start.
        """
        if not self._is_ready:
            self._wait_until_ready()
        try:
            messages.send(self._questions, question)
            self._wait(seconds)
            answered = messages.receive(self._answers)
        except BrokenPipeError:
            answered = None
        if answered is None:
            self._end_with(self._process.wait())
        self.is_fresh = False
        self.goes_on = answered[:1] == GOES_ON
        return answered[1:]

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.communicate()

    def _wait_until_ready(self) -> None:
        if messages.receive(self._answers) is None:
            status = self._process.wait()
            self._end_with(status if -status in FROM_OUTSIDE else HAS_A_DEFECT)
        self._is_ready = True

    def _end_with(self, status: int) -> NoReturn:
        if status == HAS_A_DEFECT:
            message = "a process for cleaning does not start or has a defect; its error stands above"
            raise ShardFailed(message)
        raise _Died(status)

    def _wait(self, seconds: float) -> None:
        """Until there is an answer, or the child did nothing for so long."""
        answers = select.poll()
        answers.register(self._answers, select.POLLIN)
        waited, used = 0.0, _cpu_time(self._process.pid)
        while not answers.poll(min(seconds, 1.0) * 1000):
            before, used = used, _cpu_time(self._process.pid)
            waited = 0.0 if used - before > WAITS else waited + min(seconds, 1.0)
            if waited >= seconds:
                raise _Died(-signal.SIGKILL, waited=waited)

    @property
    def _questions(self) -> int:
        return self._process.stdin.fileno() if self._process.stdin else -1

    @property
    def _answers(self) -> int:
        return self._process.stdout.fileno() if self._process.stdout else -1


def _cpu_time(process: int) -> float:
    """Seconds that a process has computed; where the system does not tell, as if it always did."""
    try:
        fields = (
            Path(f"/proc/{process}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
            .split()
        )
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


_IDLE: Final[list[Child]] = []  # a list's append and pop need no lock


def _take() -> Child:
    try:
        return _IDLE.pop()
    except IndexError:
        return Child()


atexit.register(dismiss)
os.register_at_fork(after_in_child=_IDLE.clear)  # a fork's children are its parent's
