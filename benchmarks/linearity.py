"""Whether time grows with the size of a text and no faster: `python -m benchmarks.linearity`.

Each public step reads texts of several kinds, from an eighth of a megabyte to one. The least CPU time of some
rounds counts, since a busy machine only adds; the exponent is the slope through the logarithms of size and time, 1
where time is proportional to size. The texts are made here, so nothing is needed from outside. The language model
is left out: it reads a bounded number of words. Pages are smaller than texts here: the libraries that `extract`
stands on grow faster than their input where a page has tens of thousands of short blocks, and a run turns such a page away by its limits.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from unittest.mock import patch

import numpy as np

from cleaners import SiteLines, decode, extract, fix_encoding, sign, strip_boilerplate, unspin
from cleaners import spin as spin_step
from cleaners.plain import read_plain

SIZES: Final = (125_000, 250_000, 500_000, 1_000_000)
PAGE_SIZES: Final = (31_000, 62_000, 125_000, 250_000)
ROUNDS: Final = 2
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


STEPS: Final[Mapping[str, Callable[[str], object]]] = {
    "decode": lambda text: decode(text.encode()),
    "extract": lambda text: extract(as_page(text)),
    "read_plain": read_plain,
    "fix_encoding": fix_encoding,
    "strip_boilerplate": strip_boilerplate,
    "SiteLines.learn": lambda text: SiteLines.learn([text, text[: len(text) // 2]]),
    "unspin": unspin,
    "unspin, gate 0": lambda text: unspin(text, gate=0),
    "sign": lambda text: sign([text]),
}


def exponent(
    step: Callable[[str], object], kind: Callable[[int], str], sizes: Sequence[int]
) -> tuple[float, float]:
    """The slope, and the CPU seconds for a megabyte at the largest size."""
    step(kind(10_000))  # what is loaded once is not counted
    times = []
    for size in sizes:
        text = kind(size)
        spent = []
        for _ in range(ROUNDS):
            began = time.process_time()
            step(text)
            spent.append(time.process_time() - began)
        times.append(max(min(spent), 1e-6))
    slope = float(np.polyfit(np.log(sizes), np.log(times), 1)[0])
    return slope, times[-1] * 1_000_000 / sizes[-1]


def main(names: Sequence[str]) -> None:
    """Print a line for each step and kind, of all steps or the named ones."""
    print(f"{'':18}{'':14}{'seconds a MB':>13}{'exponent':>10}")
    with patch.object(spin_step, "spin_model", lambda: None):
        for step, run in STEPS.items():
            if names and step not in names:
                continue
            for kind, make in KINDS.items():
                slope, seconds = exponent(run, make, PAGE_SIZES if step == "extract" else SIZES)
                shown = f"{slope:10.2f}" if seconds >= _TOO_QUICK else f"{'quick':>10}"
                print(f"{step:18}{kind:14}{seconds:13.2f}{shown}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
