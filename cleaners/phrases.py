"""Interface phrases: what buttons, banners and boxes say, as data by language.

`data/boilerplate/<language>.toml` lists, by category and place, whole lines as an interface words them. A phrase
is a literal line, or a line with slots:

    {n}      a number                             {n} comments
    {name}   a few words, 100 characters at most  Share on {name}
    {names}  the same, each word a name or joined to names      Editing by {names}
    {rest}   the rest of the line, which may be missing when nothing stands before the slot    Follow us on {rest}

The place says where a line must stand to be dropped:

    any      anywhere, as a line of its own
    opener   anywhere, and it opens a list of links, which goes with it at the end of a page
    cut      anywhere, and it opens the comments, which go with it
    edge     before the first or after the last line of text
    tail     after the last line of text
    beside   at an edge and next to furniture: `Search`, `Features` and `Author` are headings elsewhere

Phrases of all languages are tried on every text: sites mix them, and adblock notices most of all. Slots are
bounded and every phrase is anchored at both ends, so that no line costs more than its length. A word that
sometimes heads a paragraph is left out or tied to a place; what measured badly on article lines was removed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final, Literal, cast

from cleaners.boilerplate_lines import fold, raw_words

Place = Literal["any", "opener", "cut", "edge", "tail", "beside"]

LANGUAGES: Final = ("en", "de", "es", "fr", "pt", "ru")

# Where two languages list one wording, the place that says most wins.
_PLACES: Final[tuple[Place, ...]] = ("cut", "opener", "any", "edge", "tail", "beside")
_SLOT: Final = re.compile(r"( ?)\{(n|name|names|rest)\}")
_SLOT_PATTERNS: Final = {
    "n": r"\d{1,9}k?(?: \d{1,9}k?)?",
    "name": r"\S.{0,99}",
    "names": r"(\S.{0,199})",
    "rest": r".{0,500}",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of the lists.

    Attributes:
        category: what kind of furniture it is: `share`, `cookie`, `credit`, ...
        place: where it must stand.
        wording: as listed.
    """

    category: str
    place: Place
    wording: str


@dataclass(frozen=True, slots=True)
class Template:
    """A phrase with slots, ready to be matched against folded lines.

    Attributes:
        phrase: what it stands for.
        pattern: anchored at both ends.
        anchor: the longest literal part; a line without it cannot match.
    """

    phrase: Phrase
    pattern: re.Pattern[str]
    anchor: str

    def matches(self, folded: str, line: str) -> bool:
        """Whether a line has this form, its names looking like names."""
        if self.anchor not in folded:
            return False
        match = self.pattern.match(folded)
        if match is None:
            return False
        return all(_are_names(line, folded, match.span(slot)) for slot in range(1, self.pattern.groups + 1))


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """All phrases of all languages.

    Attributes:
        literals: folded line to phrase.
        by_first_word: templates by the folded word that they begin with.
        by_inner_word: templates that begin with a slot, by the longest word of their anchor.
    """

    literals: dict[str, Phrase] = field(default_factory=dict)
    by_first_word: dict[str, list[Template]] = field(default_factory=dict)
    by_inner_word: dict[str, list[Template]] = field(default_factory=dict)

    def find(self, folded: str, line: str) -> Phrase | None:
        """The phrase that a line is; None where it is none.

        Args:
            folded: the line's folded form.
            line: the line itself, for the capitals of names.

        >>> book = phrase_book()
        >>> book.find("share on facebook", "Share on Facebook").category
        'share'
        """
        if not folded:
            return None
        if folded in self.literals:
            return self.literals[folded]
        words = folded.split(" ")
        candidates = [self.by_first_word.get(words[0], [])]
        if not self.by_inner_word.keys().isdisjoint(words):
            candidates += [self.by_inner_word[word] for word in words if word in self.by_inner_word]
        for template in chain.from_iterable(candidates):
            if template.matches(folded, line):
                return template.phrase
        return None


@cache
def phrase_book() -> PhraseBook:
    """The phrases of all languages, read once."""
    book = PhraseBook()
    for phrase in sorted(_phrases(), key=lambda phrase: _PLACES.index(phrase.place)):
        if "{" not in phrase.wording:
            book.literals.setdefault(fold(phrase.wording), phrase)
            continue
        template = compile_template(phrase)
        if phrase.wording.lstrip("(").startswith("{"):
            word = max(template.anchor.split(), key=len)
            book.by_inner_word.setdefault(word, []).append(template)
        else:
            book.by_first_word.setdefault(fold(phrase.wording).partition(" ")[0], []).append(template)
    return book


@cache
def marks() -> dict[str, dict[str, tuple[str, ...]]]:
    """`data/boilerplate/marks.toml`: placeholders, agency marks, initials, date words, interface words."""
    return {
        table: {name: tuple(values) for name, values in entries.items()}
        for table, entries in _read("marks").items()
    }


def compile_template(phrase: Phrase) -> Template:
    """Turn a phrase with slots into a pattern over folded lines.

    >>> compile_template(Phrase("share", "any", "Share on {name}")).matches("share on x", "Share on X")
    True
    """
    pattern = ""
    literals = [""]
    done = 0
    for slot in _SLOT.finditer(phrase.wording):
        literals.append(fold_part(phrase.wording[done : slot.start()]))
        pattern += _glue(pattern, re.escape(literals[-1]))
        body = _SLOT_PATTERNS[slot[2]]
        if not pattern:
            pattern = body
        elif slot[2] == "rest" and not slot[1]:
            pattern += f"(?: {body})?"
        else:
            pattern += f" {body}"
        done = slot.end()
    literals.append(fold_part(phrase.wording[done:]))
    pattern += _glue(pattern, re.escape(literals[-1]))
    return Template(phrase, re.compile(rf"\A{pattern}\Z"), max(literals, key=len))


def fold_part(part: str) -> str:
    """A literal part of a template, folded; unlike a line, it keeps the signs at its ends."""
    return fold(f"x{part}x")[1:-1].strip() if part else ""


def _glue(pattern: str, literal: str) -> str:
    return f" {literal}" if pattern and literal else literal


def _are_names(line: str, folded: str, span: tuple[int, int]) -> bool:
    """Whether the words of a slot begin with capitals or digits, joining words apart."""
    first = folded[: span[0]].count(" ")
    count = folded[slice(*span)].count(" ") + 1
    words = raw_words(line.lstrip(" :/|"))[first : first + count]
    return all(not word[0].islower() or word.casefold() in marks()["names"]["joining"] for word in words)


def _phrases() -> Iterator[Phrase]:
    for language in LANGUAGES:
        for category, places in _read(language).items():
            for place, wordings in places.items():
                yield from (Phrase(category, cast("Place", place), wording) for wording in wordings)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(
        (files("cleaners") / "data" / "boilerplate" / f"{name}.toml").read_text(encoding="utf-8")
    )
