"""Mojibake: text that was decoded with the wrong codec, `EspaÃ±a` for `España`. The repair is ftfy's.

ftfy knows which character sequences good text does not have, and re-encodes and decodes only a line that has
one. How it is called matters more than one would think, so this file is about that:

- One line at a time. A page mixes sources, and a document taken as one segment must be wrong as a whole before
  any of it is repaired (27 % against 65 % of mixed documents come out exact).
- Only the repair of the encoding. Its other fixers rewrite good text: curly quotes, fullwidth punctuation in
  Chinese, ligatures, NFC; 13 % of clean lines in 90 languages changed. Comparing texts may want that, a reader
  does not. Entities and control characters have rules of their own here (`entities`, `encoding`).
- Each damaged word is an edit, and its evidence is the path that ftfy went.

Most lines of most pages hold no character that mojibake is made of. `SUSPECT` is that set, made from ftfy's own
tables, so that such lines cost one scan; whatever it lets pass, ftfy leaves alone, and the tests hold it to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ftfy import ExplanationStep, TextFixerConfig, fix_encoding_and_explain
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad

from cleaners.diff import changed_words
from cleaners.edits import Edit

_CONFIG: Final = TextFixerConfig(unescape_html=False)

# Every alternative of ftfy's pattern for bad sequences needs one character of these classes, or one of the
# few letters that follow: Arabic read as windows-1252 (Ù), CJK as MacRoman (°), Cyrillic, Greek.
_TELLING: Final = ("c1", "bad", "law", "currency", "numeric", "upper_accented", "lower_accented", "box")
SUSPECT: Final = "".join(MOJIBAKE_CATEGORIES[name] for name in _TELLING) + "Ù°ЂВГРСΒΓΞΟ"

_LONGEST_WORD: Final = (
    200  # what is longer is no word, and repairing it a second time would cost as much again
)
# Two of the three characters of a quotation mark. Read as windows-1252 they would only look like other mojibake,
# and the trace of what was there would be gone.
_TORN: Final = "â\x80"
_CONFIDENCE: Final = {
    "decode_inconsistent_utf8": 0.95,  # parts of a line, each decoded by itself
    "restore_byte_a0": 0.95,  # a space taken for a no-break space
    "replace_lossy_sequences": 0.9,  # a byte is lost: U+FFFD stands for its character
    "fix_c1_controls": 0.97,
}


def repair_mojibake(line: str) -> Iterator[Edit]:
    """Propose ftfy's repair of a line, word by word.

    Args:
        line: one line of text, without line feeds.

    Yields:
        Edits with rule `mojibake`, or `c1-quotes` where control characters stand for windows-1252 punctuation.

    >>> [(edit.after, edit.evidence) for edit in repair_mojibake("EspaÃ±a gana")]
    [('España', 'encoded as latin-1, decoded as utf-8')]
    """
    fixed, steps = fix_encoding_and_explain(line, _CONFIG)
    if fixed == line:
        return
    for change in changed_words(line, fixed):
        before = line[change.start : change.end]
        path = _path_of_word(before, change.after, steps or [])
        only_c1 = _is_c1(path)
        if only_c1 and _TORN in before:
            continue
        yield Edit(
            step="encoding",
            rule="c1-quotes" if only_c1 else "mojibake",
            start=change.start,
            end=change.end,
            before=before,
            after=change.after,
            confidence=min([_CONFIDENCE.get(step.parameter, 0.99) for step in path], default=0.9),
            evidence=_in_words(path),
        )


def looks_damaged(text: str) -> bool:
    """Whether text holds a character sequence that ftfy takes for mojibake."""
    return not text.isascii() and bool(is_bad(text))


def _path_of_word(before: str, after: str, path: Sequence[ExplanationStep]) -> Sequence[ExplanationStep]:
    """The path of the line, or for a line repaired in parts that of the word alone: it names the codec."""
    if (path and path[0].action != "apply") or len(before) > _LONGEST_WORD:
        return path
    fixed, steps = fix_encoding_and_explain(before, _CONFIG)
    return steps if steps and fixed == after else path


def _is_c1(path: Sequence[ExplanationStep]) -> bool:
    steps = [(step.action, step.parameter) for step in path]
    return steps in ([("transcode", "fix_c1_controls")], [("encode", "latin-1"), ("decode", "windows-1252")])


def _in_words(path: Sequence[ExplanationStep]) -> str:
    r"""Tell ftfy's path to a person.

    >>> _in_words([ExplanationStep("encode", "sloppy-windows-1252"), ExplanationStep("decode", "utf-8")])
    'encoded as windows-1252, decoded as utf-8'
    """
    verbs = {"encode": "encoded as", "decode": "decoded as", "transcode": "with", "apply": "by"}
    words = [
        f"{verbs[step.action]} {step.parameter.removeprefix('sloppy-').replace('_', ' ')}" for step in path
    ]
    return ", ".join(words)
