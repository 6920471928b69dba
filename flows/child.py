"""The process that meets what strangers wrote, one input at a time, and that may be lost.

`python -m flows.child` reads requests from its standard input and writes an answer to each. It has one thread, since
lxml crashes under several, imports no Prefect, so that it serves any kind of worker, and writes no file. The kernel
holds its limits: CPU time by a timer whose signal ends the process wherever it is, in C or in Python, and address
space by a resource limit. Whoever asked finds the answer missing and knows which input did it (`flows.children`).
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from typing import Final

from cleaners import Article, Settings, clean
from flows.cleaning import answer, settings_of
from flows.messages import GOES_ON, HAS_A_DEFECT, OUT_OF_MEMORY, WORN_OUT, receive, send

# Most that one request takes on the wall, in multiples of its CPU time; for who is waited for by nobody any more.
PATIENCE: Final = 12

# A child that has done so much is worn out: caches and fragments of memory grow. 327 MB after 500 pages, then flat.
ANSWERS: Final = 2_000
GROWTH: Final = 300 * 1024  # KiB above what it had when it began


def serve(requests: int, answers: int) -> None:
    """Answer until there is nobody left to ask.

    Args:
        requests: the file descriptor to read from.
        answers: the one to write to.
    """
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF, signal.SIGALRM})
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _warm_up()
    base = _peak()
    send(answers, b"")
    done = 0
    while message := receive(requests):
        line, _, payload = message.partition(b"\n")
        request = json.loads(line)
        _limit(settings_of(request["settings"]))
        answered = answer(request, payload).encode()
        _limit(None)
        done += 1
        worn_out = done >= ANSWERS or _peak() - base > GROWTH
        send(answers, (WORN_OUT if worn_out else GOES_ON) + answered)


def _warm_up() -> None:
    """Load what the first document would: tables take a second, which is not that document's fault."""
    text = "<p>The council of Porto voted on Monday to plant nine hundred trees along the river.</p>" * 3
    clean(f"<html><head><title>Trees</title></head><body><article>{text}</article></body></html>")
    clean(Article(title="Trees", text="It was the café’s idea. Itâ€™s good.\n\n[ad_2]"), settings=Settings())


def _limit(settings: Settings | None) -> None:
    """Set the limits for one request, or stop the clocks between two."""
    seconds = settings.limits.seconds if settings else 0.0
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)
    if settings:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        room = settings.limits.megabytes << 20
        resource.setrlimit(
            resource.RLIMIT_AS, (room if hard == resource.RLIM_INFINITY else min(room, hard), hard)
        )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Serve on the standard streams, which are then closed to everybody else: a stray print would garble an answer."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    requests = os.dup(0)
    os.dup2(nowhere, 0)
    try:
        serve(requests, answers)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:  # the parent is gone
        os._exit(0)
    except Exception:  # noqa: BLE001 - the status tells the parent that this one is no document's fault
        sys.excepthook(*sys.exc_info())
        os._exit(HAS_A_DEFECT)


if __name__ == "__main__":
    main()
