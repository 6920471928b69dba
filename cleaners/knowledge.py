"""Knowledge: what earlier runs and this one have learned, as an explicit input of cleaning.

One page cannot show which of its lines its site prints everywhere; the pages of many runs can. A run therefore
learns from the articles that it extracted, on top of what the run before handed on, and cleans with the result. It
stands in the output with its hash, so that a result can be told from what it was made with, and nothing is ever
read from aside.

A site is known by the host of the address, since a name on the page can be anything; without an address by the name
that the page gives itself. Texts with neither belong to no site, and nothing is learned from them: a folder is no
site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import urlsplit

from cleaners.document import Article
from cleaners.site_lines import SiteLines

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known when a document is cleaned.

    Attributes:
        sites: the lines that each site repeats.
        runs: how many runs it was learned from: the day of `SiteLines`, since there is no clock here.
    """

    sites: Mapping[str, SiteLines] = field(default_factory=dict)
    runs: int = 0

    def learn(self, articles: Iterable[Article]) -> Knowledge:
        r"""This knowledge and what articles add to it.

        Args:
            articles: extracted, in any order; the text as the boilerplate step will see it.

        >>> news = ("Rain in Faro.", "Sun in Beja.")
        >>> pages = [Article(text=f"{line}\nThe Daily Fog", site="fog.example") for line in news]
        >>> Knowledge().learn(pages).sites["fog.example"].repeats("The Daily Fog")
        2
        """
        texts: dict[str, list[str]] = {}
        for article in articles:
            if site := site_of(article):
                texts.setdefault(site, []).append(article.text)
        sites = dict(self.sites)
        for site in sorted(texts):
            learned = SiteLines.learn(texts[site], day=self.runs)
            sites[site] = sites[site].merge(learned) if site in sites else learned
        return Knowledge(dict(sorted(sites.items())), self.runs + 1)

    def lines_for(self, article: Article) -> SiteLines | None:
        """What is known of the site of an article."""
        site = site_of(article)
        return self.sites.get(site) if site else None

    def to_record(self) -> dict[str, object]:
        """Plain data for a JSON file."""
        sites = {site: lines.to_record() for site, lines in self.sites.items()}
        return {"version": VERSION, "runs": self.runs, "sites": sites}

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Self:
        """What `to_record` wrote.

        Raises:
            ValueError: the record is of another version or form.
        """
        sites, runs = record.get("sites"), record.get("runs")
        if record.get("version") != VERSION or not isinstance(sites, Mapping) or not isinstance(runs, int):
            message = f"not a record of knowledge, version {VERSION}"
            raise ValueError(message)
        return cls({site: SiteLines.from_record(lines) for site, lines in sites.items()}, runs)


def site_of(article: Article) -> str | None:
    """The site of an article: the host of its address without `www.`, or else the name that it gives itself.

    >>> site_of(Article(url="https://www.fog.example/2024/rain", site="The Daily Fog"))
    'fog.example'
    """
    try:
        host = urlsplit(article.url or "").hostname
    except ValueError:
        host = None
    name = host or article.site or ""
    return name.casefold().strip().removeprefix("www.") or None
