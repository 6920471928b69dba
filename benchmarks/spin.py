"""How well spun articles are found, and how often a repair is right: `python -m benchmarks.spin`.

Development data outside the repository, in the folder that COPYDESK_DATA names: 81 articles, original and spun by
a simulator that swaps word by word, so that most swaps are in no table of phrases; clean news; and the seeds.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cleaners.document import Unspun
from cleaners.edits import Edit
from cleaners.spin import GATE, unspin

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data"))
EVENTS = [DATA / f"events/{name}_dev.jsonl" for name in ("ecbplus", "basil", "neus")]
CORPUS = DATA / "corpus/news.jsonl.gz"


def main() -> None:
    """Print all figures."""
    report_seeds()
    pairs = DATA / "spin/spun_dev.jsonl"
    if not pairs.exists():
        print(f"no development data at {DATA}: set COPYDESK_DATA; the rest is skipped")
        return
    articles = read(pairs)
    report_detection(*([unspin(article[side]) for article in articles] for side in ("original", "spun")))
    report_repair(articles, gate=None)
    report_repair(articles, gate=0)
    report_clean("the 81 originals", [article["original"] for article in articles])
    for path in (*EVENTS, CORPUS):
        # Reuters wraps its lines; a phrase is looked for within one line.
        report_clean(path.name, [row["text"].replace("\n", " ") for row in read(path)])


def report_seeds() -> None:
    """Only 003 is spun."""
    for path in sorted(Path("seeds").glob("*.txt")):
        result = unspin(path.read_text(encoding="utf-8"))
        print(f"{path.name[:3]}: score {result.score}, spun {result.spun}, {len(result.edits)} edits")


def report_detection(originals: Sequence[Unspun], spun: Sequence[Unspun]) -> None:
    """How well the score parts spun articles from their originals."""
    clean = [result.score for result in originals if result.score is not None]
    found = [result.score for result in spun if result.score is not None]
    wins = sum((right > wrong) + 0.5 * (right == wrong) for right in found for wrong in clean)
    recall = sum(score >= GATE for score in found) / len(found)
    print(
        f"detection: {len(found)} pairs in English, AUC {wins / len(found) / len(clean):.3f}, recall at the gate "
        f"({GATE}) {recall:.2f}, median score {sorted(found)[len(found) // 2]} against a highest of {max(clean)}"
    )


def report_repair(articles: Sequence[dict[str, Any]], *, gate: float | None) -> None:
    """Precision of edits and suggestions, and the share of all swaps that they undo."""
    counts: Counter[tuple[str, str]] = Counter()
    swaps = 0
    for article in articles:
        result = unspin(article["spun"], gate=gate)
        swaps += len(article["swaps"])
        for edit in (*result.edits, *result.suggestions):
            touched = [
                swap for swap in article["swaps"] if swap["start"] < edit.end and swap["end"] > edit.start
            ]
            verdict = "right" if is_right(article["spun"], edit, touched) else "wrong"
            counts[edit.tier, verdict] += 1
            counts[edit.tier, "swaps"] += len(touched) if verdict == "right" else 0
    for tier in ("applied", "suggested"):
        right, wrong = counts[tier, "right"], counts[tier, "wrong"]
        print(
            f"{tier}, gate {GATE if gate is None else gate}: {right} right, {wrong} wrong, precision "
            f"{right / max(1, right + wrong):.3f}, {counts[tier, 'swaps']} of {swaps} swaps undone"
        )


def is_right(text: str, edit: Edit, swaps: Sequence[dict[str, Any]]) -> bool:
    """Whether an edit gives what undoing the swaps that it touches would give."""
    start = min([edit.start, *(swap["start"] for swap in swaps)])
    end = max([edit.end, *(swap["end"] for swap in swaps)])
    wanted = ""
    done = start
    for swap in swaps:
        wanted += text[done : swap["start"]] + swap["orig"]
        done = swap["end"]
    wanted += text[done:end]
    got = text[start : edit.start] + edit.after + text[edit.end : end]
    return wanted.lower().replace("’", "'") == got.lower().replace("’", "'")


def report_clean(name: str, texts: Sequence[str]) -> None:
    """What is edited in texts that nobody spun."""
    results = [unspin(text) for text in texts]
    scores = [result.score for result in results if result.score is not None]
    ungated = sum(len(unspin(text, gate=0).edits) for text in texts[:2_000])
    print(
        f"clean, {name}: {len(texts)} texts, {sum(len(text.split()) for text in texts):,} words, "
        f"{sum(result.spun for result in results)} taken for spun, {sum(len(result.edits) for result in results)} "
        f"edits; highest score {max(scores)}; {ungated} edits in the first 2,000 with gate 0"
    )


def english(text: str) -> bool:
    """Whether every tenth word or more is one of five that only English has so often; lists and names fail."""
    return len(re.findall(r"\b(?:the|of|and|to|in)\b", text.lower())) > 0.1 * len(text.split())


def first_words(text: str, count: int) -> str:
    """The text up to the end of its word number `count`."""
    ends = [found.end() for found in re.finditer(r"\S+", text)]
    return text[: ends[count - 1]] if len(ends) > count else text


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file, gzipped or not."""
    data = path.read_bytes()
    return [
        json.loads(line) for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    ]


if __name__ == "__main__":
    main()
