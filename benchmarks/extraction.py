"""How well `extract` finds the article: `python -m benchmarks.extraction [aeb|wcxb-dev]`.

Precision and recall over 4-token shingles of the body, averaged over the pages, as in scrapinghub's benchmark, beside
trafilatura alone. `COPYDESK_DATA` says where the pages are; without them this says so and ends.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import trafilatura

from cleaners.document import Article
from cleaners.extract import extract

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data")) / "extraction"


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The 4-token shingles of a text, or its one shorter one."""
    tokens = re.findall(r"\w+", text)
    return (
        Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3))) if tokens else Counter()
    )


def score(found: str, gold: str) -> tuple[float, float]:
    """Precision and recall of one page."""
    got, want = shingles(found), shingles(gold)
    common = (got & want).total()
    return (common / got.total() if got else float(not want)), (common / want.total() if want else 1.0)


def report(name: str, scores: list[tuple[float, float]], seconds: float) -> None:
    """One line of the table."""
    precision, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"{name:14} F1 {f1:.4f}  P {precision:.4f}  R {recall:.4f}  {1000 * seconds / len(scores):.0f} ms a page"
    )


def main() -> None:
    """Print the scores on one set."""
    folder = DATA / (sys.argv[1] if len(sys.argv) > 1 else "aeb")
    if not folder.exists():
        print(f"skipped: {folder} is absent")
        return
    gold = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    ours, plain, spent = [], [], [0.0, 0.0]
    dates: Counter[str] = Counter()
    for page, truth in gold.items():
        html = gzip.decompress((folder / "html" / f"{page}.html.gz").read_bytes()).decode("utf-8")
        start = time.process_time()
        article = extract(html, url=truth.get("url"))
        middle = time.process_time()
        alone = trafilatura.extract(html, url=truth.get("url"), include_comments=False)
        spent = [spent[0] + middle - start, spent[1] + time.process_time() - middle]
        ours.append(score(article.text if isinstance(article, Article) else "", truth["articleBody"] or ""))
        plain.append(score(alone or "", truth["articleBody"] or ""))
        if (day := (truth.get("published") or "")[:10]) and isinstance(article, Article):
            dates[
                "none" if article.published is None else "right" if article.published == day else "wrong"
            ] += 1
    for name, scores, seconds in (("copydesk", ours, spent[0]), ("trafilatura", plain, spent[1])):
        report(name, scores, seconds)
    print("dates of publication:", dict(sorted(dates.items())) or "not in this set")


if __name__ == "__main__":
    main()
