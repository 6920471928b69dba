"""Lines that one site repeats.

What a site prints on every page is not part of any article: its slogan, its newsletter box, the biography below
each column. No list of phrases knows these lines, in no language; two pages side by side show them. So a site's
pages are compared, and a line is counted by the pages that carry it.

An article that was crawled several times repeats every one of its lines, and a naive count deletes it whole.
Pages with mostly the same text are therefore one page here. Lines are compared as CCNet does it (Wenzek et al.,
2020): lower case, digits made equal, punctuation left out.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

_TOKEN: Final = re.compile(r"[^\W_]+")
_DIGIT: Final = re.compile(r"\d")
_MIN_TEXT_WORDS: Final = 12
# Two pages are one when the lines that both carry make up this share of the words of their long lines together.
# Pages of short lines only share most of them as pages of one site, so those must be nearly equal.
_SAME_PAGE: Final = 0.6
_SAME_SHORT_PAGE: Final = 0.9
# A line on more pages than this is the site's, so it proposes no pair of copies; keeps learning near linear.
_MAX_POSTINGS: Final = 64

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class SiteLines:
    """How many pages of one site carry a line.

    Attributes:
        pages: hash of a line to the number of distinct pages, for the lines on two pages or more.
        seen: how many distinct pages were learned from.
    """

    pages: Mapping[int, int] = field(default_factory=dict)
    seen: int = 0

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Self:
        r"""Count the lines of the pages of one site.

        Args:
            texts: the texts of the pages, in any order; copies of one page count once.

        >>> lines = SiteLines.learn(["Rain in Faro.\nThe Daily Fog", "Sun in Beja.\nTHE DAILY FOG!"])
        >>> lines.repeats("The daily fog"), lines.repeats("Rain in Faro.")
        (2, 0)
        """
        pages = sorted({tuple(sorted(_weights(text).items())) for text in texts})
        merged = _merge_copies([dict(page) for page in pages if page])
        counts = Counter(line for page in merged for line in page)
        repeated = {line: count for line, count in sorted(counts.items()) if count > 1}
        return cls(repeated, len(merged))

    def merge(self, newer: SiteLines) -> SiteLines:
        """What this and later pages of the same site show together."""
        counts = Counter(self.pages) + Counter(newer.pages)
        return SiteLines(dict(sorted(counts.items())), self.seen + newer.seen)

    def repeats(self, line: str) -> int:
        """On how many distinct pages the line stands; 0 where it stands on one or none."""
        words = _words(line)
        return self.pages.get(_hash(words), 0) if words else 0

    def to_json(self) -> dict[str, object]:
        """Plain data for a JSON file; hashes are hexadecimal."""
        return {
            "version": VERSION,
            "seen": self.seen,
            "pages": {f"{line:016x}": n for line, n in self.pages.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Self:
        """What `to_json` wrote.

        Raises:
            ValueError: the data is of another version or form.
        """
        pages, seen = data.get("pages"), data.get("seen")
        if data.get("version") != VERSION or not isinstance(pages, Mapping) or not isinstance(seen, int):
            message = f"not the data of site lines, version {VERSION}"
            raise ValueError(message)
        return cls({int(line, 16): int(count) for line, count in pages.items()}, seen)


def _words(line: str) -> list[str]:
    return [_DIGIT.sub("0", word) for word in _TOKEN.findall(unicodedata.normalize("NFKC", line).casefold())]


def _hash(words: list[str]) -> int:
    digest = hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _weights(text: str) -> dict[int, int]:
    """A page as its lines: hash to number of words."""
    return {_hash(words): len(words) for line in text.split("\n") if (words := _words(line))}


def _merge_copies(pages: list[dict[int, int]]) -> list[dict[int, int]]:
    """Pages of mostly the same text made one, which carries the lines of all of them.

    The pages come in a canonical order, so that the outcome does not depend on the order of input.
    """
    bodies: list[dict[int, int]] = []
    merged: list[dict[int, int]] = []
    postings: dict[int, list[int]] = {}
    for page in pages:
        text = {line: words for line, words in page.items() if words >= _MIN_TEXT_WORDS}
        body, enough = (text, _SAME_PAGE) if text else (page, _SAME_SHORT_PAGE)
        near = sorted(
            {at for line in body if len(found := postings.get(line, [])) <= _MAX_POSTINGS for at in found}
        )
        twin = next((at for at in near if _overlap(body, bodies[at]) >= enough), None)
        if twin is not None:
            merged[twin] |= page
            continue
        for line in body:
            postings.setdefault(line, []).append(len(bodies))
        bodies.append(body)
        merged.append(dict(page))
    return merged


def _overlap(one: Mapping[int, int], other: Mapping[int, int]) -> float:
    """Jaccard similarity of two pages' lines, by words."""
    common = sum(words for line, words in one.items() if line in other)
    return round(common / (sum(one.values()) + sum(other.values()) - common), 6)
