"""Explaining one document: what was changed in it, by which rule, how sure that rule is and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import IO, Final

from rich.console import Console
from rich.text import Text

from cleaners import Document, Edit
from cleaners.edits import revert_edits
from flows.errors import NotFound
from flows.published import open_published
from flows.terminal import UNSAFE

CONTEXT: Final = 40  # characters shown on either side of an edit


def find_document(output: Path, identity: str) -> Document:
    """The published document with an id, or with the only id that begins so.

    Args:
        output: the folder that runs publish to.
        identity: the id or its beginning.

    Raises:
        NotFound: no document has it, or several begin so.
    """
    published = open_published(output)
    found = match_id((record["id"] for record in published.records("documents")), identity)
    return next(published.documents({found}))


def match_id(ids: Iterable[str], identity: str) -> str:
    """The id that is meant by an id or its beginning.

    Raises:
        NotFound: none is it, or several begin so.
    """
    found = [name for name in ids if name.startswith(identity)]
    if identity in found:
        return identity
    if len(found) == 1:
        return found[0]
    message = f"{len(found)} documents begin with {identity}" if found else f"no document {identity}"
    raise NotFound(message)


def print_explanation(document: Document, file: IO[str] | None = None) -> None:
    """Print a document's head and every edit in its context, step by step.

    Args:
        document: with its edits.
        file: where to; standard output where it is missing.
    """
    console = Console(file=file, highlight=False, soft_wrap=True)
    console.print(Text(_shown(document.title or "(no title)"), style="bold"))
    console.print(Text(f"{document.id}  {_shown(document.source)}"))
    if document.title_found is not None:
        console.print(Text.assemble("title found as: ", (_shown(document.title_found), "red")))
    for step, text, edits in step_inputs(document):
        console.print(Text(f"\n{step}: {len(edits)} edits", style="bold"))
        for edit in edits:
            console.print(_in_context(text, edit))
    if document.suggestions:
        console.print(Text(f"\nsuggested, not applied: {len(document.suggestions)}", style="bold"))
        for edit in document.suggestions:
            console.print(_shown_edit(edit, "", ""))


def step_inputs(document: Document) -> list[tuple[str, str, Sequence[Edit]]]:
    """For each step that edited: its name, the text that it received and its edits, first step first."""
    text = document.text
    found: list[tuple[str, str, Sequence[Edit]]] = []
    steps = [tuple(group) for _, group in groupby(document.edits, key=lambda edit: edit.step)]
    for edits in reversed(steps):
        text = revert_edits(text, edits)
        found.append((edits[0].step, text, edits))
    return found[::-1]


def _in_context(text: str, edit: Edit) -> Text:
    left = text[max(0, edit.start - CONTEXT) : edit.start].rpartition("\n")[2]
    right = text[edit.end : edit.end + CONTEXT].partition("\n")[0]
    return _shown_edit(edit, left, right)


def _shown_edit(edit: Edit, left: str, right: str) -> Text:
    """One edit as a word diff, readable without colours: `[-before-]{+after+}`."""
    line = Text.assemble(
        f"  {edit.rule:<18} {edit.confidence:.2f}  ",
        (_shown(left), "dim"),
        (f"[-{_shown(edit.before)}-]" if edit.before else "", "red"),
        (f"{{+{_shown(edit.after)}+}}" if edit.after else "", "green"),
        (_shown(right), "dim"),
    )
    if edit.evidence:
        line.append(f"\n  {'':<24}{_shown(edit.evidence)}", style="dim")
    return line


def _shown(text: str) -> str:
    """A text on one line, line ends visible, without control and direction characters."""
    return text.replace("\n", "⏎").translate(UNSAFE)
