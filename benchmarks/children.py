"""What it costs that every document is met by a process that may be lost: `python -m benchmarks.children`.

The same questions, those of a run's two stages over real pages and over news as text, are answered in this process and
by a child, in turns of some documents and in either order, so that a busy machine weighs on both. Compared is CPU
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
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.corpus import news
from benchmarks.gate import DATA
from benchmarks.processes import children_with, cpu_of_descendants, cpu_of_family
from cleaners import Knowledge, Settings
from cleaners.kernels import MAY_COMPILE
from flows import asking, children
from flows.asking import Question, answer_all
from flows.children import Loss
from flows.cleaning import answer, pack_input
from flows.inputs import Input
from flows.records import Record

TURN: Final = 16  # questions, as many as are asked about together
WARM: Final = 32  # questions


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


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a run: what its questions have in common, and the questions."""

    request: Record
    questions: Sequence[Question]

    def part(self, start: int, end: int) -> Stage:
        """Some of the questions."""
        return Stage(self.request, self.questions[start:end])

    def here(self) -> list[str]:
        """The answers, in this process."""
        return [answer(self.request, question.payload) for question in self.questions]

    def asked(self) -> list[str]:
        """The answers, as a run gets them."""
        return list(answer_all(self.request, self.questions, 60))


@contextmanager
def stages_with_children(entries: Sequence[Input]) -> Iterator[list[Stage]]:
    """The two stages of a run over some inputs, and children to ask; nobody knows anything of any site."""
    with tempfile.TemporaryDirectory() as folder, children_with(Path(folder) / "site"):
        path = Path(folder) / "knowledge.json"
        path.write_text(json.dumps(Knowledge().to_record()), encoding="utf-8")
        yield stages(entries, [str(path), ""])


def stages(entries: Sequence[Input], knowledge: Sequence[str]) -> list[Stage]:
    """The two stages of a run over some inputs; the questions of the second are made of the answers to the first."""
    settings = json.dumps(asdict(Settings()))
    first = Stage(
        {"stage": "extract", "settings": settings},
        [Question(pack_input(entry), entry.id, entry.source) for entry in entries],
    )
    articles = [
        Question(line.encode(), entry.id, entry.source)
        for entry, line in zip(entries, first.here(), strict=True)
        if json.loads(line)["kind"] == "article"
    ]
    return [first, Stage({"stage": "clean", "settings": settings, "knowledge": knowledge}, articles)]


def measure(entries: Sequence[Input]) -> Costs:
    """Have each question answered both ways.

    Raises:
        ValueError: a child answers something else, or nothing.
    """
    with stages_with_children(entries) as both:
        gc.freeze()  # as a child does,
        compiled = MAY_COMPILE.set(False)  # and that
        began = cpu_of_family()
        both[0].part(0, 1).asked()
        start = cpu_of_family() - began
        for stage in both:  # what is loaded when it is first needed is no cost of asking
            stage.part(0, WARM).asked()
            stage.part(0, WARM).here()
        here = parent = 0.0
        before = cpu_of_descendants()
        turns = [
            stage.part(at, at + TURN) for stage in both for at in range(WARM, len(stage.questions), TURN)
        ]
        for number, turn in enumerate(turns):
            answers = []
            for is_here in (number % 2 == 0, number % 2 == 1):
                began = time.process_time()
                answers.append(turn.here() if is_here else turn.asked())
                spent = time.process_time() - began
                here, parent = (here + spent, parent) if is_here else (here, parent + spent)
            if answers[0] != answers[1]:
                message = "a child answers something else"
                raise ValueError(message)
        MAY_COMPILE.reset(compiled)
        return Costs(len(entries) - WARM, here, parent, cpu_of_descendants() - before, start)


def gate() -> dict[str, float]:
    """Texts for each question to a child, in both stages: what keeps children cheap, and the same on every machine."""
    asked: list[str] = []

    def counted(request: bytes, *, seconds: float, tries: int) -> bytes | Loss:
        asked.append(request.partition(b"\n")[0].decode())
        return children.ask(request, seconds=seconds, tries=tries)

    with stages_with_children(texts()[:160]) as both, patch.object(asking, "ask", counted):
        for stage in both:
            stage.asked()
    return {"texts in a question": sum(len(stage.questions) for stage in both) / len(asked)}


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
