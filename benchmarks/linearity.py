"""Whether time grows with the size of a text and no faster: `python -m benchmarks.linearity [function...]`.

Each public function reads texts of several kinds, from 62 kB to a megabyte; `unspin` without its gate an eighth of it.
The least CPU time of some rounds counts, since a busy machine only adds, and each round goes through all sizes; the
exponent is the least-squares slope through the logarithms of size and time from an eighth of a megabyte on, 1 where
time is proportional to size. The texts are made here, so nothing is needed from outside. The language model is left
out: it reads a bounded number of words. Functions over many texts get the text in pieces. A page that `extract` turns
away as too large has no time: of four words a paragraph that is half a megabyte.

The gate goes to half a megabyte and has room for a busy machine: its ceilings tell growth with the square, which is 2.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from unittest.mock import patch

import numpy as np

from cleaners import (
    Article,
    Reason,
    Reject,
    SiteLines,
    clean,
    decode,
    extract,
    find_copies,
    find_events,
    fix_encoding,
    sign,
    strip_boilerplate,
    unspin,
)
from cleaners import spin as spin_step
from cleaners.plain import read_plain

SIZES: Final = (62_500, 125_000, 250_000, 500_000, 1_000_000)
LARGE: Final = 125_000  # from here on sizes count for the slope, or the three largest that there are
GATED: Final = (125_000, 500_000)  # for the floors
# Judging every word of a text as if it were spun takes a millisecond a word: a text of this many times less will do.
SLOWER: Final = {"unspin, gate 0": 8}
ROUNDS: Final = 4
TWICE: Final = 2  # rounds at the least: in the first, functions remember what they are asked again and again
ENOUGH: Final = 2.0  # seconds of CPU time that are spent on one size before another round is not worth it
PIECE: Final = 2_000  # characters
# A step that needs less for a megabyte is too quick for a slope.
_TOO_QUICK: Final = 0.03

_STEMS: Final = (  # noqa: SIM905  reads better than sixty literals
    "council harbour minister ferry school bridge vote budget night storm road river market price worker union court "
    "judge report plan region city village season match team player doctor hospital water energy paper border treaty "
    "said voted opened closed raised found asked would against during before after between under about which that the "
    "a of and in to for with on at by from was were has had not"
).split()


def prose(size: int) -> str:
    """Paragraphs of made-up sentences, of some five hundred words each, with headlines between them."""
    chance = random.Random(size)  # noqa: S311  made again with the same seed
    paragraphs: list[str] = []
    length = 0
    while length < size:
        sentences = []
        for _ in range(chance.randint(2, 6)):
            words = chance.choices(_STEMS, k=chance.randint(8, 22))
            sentences.append(f"{' '.join(words).capitalize()} {chance.randint(2, 900)}.")
        paragraphs.append(" ".join(sentences))
        length += len(paragraphs[-1]) + 2
    return "\n\n".join(paragraphs)[:size]


def short_lines(size: int) -> str:
    """A line for every few words, as tables and menus have."""
    words = prose(size).split()
    return "\n".join(" ".join(words[at : at + 4]) for at in range(0, len(words), 4))[:size]


def one_line(size: int) -> str:
    """No line end at all."""
    return " ".join(prose(size).split())


def mojibake(size: int) -> str:
    """UTF-8 that was read as windows-1252."""
    return prose(size).replace("e", "é").replace("o", "ö").encode().decode("cp1252", "replace")[:size]


def furniture(size: int) -> str:
    """Paragraphs with interface lines behind each."""
    return prose(size).replace("\n\n", "\n\nRelated Articles\n\nShare this article\n\n")[:size]


def quotes(size: int) -> str:
    """Quotation marks that open and never close, brackets that never end."""
    return prose(size).replace(" the ", " “the ").replace(" of ", " (of ")[:size]


KINDS: Final[Mapping[str, Callable[[int], str]]] = {
    "prose": prose,
    "short lines": short_lines,
    "one line": one_line,
    "mojibake": mojibake,
    "furniture": furniture,
    "open quotes": quotes,
}


def as_page(text: str) -> str:
    """The text as a page of paragraphs."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    return f"<html><head><title>A page</title></head><body><article>{paragraphs}</article></body></html>"


def pieces(text: str) -> list[str]:
    """The text as many texts."""
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)]


STEPS: Final[Mapping[str, Callable[[str], object]]] = {
    "decode": lambda text: decode(text.encode()),
    "extract": lambda text: extract(as_page(text)),
    "read_plain": read_plain,
    "fix_encoding": fix_encoding,
    "strip_boilerplate": strip_boilerplate,
    "SiteLines.learn": lambda text: SiteLines.learn([text, text[: len(text) // 2]]),
    "unspin": unspin,
    "unspin, gate 0": lambda text: unspin(text, gate=0),
    "clean": lambda text: clean(Article(text=text)),
    "sign": lambda text: sign([text]),
    "find_copies": lambda text: find_copies(pieces(text)),
    "find_events": lambda text: find_events([Article(text=piece) for piece in pieces(text)]),
}


@dataclass(frozen=True, slots=True)
class Growth:
    """How the time of a function grows on one kind of text.

    Attributes:
        step: the function.
        kind: of text.
        sizes: in characters.
        seconds: of CPU time, for each size.
    """

    step: str
    kind: str
    sizes: Sequence[int]
    seconds: Sequence[float]

    @property
    def for_a_megabyte(self) -> float:
        """Seconds for a megabyte, by the largest size."""
        return self.seconds[-1] * 1e6 / self.sizes[-1]

    @property
    def exponent(self) -> float | None:
        """The slope; None where all is over too soon for one."""
        if self.for_a_megabyte < _TOO_QUICK:
            return None
        first = max(0, min(len(self.sizes) - 3, sum(size < LARGE for size in self.sizes)))
        return float(np.polyfit(np.log(self.sizes[first:]), np.log(self.seconds[first:]), 1)[0])


def measure(names: Sequence[str], sizes: Sequence[int]) -> Iterator[Growth]:
    """The growth of all functions, or of the named ones, on each kind of text."""
    with patch.object(spin_step, "spin_model", lambda: None):
        for step, run in STEPS.items():
            for kind, make in KINDS.items() if not names or step in names else ():
                run(make(10_000))  # what is loaded once is not counted,
                gc.freeze()  # nor looked through by the collector, as in a child
                told = _least(
                    run, {size: make(size) for size in [size // SLOWER.get(step, 1) for size in sizes]}
                )
                yield Growth(step, kind, list(told), list(told.values()))


def _least(run: Callable[[str], object], texts: Mapping[int, str]) -> dict[int, float]:
    """The least CPU time of some rounds by size; sizes that are turned away as too large are left out."""
    spent: dict[int, list[float]] = {size: [] for size in texts}
    for _ in range(ROUNDS):
        for size in [size for size, times in spent.items() if len(times) < TWICE or sum(times) < ENOUGH]:
            began = time.process_time()
            result = run(texts[size])
            spent[size].append(time.process_time() - began)
            if isinstance(result, Reject) and result.reason is Reason.TOO_LARGE:
                del spent[size]
    return {size: max(min(times), 1e-6) for size, times in spent.items()}


def gate() -> dict[str, float]:
    """The exponent of each function on the kind of text where it is largest."""
    worst = dict.fromkeys(STEPS, 0.0)
    for growth in measure((), GATED):
        worst[growth.step] = max(worst[growth.step], growth.exponent or 0.0)
    return worst


def main(names: Sequence[str]) -> None:
    """Print a line for each function and kind."""
    print(f"{'CPU seconds for':32}{''.join(f'{size // 1000:>7}k' for size in SIZES)}{'exponent':>10}")
    for growth in measure(names, SIZES):
        times = "".join(f"{seconds:8.2f}" for seconds in growth.seconds)
        shown = "quick" if growth.exponent is None else f"{growth.exponent:.2f}"
        print(f"{growth.step:18}{growth.kind:14}{times:40}{shown:>10}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
