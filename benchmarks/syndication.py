"""A simulator of syndication: copies of a news text as papers, portals and crawlers make them.

`syndicate` takes one base text and makes one copy: cut, edited, with a passage of another story, reordered, read by
a bad scanner, encoded again, spun, or an excerpt; half of them with an agency mark in front, a third with
boilerplate behind. The same random generator gives the same copies.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

BOILERPLATE = (
    "Sign up for our morning briefing and get the stories that matter in your inbox.",
    "All rights reserved. No part of this report may be copied without written consent.",
    "More on this topic in our live section. Follow us for the latest updates through the day.",
    "You have read two of your three free articles this month. Subscribe to support our newsroom.",
)
MARKS = ("LONDON (AP) - ", "NEW YORK, Nov 3 (Agency) - ", "By our correspondent. ", "UPDATE 2: ")
SAID = ("said", "added", "told reporters", "stated")


def syndicate(base: str, others: Sequence[str], chance: random.Random) -> str:
    """One copy of a base text, changed as copies are changed on their way."""
    sentences = _sentences(base)
    copy = chance.choice(CHANGES)(sentences, others, chance)
    if chance.random() < 0.5:
        copy = chance.choice(MARKS) + copy
    if chance.random() < 0.3:
        copy += " " + " ".join(chance.sample(BOILERPLATE, chance.randint(1, 2)))
    return copy


def cut(sentences: list[str], _others: Sequence[str], chance: random.Random) -> str:
    """The head of the story: an editor cuts from the end."""
    return " ".join(sentences[: max(3, int(len(sentences) * chance.uniform(0.35, 0.9)))])


def edit(sentences: list[str], _others: Sequence[str], chance: random.Random) -> str:
    """Sentences left out, verbs of saying exchanged."""
    kept = [sentence for sentence in sentences if chance.random() > 0.1] or sentences
    return re.sub(r"\b(said|told|added)\b", lambda _: chance.choice(SAID), " ".join(kept))


def insert(sentences: list[str], others: Sequence[str], chance: random.Random) -> str:
    """A passage from another story put in."""
    foreign = _sentences(chance.choice(others))[: max(1, int(len(sentences) * chance.uniform(0.1, 0.35)))]
    at = chance.randrange(len(sentences) + 1)
    return " ".join([*sentences[:at], *foreign, *sentences[at:]])


def reorder(sentences: list[str], _others: Sequence[str], chance: random.Random) -> str:
    """The passages after the lead in another order."""
    at = chance.randrange(1, max(2, len(sentences)))
    return " ".join([*sentences[:1], *sentences[at:], *sentences[1:at]])


def misread(sentences: list[str], _others: Sequence[str], chance: random.Random) -> str:
    """Letters and digits read wrong, 0.5 to 4 % of them."""
    rate = chance.uniform(0.005, 0.04)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(
        chance.choice(letters) if c.isalnum() and chance.random() < rate else c for c in " ".join(sentences)
    )


def encode_again(sentences: list[str], _others: Sequence[str], chance: random.Random) -> str:
    """Mojibake, or all in capitals."""
    text = " ".join(sentences).replace("'", "\u2019").replace(" - ", " \u2013 ")
    return text.encode().decode("latin-1") if chance.random() < 0.5 else text.upper()


def spin(sentences: list[str], others: Sequence[str], chance: random.Random) -> str:
    """Every fifth longer word exchanged for another."""
    table = re.findall(r"\b[a-z]{5,}\b", chance.choice(others)) or ["thing"]
    return re.sub(
        r"\b[a-z]{5,}\b",
        lambda m: chance.choice(table) if chance.random() < 0.2 else m[0],
        " ".join(sentences),
    )


def excerpt(sentences: list[str], _others: Sequence[str], chance: random.Random) -> str:
    """A passage of the story."""
    size = max(3, int(len(sentences) * chance.uniform(0.2, 0.5)))
    at = chance.randrange(max(1, len(sentences) - size))
    return " ".join(sentences[at : at + size])


CHANGES: tuple[Callable[[list[str], Sequence[str], random.Random], str], ...] = (
    cut, edit, insert, reorder, misread, encode_again, spin, excerpt,
)  # fmt: skip


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", " ".join(text.split()))
