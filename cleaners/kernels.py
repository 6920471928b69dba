"""Kernels: compiled code that does what Python does, with the same bits, where that pays.

Numba is optional, and loading it takes as long as a few thousand texts do without. So a kernel is imported when enough
has been read to be worth it, and then serves from there on. Where each text has its time and memory held, nothing is
loaded: a second for what is loaded, or twelve for what has to be compiled, would be charged to one text.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

MAY_COMPILE: Final = ContextVar("may compile", default=True)


@dataclass(slots=True)
class Kernel:
    """A module of compiled code.

    Attributes:
        name: the module, within `cleaners`.
        worth: characters from which on loading it pays.
        read: how many have been read.
        module: the module, once it is loaded; numba may be missing.
    """

    name: str
    worth: int
    read: int = 0
    module: ModuleType | None = None
    is_missing: bool = False

    def count(self, characters: int) -> None:
        """Say that something was read that compiled code would have read faster."""
        self.read += characters
        if self.read >= self.worth and MAY_COMPILE.get():
            self.load()

    def load(self) -> None:
        """Load it, where numba is installed."""
        if self.module is None and not self.is_missing:
            try:
                self.module = import_module(f"cleaners.{self.name}")
            except ModuleNotFoundError:
                self.is_missing = True

    def loaded(self) -> ModuleType | None:
        """The module, where it is loaded and may be used."""
        return self.module if MAY_COMPILE.get() else None

    def loaded_too(self, name: str) -> ModuleType | None:
        """Another module, where this one is loaded and may be used."""
        return _import(f"cleaners.{name}") if self.loaded() else None


_import: Final = cache(import_module)  # to ask Python itself takes ten microseconds
