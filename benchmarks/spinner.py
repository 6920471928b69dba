"""A spinner for the benchmarks: swaps words of a clean article and says what it did.

Three dialects. `table` is that of auto-blogs, with the words of the swap table. `hidden` is the same with four in ten
of its pairs taken out of the table that the repair sees, so that they are unknown to it. `thesaurus` has another
thesaurus, WordNet's sets, and shares nothing with the tables. Which pairs are hidden depends on the pair alone.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, Literal
from unittest.mock import patch

from cleaners.spin_habits import load_habits
from cleaners.spin_swaps import Forms, SwapTable, load_swaps
from cleaners.spin_thesaurus import STOP_WORDS, thesaurus

Dialect = Literal["table", "hidden", "thesaurus"]
Swap = dict[str, Any]
HIDDEN_SHARE: Final = 0.4
_RATES: Final[dict[Dialect, float]] = {"table": 0.5, "hidden": 0.5, "thesaurus": 0.25}
_MOST_WORDS: Final = 3


def spin(text: str, dialect: Dialect, seed: int) -> tuple[str, list[Swap]]:
    """Spin a text.

    Args:
        text: clean English.
        dialect: whose words are put in.
        seed: what else decides.

    Returns:
        The spun text and its swaps: `start` and `end` in it, `spun`, `orig`.
    """
    rng = random.Random(seed)  # noqa: S311 - a simulation
    swapped_in = thesaurus_forms() if dialect == "thesaurus" else table_forms()
    pieces: list[str] = []
    swaps: list[Swap] = []
    done = length = 0
    for start, end, original in _places(text, swapped_in):
        if start < done or rng.random() > _RATES[dialect]:
            continue
        spun = rng.choice(swapped_in[original])
        pieces += [text[done:start], spun]
        length += start - done
        swaps.append({"start": length, "end": length + len(spun), "spun": spun, "orig": original})
        length += len(spun)
        done = end
    return "".join([*pieces, text[done:]]), swaps


def _places(text: str, swapped_in: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, int, str]]:
    """Words and runs of words in small letters that may be swapped, the longest at each place first."""
    words = list(re.finditer(r"(?<![\w-])[a-z]+(?![\w-])", text))
    for at, word in enumerate(words):
        for count in range(_MOST_WORDS, 0, -1):
            if (
                at + count <= len(words)
                and (run := text[word.start() : words[at + count - 1].end()]) in swapped_in
            ):
                yield word.start(), words[at + count - 1].end(), run


@cache
def table_forms() -> dict[str, list[str]]:
    """What the tables put in for each original."""
    found: dict[str, list[str]] = defaultdict(list)
    for forms, originals in load_swaps().originals.items():
        for original in originals:
            found[original].append(" ".join(forms).replace(" - ", "-").replace(" 's", "'s"))
    return found


@cache
def thesaurus_forms() -> dict[str, list[str]]:
    """What the thesaurus puts in for each original."""
    found: dict[str, list[str]] = defaultdict(list)
    for spun, originals in thesaurus().items():
        for original in originals:
            if original not in STOP_WORDS:
                found[original].append(spun)
    return found


def is_hidden(spun: str, original: str) -> bool:
    """Whether a pair is one of the four in ten that the repair is not shown."""
    return int(hashlib.sha256(f"{spun}>{original}".encode()).hexdigest(), 16) % 1000 < 1000 * HIDDEN_SHARE


@contextmanager
def hiding() -> Iterator[None]:
    """Take the hidden pairs out of the swap table, the phrases of one word and the habits, for as long as this lasts."""
    from benchmarks.habits import without_hidden  # noqa: PLC0415 - it needs this module
    from cleaners import (  # noqa: PLC0415 - what is patched
        spin,
        spin_counts,
        spin_judge,
        spin_options,
        spin_table,
        spin_weigh,
    )

    kept: dict[Forms, tuple[str, ...]] = {}
    for forms, originals in load_swaps().originals.items():
        if some := tuple(one for one in originals if not is_hidden(" ".join(forms), one)):
            kept[forms] = some
    swaps = SwapTable(kept)
    phrases = spin_table.PhraseTable(
        [
            one
            for one in spin_table.load_table().phrases
            if not is_hidden(one.spun.lower(), one.original.lower())
        ]
    )
    habits = without_hidden(load_habits())
    spin_weigh.forget()
    with (
        patch.object(spin_counts, "load_habits", lambda: habits),
        patch.object(spin_judge, "load_habits", lambda: habits),
        patch.object(spin_options, "load_swaps", lambda: swaps),
        patch.object(spin_weigh, "load_table", lambda: phrases),
        patch.object(spin, "load_table", lambda: phrases),
        patch.object(spin_table, "load_table", lambda: phrases),
    ):
        yield
    spin_weigh.forget()
