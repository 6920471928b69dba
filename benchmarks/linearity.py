"""Linearity: what each step costs as its input grows, as the exponent of size.

    python -m benchmarks.linearity [--most 1000000] [--steps sign ...]

Every step is given texts of several kinds, a quarter of `--most` long and all of it: a step that takes twice the time
for twice the text has the exponent 1, one that compares all lines with all others 2. CPU time is counted, the least of
several turns. Texts of every kind go on without repeating themselves, since a cache would make repetition cheap. Where
the language model is installed, `unspin` and `clean` are left out: what it may look at is bounded by a budget of its own.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

import cleaners
from cleaners.language_model import load_model

MOST: Final = 1_000_000
# Below this a step is as good as free, and the clock's grain would be fitted.
FREE: Final = 0.02
TURNS: Final = 3

_SYLLABLES: Final = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
_COMMON: Final = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "was",
    "said",
    "on",
    "for",
    "with",
    "that",
    "by",
    "not",
]


def _word(chance: random.Random) -> str:
    if chance.random() < 0.4:
        return chance.choice(_COMMON)
    word = "".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4)))
    return word.title() if chance.random() < 0.1 else word


def _sentence(chance: random.Random) -> str:
    return " ".join(_word(chance) for _ in range(chance.randint(6, 24))).capitalize() + ". "


def _paragraph(chance: random.Random) -> str:
    return "".join(_sentence(chance) for _ in range(4)).strip() + "\n\n"


def _label(chance: random.Random) -> str:
    return " ".join(_word(chance) for _ in range(chance.randint(1, 3))) + "\n"


def _page(chance: random.Random) -> str:
    """Paragraphs with furniture between them."""
    furniture = chance.choice(
        [
            "Share this article\n\n",
            "Read more: {}\n\n",
            "Photo: {}/AP\n\n",
            "{} says:\n",
            "3 May 2019 14:05\n",
        ]
    )
    return _paragraph(chance) + furniture.format(_label(chance).strip())


def _mangled(chance: random.Random) -> str:
    text = _sentence(chance).replace("a", "é", 2).replace("e ", "’s ", 1)
    return text.encode().decode("cp1252", "replace") + ("\n\n" if chance.random() < 0.2 else "")


def _chinese(chance: random.Random) -> str:
    return (
        "".join(chr(chance.randint(0x4E00, 0x6FFF)) for _ in range(40)) + "。" + "\n" * chance.randint(0, 1)
    )


def _figures(chance: random.Random) -> str:
    day = f"{chance.randint(1, 28)} May 20{chance.randint(10, 24)}"
    return f"{_word(chance)} {chance.randint(1, 10**6):,} on {day}, {chance.random():.2%}; "


def _swapped(chance: random.Random) -> str:
    return (
        _sentence(chance)[:-2]
        + " desirous about the official go to of the Commonwealth of Unbiased States.\n"
    )


def _html(chance: random.Random) -> str:
    return f"<p>{_paragraph(chance).strip()}</p>\n"


KINDS: Final[Mapping[str, Callable[[random.Random], str]]] = {
    "paragraphs": _paragraph,
    "labels": _label,
    "page": _page,
    "one line": _sentence,
    "mangled": _mangled,
    "Chinese": _chinese,
    "figures": _figures,
    "spun": _swapped,
    "spans": lambda chance: f"<span>{_word(chance)}</span> ",
    "html": _html,
}
_BYTES_KINDS: Final = {"html", "spans"}

STEPS: Final[Mapping[str, Callable[[str], object]]] = {
    "decode": lambda text: cleaners.decode(text.encode()),
    "extract": lambda text: cleaners.extract(f"<html><body><article>{text}</article></body></html>"),
    "fix_encoding": cleaners.fix_encoding,
    "strip_boilerplate": cleaners.strip_boilerplate,
    "unspin": cleaners.unspin,
    "clean": lambda text: cleaners.clean(cleaners.Article(text=text)),
    "sign": lambda text: cleaners.sign([text]),
    "find_copies": lambda text: cleaners.find_copies([text, text[len(text) // 3 :]]),
    "find_events": lambda text: cleaners.find_events(
        [cleaners.Article(text=text), cleaners.Article(text=text[9:])]
    ),
}


# Steps that ask the language model where it is installed.
MODELLED: Final = frozenset({"unspin", "clean"} if load_model() else ())


def make_text(kind: str, size: int) -> str:
    """A text of one kind, so many characters long."""
    chance = random.Random(size)  # noqa: S311 - made-up texts
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(KINDS[kind](chance))
        length += len(pieces[-1])
    return "".join(pieces)[:size]


def cost(step: str, text: str, turns: int) -> float:
    """Seconds of CPU time: the least of some turns."""
    found = math.inf
    for _ in range(turns):
        began = time.process_time()
        STEPS[step](text)
        found = min(found, time.process_time() - began)
        if found > 1:
            break
    return found


def exponent(step: str, kind: str, most: int) -> tuple[float, float]:
    """How the cost of a step grows with one kind of text over the last two doublings, and seconds at the end.

    A step that hardly costs anything at the end has the exponent 0.
    """
    last = cost(step, make_text(kind, most), TURNS)
    if last < FREE:
        return 0.0, last
    first = cost(step, make_text(kind, most // 4), 2 * TURNS)
    return math.log2(last / max(first, 1e-4)) / 2, last


def table(steps: list[str], most: int) -> dict[tuple[str, str], tuple[float, float]]:
    """Every step with every kind of text that it can be given."""
    found = {}
    for step in steps:
        STEPS[step](make_text("paragraphs", 4000))  # what a step loads once is no part of its growth
        for kind in KINDS:
            if (step in {"extract", "decode"}) or kind not in _BYTES_KINDS:
                found[step, kind] = exponent(step, kind, most)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--most", type=int, default=MOST)
    parser.add_argument(
        "--steps", nargs="+", choices=list(STEPS), default=[step for step in STEPS if step not in MODELLED]
    )
    options = parser.parse_args()
    for step in options.steps:
        for (_, kind), (grows, seconds) in table([step], options.most).items():
            print(
                f"  {step:18} {kind:12} exponent {grows:5.2f}, {seconds:6.2f} s at {options.most / 1e6:g} M characters",
                flush=True,
            )


if __name__ == "__main__":
    main()
