"""What it costs that every document is met by a process that may be lost: `python -m benchmarks.children`.

The same requests, those of a run's two stages over real pages and over news as text, are answered in this process and
by a child, in turns of a few documents and in either order, so that a busy machine weighs on both. Compared is CPU
time: of this process for the one, and of this process and of the child for the other. What the child costs before it
answers is printed apart: a run pays it once for each worker, so over so many documents it comes to the rest of 2 %.

    python -m benchmarks.children [--documents 150]

Pages come from `$COPYDESK_DATA/extraction/aeb`, texts from `$COPYDESK_DATA/corpus`. The language model is left out.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.corpus import news
from benchmarks.gate import DATA
from benchmarks.processes import children_with, cpu_of_descendants, cpu_of_family
from cleaners import Knowledge, Settings
from flows.children import Loss, ask
from flows.cleaning import answer, pack_input
from flows.inputs import Input

TURN: Final = 20  # requests
WARM: Final = 60  # requests


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU seconds, sums over some documents.

    Attributes:
        documents: how many there were.
        here: answered in this process.
        parent: of this process, when a child answers.
        child: of the child, answering.
        start: of the child before it could answer, documents it never saw.
    """

    documents: int
    here: float
    parent: float
    child: float
    start: float

    @property
    def overhead(self) -> float:
        """The share that children cost on top, once they have started."""
        return (self.parent + self.child) / self.here - 1


def pages() -> list[Input]:
    """Real pages."""
    found = []
    for number, path in enumerate(sorted((DATA / "extraction" / "aeb" / "html").iterdir())):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        found.append(Input(f"page-{number}", path.name, data, "text/html"))
    return found


def texts() -> list[Input]:
    """News, as text."""
    return [Input(f"text-{at}", "news", text.encode(), "text/plain") for at, text in enumerate(news()[::17])]


def requests(entry: Input, knowledge: Sequence[str]) -> Iterator[bytes]:
    """The two questions that a run asks about an input; the second is made of the answer to the first."""
    settings = json.dumps(asdict(Settings()))
    first = json.dumps({"stage": "extract", "settings": settings}).encode() + b"\n" + pack_input(entry)
    yield first
    line = answer_here(first)
    if json.loads(line)["kind"] == "article":
        head = {"stage": "clean", "settings": settings, "knowledge": knowledge}
        yield json.dumps(head).encode() + b"\n" + line


def answer_here(question: bytes) -> bytes:
    """What a child does with a question, in this process."""
    line, _, payload = question.partition(b"\n")
    return answer(json.loads(line), payload).encode()


def measure(entries: Sequence[Input]) -> Costs:
    """Have each request answered both ways.

    Raises:
        ValueError: a child was lost.
    """
    with tempfile.TemporaryDirectory() as folder, children_with(Path(folder) / "site"):
        path = Path(folder) / "knowledge.json"
        path.write_text(json.dumps(Knowledge().to_record()), encoding="utf-8")
        questions = [question for entry in entries for question in requests(entry, [str(path), ""])]
        gc.freeze()  # as a child does
        began = cpu_of_family()
        ask(questions[0], seconds=60)
        start = cpu_of_family() - began
        for question in questions[:WARM]:  # what is loaded when it is first needed is no cost of asking
            ask(question, seconds=60)
            answer_here(question)
        questions = questions[WARM:]
        here = parent = 0.0
        before = cpu_of_descendants()
        for number, at in enumerate(range(0, len(questions), TURN)):
            some = questions[at : at + TURN]
            for is_here in (number % 2 == 0, number % 2 == 1):
                began = time.process_time()
                answers = [answer_here(one) if is_here else ask(one, seconds=60) for one in some]
                spent = time.process_time() - began
                here, parent = (here + spent, parent) if is_here else (here, parent + spent)
                if any(isinstance(found, Loss) for found in answers):
                    message = f"a child answers nothing: {answers}"
                    raise ValueError(message)
        return Costs(len(questions) // 2, here, parent, cpu_of_descendants() - before, start)


def gate() -> dict[str, float]:
    """What children cost on top of cleaning pages."""
    return {"overhead on pages": measure(pages()[:90]).overhead}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=150)
    options = parser.parse_args()
    if not DATA.exists():
        print(f"no data at {DATA}: nothing to measure")
        return
    for name, entries in (("pages", pages()), ("texts", texts())):
        costs = measure(entries[: options.documents])
        each = costs.here / costs.documents
        print(
            f"{costs.documents} {name}, {each * 1e3:.1f} ms each: children cost {costs.overhead:+.1%}"
            f" ({costs.parent / costs.documents * 1e3:.2f} ms in the parent,"
            f" {(costs.child - costs.here) / costs.documents * 1e3:+.2f} ms in the child)"
        )
        print(
            f"  a start costs {costs.start:.2f} s, 1 % of {costs.start / each / 0.01:.0f} {name};"
            f" cleaning in this process loads the same tables"
        )


if __name__ == "__main__":
    main()
