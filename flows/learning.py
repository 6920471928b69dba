"""Learning: what a run's articles add to what is known, between extraction and the text steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cleaners import Article
from flows.files import write_atomically
from flows.logs import log
from flows.plan import Work
from flows.records import read_lines, to_article


def learn(folder: str) -> str:
    """Learn from every article of a run, on top of what the last run handed on.

    Args:
        folder: the run's work folder, every shard of it extracted.

    Returns:
        The path of the knowledge that the run cleans with and publishes.
    """
    work = Work(Path(folder))
    if not work.is_done("knowledge"):
        knowledge = work.desk.published().knowledge().learn(_articles(work))
        text = json.dumps(knowledge.to_record(), ensure_ascii=True, sort_keys=True)
        write_atomically(work.knowledge_path, [text, "\n"])
        work.set_done("knowledge", [work.knowledge_path])
        log("learned", {"sites": len(knowledge.sites)})
    return str(work.knowledge_path)


def _articles(work: Work) -> Iterator[Article]:
    """The run's articles, each id once; one that is cleaned again has been learned from."""
    met: set[str] = set()
    records = (record for shard in work.shards for record in read_lines(work.articles_path(shard)))
    with work.desk.reading_seen("rejects") as learned_from:
        for record in records:
            if record["kind"] == "article" and record["id"] not in met and not learned_from(record["id"]):
                met.add(record["id"])
                article = to_article(record["article"])
                yield replace(article, text=record.get("learned", article.text))
