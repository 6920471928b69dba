"""How much boilerplate goes, and how much of the article with it: `python -m benchmarks.boilerplate [SET...]`.

Every line of the labelled sets says whether it belongs to the article. Three figures count: F1 of the text that
is kept, in 4-token shingles as the article-extraction-benchmark scores them (counts per page, macro means, F1 of
the means), the share of the article's words that went, and the share of the boilerplate's words that stayed.
`--wrong` prints the article lines that went, with the rule that took them.

The sets lie in `$COPYDESK_DATA/lines` (default `../shared/data/lines`); where they are absent, nothing runs.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

from cleaners.boilerplate import strip_boilerplate

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data")) / "lines"
SETS = ("aeb.resimain", "aeb.trarecall", "wcxbdev.resimain", "wcxbdev.trarecall")
WORD = re.compile(r"\w+")

Page = dict[str, Any]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The 4-token shingles of a text, or its tokens as one shingle where there are fewer."""
    words = WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def precision_recall(gold: str, kept: str) -> tuple[float, float]:
    """Precision and recall of one page."""
    want, got = shingles(gold), shingles(kept)
    hits = (want & got).total()
    if want == got:
        return 1.0, 1.0
    return hits / max(1, got.total()), hits / max(1, want.total())


def read_pages(name: str) -> Iterator[Page]:
    """The pages of a set that have an article."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from (page for page in map(json.loads, file) if page["gold"].strip())


def measure(name: str, *, wrong: bool) -> None:
    """Print the figures of one set, for the step and for doing nothing."""
    ours, nothing = [], []
    words: Counter[tuple[str, bool]] = Counter()
    rules: Counter[tuple[str, str]] = Counter()
    for page in read_pages(name):
        text = "\n".join(line["text"] for line in page["lines"])
        edited = strip_boilerplate(text)
        rule_at = {at: edit.rule for edit in edited.edits for at in range(edit.start, edit.end)}
        start = 0
        for line in page["lines"]:
            rule = rule_at.get(start + len(line["text"]) // 2)
            size = len(WORD.findall(line["text"]))
            words[line["label"], rule is None] += size
            rules[rule or "", line["label"]] += rule is not None
            if wrong and rule and line["label"] == "keep":
                print(f"  {rule}: {line['text'][:150]}")
            start += len(line["text"]) + 1
        ours.append(precision_recall(page["gold"], edited.text))
        nothing.append(precision_recall(page["gold"], text))
    lost = words["keep", False] / (words["keep", False] + words["keep", True])
    left = words["drop", True] / max(1, words["drop", True] + words["drop", False])
    print(
        f"{name}: kept F1 {f1(ours):.4f} (nothing done {f1(nothing):.4f}), lost {lost:.4%}, left {left:.1%}"
    )
    for rule in sorted({rule for rule, _ in rules} - {""}):
        print(f"    {rule:18} right {rules[rule, 'drop']:6} wrong {rules[rule, 'keep']:5}")


def f1(pages: list[tuple[float, float]]) -> float:
    """F1 of the mean precision and the mean recall."""
    precision, recall = fmean(page[0] for page in pages), fmean(page[1] for page in pages)
    return 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    if not DATA.is_dir():
        sys.exit(f"skipped: no labelled lines in {DATA}")
    for each in [name for name in sys.argv[1:] if not name.startswith("-")] or SETS:
        measure(each, wrong="--wrong" in sys.argv)
