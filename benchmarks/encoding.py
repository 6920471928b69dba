"""Encoding repair beside ftfy's defaults, in one run: `python -m benchmarks.encoding [--show]`.

The data lies under `$COPYDESK_DATA`, by default `../shared/data` beside the checkout. Exact means equal after
NFKC, with straight quotes, without invisible characters and repeated white space, so that what ftfy does to quotes
costs it nothing; character error is the Levenshtein distance by the original's length. Only speed ratios count.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from time import process_time
from timeit import repeat
from typing import Any, Final

import ftfy

from cleaners.encoding import fix_encoding

DATA: Final = Path(os.environ.get("COPYDESK_DATA", Path(__file__).parents[2] / "shared/data"), "encoding")
STRAIGHT: Final = str.maketrans("“”„‟‘’‚‛ʼ", "\"\"\"\"'''''")
INVISIBLE: Final = re.compile("[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

SYSTEMS: Final[dict[str, Callable[[str], str]]] = {
    "input": str,
    "ftfy": ftfy.fix_text,
    "copydesk": lambda text: fix_encoding(text).text,
}


def canonical(text: str) -> str:
    """The text without differences that no reader sees as damage."""
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFKC", text).translate(STRAIGHT)).split())


def distance(one: str, other: str) -> int:
    """Levenshtein distance, a column per step in one big integer (Myers 1999, as put by Hyyrö 2003)."""
    places: dict[str, int] = defaultdict(int)
    for index, char in enumerate(one):
        places[char] |= 1 << index
    mask, top = (1 << len(one)) - 1, 1 << max(len(one) - 1, 0)
    rises, falls, score = mask, 0, len(one)
    for char in other:
        same = places.get(char, 0)
        diagonal = (((same & rises) + rises) ^ rises) | same | falls
        right_up, right_down = falls | ~(diagonal | rises) & mask, rises & diagonal
        score += bool(right_up & top) - bool(right_down & top)
        right_up = (right_up << 1 | 1) & mask
        rises = (right_down << 1 & mask) | ~(diagonal | right_up) & mask
        falls = right_up & diagonal
    return score if one else len(other)


def load(name: str) -> list[dict[str, Any]]:
    """Read one data file."""
    data = (DATA / name).read_bytes()
    if name.endswith(".json"):
        return list(json.loads(data))
    return [json.loads(line) for line in gzip.decompress(data).splitlines()]


def print_row(label: str, cells: Iterable[object]) -> None:
    """One line of a table."""
    print(f"{label:32}" + "".join(f"{cell!s:>16}" for cell in cells))


def ftfy_cases() -> None:
    """How many of ftfy's own cases come out as they should."""
    print_row("ftfy's cases, as expected", SYSTEMS)
    for kind in ("negative", "in-the-wild", "synthetic", "language-names", "known-failures"):
        cases = [(case["original"], canonical(case["fixed"])) for case in load(f"ftfy-cases/{kind}.json")]
        counts = (sum(canonical(fix(text)) == want for text, want in cases) for fix in SYSTEMS.values())
        print_row(f"{kind} ({len(cases)})", counts)


def repair() -> None:
    """Exact documents and character error, by family of damage."""
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for document in load("repair_dev.jsonl.gz"):
        gold = canonical(document["gold"])
        for name, fix in SYSTEMS.items():
            error = distance(gold, canonical(fix(document["damaged"]))) / max(1, len(gold))
            for family in (document["family"], "lossy" if document.get("lossy") else "lossless", "all"):
                scores[family][name].append(min(1.0, error))
    print_row("damaged, exact % / char. error", SYSTEMS)
    for family, errors in sorted(scores.items()):
        cells = [f"{100 * e.count(0.0) / len(e):.1f} / {sum(e) / len(e):.3f}" for e in errors.values()]
        print_row(f"{family} ({len(errors['input'])})", cells)


def clean(*, show: bool) -> None:
    """Clean lines that change, to be read by a person with --show, and the speed on them."""
    lines = [line["text"] for line in load("clean_dev.jsonl.gz")]
    changed = {name: [line for line in lines if fix(line) != line] for name, fix in SYSTEMS.items()}
    print_row(f"clean lines changed, of {len(lines)}", map(len, changed.values()))
    print(*(f"- {line}\n+ {fix_encoding(line).text}" for line in changed["copydesk"] if show), sep="\n")
    english = "\n".join(item["gold"] for item in load("repair_dev.jsonl.gz") if item["lang"] == "en")
    for label, text in (("English", english), ("90 languages", "\n".join(lines))):
        times = {
            name: min(repeat(partial(fix, text), timer=process_time, repeat=3, number=1))
            for name, fix in SYSTEMS.items()
        }
        print(f"speed on clean text, {label}: {times['ftfy'] / times['copydesk']:.1f} times ftfy's")


if __name__ == "__main__":
    if DATA.is_dir():
        clean(show="--show" in sys.argv)
        ftfy_cases()
        repair()
    else:
        print(f"skipped: no benchmark data at {DATA}; set COPYDESK_DATA")
