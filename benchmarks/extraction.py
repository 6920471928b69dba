"""How well `extract` finds the article: `python -m benchmarks.extraction [aeb|wcxb-dev] [every n-th page]`.

Precision and recall over 4-token shingles of the body, averaged over the pages, as in scrapinghub's benchmark, of our
three modes, of the first once more as the pipeline publishes it, with the boilerplate step behind, and of trafilatura
in its four, readability-lxml, newspaper4k and resiliparse; and what each costs, with trafilatura's default as one. Ours find title, date, author and site in that time, the others the body alone.
`COPYDESK_DATA` says where the pages are; without them this says so and ends. Peers that are not installed are left
out. At last the same on WCXB's development split, on which the block model was fitted, in two folds by site; there it
takes some minutes.
"""

from __future__ import annotations

import gzip
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import trafilatura

from benchmarks.gate import DATA
from cleaners.boilerplate import strip_boilerplate
from cleaners.document import Article
from cleaners.extract import extract
from cleaners.settings import ExtractMode, ExtractSettings

MODES: tuple[ExtractMode, ...] = ("quality", "fast", "trafilatura")


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its gold body; fields that the set does not have are empty."""

    html: str
    url: str | None
    body: str
    published: str = ""


Reader = Callable[[Page], str]


def read_pages(name: str) -> Iterator[Page]:
    """The pages of a set that have a gold body."""
    folder = DATA / "extraction" / name
    gold = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for page, truth in gold.items():
        if truth.get("articleBody"):
            html = gzip.decompress((folder / "html" / f"{page}.html.gz").read_bytes()).decode(
                "utf-8", "replace"
            )
            yield Page(html, truth.get("url"), truth["articleBody"], (truth.get("published") or "")[:10])


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


def mean_f1(scores: list[tuple[float, float]]) -> float:
    """F1 of the mean precision and the mean recall."""
    precision, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    return float(2 * precision * recall / (precision + recall))


def report(name: str, scores: list[tuple[float, float]], cost: float | None = None) -> None:
    """One line of the table."""
    precision, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    ratio = "" if cost is None else f"  {cost:5.2f} x"
    print(f"{name:24} F1 {mean_f1(scores):.4f}  P {precision:.4f}  R {recall:.4f}{ratio}")


def read_by(mode: ExtractMode, finish: Callable[[Article], str] = lambda article: article.text) -> Reader:
    """One of our modes, and what is made of the article that it finds."""
    settings = ExtractSettings(mode)

    def read(page: Page) -> str:
        article = extract(page.html, url=page.url, settings=settings)
        return finish(article) if isinstance(article, Article) else ""

    return read


def stripped(article: Article) -> str:
    """The body as the pipeline publishes it."""
    return strip_boilerplate(article.text, title=article.title).text


def _trafilatura(options: dict[str, Any], page: Page) -> str:
    return trafilatura.extract(page.html, include_comments=False, **options) or ""


def peers() -> Iterator[tuple[str, Reader]]:
    """The other extractors that are installed."""
    options: dict[str, dict[str, bool]] = {
        "default": {}, "fast": {"fast": True}, "precision": {"favor_precision": True}, "recall": {"favor_recall": True},
    }  # fmt: skip
    for name, chosen in options.items():
        yield f"trafilatura {name}", partial(_trafilatura, chosen)
    if find_spec("readability") and find_spec("html_text"):
        import html_text  # noqa: PLC0415 - a peer
        from readability import Document  # noqa: PLC0415

        yield (
            "readability-lxml",
            lambda page: html_text.extract_text(Document(page.html).summary(html_partial=True)),
        )
    if find_spec("newspaper"):
        import newspaper  # noqa: PLC0415

        # Without fetch_images it asks the network for every picture.
        yield (
            "newspaper4k",
            lambda page: (
                newspaper.article(page.url or "http://a/", input_html=page.html, fetch_images=False).text
            ),
        )
    if find_spec("resiliparse"):
        from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415
        from resiliparse.parse.html import HTMLTree  # noqa: PLC0415

        yield (
            "resiliparse",
            lambda page: extract_plain_text(HTMLTree.parse(page.html), main_content=True, alt_texts=False),
        )


def measure(read: Reader, pages: list[Page]) -> tuple[list[tuple[float, float]], float]:
    """The scores of an extractor and its CPU seconds."""
    for page in pages[:3]:
        read(page)  # what it loads once is not counted
    scores, spent = [], 0.0
    for page in pages:
        began = time.process_time()
        try:
            text = read(page)
        except Exception:  # noqa: BLE001 - a peer that fails on a page found nothing
            text = ""
        spent += time.process_time() - began
        scores.append(score(text, page.body))
    return scores, spent


def gate() -> dict[str, float]:
    """Our figures on AEB, and what they cost beside trafilatura."""
    logging.disable(logging.CRITICAL)
    pages = list(read_pages("aeb"))
    _, one = measure(dict(peers())["trafilatura default"], pages)
    figures: dict[str, float] = {}
    for mode in ("quality", "fast"):
        scores, spent = measure(read_by(mode), pages)
        figures |= {f"aeb {mode} F1": mean_f1(scores), f"aeb {mode} cost": spent / one}
    scores, _ = measure(read_by("quality", stripped), pages)
    return figures | {"aeb quality, stripped F1": mean_f1(scores)}


def main() -> None:
    """Print the scores on one set."""
    name = sys.argv[1] if len(sys.argv) > 1 else "aeb"
    if not (DATA / "extraction" / name).exists():
        print(f"skipped: {DATA / 'extraction' / name} is absent")
        return
    logging.disable(logging.CRITICAL)
    pages = list(read_pages(name))[:: int(sys.argv[2]) if len(sys.argv) > 2 else 1]
    print(f"{name}, {len(pages)} pages; cost is CPU beside trafilatura's default")
    others = {other: measure(read, pages) for other, read in peers()}
    one = others["trafilatura default"][1]
    for mode in MODES:
        scores, spent = measure(read_by(mode), pages)
        report(f"copydesk {mode}", scores, spent / one)
    scores, spent = measure(read_by("quality", stripped), pages)
    report("quality, then stripped", scores, spent / one)
    for other, (scores, spent) in others.items():
        report(other, scores, spent / one)
    report_folds()


def report_folds() -> None:
    """F1 on the pages that the block model learns from, each read by a model that has not seen its site."""
    if not (DATA / "extraction" / "wcxb-dev").exists() or not find_spec("sklearn"):
        print("skipped: wcxb-dev in two folds, for want of the pages or of scikit-learn")
        return
    from benchmarks.fit_blocks import prepare, try_folds  # noqa: PLC0415 - it needs a peer, and this module

    print("wcxb-dev, two folds by site, before cross-links and titles go")
    try_folds(list(prepare(list(read_pages("wcxb-dev")))))


if __name__ == "__main__":
    main()
