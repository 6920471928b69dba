"""Torn: UTF-8 that lost bytes on the way, after it was misread.

Bytes that a code page leaves undefined are dropped, or become a question mark or U+FFFD; the no-break space
becomes a space. What is left of `Ã©` read as windows-1252 is then `Ã`, `Ã?` or `Ã `. How a document was misread is
proven elsewhere in it; then a torn sequence may have been one of a few characters: those of the language whose
bytes fit what is left. Of these the one is chosen that suits the characters beside it, which is a guess, and often
the only way to read the word at all. Where nothing fits, what is left stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.codepages import byte_table, point_table
from cleaners.letter_table import letters
from cleaners.letters import code_points, language_of, odd_at, rows_of, written

_LOST: Final = 0x100  # a byte that nobody knows
_MISSING: Final = 0x101  # a byte that was dropped
_FIRST: Final = 0xC2  # of the bytes that begin a letter
_NONE: Final = np.zeros(0, np.uint32)
_EAST_ASIAN: Final = 0x2E80
_FOREIGN: Final = 56  # steps: what a letter costs that the language of the line does not write
_LOSS: Final = 16  # steps: what a lost byte costs, so that what is whole stays
_SHORT_RUN: Final = 4  # places side by side whose choice is worth remembering

Points = NDArray[np.uint32]


class Script(NamedTuple):
    """What a line is written in: a language, as a column of the table of letters, and whether East Asian as well.

    A tuple, since caches look it up at every letter.
    """

    language: int
    east_asian: bool

    def written(self) -> NDArray[np.bool_]:
        """Which characters of the Basic Multilingual Plane it writes."""
        return written(self.language, east_asian=self.east_asian)


class Slot(NamedTuple):
    """A place of the line with what it may have been; the last option is what stands there.

    Attributes:
        chars: the characters that it may have been, one of each class, uint32 as bytes; none where it is certain.
        left: what is left of it.
        tail: what follows it in any case: a space that is both the lost byte and a space.
    """

    chars: bytes
    left: str
    tail: str = ""


def mend_torn(line: str, codec: str, lost: frozenset[int]) -> str:
    """Read what is left of UTF-8 that was misread in a single-byte codec and then lost bytes.

    Args:
        line: the line; what was whole in it has been read already.
        codec: how the document was misread.
        lost: bytes that may be missing; with none, only no-break spaces are put back, which is no guess.
    """
    points = code_points(line)
    symbols = _symbols(points, codec)
    leads = np.flatnonzero((symbols >= _FIRST) & (symbols < _LOST))
    if not len(leads):
        return line
    eastern = int(np.count_nonzero(points >= _EAST_ASIAN))
    script = Script(language_of(points), bool(eastern))
    odd = np.zeros(len(line) + 1, np.bool_)
    at = odd_at(points)
    odd[at] = odd[at + 1] = True
    if 2 * eastern < np.count_nonzero(
        points > 0x7F
    ):  # where most is East Asian, no accented letter is at home
        leads = leads[odd[leads] | ~script.written()[points[leads]]]
    if not len(leads):
        return line
    return choose(list(_slots(line, leads.tolist(), symbols.tolist(), lost, script)), script)


def _symbols(points: Points, codec: str) -> NDArray[np.int16]:
    """The byte behind each character, -1 for one that the codec has not, and _LOST for U+FFFD."""
    points = np.minimum(points, 0xFFFF)
    symbols = byte_table(codec)[points].astype(np.int16)
    symbols[symbols == 0] = -1
    symbols[(points == 0xFFFD) | (points == 0x1A)] = _LOST
    return symbols


def lost_bytes(text: str, codec: str) -> frozenset[int]:
    """Bytes that a text as it came may have lost: undefined ones, or all C1 controls where none came through."""
    table = point_table(codec)
    named = {chr(table[byte]) for byte in range(0x80, 0xA0) if table[byte] > 0xA0}
    if named & set(text):
        return frozenset(byte for byte in range(0x80, 0xA0) if table[byte] == 0 or table[byte] < 0xA0)
    return frozenset(range(0x80, 0xA0))


def _slots(
    line: str, leads: Sequence[int], symbols: Sequence[int], lost: frozenset[int], script: Script
) -> Iterator[Slot]:
    """The line cut into places to choose at and what stands between them.

    Args:
        line: the line.
        leads: where a sequence may begin: odd characters, or such as the language does not write.
        symbols: the bytes behind its characters.
        lost: bytes that may be missing.
        script: what the line is written in.
    """
    done = 0
    for at in leads:
        if at < done:
            continue
        fit = _fitting(line, at, symbols, lost, script)
        if fit is not None:
            if done < at:
                yield Slot(b"", line[done:at])
            yield fit
            done = at + len(fit.left)
    if done < len(line):
        yield Slot(b"", line[done:])


def _fitting(line: str, at: int, symbols: Sequence[int], lost: frozenset[int], script: Script) -> Slot | None:
    """What a sequence may have been, from what is left of it.

    Args:
        line: the line.
        at: where the sequence begins.
        symbols: the bytes behind its characters.
        lost: bytes that may be missing.
        script: what the line is written in.
    """
    lead = symbols[at]
    length = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    pattern: tuple[int, ...] = (lead,)
    options = b""
    after, tail = at + 1, ""
    for index in range(1, length):
        following = symbols[after] if after < len(line) else -1
        char = line[after : after + 1]
        after += 1
        if 0x80 <= following < 0xC0 or (following == _LOST and lost):
            pattern = (*pattern, following)
            options = _choices(script, length, pattern, lost)
        elif char == " " and (options := _choices(script, length, (*pattern, 0xA0), lost)):
            pattern = (*pattern, 0xA0)
            before, behind = line[at - 1 : at] if at else "", line[after : after + 1]
            tail = "" if index < length - 1 or _joins(before, line[at], behind) else " "
        else:
            pattern = (*pattern, _MISSING)
            options = _choices(script, length, pattern, lost)
            after -= char != "?"
        if not options:
            return None
    return Slot(options, line[at:after], tail)


@lru_cache(maxsize=1 << 12)
def _choices(script: Script, length: int, pattern: tuple[int, ...], lost: frozenset[int]) -> bytes:
    """Of the characters that begin with these bytes the first of each class, uint32 as bytes."""
    return first_of_classes(_options(script, length, pattern, lost)).tobytes()


def first_of_classes(chars: Points) -> Points:
    """Of some characters the first of each class: what it costs when one follows another says no more than that."""
    _, first = np.unique(letters().classes.take(chars), return_index=True)
    first.sort()
    return chars[first]


@lru_cache(maxsize=1 << 12)
def _options(script: Script, length: int, pattern: tuple[int, ...], lost: frozenset[int]) -> Points:
    """The characters of a script that begin with these bytes; _LOST is any byte, _MISSING one that may be missing."""
    chars, encoded = inventory(script, length)
    if len(pattern) > 1:
        before = _options(script, length, pattern[:-1], lost)
        keep = np.isin(chars, before, assume_unique=True)
        chars, encoded = chars[keep], encoded[:, keep]
    column = encoded[len(pattern) - 1]
    if pattern[-1] == _LOST:
        return chars
    return np.asarray(chars[_among(lost)[column] if pattern[-1] == _MISSING else column == pattern[-1]])


def _is_foreign(char: str, script: Script) -> bool:
    """Whether a script does not write a character."""
    return not script.written()[min(ord(char), 0xFFFF)]


def _joins(before: str, lead: str, after: str) -> bool:
    """Whether a space behind what stands for a first byte is part of a letter: within a word, or where one begins."""
    return bool(after) and not after.isspace() and (before.isalnum() or lead not in "ÃГ√Ă├")


@cache
def _among(lost: frozenset[int]) -> NDArray[np.bool_]:
    table = np.zeros(256, np.bool_)
    table[sorted(lost)] = True
    return table


@cache
def inventory(script: Script, length: int) -> tuple[Points, NDArray[np.uint8]]:
    """The characters of a script that take so many bytes of UTF-8, and these bytes."""
    chars = np.flatnonzero(script.written()).astype(np.uint32)
    low, high = {2: (0x80, 0x7FF), 3: (0x800, 0xFFFF), 4: (0x10000, 0x10FFFF)}[length]
    chars = chars[(chars >= low) & (chars <= high)]
    data = chars.tobytes().decode("utf-32-le").encode()
    return chars, np.frombuffer(data, np.uint8).reshape(-1, length).T.copy()


def choose(slots: Sequence[Slot], script: Script) -> str:
    """The likeliest sequence of options, each pair of neighbours by its cost in the language.

    What is certain cuts the line into runs that are chosen by themselves, and the same few come again and again.
    """
    pieces: list[str] = []
    run: list[Slot] = []
    before = " "
    for slot in [*slots, Slot(b"", " ")]:
        if slot.chars:
            run.append(slot)
            continue
        if run:
            choice = _choose_run if len(run) <= _SHORT_RUN else _choose_run.__wrapped__
            pieces += choice(script, before, tuple(run), slot.left[0])
            run = []
        pieces.append(slot.left)
        before = slot.left[-1]
    return "".join(pieces)[:-1]


@lru_cache(maxsize=1 << 14)
def _choose_run(script: Script, before: str, run: tuple[Slot, ...], after: str) -> tuple[str, ...]:
    """The likeliest options of places that stand side by side (Viterbi 1967).

    Args:
        script: what the line is written in.
        before: the character before them.
        run: the places.
        after: the character behind them.
    """
    last, total = code_points(before).tobytes(), np.zeros(1, np.int32)
    ways: list[NDArray[np.intp]] = []
    for options, left, _ in run:
        cost = total[:, None] + _costs_between(script, last, options, left)
        ways.append(cost.argmin(0))
        total = cost.min(0)
        last = options + code_points(left[-1]).tobytes()
    at = int((total + _costs_between(script, last, b"", after)[:, 0]).argmin())
    chosen: list[str] = []
    for (options, left, tail), back in zip(reversed(run), reversed(ways), strict=True):
        chars = np.frombuffer(options, np.uint32)
        chosen.append(left if at == len(chars) else chr(chars[at]) + tail)
        at = int(back[at])
    return tuple(chosen[::-1])


@lru_cache(maxsize=1 << 11)
def _costs_between(script: Script, before: bytes, options: bytes, left: str) -> NDArray[np.int32]:
    """What it costs when one place follows another, int32 [characters before, options and what is left].

    Args:
        script: what the line is written in.
        before: the characters that may stand before, uint32 as bytes.
        options: those that may follow.
        left: what is left there, which may follow too; at the end of a run, where there are no options, the next
            character.
    """
    table = letters()
    costs = table.columns[script.language]
    last, chars, rest = np.frombuffer(before, np.uint32), np.frombuffer(options, np.uint32), code_points(left)
    following = np.concatenate([chars, rest[:1]])
    pairs = table.classes.take(last)[:, None] * table.size + table.classes.take(following)
    cost: NDArray[np.int32] = costs.take(table.rows.take(pairs)).astype(np.int32)
    if len(chars):
        cost[:, :-1] += _LOSS
        cost[:, -1] += int(costs.take(rows_of(rest)[1:-1]).sum()) + _FOREIGN * _is_foreign(left[0], script)
    return cost
