"""Mojibake: text that was decoded with the wrong codec, `EspaÃ±a` for `España`.

Two repairs stand behind one another. Where the whole document gives strong evidence of how it was misread, and
nothing odd is left when that is taken back, that is the repair (`misread`). Any other line is ftfy's, which knows
the sequences that good text does not have; a reading is preferred to its answer only where it is clearly likelier.
How ftfy is called matters more than one would think:

- One line at a time. A page mixes sources, and a document taken as one segment must be wrong as a whole before
  any of it is repaired (27 % against 65 % of mixed documents come out exact).
- Only the repair of the encoding. Its other fixers rewrite good text: curly quotes, fullwidth punctuation in
  Chinese, ligatures, NFC; 13 % of clean lines in 90 languages changed. Comparing texts may want that, a reader
  does not. Entities and control characters have rules of their own here (`entities`, `encoding`).
- Each damaged word is an edit, or a few of them side by side, and its evidence is the path back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from ftfy import ExplanationStep, TextFixerConfig, fix_encoding_and_explain
from ftfy.badness import is_bad

from cleaners.badness import may_be_bad
from cleaners.diff import changed_words, changed_words_by_line
from cleaners.edits import Edit
from cleaners.letters import code_points, cost_of
from cleaners.lines import Line
from cleaners.misread import Reading, reread
from cleaners.misread_proven import language_of_readings, reread_proven

Path = tuple[ExplanationStep, ...]

_CONFIG: Final = TextFixerConfig(unescape_html=False)
_CLEARLY: Final = 8.0  # nats by which a reading must be likelier than ftfy's
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


def repair_mojibake(lines: Sequence[Line], well: Iterable[Line] = ()) -> Iterator[Edit]:
    """Propose repairs of the lines of one document, word by word.

    Args:
        lines: its suspect lines.
        well: its other lines; they are read as the suspect ones have proven, if they have.

    Yields:
        Edits of rule `mojibake`, or of `c1-quotes` where control characters stand for windows-1252 punctuation.

    >>> from cleaners.lines import split_lines
    >>> [(edit.after, edit.evidence) for edit in repair_mojibake(split_lines("EspaÃ±a gana"))]
    [('España', 'encoded as latin-1, decoded as utf-8')]
    """
    readings = reread([line.text for line in lines])
    proven = [number for number, reading in enumerate(readings) if reading.paths]
    believed = [number for number in proven if not readings[number].odd]
    for number in sorted({*range(len(lines))}.difference(believed)):
        line, reading = lines[number], readings[number]
        fixed, steps = _ask_ftfy(line.text)
        if reading.paths and cost_of(reading.text) + _CLEARLY <= cost_of(fixed):
            believed.append(number)
        else:
            yield from _edits_of_ftfy(line, fixed, steps)
    yield from _edits_of_readings(
        [lines[number] for number in believed], [readings[number] for number in believed]
    )
    if proven:
        yield from _as_proven(well, [readings[number] for number in proven])


def _ask_ftfy(text: str) -> tuple[str, Path]:
    """What ftfy makes of a text, and how; it is asked only where it may have an answer."""
    if not may_be_bad(code_points(text)):
        return text, ()
    fixed, steps = fix_encoding_and_explain(text, _CONFIG)
    return fixed, tuple(steps or ())


@lru_cache(maxsize=1 << 12)
def _ask_about_word(word: str) -> tuple[str, Path]:
    """The same for a word; a document has the same few again and again."""
    return _ask_ftfy(word)


def _as_proven(well: Iterable[Line], proven: Sequence[Reading]) -> Iterator[Edit]:
    """Edits of the lines that look well, read as others were."""
    paths = {reading.paths[0] for reading in proven}
    language: int | None = None
    for line in well:
        if line.text.isascii():
            continue
        if language is None:
            language = language_of_readings(reading.text for reading in proven)
        if found := reread_proven(line.text, paths, language):
            text, path, gain = found
            yield from _edits_of_readings([line], [Reading(text, (path,), gain)])


def _edits_of_readings(lines: Sequence[Line], readings: Sequence[Reading]) -> Iterator[Edit]:
    changes = changed_words_by_line([line.text for line in lines], [reading.text for reading in readings])
    for line, reading, changed in zip(lines, readings, changes, strict=True):
        names = ", ".join(f"{codec} read as {read_as}" for read_as, codec in reading.paths)
        evidence = f"{names}; {reading.gain:.0f} nats likelier so"
        if reading.torn:
            evidence += ", with characters that lost a byte"
        for change in changed:
            yield Edit(
                "encoding",
                "mojibake",
                line.start + change.start,
                line.start + change.end,
                line.text[change.start : change.end],
                change.after,
                0.75 if reading.torn else 0.97,
                evidence=evidence,
            )


def _edits_of_ftfy(line: Line, fixed: str, steps: Path) -> Iterator[Edit]:
    if fixed == line.text:
        return
    for change in changed_words(line.text, fixed):
        before = line.text[change.start : change.end]
        only_c1, confidence, evidence = _told(_path_of_word(before, change.after, steps))
        if only_c1 and _TORN in before:
            continue
        yield Edit(
            step="encoding",
            rule="c1-quotes" if only_c1 else "mojibake",
            start=line.start + change.start,
            end=line.start + change.end,
            before=before,
            after=change.after,
            confidence=confidence,
            evidence=evidence,
        )


def looks_damaged(text: str) -> bool:
    """Whether text holds a character sequence that ftfy takes for mojibake."""
    return not text.isascii() and bool(is_bad(text))


def _path_of_word(before: str, after: str, path: Path) -> Path:
    """The path of the line, or for a line repaired in parts that of the word alone: it names the codec."""
    if (path and path[0].action != "apply") or len(before) > _LONGEST_WORD:
        return path
    fixed, steps = _ask_about_word(before)
    return steps if steps and fixed == after else path


@lru_cache(maxsize=1 << 8)
def _told(path: Path) -> tuple[bool, float, str]:
    """Whether a path only put windows-1252 for C1 controls, how sure it is, and the path in words."""
    confidence = min([_CONFIDENCE.get(step.parameter, 0.99) for step in path], default=0.9)
    return _is_c1(path), confidence, _in_words(path)


def _is_c1(path: Path) -> bool:
    steps = [(step.action, step.parameter) for step in path]
    return steps in ([("transcode", "fix_c1_controls")], [("encode", "latin-1"), ("decode", "windows-1252")])


def _in_words(path: Path) -> str:
    r"""Tell ftfy's path to a person.

    >>> _in_words((ExplanationStep("encode", "sloppy-windows-1252"), ExplanationStep("decode", "utf-8")))
    'encoded as windows-1252, decoded as utf-8'
    """
    verbs = {"encode": "encoded as", "decode": "decoded as", "transcode": "with", "apply": "by"}
    words = [
        f"{verbs[step.action]} {step.parameter.removeprefix('sloppy-').replace('_', ' ')}" for step in path
    ]
    return ", ".join(words)
