"""What is remembered: the last answers, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from cleaners.remembered import Remembered


@given(st.lists(st.lists(st.integers(0, 9))), st.integers(1, 4))
def test_answers_are_those_of_the_function(asked: list[list[int]], most: int) -> None:
    remembered = Remembered[int, int](lambda some: [one * one for one in some], most)
    for some in asked:
        assert remembered(some) == [one * one for one in some]


def test_only_the_last_answers_are_remembered() -> None:
    looked_for: list[int] = []

    def find(some: Sequence[int]) -> list[int]:
        looked_for.extend(some)
        return list(some)

    remembered = Remembered(find, 2)
    for some in ([1, 2, 3], [2], [4], [2, 3]):
        remembered(some)
    assert looked_for == [1, 2, 3, 4, 3]
    remembered.forget()
    remembered([2])
    assert looked_for[-1] == 2


def test_threads_may_ask_at_once() -> None:
    remembered = Remembered[int, int](lambda some: [one + 1 for one in some], 2)
    asked = [[at % 5, at % 3, at % 7] for at in range(2000)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(remembered, asked)) == [[one + 1 for one in some] for some in asked]
