"""Torn: UTF-8 that lost bytes on the way, after it was misread.

Bytes that a code page leaves undefined are dropped, or become a question mark or U+FFFD; the no-break space
becomes a space. What is left of `Ã©` read as windows-1252 is then `Ã`, `Ã?` or `Ã `. How a document was misread is
proven elsewhere in it; then a torn sequence may have been one of a few characters: those of the language whose
bytes fit what is left. Of these the one is chosen that suits the characters beside it, which is a guess, and often
the only way to read the word at all. Where nothing fits, what is left stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from types import ModuleType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.codepages import byte_table, point_table
from cleaners.letter_weights import EAST_ASIAN
from cleaners.letters import KERNEL, Points, code_points, language_of, odd_at, to_text
from cleaners.likeliest import Script, Slot, choose, first_of_classes, inventory

LOST: Final = 0x100  # a byte that nobody knows
MISSING: Final = 0x101  # a byte that was dropped
WORD_LEADS: Final = "ÃГ√Ă├"  # first bytes with which words begin
FIRST: Final = 0xC2  # of the bytes that begin a letter


def mend_torn(line: str, codec: str, lost: frozenset[int]) -> str:
    """Read what is left of UTF-8 that was misread in a single-byte codec and then lost bytes.

    Args:
        line: the line; what was whole in it has been read already.
        codec: how the document was misread.
        lost: bytes that may be missing; with none, only no-break spaces are put back, which is no guess.
    """
    points = code_points(line)
    if kernel := KERNEL.loaded_too("torn_kernel"):
        return _mend(kernel, line, points, codec, lost)
    symbols = _symbols(points, codec)
    leads = np.flatnonzero((symbols >= FIRST) & (symbols < LOST))
    if not len(leads):
        return line
    eastern = int(np.count_nonzero(points >= EAST_ASIAN))
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


def _mend(kernel: ModuleType, line: str, points: Points, codec: str, lost: frozenset[int]) -> str:
    """The same, compiled."""
    symbols, begins, has_eastern, is_eastern = kernel.symbols_of(points, byte_table(codec))
    if not begins:
        return line
    script = Script(language_of(points), has_eastern)
    writing = kernel.Writing(script.written(), _blocks(script), *_kinds(), _among(lost), bool(lost))
    mended = kernel.mend(points, symbols, script.language, writing, is_eastern=is_eastern)
    return line if mended is None else to_text(mended)


@cache
def _blocks(script: Script) -> NDArray[np.bool_]:
    """Whether a script writes any of 64 characters that begin with the same two bytes of three, bool [1024]."""
    blocks = np.asarray(script.written().reshape(-1, 64).any(1))
    blocks[: 0x800 // 64] = False
    return blocks


@cache
def _kinds() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which characters are letters or digits, and which are white space, bool [0x110000]."""
    chars = list(map(chr, range(0x110000)))
    one, other = (np.fromiter(map(kind, chars), np.bool_, len(chars)) for kind in (str.isalnum, str.isspace))
    return one, other


def _symbols(points: Points, codec: str) -> NDArray[np.int16]:
    """The byte behind each character, -1 for one that the codec has not, and LOST for U+FFFD."""
    points = np.minimum(points, 0xFFFF)
    symbols = byte_table(codec)[points].astype(np.int16)
    symbols[symbols == 0] = -1
    symbols[(points == 0xFFFD) | (points == 0x1A)] = LOST
    return symbols


def lost_bytes(chars: Collection[str], codec: str) -> frozenset[int]:
    """Bytes that a text as it came may have lost, by its characters: undefined ones, or all C1 controls if none came."""
    named, undefined = _c1_bytes(codec)
    return frozenset(range(0x80, 0xA0)) if named.isdisjoint(chars) else undefined


@cache
def _c1_bytes(codec: str) -> tuple[frozenset[str], frozenset[int]]:
    """The characters for which a code page has bytes where C1 controls are, and those of these bytes that have none."""
    points = point_table(codec)[0x80:0xA0].tolist()
    named = frozenset(chr(point) for point in points if point > 0xA0)
    return named, frozenset(byte for byte, point in enumerate(points, 0x80) if point < 0xA0)


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
        if 0x80 <= following < 0xC0 or (following == LOST and lost):
            pattern = (*pattern, following)
            options = _choices(script, length, pattern, lost)
        elif char == " " and (options := _choices(script, length, (*pattern, 0xA0), lost)):
            pattern = (*pattern, 0xA0)
            before, behind = line[at - 1 : at] if at else "", line[after : after + 1]
            tail = "" if index < length - 1 or _joins(before, line[at], behind) else " "
        else:
            pattern = (*pattern, MISSING)
            options = _choices(script, length, pattern, lost)
            after -= char != "?"
        if not options:
            return None
    return Slot(options, line[at:after], tail)


@lru_cache(maxsize=1 << 12)
def _choices(script: Script, length: int, pattern: tuple[int, ...], lost: frozenset[int]) -> bytes:
    """Of the characters that begin with these bytes the first of each class, uint32 as bytes."""
    return first_of_classes(_options(script, length, pattern, lost)).tobytes()


@lru_cache(maxsize=1 << 12)
def _options(script: Script, length: int, pattern: tuple[int, ...], lost: frozenset[int]) -> Points:
    """The characters of a script that begin with these bytes; LOST is any byte, MISSING one that may be missing."""
    chars, encoded = inventory(script, length)
    if len(pattern) > 1:
        before = _options(script, length, pattern[:-1], lost)
        keep = np.isin(chars, before, assume_unique=True)
        chars, encoded = chars[keep], encoded[:, keep]
    column = encoded[len(pattern) - 1]
    if pattern[-1] == LOST:
        return chars
    return np.asarray(chars[_among(lost)[column] if pattern[-1] == MISSING else column == pattern[-1]])


def _joins(before: str, lead: str, after: str) -> bool:
    """Whether a space behind what stands for a first byte is part of a letter: within a word, or where one begins."""
    return bool(after) and not after.isspace() and (before.isalnum() or lead not in WORD_LEADS)


@cache
def _among(lost: frozenset[int]) -> NDArray[np.bool_]:
    table = np.zeros(256, np.bool_)
    table[sorted(lost)] = True
    return table
