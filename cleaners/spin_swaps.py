"""The swap table: words that spinners of news put for others, anywhere.

The phrase table holds what gives itself away. Most swaps do not: 'final' for 'last', 'each' for 'both' are good
English, and only the words around tell. `data/spin/swaps_en.tsv` lists them, an original with what is put in its
place, inflection by inflection; read backwards, it says what a word of a spun text may have been.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from cleaners.spin_words import Word, split_words

Forms = tuple[str, ...]


class SwapTable:
    """Originals by the words of what is put in their place."""

    def __init__(self, originals: Mapping[Forms, tuple[str, ...]]) -> None:
        self.originals = originals
        self._longest: dict[str, int] = {}
        for forms in originals:
            self._longest[forms[0]] = max(len(forms), self._longest.get(forms[0], 0))

    def at(self, words: Sequence[Word], first: int) -> Iterator[tuple[int, str]]:
        """The swapped-in forms that begin at a word: how many words each has, and a possible original."""
        longest = self._longest.get(words[first].form, 0)
        for count in range(min(longest, len(words) - first), 0, -1):
            run = words[first : first + count]
            if all(word.gap is not None for word in run[1:]):
                for original in self.originals.get(tuple(word.form for word in run), ()):
                    yield count, original


@cache
def load_swaps() -> SwapTable:
    """The English tables that ship with the package, the usual swaps and the wider guesses."""
    originals: dict[Forms, tuple[str, ...]] = dict(core_swaps().originals)
    for forms, found in read_swaps(_read("swaps_wide_en.tsv")).items():
        originals[forms] = tuple(dict.fromkeys((*originals.get(forms, ()), *found)))
    return SwapTable(originals)


@cache
def core_swaps() -> SwapTable:
    """The usual swaps alone, where a wrong guess has no judge."""
    return SwapTable(read_swaps(_read("swaps_en.tsv")))


def _read(name: str) -> str:
    return files("cleaners").joinpath(f"data/spin/{name}").read_text(encoding="utf-8")


def read_swaps(table: str) -> dict[Forms, tuple[str, ...]]:
    r"""Read a table in the format that its head describes.

    Raises:
        ValueError: the columns of a line have not the same number of forms.

    >>> read_swaps("meeting/meetings\tassembly/assemblies")[("assemblies",)]
    ('meetings',)
    """
    originals: dict[Forms, dict[str, None]] = {}
    for number, line in enumerate(table.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = [column.split("/") for column in line.split("\t")]
        if len({len(column) for column in columns}) > 1:
            message = f"line {number}: the columns have not the same number of forms"
            raise ValueError(message)
        for column in columns[1:]:
            for original, spun in zip(columns[0], column, strict=True):
                if spun != original:
                    forms = tuple(word.form for word in split_words(spun))
                    originals.setdefault(forms, {})[original] = None
    return {forms: tuple(found) for forms, found in originals.items()}
