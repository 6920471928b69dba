"""Mend: what only other documents make possible.

A word lost to U+FFFD stands whole in another copy of the same text; a spun phrase stands unspun in the original.
Mending runs when copies are known, on texts that have been through every step of their own, so whatever the steps
still find is due to the siblings. It never changes which documents are copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cleaners.document import Document
from cleaners.edits import Edited, compose, revert_edits
from cleaners.encoding import fix_encoding
from cleaners.settings import Settings
from cleaners.spin import unspin

STEP: Final = "mend"


def mend(document: Document, siblings: Sequence[str], settings: Settings) -> Document:
    """Repair a document with the texts of its copies.

    Args:
        document: cleaned.
        siblings: texts of the other members of its copy group.
        settings: the steps that may run.

    Returns:
        The document with the edits of step `mend` behind its own, or as it was.
    """
    if not siblings:
        return document
    mended = Edited(document.text)
    if "encoding" in settings.steps:
        mended = fix_encoding(document.text, siblings=siblings)
    if "spin" in settings.steps and document.spin.verdict == "spun":
        mended = compose(mended, unspin(mended.text, siblings=siblings, gate=0))
    if not mended.edits:
        return document
    edits = tuple(replace(edit, step=STEP) for edit in mended.edits)
    return replace(document, text=mended.text, edits=document.edits + edits)


def before_mending(document: Document) -> str:
    """The text on which copies are found: mending must not change what is a copy of what, in any later run."""
    return revert_edits(document.text, [edit for edit in document.edits if edit.step == STEP])


def unmended(document: Document) -> Document:
    """A document as it was before its copies mended it, as when one of them has to be forgotten."""
    edits = tuple(edit for edit in document.edits if edit.step != STEP)
    return replace(document, text=before_mending(document), edits=edits)
