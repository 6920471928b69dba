"""Every pattern of the project against 100 KB of its own worst case, made from the pattern's own syntax tree.

`python -m tests.worst_cases` prints the patterns that take longer than they may. It records each one as it is
compiled, so those that are made of data files count, too.
"""

from __future__ import annotations

import re
import sys
import time
from collections import deque
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

SIZE: Final = 100_000
ALLOWED: Final = 0.05  # seconds
# A machine that is slow or busy takes longer for everything: there a pattern may take as long as so many walks over
# as many characters, one match each. The slowest pattern takes 1.8 walks; `a{0,300}b`, which is all a pattern that is
# linear can do wrong, takes 4, and `a+b`, which is not linear, 600.
WALKS: Final = 3
ROOT: Final = Path(__file__).parent.parent

# Beginnings of patterns that are only ever matched at the start of a text, so that how long it goes on is no matter.
AT_THE_START: Final = ("(?P<place>", "(?P<date>(?i:", r"\W{0,3}(?:by|photo|", r"\s{0,99}(?:<\?xml")

Tree = Any  # the standard library has no types for its syntax trees
PROBES: Final = "aA1 .,-!'\"“é&;\n"


def sample(tree: Tree) -> str:
    """A text that a syntax tree matches, about."""
    return "".join(_sample(kind, value) for kind, value in tree)


def _sample(kind: Tree, value: Tree) -> str:  # noqa: PLR0911 - one kind of node a line
    if kind is sre.LITERAL:
        return chr(int(value))
    if kind is sre.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if kind is sre.ANY:
        return "a"
    if kind is sre.IN:
        return _member(value)
    if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
        least, _, body = value
        turns: int = min(max(least, 1), 3)
        return sample(body) * turns
    if kind is sre.BRANCH:
        return sample(value[1][0])
    if kind is sre.SUBPATTERN:
        return sample(value[3])
    if kind is sre.ATOMIC_GROUP:
        return sample(value)
    return ""


def _member(items: Tree) -> str:
    """A character of a set."""
    pattern = "".join(_as_set(kind, value) for kind, value in items)
    found = re.compile(f"[{pattern}]")
    return next((char for char in PROBES if found.fullmatch(char)), "") or next(
        (chr(code) for code in range(0x20, 0x3000) if found.fullmatch(chr(code))), "a"
    )


def _as_set(kind: Tree, value: Tree) -> str:
    if kind is sre.NEGATE:
        return "^"
    if kind is sre.LITERAL:
        return re.escape(chr(value))
    if kind is sre.RANGE:
        low, high = value
        return f"{re.escape(chr(low))}-{re.escape(chr(high))}"
    names = {
        "DIGIT": r"\d",
        "SPACE": r"\s",
        "WORD": r"\w",
        "NOT_DIGIT": r"\D",
        "NOT_SPACE": r"\S",
        "NOT_WORD": r"\W",
    }
    return names[str(value).removeprefix("CATEGORY_")]


def attacks(pattern: str, flags: int) -> Iterator[str]:
    """Texts that make a pattern work hard: each of its repeats gone on and on, and then no match."""
    tree = parser.parse(pattern, flags)
    whole = sample(tree) or "a"
    pumps = {whole, whole[:-1], whole[1:], whole + " ", *_pumps(tree)} - {""}
    for pump in sorted(pumps):
        yield (pump * (SIZE // len(pump) + 1))[:SIZE] + "\0"
    for prefix, pump in _repeats(tree, ""):
        yield prefix + (pump * (SIZE // len(pump) + 1))[:SIZE] + "\0"


def _pumps(tree: Tree) -> Iterator[str]:
    for prefix, pump in _repeats(tree, ""):
        yield pump
        yield prefix + pump
        yield pump * 30 + "\0"
        yield prefix + pump * 30


def _repeats(tree: Tree, prefix: str) -> Iterator[tuple[str, str]]:
    """Each repeat of a tree: what stands before it, and one turn of it."""
    for kind, value in tree:
        if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
            body = value[2]
            if value[1] > 2 and sample(body):
                yield prefix, sample(body)
            yield from _repeats(body, prefix)
        elif kind is sre.SUBPATTERN:
            yield from _repeats(value[3], prefix)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, prefix)
        prefix += _sample(kind, value)


def too_slow(pattern: re.Pattern[str] | re.Pattern[bytes], text: str) -> float:
    """CPU seconds where they are too many to look for a pattern all through a text; 0 where they are not."""
    taken = seconds(pattern, text)
    if taken <= ALLOWED or taken <= WALKS * seconds(re.compile(".", re.DOTALL), text):
        return 0.0
    return taken


def seconds(pattern: re.Pattern[str] | re.Pattern[bytes], text: str) -> float:
    """CPU time to look for a pattern all through a text; the best of three where one is too slow."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    data: Any = text
    if isinstance(pattern.pattern, bytes):
        data = data.encode("utf-8", "replace")
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        if source.startswith(AT_THE_START):
            pattern.match(data)
        else:
            deque(pattern.finditer(data), maxlen=0)
        best = min(best, time.process_time() - began)
        if best < ALLOWED:
            break
    return best


def record() -> dict[tuple[str | bytes, int], str]:
    """Every pattern that the project compiles, and where; the packages are loaded and used for that."""
    found: dict[tuple[str | bytes, int], str] = {}
    real = re._compile  # type: ignore[attr-defined]  # noqa: SLF001 - whoever compiles a pattern comes by here

    def recording(pattern: object, flags: int) -> object:
        frame = sys._getframe(2)  # noqa: SLF001 - who that was
        parts = Path(frame.f_code.co_filename).parts
        if ROOT.parts == parts[: len(ROOT.parts)] and parts[len(ROOT.parts)] in {"cleaners", "flows"}:
            compiled = real(pattern, flags)
            found[compiled.pattern, compiled.flags] = f"{parts[-1]}:{frame.f_lineno}"
        return real(pattern, flags)

    re._compile = recording  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    cleaners = import_module("cleaners")
    for name in ("flows.cli", "flows.local"):
        import_module(name)

    for path in sorted((ROOT / "seeds").glob("*.txt")):
        cleaners.clean(path.read_bytes())
    for text in (
        "Le maire de Lyon a dit que c’était une bonne idée, lundi.",
        "Der Bürgermeister sagte, es sei gut.",
    ):
        cleaners.clean(f"<html><body><article><h1>T</h1><p>{text * 9}</p></article></body></html>")
        cleaners.find_events([cleaners.Article(text=text * 5), cleaners.Article(text=text * 4)])
    re._compile = real  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    return found


def main() -> int:
    """Print what is too slow, and how many patterns were tried."""
    slow = 0
    patterns = record()
    for (source, flags), place in sorted(patterns.items(), key=lambda item: item[1]):
        pattern = re.compile(source, flags)
        text = source.decode("latin-1") if isinstance(source, bytes) else source
        for attack in attacks(text, flags & ~re.UNICODE if isinstance(source, bytes) else flags):
            if taken := too_slow(pattern, attack):
                print(f"{place}: {taken * 1000:.0f} ms on {attack[:40]!r}: {text[:200]!r}")  # noqa: T201
                slow += 1
                break
    print(f"{len(patterns)} patterns, {slow} too slow")  # noqa: T201
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
