"""What was found lately, for what is cheaper to find together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar

_Asked = TypeVar("_Asked", bound=Hashable)
_Found = TypeVar("_Found")


class Remembered(Generic[_Asked, _Found]):
    """A function of many things at once that remembers what it found for the last of them.

    >>> def lengths(words: Sequence[str]) -> list[int]:
    ...     print("measuring", *words)
    ...     return [len(word) for word in words]
    >>> length_of = Remembered(lengths, 2)
    >>> length_of(["one", "three", "one"])
    measuring one three
    [3, 5, 3]
    >>> length_of(["three", "seven"])
    measuring seven
    [5, 5]
    """

    def __init__(self, find: Callable[[Sequence[_Asked]], Sequence[_Found]], most: int) -> None:
        """Take a function, and how many of its answers to remember."""
        self._find = find
        self._most = most
        self._known: dict[_Asked, _Found] = {}
        self._lock = Lock()  # texts may be asked about in several threads

    def __call__(self, asked: Sequence[_Asked]) -> list[_Found]:
        """The answer for each; those that are not remembered are looked for together."""
        distinct = list(dict.fromkeys(asked))
        with self._lock:
            found = {one: self._known[one] for one in distinct if one in self._known}
        if new := [one for one in distinct if one not in found]:
            found.update(zip(new, self._find(new), strict=True))
        with self._lock:
            for one in distinct:
                self._known.pop(one, None)
            self._known.update(found)
            for one in list(self._known)[: -self._most]:
                del self._known[one]
        return [found[one] for one in asked]

    def forget(self) -> None:
        """Start anew."""
        with self._lock:
            self._known.clear()
