"""The chosen lines of a page as a text: one paragraph a line, list items behind a dash, a table's row on one line.

A long line that stands in it already is left out: some pages hold their article once for each width of screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cleaners.outline import Outline

LONG: Final = 12  # words from which a line is no refrain, label or answer

_CELLS: Final = frozenset(("td", "th"))


def render_blocks(outline: Outline, kept: Iterable[int]) -> str:
    """Write the kept lines.

    Args:
        outline: the page.
        kept: indices into its lines.
    """
    lines: list[str] = []
    said: set[str] = set()
    item, row = -1, -1  # the list item and the table row that the line before stands in
    for at in sorted(kept):
        block = outline.blocks[at]
        if len(block.words) >= LONG:
            if block.text in said:
                continue
            said.add(block.text)
        around, new_row = _find_around(outline, block.node)
        if new_row == row >= 0 and not block.broken:
            lines[-1] = f"{lines[-1]} | {block.text}"
        else:
            lines.append(f"- {block.text}" if around not in {-1, item} else block.text)
        item, row = around, new_row
    return "\n".join(lines)


def _find_around(outline: Outline, at: int) -> tuple[int, int]:
    """The list item and the row of a table of data that an element stands in; -1 for neither.

    A cell that holds elements of its own is part of a layout, not of a table.
    """
    node = outline.nodes[at]
    if node.tag in _CELLS and node.end == at + 1:
        return -1, node.parent
    while at > 0 and outline.nodes[at].tag not in {"li", "td", "blockquote"}:
        at = outline.nodes[at].parent
    return (at if at > 0 and outline.nodes[at].tag == "li" else -1), -1
