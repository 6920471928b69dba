"""The report: one self-contained page that shows a person what the runs did.

No script, no request to anywhere: a content security policy forbids both. Every text of a stranger goes through
the template engine's escaping; addresses are shown, not linked, unless they are plain http(s).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from cleaners import Document
from cleaners.date_mentions import in_words
from flows.published import Published
from flows.records import Record, join_edits
from flows.terminal import UNSAFE

# A page stays readable in a browser up to about this much; the rest stands in the files.
EVENTS_SHOWN: Final = 200
DOCUMENTS_SHOWN: Final = 200
REJECTS_SHOWN: Final = 200
EDITS_SHOWN: Final = 200
CHARACTERS_SHOWN: Final = 20_000


def render_report(published: Published) -> str:
    """The report on everything published so far, with the last run's documents and their edits.

    Args:
        published: what to report on.

    Returns:
        An HTML page.
    """
    environment = Environment(
        loader=PackageLoader("flows", "report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["visible"] = visible
    environment.filters["web"] = is_web_address
    environment.filters["day"] = day
    environment.filters["without_user"] = without_user
    return environment.get_template("page.html.j2").render(**_content(published))


def _content(published: Published) -> dict[str, Any]:
    events = published.groups()
    last = published.runs[-1] if published.runs else None
    documents: list[Document] = []
    rejects: Sequence[Record] = []
    if last:
        lines = published.lines("documents", last)
        documents = list(islice(join_edits(lines, published.lines("edits", last)), DOCUMENTS_SHOWN))
        rejects = list(islice(published.lines("rejects", last), REJECTS_SHOWN))
    rules: Counter[tuple[str, str, str]] = Counter(
        (edit["step"], edit["rule"], edit["tier"])
        for edit in (published.lines("edits", last) if last else ())
    )
    return {
        "runs": published.runs,
        "totals": {
            name: sum(run["counts"][name] for run in published.runs) for name in ("documents", "rejects")
        },
        "events": events[:EVENTS_SHOWN],
        "event_count": len(events),
        "labels": {event["id"]: event["label"] for event in events},
        "documents": documents,
        "rejects": rejects,
        "last": last,
        "edits_shown": EDITS_SHOWN,
        "characters_shown": CHARACTERS_SHOWN,
        "rules": sorted(rules.items(), key=lambda item: (item[0][2], -item[1], item[0])),
    }


def visible(text: str) -> str:
    """A text without control and direction characters, so that what is shown is what is there."""
    kept = {code: replacement for code, replacement in UNSAFE.items() if code not in (0x09, 0x0A)}
    return text.translate(kept)


def day(date: str) -> str:
    """A date for people; one without a year is written `--MM-DD` in the files.

    >>> day("2022-08-19"), day("--08-19")
    ('2022-08-19', '19 August')
    """
    if not date.startswith("--"):
        return date
    month, number = date[2:].split("-")
    return in_words(int(month), int(number))


def is_web_address(address: str | None) -> bool:
    """Whether an address may become a link."""
    return bool(address) and str(address).lower().startswith(("http://", "https://"))


def without_user(address: str) -> str:
    """An address without the name and password that it may carry.

    >>> without_user("https://me:secret@example.org/a?page=2")
    'https://example.org/a?page=2'
    """
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"
