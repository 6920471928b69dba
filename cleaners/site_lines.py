"""Lines that one site repeats.

What a site prints on every page is not part of any article: its slogan, its newsletter box, the biography below
each column. No list of phrases knows these lines, in no language; two pages side by side show them. So the pages
of a site are compared, and a line is counted by the pages that carry it.

What is kept of a page is a number per line: a hash and, in its last eight bits, how many words the line has. The
newest pages of a site are kept so, whole, and everything else is derived from them. That makes knowledge of
several runs mergeable, counts an article once that comes again in a later run, and forgets: what a site no longer
prints leaves with the last page that carried it.

An article that was crawled several times repeats every one of its lines, and a naive count deletes it whole.
Pages with much the same text (a second crawl, an edited version, the AMP and the print page, an excerpt) are
therefore one page here. Where two pages cannot be told apart, less is learned; nothing is deleted by mistake.

Lines are compared as CCNet does it (Wenzek et al., 2020): lower case, digits made equal, punctuation left out.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from cleaners.boilerplate_lines import count_words

VERSION: Final = 2

# The newest pages of a site that are kept. 40 lines a page are some 12 kB a site, so that ten thousand sites stay at
# 120 MB; a line that the site still prints is on several of them.
MAX_PAGES: Final = 32

_TOKEN: Final = re.compile(r"[^\W_]+")
_DIGIT: Final = re.compile(r"\d")
_BYTES: Final = 7  # of a line: six of hash, one of length
_MAX_WORDS: Final = 255
_MIN_TEXT_WORDS: Final = 12
# Two pages are one when the long lines that both carry make up this share of the words of either (Jaccard), or
# of the shorter one. Different articles of one site share their long furniture, a tenth of the words as a rule.
# Pages of short lines only share most of them as pages of one site, so those must be nearly equal.
_SAME_PAGE: Final = 0.35
_EXCERPT: Final = 0.75
_SAME_SHORT_PAGE: Final = 0.9
# A line on more pages than this is the site's, so it proposes no pair of copies; keeps learning near linear.
_MAX_POSTINGS: Final = 64


@dataclass(frozen=True, slots=True, order=True)
class SitePage:
    """What is remembered of one page.

    Attributes:
        day: when it was learned, as a number that grows: days, or runs.
        lines: its distinct lines, each as `hash << 8 | words`, in order of the numbers.
    """

    day: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SiteLines:
    """The newest pages of one site, and on how many of them a line stands.

    Attributes:
        pages: distinct pages, newest first; at most `MAX_PAGES`.
    """

    pages: tuple[SitePage, ...] = ()
    _counts: Mapping[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        counts = Counter(line for page in self.pages for line in page.lines)
        object.__setattr__(self, "_counts", {line: count for line, count in counts.items() if count > 1})

    @classmethod
    def learn(cls, texts: Iterable[str], *, day: int = 0) -> Self:
        r"""Remember the pages of one site.

        Args:
            texts: the texts of the pages, in any order; copies of one page count once.
            day: a number that grows from run to run, for `merge` and `forget`.

        >>> lines = SiteLines.learn(["Rain in Faro.\nThe Daily Fog", "Sun in Beja.\nTHE DAILY FOG!"])
        >>> lines.repeats("The daily fog"), lines.repeats("Rain in Faro.")
        (2, 0)
        """
        pages = (SitePage(day, _fingerprints(text)) for text in texts)
        return cls(_distinct(page for page in pages if page.lines))

    def merge(self, other: Self) -> Self:
        r"""What both know: a page that both have counts once, as its newer version.

        >>> older = SiteLines.learn(["Rain in Faro.\nThe Daily Fog"], day=1)
        >>> newer = SiteLines.learn(["Sun in Beja.\nThe Daily Fog", "Rain in Faro.\nThe Daily Fog"], day=2)
        >>> older.merge(newer).repeats("The Daily Fog"), older.merge(newer) == newer.merge(older)
        (2, True)
        """
        return type(self)(_distinct((*self.pages, *other.pages)))

    def forget(self, *, before: int) -> Self:
        """What was learned on the day `before` or later."""
        return type(self)(tuple(page for page in self.pages if page.day >= before))

    @property
    def seen(self) -> int:
        """How many distinct pages are remembered."""
        return len(self.pages)

    def repeats(self, line: str) -> int:
        """On how many distinct pages the line stands; 0 where it stands on one or none."""
        if not self._counts:
            return 0
        words = _words(line)
        return self._counts.get(_fingerprint(line, words), 0) if words else 0

    def to_record(self) -> dict[str, object]:
        """Plain data for a JSON file: a page a pair of its day and its lines, seven bytes each, in base64."""
        pages = [[page.day, _pack(page.lines)] for page in self.pages]
        return {"version": VERSION, "pages": pages}

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Self:
        """What `to_record` wrote.

        Raises:
            ValueError: the record is of another version or form.
        """
        pages = record.get("pages")
        if record.get("version") != VERSION or not isinstance(pages, list):
            message = f"not a record of site lines, version {VERSION}"
            raise ValueError(message)
        try:
            return cls(_distinct(SitePage(int(day), _unpack(lines)) for day, lines in pages))
        except (TypeError, binascii.Error) as error:
            message = f"a page in a record of site lines is damaged: {error}"
            raise ValueError(message) from error


def _words(line: str) -> list[str]:
    return _TOKEN.findall(_DIGIT.sub("0", unicodedata.normalize("NFKC", line).casefold()))


def _fingerprint(line: str, words: list[str]) -> int:
    digest = hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=_BYTES - 1).digest()
    return int.from_bytes(digest, "big") << 8 | min(count_words(line), _MAX_WORDS)


def _fingerprints(text: str) -> tuple[int, ...]:
    lines = {_fingerprint(line, words) for line in text.split("\n") if (words := _words(line))}
    return tuple(sorted(lines))


def _pack(lines: Iterable[int]) -> str:
    return base64.b64encode(b"".join(line.to_bytes(_BYTES, "big") for line in lines)).decode("ascii")


def _unpack(packed: str) -> tuple[int, ...]:
    data = base64.b64decode(packed, validate=True)
    return tuple(int.from_bytes(data[at : at + _BYTES], "big") for at in range(0, len(data), _BYTES))


def _distinct(pages: Iterable[SitePage]) -> tuple[SitePage, ...]:
    """The newest pages, those of mostly the same text made one.

    Copies of one day become a page that carries the lines of all; of an older copy nothing stays. Pages are
    taken newest first and then by their lines, so that the outcome does not depend on the order of input.
    """
    kept: list[SitePage] = []
    bodies: list[frozenset[int]] = []
    postings: dict[int, list[int]] = {}
    for page in sorted(set(pages), key=lambda page: (-page.day, page.lines)):
        text = frozenset(line for line in page.lines if _weight(line) >= _MIN_TEXT_WORDS)
        body = text or frozenset(page.lines)
        near = {at for line in body if len(found := postings.get(line, [])) <= _MAX_POSTINGS for at in found}
        twin = next((at for at in sorted(near) if _is_copy(body, bodies[at], is_text=bool(text))), None)
        if twin is None:
            twin = len(kept)
            bodies.append(frozenset())
            kept.append(page)
        elif kept[twin].day == page.day:
            kept[twin] = SitePage(page.day, tuple(sorted({*kept[twin].lines, *page.lines})))
        for line in body - bodies[twin]:
            postings.setdefault(line, []).append(twin)
        bodies[twin] |= body  # a version is compared with all versions before it
    return tuple(sorted(kept[:MAX_PAGES], key=lambda page: (-page.day, page.lines)))


def _is_copy(one: frozenset[int], other: frozenset[int], *, is_text: bool) -> bool:
    common = _size(one & other)
    smaller, larger = sorted((_size(one), _size(other)))
    jaccard = round(common / (smaller + larger - common), 6)
    if not is_text:
        return jaccard >= _SAME_SHORT_PAGE
    return jaccard >= _SAME_PAGE or round(common / smaller, 6) >= _EXCERPT


def _size(lines: Iterable[int]) -> int:
    """The words of some lines together."""
    return sum(map(_weight, lines))


def _weight(line: int) -> int:
    return line & _MAX_WORDS
