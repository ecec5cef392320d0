"""Independent steps on large frames, side by side: many Polars operations use one core only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

#: Below so many rows the threads would cost more than they save.
WORTH_IT = 20_000


def results(steps: Iterable[Callable[[], Result]], rows: int) -> list[Result]:
    """What the steps return, in their order; the first error of any is raised. rows: of the frame."""
    if rows < WORTH_IT:
        return [step() for step in steps]
    with ThreadPoolExecutor() as threads:
        return [each.result() for each in [threads.submit(step) for step in steps]]
