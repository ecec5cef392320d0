"""Searches that ask for evaluations in batches, so that many of them share each evaluation.

A search is a generator: it yields the amounts it wants to know about and receives their rows.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Row = Mapping[str, Any]
Search = Generator[Sequence[int], Sequence[Row], T]

#: Amounts asked about in one round of a search: the range shrinks by as much.
WIDTH = 24


def first_where(low: int, high: int, holds: Callable[[Row], bool]) -> Search[int | None]:
    """The least amount from `low` to `high` whose row `holds`; None if not even that of `high` does.

    `holds` must not become false again once it is true on the way up.
    """
    (top,) = yield [high]
    if not holds(top):
        return None
    while low < high:
        amounts = _spread(low, high)
        rows = yield amounts
        for amount, row in zip(amounts, rows, strict=True):
            if holds(row):
                high = amount
                break
            low = amount + 1
    return high


def together(
    searches: Mapping[K, Search[T]], rows_of: Callable[[Sequence[tuple[K, int]]], Sequence[Row]]
) -> dict[K, T]:
    """Runs all searches in step; `rows_of` evaluates what all of them ask for in a round at once."""
    results: dict[K, T] = {}
    wanted: dict[K, Sequence[int]] = {}
    answers: dict[K, Sequence[Row] | None] = dict.fromkeys(searches)
    while answers:
        for key, rows in answers.items():
            try:
                wanted[key] = next(searches[key]) if rows is None else searches[key].send(rows)
            except StopIteration as stop:
                results[key] = stop.value
                wanted.pop(key, None)
        asked = [(key, amount) for key, amounts in wanted.items() for amount in amounts]
        found = iter(rows_of(asked)) if asked else iter(())
        answers = {key: [next(found) for _ in amounts] for key, amounts in wanted.items()}
    return results


def _spread(low: int, high: int) -> list[int]:
    """Up to WIDTH amounts from below `high`, evenly over the range."""
    span = high - low
    if span <= WIDTH:
        return list(range(low, high))
    return [low + span * step // (WIDTH + 1) for step in range(1, WIDTH + 1)]
