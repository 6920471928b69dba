"""The process that meets what strangers wrote, one question at a time, and that may be lost.

`python -m flows.child` loads what cleaning needs, which takes a second, and forks itself. The fork reads requests
from the pipe and writes an answer to each; when it is lost the next fork is there in milliseconds. Neither has a
second thread, since lxml crashes under several; neither imports Prefect, so that they serve any kind of worker;
neither writes a file. The kernel holds a fork's limits: CPU time by a timer whose signal ends the process wherever it
is, in C or in Python, and address space by a resource limit. Whoever asked learns of the end in place of an answer,
and so knows which input did it (`flows.children`).
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
from typing import Final, NoReturn

from cleaners import Settings, clean
from cleaners.kernels import MAY_COMPILE
from cleaners.language_model import load_model
from flows.cleaning import Request, answer, megabytes_of_text, settings_of, sizes_of
from flows.messages import (
    BEGINS,
    ENDED,
    GOES_ON,
    HAS_A_DEFECT,
    IS_NOT_NEEDED,
    IS_WORN_OUT,
    OUT_OF_MEMORY,
    WORN_OUT,
    receive,
    send,
)

# Most that one request takes on the wall, in multiples of its CPU time; for who is waited for by nobody any more.
PATIENCE: Final = 12

# What the language model costs on top where it is installed: the room that every fork shares, and in the text steps,
# which read with it, what a spun text takes: 14 s for each kilobyte, where a clean one takes 3 s in all, and 0.7 GB.
MODEL_HELD: Final = 820  # MiB
MODEL_SECONDS: Final = 40.0
MODEL_SECONDS_A_KILOBYTE: Final = 30.0
MODEL_KILOBYTES: Final = 20.0  # more are given no more time
MODEL_MEGABYTES: Final = 1000

# Short inputs that are asked about together take some hundredths of a second each at most. The next try is one by one.
SECONDS_TOGETHER: Final = 0.5

# A fork that has done so much is worn out: caches and fragments of memory grow. 327 MB after 500 pages, then flat.
ANSWERS: Final = 2_000
GROWTH: Final = 300 * 1024  # KiB above what it had when it began

# Ends of a fork after which the next one goes on. Any other came from outside, perhaps in the middle of an answer.
OWN_FAULT: Final = frozenset(
    {signal.SIGPROF, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGABRT}
)


def fork_and_watch(requests: int, answers: int) -> None:
    """Keep one fork answering until nobody asks any more.

    Args:
        requests: the file descriptor to read from.
        answers: the one to write to.
    """
    while True:
        fork = os.fork()
        if not fork:
            _serve(requests, answers)
        status = os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
        if status == IS_NOT_NEEDED:
            return
        if status < 0 and -status not in OWN_FAULT:
            os.kill(os.getpid(), -status)
        if status != IS_WORN_OUT:
            send(answers, ENDED + str(status).encode())


def _serve(requests: int, answers: int) -> NoReturn:
    """The life of a fork."""
    status = HAS_A_DEFECT
    try:
        send(answers, BEGINS + str(os.getpid()).encode())
        status = _answer_all(requests, answers)
    except MemoryError:
        status = OUT_OF_MEMORY
    except BrokenPipeError:  # the parent is gone
        status = IS_NOT_NEEDED
    except SystemExit:
        status = 0
    except BaseException:  # noqa: BLE001 - the status tells the parent that this one is no document's fault
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _answer_all(requests: int, answers: int) -> int:
    base, done = _peak(), 0
    while True:
        if (message := receive(requests)) is None:
            return IS_NOT_NEEDED
        line, _, payload = message.partition(b"\n")
        request = json.loads(line)
        _limit(request, payload)
        answered = answer(request, payload).encode()
        _set_clocks(0)
        done += len(sizes_of(request, payload))
        worn_out = done >= ANSWERS or _peak() - base > GROWTH
        send(answers, (WORN_OUT if worn_out else GOES_ON) + answered)
        if worn_out:
            return IS_WORN_OUT


def _limit(request: Request, payload: bytes) -> None:
    """Set the limits for a request.

    A text may take as long for each megabyte as a short one in all: the text steps take time in proportion to it.
    """
    limits = settings_of(request["settings"]).limits
    is_one = "sizes" not in request
    seconds, megabytes = limits.seconds, limits.megabytes
    if is_one:
        seconds *= max(1.0, megabytes_of_text(request, payload))
    else:
        seconds = min(seconds, SECONDS_TOGETHER)
    if load_model() is not None:
        reads = request["stage"] == "clean"
        if reads and is_one:
            kilobytes = min(len(payload) / 1024, MODEL_KILOBYTES)
            seconds += MODEL_SECONDS + MODEL_SECONDS_A_KILOBYTE * kilobytes
        megabytes += MODEL_HELD + MODEL_MEGABYTES * reads
    _set_clocks(seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    room = megabytes << 20
    resource.setrlimit(
        resource.RLIMIT_AS, (room if hard == resource.RLIM_INFINITY else min(room, hard), hard)
    )


def _set_clocks(seconds: float) -> None:
    """So many seconds of CPU time from now on, and more on the wall; 0 stops the clocks."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# What most tables are looked into for: a text that is mangled and has an interface line, and one that is spun.
MANGLED: Final = """Trees for the river
It was the café’s idea. Itâ€™s good, the leaders said.
The council of Porto voted on Monday to plant nine hundred trees along the river, for which the city has asked since
the spring. The harbour gives the ground, and schools of the region take care of the first three hundred.
Read more
[ad_2]"""
SPUN: Final = """
He paid an official go to to the harbour. The announcement famous that the mayor deliberate to carry talks on
counterfeit consciousness and on the metropolis, throughout the final week of the month."""


def _warm_up() -> None:
    """Load what the first documents would: tables take two seconds, which is no document's fault.

    Forks share what is there, so that no fork is worn out by it or loads it again. The model is loaded, too, and has a
    look at the first text; it would read the spun one for ten seconds.
    """
    text = MANGLED if load_model() else MANGLED + SPUN
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    head = '<title>Trees</title><meta property="article:published_time" content="2024-05-06T08:00:00Z">'
    clean(f"<html><head>{head}</head><body><article>{lines}</article></body></html>")
    clean(text.encode(), media_type="text/plain", settings=Settings())


def main() -> None:
    """Serve on the standard streams, which are then closed to everybody else: a stray print would garble an answer."""
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF, signal.SIGALRM})
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    MAY_COMPILE.set(False)  # a text would pay for it
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
    _warm_up()
    gc.freeze()  # or each fork would look through all tables again and again, and copy them by that
    fork_and_watch(requests, answers)


if __name__ == "__main__":
    main()
