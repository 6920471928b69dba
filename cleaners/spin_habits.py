"""What spinners are known to do with a word: how often it was a swap where the original is known.

Two words of a table are not alike. 'Stated' in a spun text is 'said' twenty-nine times in thirty; 'finish' may be
'end' or what it says; 'worth' is 'value' as often as 'price', and no context tells. Of the pairs of the tables that
were seen at work, half are right wherever they are proposed, of all others one in a hundred.

`data/spin/habits_en.tsv` counts that in articles of which both the original and the spun copy are there. A word that
was never counted has the chances of all words together, and the more often it was counted the less these count. The
counts are evidence for the judges, never a verdict.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

# The chances of all pairs and of all words together.
_PAIR: Final = 0.12
_WORD: Final = 0.3
_KIN: Final = 8.0
_SUREST: Final = 0.995
_MOST_SEEN: Final = 6.0  # more often says nothing more


@dataclass(frozen=True, slots=True)
class Habit:
    """The counts of one spun wording; all wordings are in small letters.

    Attributes:
        stood: how often it stood in spun articles.
        natural: how often it stood in their originals.
        originals: what it was put in for, and how often.
    """

    stood: int
    natural: int
    originals: Mapping[str, int]

    @property
    def swapped(self) -> int:
        """How often it was put in for anything."""
        return sum(self.originals.values())

    def choice(self, after: str, akin: float) -> float:
        """The logarithm of how often it was put in for one original, out of all; kinship counts as once."""
        return math.log((self.originals.get(after, 0) + math.exp(_KIN * (akin - 1))) / (self.swapped + 1))

    def features(self, after: str, *, listed: bool) -> dict[str, float]:
        """What the counts say of an original, by name; `listed` is whether a table has it for this wording."""
        right = self.originals.get(after, 0)
        tried = max(self.stood, right) if listed else right
        return {
            "habit": _log_odds(right, tried, _PAIR),
            "habit, tried": min(float(tried), _MOST_SEEN),
            "habit, word": _log_odds(self.swapped, max(self.stood, self.swapped), _WORD),
            "habit, choice": (right + 0.5) / (self.swapped + 1),
            "habit, natural": min(float(self.natural), _MOST_SEEN),
        }


NO_HABIT: Final = Habit(0, 0, {})
Habits = Mapping[str, Habit]


def _log_odds(some: int, of: int, usual: float) -> float:
    """The logarithm of the odds, as if once more had gone the usual way."""
    chance = min(max((some + usual) / (of + 1), 1 - _SUREST), _SUREST)
    return math.log(chance / (1 - chance))


@cache
def load_habits() -> Habits:
    """The counts that ship with the package, by spun wording."""
    text = files("cleaners").joinpath("data/spin/habits_en.tsv").read_text(encoding="utf-8")
    return read_habits(text.splitlines())


def read_habits(lines: Iterable[str]) -> Habits:
    r"""Read lines of a spun wording, how often it stood and how often it did naturally, and each original with a count.

    >>> read_habits(["worth\t9\t1\tvalue 4\tprice 4"])["worth"].originals
    {'value': 4, 'price': 4}
    """
    habits: dict[str, Habit] = {}
    for line in lines:
        if not line.startswith("#"):
            spun, stood, natural, *rest = line.split("\t")
            originals = {name: int(count) for name, _, count in (one.rpartition(" ") for one in rest)}
            habits[spun] = Habit(int(stood), int(natural), originals)
    return habits


def write_habits(habits: Habits) -> Iterator[str]:
    """The lines that `read_habits` reads, in order of the alphabet."""
    for spun, habit in sorted(habits.items()):
        originals = [f"{name} {count}" for name, count in sorted(habit.originals.items())]
        yield "\t".join([spun, str(habit.stood), str(habit.natural), *originals])
