"""Lines with their places: most noise in scraped news comes as whole lines, so most rules look at lines.

A line ends at a line feed; carriage returns, form feeds and the like count as white space within it. Extraction
has normalised line ends by the time a text step runs, and a hand-made text may hold anything.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text.

    Attributes:
        start: first code point, in the text.
        end: one past the last code point, the line feed not included.
        text: the line as it stands.
    """

    start: int
    end: int
    text: str

    @property
    def stripped(self) -> str:
        """The line without white space around it."""
        return self.text.strip()


def split_lines(text: str) -> list[Line]:
    r"""Split text at line feeds, with offsets.

    >>> [(line.start, line.end, line.text) for line in split_lines("a\n\nbc")]
    [(0, 1, 'a'), (2, 2, ''), (3, 5, 'bc')]
    """
    lines: list[Line] = []
    start = 0
    for piece in text.split("\n"):
        lines.append(Line(start, start + len(piece), piece))
        start += len(piece) + 1
    return lines
