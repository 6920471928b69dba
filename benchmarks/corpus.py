"""The news articles that benchmarks take their texts from: `$COPYDESK_DATA/corpus/news.jsonl.gz`."""

from __future__ import annotations

import gzip
import json

from benchmarks.gate import DATA

NEWS = DATA / "corpus" / "news.jsonl.gz"


def news() -> list[str]:
    """The texts, in the order of the file."""
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]
