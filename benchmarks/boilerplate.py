"""How much boilerplate goes, and how much of the article with it: `python -m benchmarks.boilerplate [--wrong]`.

Every line of the labelled sets says whether it belongs to the article. Three figures count: F1 of the text that
is kept, in 4-token shingles as the article-extraction-benchmark scores them (counts per page, macro means, F1 of
the means), the share of the article's words that went, and the share of the boilerplate's words that stayed. The
oracle keeps exactly the lines that are labelled so. The line model was fitted on WCXB, so only AEB tells its worth.

Pages of one site together are measured on what the sets have, two or three pages a site, and on made-up sites of
five pages in nine languages (`make_sites.py`). At last, edits to clean news, which should be none, and speed.
`--wrong` prints the article lines that went, with the rule that took them.

The sets lie in `$COPYDESK_DATA` (default `../shared/data`); where they are absent, nothing runs.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any
from urllib.parse import urlsplit

from benchmarks.line_rules import FILTERS, Filter
from benchmarks.make_sites import make_sites
from cleaners.boilerplate import find_lines, strip_boilerplate
from cleaners.boilerplate_lines import page_lines
from cleaners.boilerplate_vetoes import find_phrases
from cleaners.edits import Edited
from cleaners.line_counts import KERNEL
from cleaners.line_model import line_model
from cleaners.page_features import page_values
from cleaners.site_lines import SiteLines

ROOT = Path(os.environ.get("COPYDESK_DATA", "../shared/data"))
DATA = ROOT / "lines"
SETS = ("aeb.resimain", "aeb.trarecall", "wcxbdev.resimain", "wcxbdev.trarecall")
WORD = re.compile(r"\w+")
EVERY_NTH_NEWS = 6

Page = dict[str, Any]
Cleaner = Callable[
    [Page, str], tuple[str, list[str]]
]  # the text that is kept, and by line the rule that took it


@dataclass(slots=True)
class Score:
    """What one cleaner made of some pages."""

    pages: list[tuple[float, float]] = field(default_factory=list)
    words: Counter[tuple[str, bool]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def f1(self) -> float:
        """F1 of the mean precision and the mean recall."""
        precision, recall = fmean(page[0] for page in self.pages), fmean(page[1] for page in self.pages)
        return 2 * precision * recall / max(1e-9, precision + recall)

    @property
    def lost(self) -> float:
        """The share of the articles' words that went."""
        return self.words["keep", False] / max(1, self.words["keep", False] + self.words["keep", True])

    @property
    def left(self) -> float:
        """The share of the boilerplate's words that stayed."""
        return self.words["drop", True] / max(1, self.words["drop", True] + self.words["drop", False])

    def row(self, name: str) -> str:
        """The figures as a line to print."""
        return f"  {name:24} kept F1 {self.f1:.4f}  lost {self.lost:7.3%}  left {self.left:6.1%}"


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


def text_of(page: Page) -> str:
    """A page as text."""
    return "\n".join(line["text"] for line in page["lines"])


def by_filter(keep: Filter) -> Cleaner:
    """A published filter as a cleaner."""

    def run(page: Page, _text: str) -> tuple[str, list[str]]:
        keeps = keep([line["text"] for line in page["lines"]])
        kept = "\n".join(line["text"] for line, stays in zip(page["lines"], keeps, strict=True) if stays)
        return kept, ["" if stays else "filter" for stays in keeps]

    return run


def oracle(page: Page, _text: str) -> tuple[str, list[str]]:
    """What no cleaner of lines can better."""
    keeps = [line["label"] == "keep" for line in page["lines"]]
    kept = "\n".join(line["text"] for line, stays in zip(page["lines"], keeps, strict=True) if stays)
    return kept, ["" if stays else "oracle" for stays in keeps]


def ours(page: Page, text: str, site: SiteLines | None = None) -> tuple[str, list[str]]:
    """`strip_boilerplate`, its edits laid on the lines."""
    edited = strip_boilerplate(text, site=site)
    return edited.text, _rules_of_lines(page, edited)


def _rules_of_lines(page: Page, edited: Edited) -> list[str]:
    rules = []
    start = at = 0
    for line in page["lines"]:
        middle = start + len(line["text"]) // 2
        while at < len(edited.edits) and edited.edits[at].end <= middle:
            at += 1
        is_hit = at < len(edited.edits) and edited.edits[at].start <= middle
        rules.append(edited.edits[at].rule if is_hit else "")
        start += len(line["text"]) + 1
    return rules


def measure(pages: Iterable[Page], cleaner: Cleaner, *, wrong: bool = False) -> Score:
    """Run a cleaner over labelled pages."""
    score = Score()
    for page in pages:
        kept, rules = cleaner(page, text_of(page))
        score.pages.append(precision_recall(page["gold"], kept))
        for line, rule in zip(page["lines"], rules, strict=True):
            score.words[line["label"], not rule] += len(WORD.findall(line["text"]))
            score.rules[rule, line["label"]] += bool(rule)
            if wrong and rule and line["label"] == "keep":
                print(f"    {rule}: {line['text'][:150]}")
    return score


def group_by_site(pages: Iterable[Page]) -> list[list[Page]]:
    """The pages of the sites that have several."""
    sites: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        sites[urlsplit(page.get("url") or "").netloc.removeprefix("www.")].append(page)
    return [sites[host] for host in sorted(sites) if host and len(sites[host]) > 1]


def measure_sites(sites: Sequence[Sequence[Page]]) -> dict[str, Score]:
    """Nothing done, ours page by page, and ours with the lines of each page's site."""
    pages = [page for site in sites for page in site]
    known = {
        id(page): lines for site in sites for lines in [SiteLines.learn(map(text_of, site))] for page in site
    }
    return {
        "nothing done": measure(pages, by_filter(FILTERS["nothing done"])),
        "copydesk, page by page": measure(pages, ours),
        "copydesk, with site lines": measure(pages, lambda page, text: ours(page, text, known[id(page)])),
    }


def clean_news() -> list[str]:
    """Every sixth article of Reuters-21578 and of the BBC, which hold no boilerplate to speak of."""
    with gzip.open(ROOT / "corpus" / "news.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for at, line in enumerate(file) if at % EVERY_NTH_NEWS == 0]


def count_edits(texts: Iterable[str]) -> int:
    """How many edits the step makes to some texts."""
    return sum(len(strip_boilerplate(text).edits) for text in texts)


def megabytes_a_second(texts: Sequence[str]) -> float:
    """Bytes of UTF-8 by CPU time, one process."""
    started = time.process_time()
    count_edits(texts)
    return sum(len(text.encode("utf-8", "replace")) for text in texts) / (time.process_time() - started) / 1e6


def megabytes_the_model_reads(texts: Iterable[str]) -> float:
    """What of that is the line model's own: bytes of UTF-8 by CPU time to values and probabilities, rules left out."""
    size, spent = 0, 0.0
    KERNEL.load()  # what it loads once is not counted, nor is its first page
    for at, text in enumerate(texts):
        lines = page_lines(text)
        reading = find_phrases(lines)
        gone = find_lines(lines, reading, text=text)
        if not lines:
            continue
        started = time.process_time()
        line_model().probabilities(page_values(lines, None, reading[0], gone, line_model().facts))
        if at:
            spent += time.process_time() - started
            size += len(text.encode("utf-8", "replace"))
    return size / spent / 1e6


def gate() -> dict[str, float]:
    """Our figures, for `floors.toml`."""
    figures: dict[str, float] = {}
    for name in ("aeb.resimain", "aeb.trarecall"):
        pages = list(read_pages(name))
        score, nothing = measure(pages, ours), measure(pages, by_filter(FILTERS["nothing done"]))
        figures |= {
            f"{name} kept F1": score.f1,
            f"{name} lost": score.lost,
            f"{name} gain": score.f1 - nothing.f1,
        }
    made = make_sites(ROOT / "encoding" / "clean_dev.jsonl.gz")
    with_sites = measure_sites([site for sites in made.values() for site in sites])[
        "copydesk, with site lines"
    ]
    figures |= {"made-up sites kept F1": with_sites.f1, "made-up sites lost": with_sites.lost}
    return figures | {"edits to clean news": count_edits(clean_news())}


def main(options: list[str]) -> None:
    """Print everything."""
    sets = {name: list(read_pages(name)) for name in SETS}
    cleaners = {name: by_filter(keep) for name, keep in FILTERS.items()} | {
        "copydesk": ours,
        "oracle": oracle,
    }
    for name, pages in sets.items():
        print(f"{name}: {len(pages)} pages")
        for cleaner, run in cleaners.items():
            score = measure(pages, run, wrong="--wrong" in options and run is ours)
            print(score.row(cleaner), flush=True)
            if run is ours:
                for rule in sorted({rule for rule, _ in score.rules if rule and "+" not in rule}):
                    print(
                        f"    {rule:18} right {score.rules[rule, 'drop']:6} wrong {score.rules[rule, 'keep']:5}"
                    )
    made = make_sites(ROOT / "encoding" / "clean_dev.jsonl.gz")
    batches = {f"{name}, by site": group_by_site(sets[name]) for name in SETS[:3]}
    batches |= {f"made-up sites, {language}": sites for language, sites in made.items()}
    batches["made-up sites, all languages"] = [site for sites in made.values() for site in sites]
    for name, sites in batches.items():
        print(f"{name}: {sum(map(len, sites))} pages of {len(sites)} sites")
        for cleaner, score in measure_sites(sites).items():
            print(score.row(cleaner), flush=True)
    news = clean_news()
    print(
        f"clean news: {count_edits(news)} edits to {len(news)} articles, {megabytes_a_second(news):.1f} MB/s"
    )
    sloppy = [text_of(page) for page in sets[SETS[2]]]
    print(
        f"sloppy pages: {megabytes_a_second(sloppy):.1f} MB/s, the line model {megabytes_the_model_reads(sloppy):.1f} MB/s"
    )


if __name__ == "__main__":
    if not DATA.is_dir():
        sys.exit(f"skipped: no labelled lines in {DATA}")
    main(sys.argv[1:])
