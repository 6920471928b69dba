"""Encoding repair and decoding beside their peers, in one run: `python -m benchmarks.encoding [--show]`.

The data lies under `$COPYDESK_DATA`, by default `../shared/data` beside the checkout; `benchmarks/damage.py` makes
more of its kind from any text. Exact means equal after NFKC, with straight quotes, without invisible characters and
repeated white space, so that what ftfy does to quotes costs it nothing; character error is the Levenshtein distance
by the original's length. Only speed ratios count.

What 15 times ftfy's speed on a mix that is 95 % clean asks for, with ftfy's time for a clean document as the unit: its
damaged documents take 2.5, so the mix takes 1.09, and ours may take .073. With compiled code a clean document costs
.016, one of the twentieth that is counted as clean and is not, or does not seem so, .31, and a damaged one 1.4: together
.1, 11 times ftfy's speed. Seven tenths of that are the damaged ones, and of their time a fifth is ftfy's own, asked about
what no reading makes whole; three documents of 21 that lost bytes take two fifths. A damaged one might cost .84.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import process_time
from typing import Any, Final

import ftfy

from benchmarks import decode
from cleaners.encoding import fix_encoding
from cleaners.letters import KERNEL

DATA: Final = Path(os.environ.get("COPYDESK_DATA", Path(__file__).parents[2] / "shared/data"), "encoding")
STRAIGHT: Final = str.maketrans("“”„‟‘’‚‛ʼ", "\"\"\"\"'''''")
INVISIBLE: Final = re.compile("[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def systems() -> dict[str, Callable[[str], str]]:
    """What is measured; plsfix where it is installed (`benchmarks/peers.txt`)."""
    found: dict[str, Callable[[str], str]] = {"input": str, "ftfy": ftfy.fix_text}
    if importlib.util.find_spec("plsfix"):
        plsfix = importlib.import_module("plsfix").fix_text
        found["plsfix"] = lambda text: plsfix(
            text.encode("utf-8", "replace").decode()
        )  # raises on surrogates
    return found | {"copydesk": ours}


def ours(text: str) -> str:
    """Our repair, as text to text."""
    return fix_encoding(text).text


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


CASES: Final = ("negative", "in-the-wild", "synthetic", "language-names", "known-failures")


def cases_kept(kind: str, fix: Callable[[str], str]) -> tuple[int, int]:
    """How many of ftfy's own cases of one kind come out as they should, and of how many."""
    cases = [(case["original"], canonical(case["fixed"])) for case in load(f"ftfy-cases/{kind}.json")]
    return sum(canonical(fix(text)) == want for text, want in cases), len(cases)


def ftfy_cases() -> None:
    """Print ftfy's own cases."""
    print_row("ftfy's cases, as expected", systems())
    for kind in CASES:
        counts = [cases_kept(kind, fix) for fix in systems().values()]
        print_row(f"{kind} ({counts[0][1]})", [count for count, _ in counts])


def errors_by_family(fix: Callable[[str], str]) -> dict[str, list[float]]:
    """The character error of each damaged document, by family of damage."""
    errors: dict[str, list[float]] = defaultdict(list)
    for document in load("repair_dev.jsonl.gz"):
        gold, fixed = canonical(document["gold"]), canonical(fix(document["damaged"]))
        error = min(1.0, distance(gold, fixed) / max(1, len(gold))) if gold != fixed else 0.0
        for family in (document["family"], "lossy" if document.get("lossy") else "lossless", "all"):
            errors[family].append(error)
    return errors


def repair() -> None:
    """Print exact documents and character error, by family of damage."""
    scores = {name: errors_by_family(fix) for name, fix in systems().items()}
    print_row("damaged, exact % / char. error", scores)
    for family, errors in sorted(scores["input"].items()):
        rows = (score[family] for score in scores.values())
        cells = [f"{100 * e.count(0.0) / len(e):.1f} / {sum(e) / len(e):.3f}" for e in rows]
        print_row(f"{family} ({len(errors)})", cells)


def simulate_copy(gold: str, foreign: str) -> str:
    """Another site's copy of a text: a paragraph less, a word in twelve changed, a paragraph of its own."""
    lines = gold.split("\n")
    kept = lines[: len(lines) // 2] + lines[len(lines) // 2 + 1 :]
    words = [
        word if at % 12 else f"{word[:2]}{word}" for at, word in enumerate(" \n ".join(kept).split(" "), 1)
    ]
    return " ".join([*words, "\n", foreign])


def sibling_errors() -> tuple[float, float, int]:
    """The error of texts with lost letters before and after a copy is consulted, and how many are made worse."""
    documents = [item for item in load("repair_dev.jsonl.gz") if item["family"][:2] in {"E4", "E5"}]
    before = after = 0.0
    worse = 0
    for item, other in zip(documents, documents[1:] + documents[:1], strict=True):
        alone = ours(item["damaged"])
        copy = simulate_copy(item["gold"], other["gold"].split("\n")[0])
        gold, restored = canonical(item["gold"]), fix_encoding(item["damaged"], siblings=[copy]).text
        was, becomes = (distance(gold, canonical(text)) / len(gold) for text in (alone, restored))
        before, after, worse = before + was, after + becomes, worse + (becomes > was)
    return before, after, worse


def siblings() -> None:
    """Print what a copy restores."""
    before, after, worse = sibling_errors()
    print(
        f"lost letters, with one other copy: {100 * (1 - after / before):.0f} % of the error gone, {worse} made worse"
    )


def changed_lines() -> list[str]:
    """The clean lines that we change."""
    return [line["text"] for line in load("clean_dev.jsonl.gz") if ours(line["text"]) != line["text"]]


def clean(*, show: bool) -> None:
    """Print how many clean lines change, to be read by a person with --show."""
    lines = [line["text"] for line in load("clean_dev.jsonl.gz")]
    changed = {name: [line for line in lines if fix(line) != line] for name, fix in systems().items()}
    print_row(f"clean lines changed, of {len(lines)}", systems())
    print_row("", map(len, changed.values()))
    print(*(f"- {line}\n+ {ours(line)}" for line in changed["copydesk"] if show), sep="\n")


def speed_texts() -> dict[str, list[str]]:
    """Documents to measure speed on, by what they are."""
    documents = load("repair_dev.jsonl.gz")
    scripts = {
        "English": ("en",),
        "Latin": ("de", "fr", "es", "pt", "pl", "cs", "tr"),
        "Cyrillic": ("ru", "uk", "kk"),
        "Greek": ("el",),
        "Arabic": ("ar", "fa"),
        "CJK": ("zh", "ja", "ko"),
    }
    texts = {
        f"clean {name}": [item["gold"] for item in documents if item["lang"] in languages][:150]
        for name, languages in scripts.items()
    }
    mixed = [item["gold" if at % 20 else "damaged"] for at, item in enumerate(documents)]
    return texts | {"95 % clean": mixed[::7], "damaged": [item["damaged"] for item in documents[::9]]}


def families() -> dict[str, list[str]]:
    """Damaged documents by family of damage, about forty of each."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in load("repair_dev.jsonl.gz"):
        found[item["family"]].append(item["damaged"])
    return {
        name: texts[:: max(1, len(texts) // 40)] for name, texts in sorted(found.items()) if len(texts) > 1
    }


def times_ftfy(fix: Callable[[str], str], documents: Sequence[str]) -> float:
    """How many times ftfy's speed a system has.

    The two read all documents in turns, and of each document the best of five counts: what else the machine does then
    counts little.
    """
    best = {system: [float("inf")] * len(documents) for system in (ftfy.fix_text, fix)}
    for _ in range(5):
        for system, times in best.items():
            for at, text in enumerate(documents):
                start = process_time()
                system(text)
                times[at] = min(times[at], process_time() - start)
    return sum(best[ftfy.fix_text]) / sum(best[fix])


def speed() -> None:
    """Print how many times ftfy's speed each system has."""
    KERNEL.load()  # what it loads once is not counted
    peers = {name: fix for name, fix in systems().items() if name not in {"input", "ftfy"}}
    print_row("speed, times ftfy's", peers)
    for name, documents in speed_texts().items():
        print_row(name, (f"{times_ftfy(fix, documents):.2f}" for fix in peers.values()))
    slowest = [
        min((times_ftfy(fix, texts), family) for family, texts in families().items())
        for fix in peers.values()
    ]
    print_row("damaged, the slowest family", (f"{family[:2]} {times:.2f}" for times, family in slowest))


def gate() -> dict[str, float]:
    """The figures that `floors.toml` pins."""
    errors = errors_by_family(ours)
    before, after, worse = sibling_errors()
    lossless, lossy = errors["lossless"], errors["lossy"]
    KERNEL.load()
    return {
        "lossless exact": lossless.count(0.0) / len(lossless),
        "lossless error": sum(lossless) / len(lossless),
        "lossy error": sum(lossy) / len(lossy),
        "clean lines changed": len(changed_lines()),
        "ftfy's negatives kept": cases_kept("negative", ours)[0],
        "ftfy's wild cases repaired": cases_kept("in-the-wild", ours)[0],
        "error gone with a copy": 1 - after / before,
        "made worse with a copy": worse,
        "speed, 95 % clean": times_ftfy(ours, speed_texts()["95 % clean"]),
        "speed, slowest family": min(times_ftfy(ours, texts) for texts in families().values()),
    }


if __name__ == "__main__":
    if DATA.is_dir():
        clean(show="--show" in sys.argv)
        ftfy_cases()
        repair()
        siblings()
        speed()
        decode.main()
    else:
        print(f"skipped: no benchmark data at {DATA}; set COPYDESK_DATA")
