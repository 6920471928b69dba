"""One input from end to end: decode, extract, then the text steps, each with its edits on the record.

The text steps stand in `TEXT_STEPS`, in the order in which they run: encoding first, because a mangled line hides
what it says; boilerplate next, because furniture would dilute the score of the prose; spin last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from cleaners.boilerplate import strip_boilerplate
from cleaners.dateline import read_dateline
from cleaners.decode import decode, looks_binary, tidy_text
from cleaners.document import Article, Dateline, Document, Reason, Reject, Spin, Unspun
from cleaners.edits import Edit, Edited
from cleaners.encoding import fix_encoding
from cleaners.extract import extract
from cleaners.identity import document_id
from cleaners.knowledge import Knowledge
from cleaners.language import guess_language
from cleaners.page import is_html
from cleaners.plain import read_plain
from cleaners.published import to_iso
from cleaners.settings import Settings
from cleaners.spin import unspin

TextStep = Callable[[str, Article, Settings, Knowledge], Edited]

TEXT_STEPS: Final[Mapping[str, TextStep]] = {
    "encoding": lambda text, _article, _settings, _known: fix_encoding(text),
    "boilerplate": lambda text, article, _settings, known: strip_boilerplate(
        text, title=article.title, site=known.lines_for(article)
    ),
    "spin": lambda text, _article, settings, _known: unspin(text, gate=settings.spin.gate),
}

# Rules whose deleted lines carry something worth keeping as metadata.
CAPTION_RULES: Final = frozenset({"caption"})
CREDIT_RULES: Final = frozenset({"byline", "credit", "editor-initials"})
AGENCY_RULES: Final = frozenset({"agency-mark"})


def clean(
    data: bytes | str | Article,
    *,
    url: str | None = None,
    media_type: str | None = None,
    settings: Settings | None = None,
    knowledge: Knowledge | None = None,
) -> Document | Reject:
    r"""Clean one input.

    Args:
        data: a page or text as bytes or as a string, or an article that is already extracted.
        url: where it came from; part of the document's id.
        media_type: `text/html` or `text/plain`, with or without a charset; sniffed where it is missing.
        settings: thresholds and the steps to run; the defaults where it is missing.
        knowledge: what has been learned from other documents; nothing where it is missing.

    Returns:
        The document with every edit, or a reject that says which step turned it away and why.

    >>> document = clean(Article(title="Rain ends drought", text="It rained in Lisbon on Monday.\n\n[ad_2]"))
    >>> document.text, [edit.rule for edit in document.edits], document.revert()[-6:]
    ('It rained in Lisbon on Monday.', ['placeholder'], '[ad_2]')
    """
    settings = settings or Settings()
    identity = document_id(url or "", _as_bytes(data))
    article = read_article(data, url=url, media_type=media_type, settings=settings)
    if isinstance(article, Reject):
        return replace(article, id=identity, source=url or "")
    return clean_article(
        article,
        identity=identity,
        source=url or "",
        settings=settings,
        knowledge=knowledge or Knowledge(),
    )


def clean_article(
    article: Article, *, identity: str, source: str, settings: Settings, knowledge: Knowledge
) -> Document | Reject:
    """Run the text steps on an extracted article.

    Args:
        article: what `read_article` made, or a caller by hand.
        identity: the id that the document or reject gets.
        source: the path or URL that it names.
        settings: the steps to run and their thresholds.
        knowledge: what has been learned from other documents.
    """
    title = (
        fix_encoding(article.title).text if article.title and "encoding" in settings.steps else article.title
    )
    repaired = replace(article, title=title)
    text = article.text
    edits: list[Edit] = []
    suggestions: list[Edit] = []
    spin = Spin()
    for name in settings.steps:
        edited = TEXT_STEPS[name](text, repaired, settings, knowledge)
        text = edited.text
        edits += edited.edits
        suggestions += edited.suggestions
        if isinstance(edited, Unspun):
            spin = _spin_verdict(edited)
    if not _says_something(text, suggestions):
        return Reject("boilerplate", Reason.NO_ARTICLE, "nothing but furniture is left", identity, source)
    return Document(
        id=identity,
        source=source,
        text=text,
        url=article.url,
        title=title,
        title_found=article.title if article.title != title else None,
        language=article.language,
        published=article.published,
        author=article.author,
        site=article.site,
        section=article.section,
        dateline=_with_agency(article.dateline, edits),
        captions=article.captions + _removed(edits, CAPTION_RULES),
        credits=article.credits + _removed(edits, CREDIT_RULES),
        spin=spin,
        flags=article.flags,
        edits=tuple(edits),
        suggestions=tuple(suggestions),
        evidence=article.evidence,
    )


def as_learned(article: Article, settings: Settings) -> Article:
    """The article as knowledge learns from it: with the text that the boilerplate step will see."""
    text = article.text
    for name in (
        settings.steps[: settings.steps.index("boilerplate")] if "boilerplate" in settings.steps else ()
    ):
        text = TEXT_STEPS[name](text, article, settings, Knowledge()).text
    return replace(article, text=text)


def _as_bytes(data: bytes | str | Article) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")
    return json.dumps([data.title, data.text, data.published, data.url]).encode()


def read_article(
    data: bytes | str | Article, *, url: str | None, media_type: str | None, settings: Settings
) -> Article | Reject:
    """Decode and extract, by the media type or by the look of the text; no step has changed the text yet.

    Args:
        data: as for `clean`.
        url: as for `clean`.
        media_type: as for `clean`.
        settings: bounds and the way of extraction.
    """
    if isinstance(data, Article):
        data = replace(data, url=data.url or url)
        return _complete(data) if data.text.strip() else Reject("extract", Reason.EMPTY, "the text is empty")
    if len(data) > settings.max_bytes:
        return Reject("read", Reason.TOO_LARGE, f"{len(data)} bytes, {settings.max_bytes} are allowed")
    if not data.strip():
        return Reject("read", Reason.EMPTY, "no text in it")
    if isinstance(data, bytes) and looks_binary(data):
        return Reject("decode", Reason.BINARY, "the bytes are not text")
    decoded = decode(data, content_type=media_type) if isinstance(data, bytes) else tidy_text(data)
    kind = (media_type or "").partition(";")[0].strip().lower()
    if "html" in kind or (not kind and is_html(decoded.text)):
        article = extract(decoded.text, url=url, min_words=settings.min_words, settings=settings.extract)
    else:
        article = read_plain(decoded.text, url=url)
    if isinstance(article, Reject):
        return article
    flags = (*article.flags, f"bytes-replaced:{decoded.replaced}") if decoded.replaced else article.flags
    return _complete(replace(article, evidence=f"{decoded.evidence}; {article.evidence}", flags=flags))


def _complete(article: Article) -> Article:
    """Fill in what an article made by hand may lack, and take NUL and lone surrogates out of its fields."""
    text = tidy_text(article.text).text
    published = to_iso(article.published) if article.published else None
    flags = (*article.flags, "published-unreadable") if article.published and not published else article.flags
    return replace(
        article,
        title=_tidy(article.title),
        text=text,
        published=published,
        author=_tidy(article.author),
        site=_tidy(article.site),
        section=_tidy(article.section),
        url=_tidy(article.url),
        flags=flags,
        language=article.language or guess_language(text),
        dateline=article.dateline or read_dateline(text),
    )


def _tidy(field: str | None) -> str | None:
    return tidy_text(field).text if field is not None else None


def _says_something(text: str, suggestions: list[Edit]) -> bool:
    """Whether any word is left that is neither furniture nor would be, had not all of the text been.

    A text that only repeats its title still says that: feeds deliver headlines alone.
    """
    for edit in suggestions:
        if edit.step == "boilerplate" and edit.rule != "repeated-title":
            text = text.replace(edit.before.strip(), " ")
    return any(character.isalnum() for character in text)


def _spin_verdict(unspun: Unspun) -> Spin:
    if unspun.score is None:
        return Spin()
    return Spin(round(unspun.score, 3), "spun" if unspun.spun else "not-spun")


def _removed(edits: list[Edit], rules: frozenset[str]) -> tuple[str, ...]:
    """The lines that edits of these rules took out, as metadata."""
    lines = (
        line.strip()
        for edit in edits
        if rules & set(edit.rule.split("+"))
        for line in edit.before.splitlines()
    )
    return tuple(dict.fromkeys(line for line in lines if line))


def _with_agency(dateline: Dateline | None, edits: list[Edit]) -> Dateline | None:
    """The dateline, completed by the agency mark at the end of the text where it names none."""
    marks = _removed(edits, AGENCY_RULES)
    if not marks or (dateline and dateline.agency):
        return dateline
    return replace(dateline or Dateline(), agency=marks[0].strip(" ()[].-–—"))
