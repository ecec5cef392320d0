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
        return f"| {self.name} | {self.ours:.3f} s | {self.against} | {self.theirs:.3f} s | {self.ours / self.theirs:.2f} |"


def compared(
    name: str, ours: Callable[[], object], against: str, theirs: Callable[[], object], rounds: int = 5
) -> Ratio:
    """Both sides once to warm up, then `rounds` times in turn; medians."""
    ours()
    theirs()
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds)]
    return Ratio(name, against, *(statistics.median(side) for side in zip(*pairs, strict=True)))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
