"""Functions that are compiled; only what is imported where numba is installed may use this."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile on first use, and keep the result where there is a place for it."""
    compiled: Callable[Arguments, Result]
    try:
        compiled = numba.njit(cache=True)(function)
    except RuntimeError:  # neither this folder nor the user's cache can be written to
        compiled = numba.njit(cache=False)(function)
    return compiled
