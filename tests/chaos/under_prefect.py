"""Kills of the Prefect server, of a worker, of the flow that it runs and of all of them, while a deployment is run."""

from __future__ import annotations

import fcntl
import random
import shutil
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.chaos.counts import Counts, partial_files
from tests.prefect_house import House, wait_for
from tests.world import published, run_on

VICTIMS = ("tree", "server", "worker", "flow", "all")


def is_free(output: Path) -> bool:
    """Whether no run holds an output."""
    with (output / "state/lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def stages_done(output: Path) -> int:
    """How many stages of the run at work are done."""
    return len(list(output.glob("state/work/*/*.done")))


def kill(house: House, victim: str) -> None:
    """Kill, and start again what is to be there all the time."""
    if victim in {"server", "all"}:
        house.kill("server")
    if victim != "server":
        house.kill("tree" if victim == "all" else victim)
    if victim in {"server", "all"}:
        house.start_server()
    if victim not in {"server", "flow"}:
        house.start_worker()


def prefect_kills(house: House, inbox: Path, folder: Path, counts: Counts, victims: Sequence[str]) -> None:
    """Kill once for each victim, at a moment when a shard is done and others are not; then run again.

    Args:
        house: open, with a worker.
        inbox: a delivery.
        folder: to work in.
        counts: to add to.
        victims: of `VICTIMS`.
    """
    run_on(inbox, folder / "undisturbed")
    expected = published(folder / "undisturbed")
    for number, victim in enumerate(victims):
        output = folder / f"{number}-{victim}"
        parameters = {"source": str(inbox), "output": str(output)}
        house.run("adhoc", parameters)
        assert wait_for(partial(stages_done, output), 240), "the run does not begin"
        time.sleep(random.Random(number).random() * 2)
        kill(house, victim)
        counts.blows += 1
        counts.partial += len(partial_files(output))
        # What was not killed goes on, and may come through; nothing that was killed holds the output.
        assert wait_for(partial(is_free, output), 240), "the output is held for ever"
        again = house.ends(house.run("adhoc", parameters))
        counts.resumed += again == "COMPLETED"
        counts.stuck += again != "COMPLETED"
        counts.compare(output, expected, len(list(inbox.iterdir())))
        counts.say(f"killed under Prefect: {victim}")
        shutil.rmtree(output)


def hourly_after_a_power_cut(house: House, inbox: Path, folder: Path, counts: Counts) -> float:
    """Kill everything while the one hourly run is going on, and ask for the next until it is let in; seconds it took.

    The deployment lets one run in at a time, and the server counts them. A run that ended with the machine has to stop
    counting: its lease runs out.
    """
    output = folder / "hourly"
    parameters = {"source": str(inbox), "output": str(output), "settle_seconds": 0}
    house.run("hourly", parameters)
    assert wait_for(partial(stages_done, output), 240), "the run does not begin"
    kill(house, "all")
    counts.blows += 1
    began = time.monotonic()
    state = "CANCELLED"
    while state == "CANCELLED" and time.monotonic() - began < 900:
        state = house.ends(house.run("hourly", parameters))
        time.sleep(5)
    counts.resumed += state == "COMPLETED"
    counts.stuck += state != "COMPLETED"
    return time.monotonic() - began
