"""Spelling: one word in two houses' styles, `on-line` and `online`, `organisation` and `organization`.

Which of them a text has is its paper's choice and no spinning, so a difference of spelling is never undone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_VARIANTS: Final = (
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ise", "ize"),
    ("programme", "program"),
    ("centre", "center"),
    ("defence", "defense"),
    ("offence", "offense"),
    ("licence", "license"),
    ("our", "or"),
    ("ll", "l"),
    ("tre", "ter"),
    ("ogue", "og"),
)
_JOINTS: Final = re.compile(r"[-'’ ]")


@lru_cache(maxsize=1 << 14)
def spelling_key(words: str) -> str:
    """Words without differences of spelling: what is equal by it is one wording.

    >>> spelling_key("Co-operation centres") == spelling_key("cooperation centers")
    True
    >>> spelling_key("official go to") == spelling_key("official visit")
    False
    """
    key = _JOINTS.sub("", words.lower())
    for british, american in _VARIANTS:
        key = key.replace(british, american)
    return key
