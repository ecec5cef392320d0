"""Medians of alternating runs, so that a slow moment of the machine hits both sides."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """`ours` seconds against `theirs`; below 1 we are faster."""

    name: str
    against: str
    ours: float
    theirs: float

    def row(self) -> str:
        """A line of the printed table (Markdown)."""
        ratio = self.ours / self.theirs
        return f"| {self.name} | {self.ours:.3f} s | {self.against} | {self.theirs:.3f} s | {ratio:.2f} |"


def compared(
    name: str, ours: Callable[[], object], against: str, theirs: Callable[[], object], rounds: int = 5
) -> Ratio:
    """The medians of both sides as a line of the table."""
    return Ratio(name, against, *medians(ours, theirs, rounds))


def medians(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Both sides once to warm up, then `rounds` times in turn; median seconds."""
    return measured_in_turn(lambda: seconds(ours), lambda: seconds(theirs), rounds)


def measured_in_turn(
    ours: Callable[[], float], theirs: Callable[[], float], rounds: int
) -> tuple[float, float]:
    """As `medians`, of two sides that take their own time and return it in seconds."""
    ours()
    theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    first, second = zip(*pairs, strict=True)
    return statistics.median(first), statistics.median(second)


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes, once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
