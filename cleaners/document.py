"""The nouns: what goes in, what comes out, and what is turned away.

An `Article` is what extraction makes of one input. A `Document` is an article that came through cleaning, with
its identity and the record of every change. A `Reject` is an input that did not, with the step that turned it
away and a reason that a machine can count. Nothing that enters disappears: every input becomes one of the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from cleaners.edits import Edit, Edited, revert_edits


class Reason(StrEnum):
    """Why an input was turned away."""

    EMPTY = "empty"
    BINARY = "binary"
    UNREADABLE = "unreadable"
    UNSUPPORTED_TYPE = "unsupported-type"
    TOO_LARGE = "too-large"
    BOMB = "bomb"
    TRUNCATED = "truncated"
    INVALID_JSON = "invalid-json"
    NO_TEXT_FIELD = "no-text-field"
    NO_ARTICLE = "no-article"
    INDEX_PAGE = "index-page"
    PAYWALL = "paywall"
    ERROR_PAGE = "error-page"
    CONSENT_WALL = "consent-wall"
    FAILED = "failed"
    TIMED_OUT = "timed-out"
    OUT_OF_MEMORY = "out-of-memory"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a report was filed, and by which agency, as printed: `NUR-SULTAN, August 19 - RIA Novosti`."""

    place: str | None = None
    date: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """Bytes turned into text.

    Attributes:
        text: the text, without NUL and without lone surrogates.
        encoding: the Python name of the codec that was used.
        evidence: what decided for it: `bom`, `utf-8`, `declared`, `detected`, ..., in words.
        replaced: how many places no reading explains; each became U+FFFD.
    """

    text: str
    encoding: str
    evidence: str
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One article, extracted but not yet cleaned. Can also be made by hand.

    Attributes:
        title: the headline; it is not repeated in the text.
        text: the body, paragraphs on lines of their own.
        published: ISO 8601 date or date-time, as `2022-08-19`.
        author: as printed.
        site: the host or name of the site.
        language: ISO 639-1 code.
        section: the section label that stood above the title, as `Politics`.
        captions: picture captions that were taken out of the text.
        credits: translator, photographer and editor lines that were taken out of the text.
        dateline: copied from the head of the text, where it stays.
        url: the canonical address.
        evidence: how extraction decided, in words.
        flags: what a reader should know, as `bytes-replaced`.
    """

    title: str | None = None
    text: str = ""
    published: str | None = None
    author: str | None = None
    site: str | None = None
    language: str | None = None
    section: str | None = None
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    dateline: Dateline | None = None
    url: str | None = None
    evidence: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spin:
    """How much a text looks like thesaurus spinning.

    Attributes:
        score: evidence per 100 words; None where no score is possible (not English, too short).
        verdict: `spun`, `not-spun` or `unknown`.
    """

    score: float | None = None
    verdict: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article that came through cleaning, with its identity, its metadata and the record of every edit.

    Attributes:
        id: hash of the URL, or of the path relative to its source, and the bytes.
        source: the path or URL as given, `:LINE` inside containers.
        title: the headline, repaired; `title_found` is what extraction saw where that differs.
        edits: the applied edits of all text steps, in the order of the steps; the offsets of each are into the
            text that its step received.
        suggestions: the edits that were not applied.
        copy_group: the id of the documents with the same text, give or take editing.
        event: the id of the documents that report the same event.
        representative: the id of the document that stands for its copy group.
        evidence: how decoding and extraction decided, in words.
    """

    id: str
    source: str
    text: str
    url: str | None = None
    title: str | None = None
    title_found: str | None = None
    language: str | None = None
    published: str | None = None
    author: str | None = None
    site: str | None = None
    section: str | None = None
    dateline: Dateline | None = None
    captions: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    spin: Spin = field(default_factory=Spin)
    flags: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    suggestions: tuple[Edit, ...] = ()
    copy_group: str | None = None
    event: str | None = None
    representative: str | None = None
    evidence: str = ""

    def revert(self) -> str:
        """The extracted text before any edit: the steps undone one by one, last first."""
        return revert_steps(self.text, self.edits)

    def edit_counts(self) -> Mapping[str, int]:
        """How many edits each step applied."""
        return dict(Counter(edit.step for edit in self.edits))


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that did not become a document.

    Attributes:
        step: the step that turned it away: `read`, `decode`, `extract`, ...
        reason: why, out of a closed list.
        detail: why, in words; holds no text of the input.
        id: as a document's; empty until the reader that knows the origin sets it.
        source: as a document's.
    """

    step: str
    reason: Reason
    detail: str = ""
    id: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Unspun(Edited):
    """An `Edited` that also says whether the text looks spun.

    Attributes:
        score: evidence for spinning per 100 words; None where no score is possible.
        spun: whether the score passes the gate; only then are edits applied.
    """

    score: float | None = None
    spun: bool = False


def revert_steps(text: str, edits: tuple[Edit, ...]) -> str:
    """Undo the edits of several steps, last step first.

    Args:
        text: the text after all of them.
        edits: in the order of the steps; each step's edits stand together.

    Raises:
        ValueError: the text does not carry these edits.
    """
    steps = [tuple(group) for _, group in groupby(edits, key=lambda edit: edit.step)]
    for step_edits in reversed(steps):
        text = revert_edits(text, step_edits)
    return text
