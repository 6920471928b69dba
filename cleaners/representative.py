"""The representative: which document of a copy group a reader should be shown.

It is chosen among those of which every other member is a copy, as the group's centre is, so that what is said of a
member (how similar, an excerpt or longer) holds for the document that stands for it.

The completest text, since editors cut from the end; of texts that are equally complete the one that was published
first, then the one that needed the fewest repairs, then the smallest id. Lengths within 5 % of the longest are
equally complete: an agency mark or another spelling makes no text completer.

A thesaurus-spun text stands for others only where none of them is nearly as complete. Spinning makes a text
longer (one word becomes three), so that a spun copy would win by length against the very text that it was spun
from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from cleaners.document import Document

_EQUALLY_COMPLETE: Final = 0.95
# An unspun text of this share of the longest is preferred to any spun one.
_COMPLETE_ENOUGH: Final = 0.75

# Published when: the day, then the time of the day, unknown times and unknown days last.
_When = tuple[str, str]
_LAST: Final = "~"


def choose_representative(documents: Sequence[Document]) -> tuple[int, str]:
    """Choose the document that stands for its copy group.

    Args:
        documents: the members of one group, in any order.

    Returns:
        The index of the chosen document, and the reason in words.

    Raises:
        ValueError: there are no documents.

    >>> cut, whole = Document(id="a", source="x", text="One."), Document(id="b", source="y", text="One. Two.")
    >>> choose_representative([cut, whole])
    (1, 'the completest of 2')
    """
    if not documents:
        message = "a group without documents has no representative"
        raise ValueError(message)
    if len(documents) == 1:
        return 0, "the only one"
    left, reasons = _unspun(documents)
    longest = max(_length(documents[index]) for index in left)
    complete = [index for index in left if _length(documents[index]) >= _EQUALLY_COMPLETE * longest]
    if len(complete) < len(left):
        reasons.append(f"the completest of {len(documents)}")
    elif not reasons:
        reasons.append(f"as complete as the other {len(documents) - 1}")
    chosen, deciding = _settle([(index, documents[index]) for index in complete])
    return chosen, ", ".join([*reasons, *deciding])


def _unspun(documents: Sequence[Document]) -> tuple[list[int], list[str]]:
    """The documents without the spun ones, where what remains is complete enough."""
    everyone = list(range(len(documents)))
    unspun = [index for index in everyone if documents[index].spin.verdict != "spun"]
    longest = max(map(_length, documents))
    if len(unspun) < len(documents) and any(
        _length(documents[i]) >= _COMPLETE_ENOUGH * longest for i in unspun
    ):
        return unspun, ["not spun"]
    return everyone, []


def _settle(left: list[tuple[int, Document]]) -> tuple[int, list[str]]:
    """Among equally complete documents: the earliest, the least repaired, the smallest id."""
    reasons: list[str] = []
    first = min(_when(document) for _, document in left)
    earliest = [entry for entry in left if _when(entry[1]) == first]
    if len(earliest) < len(left):
        reasons.append(f"published first ({earliest[0][1].published})")
    fewest = min(len(document.edits) for _, document in earliest)
    cleanest = [entry for entry in earliest if len(entry[1].edits) == fewest]
    if len(cleanest) < len(earliest):
        reasons.append(f"fewest repairs ({fewest})")
    if len(cleanest) > 1:
        reasons.append("smallest id")
    return min(cleanest, key=lambda entry: entry[1].id)[0], reasons


def _length(document: Document) -> int:
    """Characters that are no white space."""
    return sum(map(len, document.text.split()))


def _when(document: Document) -> _When:
    """When a document was published, in UTC; a time without a zone counts as UTC."""
    published = document.published or ""
    try:
        return date.fromisoformat(published).isoformat(), _LAST
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(published)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return _LAST, _LAST
    return moment.date().isoformat(), moment.time().isoformat()
