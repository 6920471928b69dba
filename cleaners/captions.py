"""Picture captions: the line that marks a picture, and the caption above it.

Extraction loses the picture and keeps its words: `Still image`, `Photo: city archive`, `Getty Images`. Such a
marker goes wherever it stands as a line of its own. The short line directly above it, in the same block and
without a sentence's end, is the caption. A caption in one line with its credit, `The harbour at dawn (Photo by
A. Lind/AP)`, goes as a whole; where it reads as a sentence, only beside such a marker or as a short block that
names a picture, since a paragraph may end with its source, `(Ipsos/Reuters)`. In a text without empty lines nothing tells a caption from a sub-heading, so there
the marker goes alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from cleaners.boilerplate_lines import Finding, PageLine, ends_sentence
from cleaners.phrases import Phrase

_MAX_CAPTION_WORDS: Final = 25
_MAX_CREDITED_WORDS: Final = 60

# A credit in brackets or behind a copyright sign at the end of a line. Matched against the last 120 characters.
_CREDIT_AT_END: Final = re.compile(
    r"(?:[(\[]\s?(?:(?:file |handout )?(?:photo|image|picture|foto|fotos|bild|imagen|imagem|crédito|crédit photo|фото|credit"
    r"|screenshot|illustration)s?(?: credit)?(?::| by | courtesy | via )[^()\[\]]{1,80}"
    r"|(?:AP|AFP|Reuters|Getty) ?(?:Photo|Images|Foto)?/[^()\[\]]{1,60}|[^()\[\]/]{1,60}/(?:AP|AFP|Reuters|Getty Images))\s?[)\]]\.?"
    r"|©\s?[^.!?©]{2,60}|\b(?:AP|AFP) (?:Photo|Foto)/[^.!?]{1,50})\Z",
    re.IGNORECASE,
)


_PICTURE_WORD: Final = re.compile(
    r"photo|image|picture|foto|bild|imagen|imagem|фото|screenshot|illustration|getty|©", re.IGNORECASE
)


def find_captions(lines: Sequence[PageLine], phrases: Mapping[int, Phrase]) -> dict[int, Finding]:
    """Caption markers with their captions, and captions that carry their credit.

    Args:
        lines: the page.
        phrases: the phrase that each furniture line is.
    """
    has_blocks = any(line.opens_block for line in lines[1:])
    found: dict[int, Finding] = {}
    for index, line in enumerate(lines):
        phrase = phrases.get(index)
        if phrase is not None and phrase.category == "photo" and phrase.place == "any":
            above = index - 1
            if has_blocks and not line.opens_block and above not in phrases and _is_caption(lines[above]):
                found[above] = Finding("caption", 0.85, f"a short line above '{phrase.wording}'")
            found[index] = Finding("caption", 0.95, f"picture line '{phrase.wording}'")
        elif _is_credited(line) and (not line.is_text or _may_be_caption(lines, phrases, index)):
            found[index] = Finding("caption", 0.85, "a caption with its credit")
    return found


def find_doubtful_captions(lines: Sequence[PageLine], known: Collection[int]) -> dict[int, Finding]:
    """Lines that end with a credit and read as text: captions, or paragraphs that name their source.

    Args:
        lines: the page.
        known: lines that go already, or must stay.
    """
    return {
        index: Finding("caption", 0.4, "a credit behind a sentence")
        for index, line in enumerate(lines)
        if line.is_text and index not in known and _is_credited(line)
    }


def _is_credited(line: PageLine) -> bool:
    if not 1 < line.words <= _MAX_CREDITED_WORDS:
        return False
    end = line.text[-120:]
    may_be = "(" in end or "/" in end or "[" in end or "©" in end
    return may_be and _CREDIT_AT_END.search(end) is not None


def _may_be_caption(lines: Sequence[PageLine], phrases: Mapping[int, Phrase], index: int) -> bool:
    """Whether a credited line that reads as text stands beside a picture line, or is a short block that names one."""
    beside = (phrases[side] for side in (index - 1, index + 1) if side in phrases)
    if any(phrase.category == "photo" for phrase in beside):
        return True
    line = lines[index]
    is_block = line.opens_block and (index + 1 == len(lines) or lines[index + 1].opens_block)
    is_short = line.words <= _MAX_CAPTION_WORDS and not line.text.endswith(
        "."
    )  # else the sentence goes round it
    return is_block and is_short and _PICTURE_WORD.search(line.text[-120:]) is not None


def _is_caption(line: PageLine) -> bool:
    return line.words <= _MAX_CAPTION_WORDS and not line.is_text and not ends_sentence(line.text)
