"""Picture captions: the line that marks a picture, and the caption above it.

Extraction loses the picture and keeps its words: `Still image`, `Photo: city archive`, `Getty Images`. Such a
marker goes wherever it stands as a line of its own. The short line directly above it, in the same block and
without a sentence's end, is the caption. A caption in one line with its credit, `The harbour at dawn (Photo by
A. Lind/AP)`, goes as a whole. In a text without empty lines nothing tells a caption from a sub-heading, so there
the marker goes alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from cleaners.boilerplate_lines import Finding, PageLine, ends_sentence
from cleaners.phrases import Phrase

_MAX_CAPTION_WORDS: Final = 25
_MAX_CREDITED_WORDS: Final = 60

# A credit in brackets or behind a copyright sign at the end of a line. Matched against the last 120 characters.
_CREDIT_AT_END: Final = re.compile(
    r"(?:[(\[]\s?(?:(?:file |handout )?(?:photo|image|picture|foto|fotos|bild|imagen|imagem|crédito|crédit photo|фото|credit|source"
    r"|screenshot|illustration)s?(?: credit)?(?::| by | courtesy | via )[^()\[\]]{1,80}"
    r"|(?:AP|AFP|Reuters|Getty) ?(?:Photo|Images|Foto)?/[^()\[\]]{1,60}|[^()\[\]/]{1,60}/(?:AP|AFP|Reuters|Getty Images))\s?[)\]]\.?"
    r"|©\s?[^.!?©]{2,60}|\b(?:AP|AFP) (?:Photo|Foto)/[^.!?]{1,50})\Z",
    re.IGNORECASE,
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
        elif line.words <= _MAX_CREDITED_WORDS and line.words > 1 and _CREDIT_AT_END.search(line.text[-120:]):
            found[index] = Finding("caption", 0.85, "a caption with its credit")
    return found


def _is_caption(line: PageLine) -> bool:
    return line.words <= _MAX_CAPTION_WORDS and not line.is_text and not ends_sentence(line.text)
