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
from collections.abc import Callable, Mapping
from typing import Final

import trafilatura

from benchmarks.extraction import read_pages
from benchmarks.gate import DATA
from cleaners.dates import PUBLISHED
from cleaners.document import Article
from cleaners.extract import extract
from cleaners.metadata import bare
from cleaners.settings import ExtractSettings

FOLDER: Final = DATA / "extraction" / "wcxb-dev"
GATED: Final = 4  # every which page the gate looks at
FIELDS: Final = ("title", "author", "published")
Finder = Callable[[str, str | None], Mapping[str, str | None]]
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


def measure(finders: Mapping[str, Finder], step: int) -> dict[tuple[str, str], tuple[float, float, int]]:
    """By field and finder: the share that is right of what the gold names, and of what is found, and how much it names.

    Args:
        finders: what finds the fields of a page, by name.
        step: every which page is looked at.
    """
    gold = json.loads((FOLDER / "ground-truth.json").read_text(encoding="utf-8"))
    by_body = {truth["articleBody"]: truth for truth in gold.values() if truth.get("articleBody")}
    right: Counter[tuple[str, str]] = Counter()
    said: Counter[tuple[str, str]] = Counter()
    known: Counter[str] = Counter()
    for page in list(read_pages("wcxb-dev"))[::step]:
        truth = by_body[page.body]
        known.update(field for field in FIELDS if truth.get(field))
        for name, find in finders.items():
            found = find(page.html, page.url)
            for field in FIELDS:
                if truth.get(field) and (value := normal(field, found.get(field))):
                    said[field, name] += 1
                    right[field, name] += value == normal(field, truth[field])
    return {
        (field, name): (
            right[field, name] / max(known[field], 1),
            right[field, name] / max(said[field, name], 1),
            known[field],
        )
        for field in FIELDS
        for name in finders
    }


def gate() -> dict[str, float]:
    """The shares of titles, authors and dates that are right, on a quarter of the pages."""
    logging.disable(logging.CRITICAL)
    shares = measure({"copydesk": ours}, GATED)
    return {f"{field} right": right for (field, _), (right, _, _) in shares.items()}


def main() -> None:
    """Print the shares."""
    if not FOLDER.exists():
        print(f"skipped: {FOLDER} is absent")
        return
    logging.disable(logging.CRITICAL)
    shares = measure({"copydesk": ours, "trafilatura": theirs}, int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    for (field, name), (right, of_found, known) in shares.items():
        print(f"{field:10} {name:12} right {right:.3f} of {known}, {of_found:.3f} of those that it names")


if __name__ == "__main__":
    main()
