"""Settings: every threshold in one frozen object, with the reason for its value.

A run prints its settings into the manifest, and their hash is part of the run's id: the same input under other
settings is another run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

ExtractMode = Literal["quality", "fast", "trafilatura"]

STEPS: Final = ("encoding", "boilerplate", "spin")


def _check_share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        message = f"{name} is a share between 0 and 1, not {value}"
        raise ValueError(message)


def _check_positive(name: str, value: float) -> None:
    if not 0 <= value < math.inf:
        message = f"{name} must be a number from 0 on, not {value}"
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """How the article of a page is found.

    Attributes:
        mode: `quality` asks four readers and takes the one that agrees best with the rest; `fast` asks two, and the
            others only where these differ; `trafilatura` is trafilatura alone.

    Raises:
        ValueError: there is no such mode.
    """

    mode: ExtractMode = "quality"

    def __post_init__(self) -> None:
        if self.mode not in get_args(ExtractMode):
            message = f"extract.mode: no such mode: {self.mode}; there are {', '.join(get_args(ExtractMode))}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class CopySettings:
    """When two texts are the same text.

    Attributes:
        jaccard: share of common word 3-shingles from which two texts are copies. 0.3 with exact verification
            found 99 % of simulated syndicated copies; the usual 0.7 on word 5-shingles finds half.
        containment: share of the shorter text's shingles that the longer one holds, from which it is an excerpt.

    Raises:
        ValueError: a share is not between 0 and 1.
    """

    jaccard: float = 0.3
    containment: float = 0.7

    def __post_init__(self) -> None:
        _check_share("copies.jaccard", self.jaccard)
        _check_share("copies.containment", self.containment)


@dataclass(frozen=True, slots=True)
class EventSettings:
    """When two articles report the same event.

    Attributes:
        link: probability of a pair from which average linkage joins two clusters.

    Raises:
        ValueError: it is not between 0 and 1.
    """

    link: float = 0.5

    def __post_init__(self) -> None:
        _check_share("events.link", self.link)


@dataclass(frozen=True, slots=True)
class SpinSettings:
    """When a text counts as spun.

    Attributes:
        gate: evidence per 100 words from which a text is spun; None takes the built-in gate.

    Raises:
        ValueError: it is negative.
    """

    gate: float | None = None

    def __post_init__(self) -> None:
        _check_positive("spin.gate", self.gate or 0)


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """What one input may cost in one stage before it is turned away.

    Attributes:
        seconds: of CPU time, and of waiting. The slowest of 350 real pages took 0.29. A text of several megabytes gets as
            much for each: it takes 3.
        megabytes: of address space, the program's own 300 included.

    Raises:
        ValueError: there is no time, or no room for the program itself.
    """

    seconds: float = 5.0
    megabytes: int = 1024

    def __post_init__(self) -> None:
        _check_positive("limits.seconds", self.seconds)
        if not self.seconds or self.megabytes < 512:
            message = f"limits: {self.seconds} s and {self.megabytes} MiB; no input gets by on less than some and 512"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told.

    Attributes:
        steps: the text steps that run, in this order.
        min_words: a web page whose article has fewer words is rejected: what is left is a caption or a menu.
        max_bytes: a larger input, compressed or not, is rejected before it is parsed.
        retention_days: documents that were published longer before the newest one no longer join groups.
        extract: see `ExtractSettings`.
        copies: see `CopySettings`.
        events: see `EventSettings`.
        spin: see `SpinSettings`.
        limits: see `LimitSettings`.

    Raises:
        ValueError: a step is unknown or named twice, or a number is negative.
    """

    steps: tuple[str, ...] = STEPS
    min_words: int = 25
    max_bytes: int = 32 * 1024 * 1024
    retention_days: int = 14
    extract: ExtractSettings = field(default_factory=ExtractSettings)
    copies: CopySettings = field(default_factory=CopySettings)
    events: EventSettings = field(default_factory=EventSettings)
    spin: SpinSettings = field(default_factory=SpinSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)

    def __post_init__(self) -> None:
        if unknown := [step for step in self.steps if step not in STEPS]:
            message = f"steps: no such step: {', '.join(unknown)}; there are {', '.join(STEPS)}"
            raise ValueError(message)
        if len(set(self.steps)) < len(self.steps):
            message = "steps: a step is named twice"
            raise ValueError(message)
        _check_positive("min_words", self.min_words)
        _check_positive("max_bytes", self.max_bytes)
        _check_positive("retention_days", self.retention_days)
