"""Several readings of one page, and the one that is believed.

trafilatura reads the page in its fast mode, without the extractors that it would fall back on. Beside it, over one
outline of the same tree, read paragraphs (after readability) and stop words (after newspaper), and a block model
that has heard all three. The medoid of the four is the article: it is how they agree, not a rule of precedence, that
decides. The three that come beside cost together about as much as trafilatura's fast mode alone. Readers that stop at
the first of several boxes agree on it, so the medoid is not believed where the model is sure that much is missing
(`cleaners/missing.py`).

In fast mode paragraphs are asked first, and the others only where they disagree with trafilatura: on one page of five.
In the mode `trafilatura` there is trafilatura with its own fallbacks, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document as Found

from cleaners.block_context import Floats
from cleaners.block_features import describe_blocks
from cleaners.consensus import choose_medoid, count_runs, likeness
from cleaners.cross_links import drop_cross_links
from cleaners.dates import PUBLISHED
from cleaners.forest import block_forest
from cleaners.gravity import read_by_gravity
from cleaners.missing import misses_much
from cleaners.outline import Outline, outline_page
from cleaners.posts import find_posts, with_posts
from cleaners.readability import read_by_paragraphs
from cleaners.render import render_blocks
from cleaners.settings import ExtractMode
from cleaners.votes import cover_blocks

TRAFILATURA: Final = f"trafilatura {trafilatura.__version__}"
KEEP: Final = 0.5  # probability from which the block model keeps a line
COVERED: Final = 0.75  # share of a line from which it stands in a text
AGREE: Final = (
    0.93  # likeness of trafilatura's reading and that by paragraphs from which fast mode asks no more
)
MODEL: Final = "block model"


@dataclass(frozen=True, slots=True)
class Reading:
    """The body of a page.

    Attributes:
        text: one paragraph a line; empty where nobody found any.
        by: who reads the page so.
        found: what trafilatura found, metadata included.
        outline: the page.
    """

    text: str
    by: str
    found: Found
    outline: Outline


@dataclass(frozen=True, slots=True)
class Opinions:
    """What the three readers without a model say.

    Attributes:
        outline: the page.
        texts: the body by reader.
        votes: how much of each line each reader keeps, in the same order.
    """

    outline: Outline
    texts: dict[str, str]
    votes: list[list[float]]


def read_page(tree: HtmlElement, url: str | None, mode: ExtractMode) -> Reading:
    """Find the body of a page.

    Args:
        tree: the page; it is not changed.
        url: where it came from.
        mode: how much to spend on it.

    Raises:
        LxmlError, AttributeError, RecursionError: trafilatura fails on the page; known of its issue tracker, none came
            of 39,000 fuzzed pages.
    """
    outline = outline_page(tree)
    found = _ask_trafilatura(tree, url, fast=mode != "trafilatura")
    text = found.text or ""
    if mode == "trafilatura" or not outline.blocks:
        return Reading(text, TRAFILATURA, found, outline)
    if mode == "fast":
        paragraphs = render_blocks(outline, with_posts(read_by_paragraphs(outline), find_posts(outline)))
        if _has_lines(text, paragraphs) and likeness(count_runs(text), count_runs(paragraphs)) >= AGREE:
            text = drop_cross_links(outline, text)
            return Reading(text, f"{TRAFILATURA}, and paragraphs agree", found, outline)
    opinions = hear_readers(outline, text)
    runs = {name: count_runs(body) for name, body in opinions.texts.items()}
    chances = block_forest().predict(opinion_rows(tree, opinions))
    model = render_blocks(outline, read_by_model(outline, chances))
    chosen = choose_medoid(runs | {MODEL: count_runs(model)})
    by = f"{chosen}, medoid of {len(runs) + 1}"
    if chosen != MODEL and misses_much(outline, opinions.texts[chosen], chances.tolist()):
        chosen, by = MODEL, f"{MODEL} instead of {chosen}"
    text = model if chosen == MODEL else drop_cross_links(outline, opinions.texts[chosen], chances.tolist())
    return Reading(text, by, found, outline)


def hear_readers(outline: Outline, text: str) -> Opinions:
    """Ask the readers that need no model.

    Args:
        outline: the page.
        text: what trafilatura makes of it.
    """
    posts = find_posts(outline)
    paragraphs, gravity = (with_posts(read(outline), posts) for read in (read_by_paragraphs, read_by_gravity))
    covered = cover_blocks(outline.blocks, text)
    texts = {
        TRAFILATURA: _lay_out(outline, text, covered),
        "paragraphs": render_blocks(outline, paragraphs),
        "stop words": render_blocks(outline, gravity),
    }
    lines = range(len(outline.blocks))
    kept = [[float(line in reading) for line in lines] for reading in (paragraphs, gravity)]
    return Opinions(outline, texts, [covered, *kept])


def read_by_model(outline: Outline, chances: Iterable[float]) -> frozenset[int]:
    """The lines that the block model keeps.

    Args:
        outline: the page.
        chances: the probability of each line.
    """
    kept = [at for at, chance in enumerate(chances) if chance >= KEEP]
    return with_posts(kept, find_posts(outline))


def _lay_out(outline: Outline, text: str, covered: list[float]) -> str:
    """A text in the lines of its page, where it has less than half of them: trafilatura's last resort has none."""
    kept = [line for line, share in enumerate(covered) if share >= COVERED]
    laid_out = render_blocks(outline, kept)
    return text if _has_lines(text, laid_out) else laid_out


def _has_lines(text: str, other: str) -> bool:
    """Whether a text has at least half as many lines as another."""
    return 2 * (text.count("\n") + 1) >= other.count("\n") + 1


def opinion_rows(tree: HtmlElement, opinions: Opinions) -> Floats:
    """What the block model looks at: one row a line."""
    return describe_blocks(opinions.outline, tree.findtext(".//title") or "", opinions.votes)


def _ask_trafilatura(tree: HtmlElement, url: str | None, *, fast: bool) -> Found:
    found = trafilatura.bare_extraction(
        tree,
        url=url,
        fast=fast,
        include_comments=False,
        with_metadata=True,
        deduplicate=False,  # its memory of other pages would make the result depend on their order
        date_extraction_params=dict(PUBLISHED),
    )
    if isinstance(found, Found):
        return found
    try:  # with no body it returns no metadata either
        return trafilatura.extract_metadata(
            tree, default_url=url, date_config=dict(PUBLISHED), extensive=False
        )
    except (ValueError, TypeError):
        return Found()
