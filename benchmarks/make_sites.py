"""Sites of a few pages each, made of real lines in nine languages: a stand-in for pages that were crawled by site.

The development data has hardly a site with more than two pages, and almost none that is not English. So sites are
put together: articles of lines of the encoding benchmark's clean sentences, and round them what a site prints, made
of other such lines: a menu, a slogan, labelled boxes, the biographies of two authors, a footer; and what changes
from page to page: headlines of other pages, teasers, days and counts. Some sites repeat a sub-heading within their
articles and a sentence of background, which must stay. One page of each site comes twice, the second time edited.

Lines that were drawn together speak of different things. So each line of an article gets two of the article's four
subjects, long words of the language, put somewhere among its own.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

LANGUAGES = ("de", "es", "fr", "pt", "ru", "pl", "el", "zh", "ar")
SITES_OF_A_LANGUAGE = 3
PAGES_OF_A_SITE = 5
MIN_LETTERS = 60
MIN_LETTERS_ZH = 18

Page = dict[str, Any]


def read_lines(path: Path) -> dict[str, list[str]]:
    """The sentences of each language, long enough for a paragraph."""
    lines = defaultdict(set)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            language = record["lang"].removeprefix("ud-")
            text = " ".join(record["text"].split())
            if language in LANGUAGES and len(text) >= (MIN_LETTERS_ZH if language == "zh" else MIN_LETTERS):
                lines[language].add(text)
    return {language: sorted(lines[language]) for language in LANGUAGES}


def make_sites(path: Path, *, seed: int = 1) -> dict[str, list[list[Page]]]:
    """By language, sites of labelled pages, as `benchmarks/boilerplate.py` reads them."""
    chance = random.Random(seed)  # noqa: S311  a simulation, to be repeated with the same seed
    sites = {}
    for language, lines in read_lines(path).items():
        chance.shuffle(lines)
        stock = iter(lines)
        sites[language] = [_make_site(stock, chance) for _ in range(SITES_OF_A_LANGUAGE)]
    return sites


def _make_site(stock: Any, chance: random.Random) -> list[Page]:  # noqa: ANN401  an iterator of lines, used up
    frame = {name: next(stock) for name in ("menu", "slogan", "box", "ann", "ben", "footer", "background")}
    labels = _cut(frame["menu"], 1, 2)[:6]
    heading = _head(next(stock), 2)
    bodies = [_make_body(stock, chance) for _ in range(PAGES_OF_A_SITE)]
    titles = [_head(body[-1], 6) for body in bodies]
    pages = []
    for number, body in enumerate(bodies):
        article = [*body[:2], heading, *body[2:]]
        if number % 3 == 0:
            article.append(frame["background"])
        others = titles[:number] + titles[number + 1 :]
        above = [*labels, titles[number], _day(chance), f"{chance.randint(2, 90)} {labels[0]}"]
        box = [labels[-1], frame["box"]] if chance.random() < 0.7 else []
        below = [frame["ann" if number % 2 else "ben"], labels[1], *chance.sample(others, 3), *box,
                 frame["slogan"], *labels[2:5], frame["footer"]]  # fmt: skip
        pages.append(_label(above, article, below))
    return [
        *pages,
        _label([titles[0], _day(chance)], [*bodies[0][:2], *bodies[0][2:-1], next(stock)], [frame["slogan"]]),
    ]


def _make_body(stock: Any, chance: random.Random) -> list[str]:  # noqa: ANN401  an iterator of lines, used up
    """Six to eight lines about four things; in a script without spaces, about words of four characters."""
    drawn = [next(stock) for _ in range(chance.randint(6, 8))]
    has_spaces = _is_spaced("".join(drawn))
    words = [word for line in drawn for word in _words(line) if len(word) >= (6 if has_spaces else 3)]
    subjects = chance.sample(sorted(set(words)), 4)
    body = []
    for line in drawn:
        pieces = line.split() if has_spaces else [line[at : at + 3] for at in range(0, len(line), 3)]
        for subject in chance.sample(subjects, 2):
            pieces.insert(chance.randrange(len(pieces)), subject)
        body.append((" " if has_spaces else "").join(pieces))
    return body


def _label(above: list[str], article: list[str], below: list[str]) -> Page:
    labels = (
        [(line, "drop") for line in above]
        + [(line, "keep") for line in article]
        + [(line, "drop") for line in below]
    )
    return {"lines": [{"text": line, "label": label} for line, label in labels], "gold": "\n".join(article)}


def _is_spaced(text: str) -> bool:
    return text.count(" ") * 15 > len(text)


def _words(line: str) -> list[str]:
    """The words of a line; runs of three characters where it has no spaces."""
    pieces = line.split() if _is_spaced(line) else [line[at : at + 3] for at in range(0, len(line), 3)]
    return [word for piece in pieces if (word := piece.strip(".,:;!?\"'()«»“”。，"))]


def _cut(line: str, least: int, most: int) -> list[str]:
    """A line as labels of a few words."""
    words = _words(line)
    return [" ".join(words[at : at + most]).capitalize() for at in range(0, len(words) - least, most)]


def _head(line: str, words: int) -> str:
    """A headline: the first words of a line."""
    return (
        " ".join(line.split()[:words]).rstrip(".,:;")
        if _is_spaced(line)
        else line[: 2 * words].rstrip("。，")
    )


def _day(chance: random.Random) -> str:
    return f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.2019 {chance.randint(0, 23)}:{chance.randint(10, 59)}"
