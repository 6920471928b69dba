"""Whether title, author and date are right: `python -m benchmarks.metadata [every n-th page]`.

On the pages of WCXB's development split that name them, beside trafilatura alone. A title and an author are right when
letters and digits are the gold one's (of several authors, all in any order), a date when the day is. What is found
where the gold has nothing is not counted. Bodies are asked for in the mode `trafilatura`, since the fields do not hang
on the mode.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Final

import trafilatura

from benchmarks.extraction import read_pages
from benchmarks.gate import DATA
from cleaners.dates import PUBLISHED
from cleaners.document import Article
from cleaners.extract import extract
from cleaners.metadata import bare
from cleaners.settings import ExtractSettings

FIELDS: Final = ("title", "author", "published")
_AND: Final = re.compile(r"\s*(?:;|,|&|\band\b)\s*")


def normal(field: str, value: str | None) -> str:
    """A value so that equal ones compare equal; empty where there is none."""
    if field == "published":
        return (value or "")[:10]
    if field == "author":
        return " ".join(sorted(filter(None, map(bare, _AND.split(value or "")))))
    return bare(value or "")


def ours(html: str, url: str | None) -> Mapping[str, str | None]:
    """The fields that `extract` finds; none where it finds no article."""
    article = extract(html, url=url, settings=ExtractSettings("trafilatura"))
    return {field: getattr(article, field) for field in FIELDS} if isinstance(article, Article) else {}


def theirs(html: str, url: str | None) -> Mapping[str, str | None]:
    """The fields that trafilatura finds."""
    found = trafilatura.extract_metadata(html, default_url=url, date_config=dict(PUBLISHED), extensive=False)
    return {"title": found.title, "author": found.author, "published": found.date} if found else {}


def main() -> None:
    """Print the shares."""
    folder = DATA / "extraction" / "wcxb-dev"
    if not folder.exists():
        print(f"skipped: {folder} is absent")
        return
    logging.disable(logging.CRITICAL)
    gold = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    by_body = {truth["articleBody"]: truth for truth in gold.values() if truth.get("articleBody")}
    right: Counter[tuple[str, str]] = Counter()
    said: Counter[tuple[str, str]] = Counter()
    known: Counter[str] = Counter()
    for page in list(read_pages("wcxb-dev"))[:: int(sys.argv[1]) if len(sys.argv) > 1 else 1]:
        truth = by_body[page.body]
        known.update(field for field in FIELDS if truth.get(field))
        for name, find in (("copydesk", ours), ("trafilatura", theirs)):
            found = find(page.html, page.url)
            for field in FIELDS:
                if truth.get(field) and (value := normal(field, found.get(field))):
                    said[name, field] += 1
                    right[name, field] += value == normal(field, truth[field])
    for field in FIELDS:
        for name in ("copydesk", "trafilatura"):
            count = right[name, field]
            print(
                f"{field:10} {name:12} right {count / max(known[field], 1):.3f} of {known[field]},"
                f" {count / max(said[name, field], 1):.3f} of the {said[name, field]} that it names"
            )


if __name__ == "__main__":
    main()
