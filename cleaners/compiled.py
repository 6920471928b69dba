"""Functions that are compiled; only what is imported where numba is installed may use this."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def compiled(function: Callable[Arguments, Result], *, nogil: bool = False) -> Callable[Arguments, Result]:
    """Compile on first use, and keep the result where there is a place for it.

    Args:
        function: of numbers and arrays.
        nogil: whether other threads go on meanwhile.
    """
    done: Callable[Arguments, Result]
    try:
        done = numba.njit(cache=True, nogil=nogil)(function)
    except RuntimeError:  # neither this folder nor the user's cache can be written to
        done = numba.njit(cache=False, nogil=nogil)(function)
    return done
