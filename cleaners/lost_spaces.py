"""Spaces lost where a link was stripped: `an interview “Kazakhstanskaya Pravda”Tokaev`.

Crawlers that drop `<a>` tags with the white space beside them glue a quoted name to the word after or before
it. In English typography a closing ” is followed by no letter and an opening “ follows none, so the space can
be put back. In other languages it cannot: Korean and Azeri hang particles on the closing mark (”이라며, ”nə),
German closes with “ and Swedish opens with ”. Unguarded, the rule was wrong in 59 of 91,242 clean lines.

So it acts only in an English document whose own style is “open close”, and only on a pair of marks: a ” that
closes a “ of its line, a “ that a ” of its line closes. Where letters meet, the second word must have a capital
or be a function word; otherwise the space is only suggested, for “woke”ism and “micro”brewery are English. Which
way a mark should point, and which marks a translation has nested wrongly, is left alone: that would be guessing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cleaners.edits import Edit, Tier
from cleaners.language import is_english
from cleaners.lines import split_lines
from cleaners.wordlists import read_words

# All begin with a mark, so that most of a text is passed in no time. Latin letters, for Chinese never has a space there.
_MAY_CLOSE: Final = re.compile("”[A-Za-zÀ-ɏ]")
_MAY_OPEN: Final = re.compile("“(?<=[A-Za-zÀ-ɏ]“)")
_GLUED: Final = re.compile(r"”(?<=[\w.,!?…)]”)(?=[^\W\d_]{2})|“(?<=[^\W\d_]{2}“)(?=\w)")
_OTHER_STYLE: Final = re.compile(r"[„«»‟]")
_PAIR: Final = re.compile(r"“\S(?:[^“”\n]{0,400}\S)?”")
_TURNED: Final = re.compile(r"”(?<!\S”)(?=\w)|“(?<=\w“)(?=[\s.,;:!?]|\Z)")
_MARKS: Final = re.compile(r"[“”]")
_WORD: Final = re.compile(r"[^\W\d_]{2,20}")


def has_glued_quotes(text: str) -> bool:
    """Whether a curly quotation mark runs into a word anywhere."""
    if "”" not in text or "“" not in text:
        return False
    return _MAY_CLOSE.search(text) is not None or _MAY_OPEN.search(text) is not None


def put_back_spaces(text: str) -> Iterator[Edit]:
    """Propose the spaces that are missing outside “quoted” words of an English text.

    Args:
        text: the whole document; its language and its style of quoting decide.

    Yields:
        Insertions with rule `lost-space`.
    """
    if (
        not has_glued_quotes(text)
        or not _GLUED.search(text)
        or not _opens_and_closes(text)
        or not is_english(text)
    ):
        return
    for line in split_lines(text):
        marks = [match.start() for match in _MARKS.finditer(line.text)]
        places = {at: index for index, at in enumerate(marks)}
        for match in _GLUED.finditer(line.text):
            at = match.start()
            shape = "".join(line.text[mark] for mark in marks[max(0, places[at] - 1) : places[at] + 2])
            closing = match[0] == "”"
            if closing and shape.startswith("“”"):
                tier: Tier = "suggested" if _is_suffix(line.text, at) else "applied"
                yield _insert_space(line.start + at + 1, "closing ” runs into the next word", tier)
            elif not closing and shape.endswith("“”") and not shape.startswith("““"):
                yield _insert_space(line.start + at, "opening “ runs into the word before", "applied")


def _opens_and_closes(text: str) -> bool:
    """Whether the text's own marks open with “ and close with ”."""
    if _OTHER_STYLE.search(text):
        return False
    return len(_PAIR.findall(text)) > 2 * len(_TURNED.findall(text))


def _is_suffix(line: str, at: int) -> bool:
    """Whether the small letters after the mark may be the end of the quoted word itself."""
    word = _WORD.match(line, at + 1)
    if word is None or not line[at - 1].isalpha() or word[0][0].isupper():
        return False
    return word[0] not in read_words("encoding/function_words_en.txt")


def _insert_space(at: int, evidence: str, tier: Tier) -> Edit:
    confidence = 0.95 if tier == "applied" else 0.6
    return Edit("encoding", "lost-space", at, at, "", " ", confidence, tier, evidence)
