"""Frames that are made month by month, and kept for as long as what a month rests on stays what it was.

A company loads one month at a time; the hundred before it need not be summed up again for that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import polars as pl

#: Month → what its rows rest on, as something that equals itself only while that stays what it was.
Rests = Mapping[date, object]
#: Makes the rows of the months from one to another, both included: frames by name, sorted by `month`.
Make = Callable[[date, date], Mapping[str, pl.DataFrame]]
#: So many different things are kept: those of facts, days and another checkpoint day.
_MOST = 8


@dataclass(frozen=True, slots=True)
class ByMonth:
    """Frames by name, sorted by their column `month`, and what each month in them rests on."""

    rests: Rests = field(default_factory=dict)
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def brought_to(self, rests: Rests, make: Make) -> ByMonth:
        """The same of the months in `rests`: those that rest on something else are made anew.

        Itself if there is nothing to do. Without any month the frames are empty, as they are made.
        """
        if self.frames and self.rests == rests:
            return self
        months = sorted(rests)
        anew = [month for month in months if month not in self.rests or self.rests[month] != rests[month]]
        if anew == months:
            return ByMonth(rests, make(months[0], months[-1]) if months else make(date.min, date.min))
        made = [make(first, last) for first, last in _spans(months, set(anew))]
        stay = rests.keys() - set(anew)
        merged = {
            name: _merged(frame, stay, [part[name] for part in made]) for name, frame in self.frames.items()
        }
        return ByMonth(rests, merged)


def _merged(frame: pl.DataFrame, stay: Collection[date], others: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The months that stay and those of other frames as one, sorted; within a month the order stays."""
    months = {month: part for month, part in cut_by_month(frame).items() if month in stay}
    for other in others:
        months |= cut_by_month(other)
    return pl.concat([months[month] for month in sorted(months)], rechunk=True) if months else frame.clear()


def cut_by_month(frame: pl.DataFrame) -> dict[date, pl.DataFrame]:
    """The months of a frame that is sorted by them, without a copy."""
    runs = frame["month"].rle().struct.unnest()
    assert runs["value"].is_sorted(), "months out of order"
    parts, start = {}, 0
    for length, month in runs.iter_rows():
        parts[month] = frame.slice(start, length)
        start += length
    return parts


def _spans(months: Sequence[date], wanted: set[date]) -> list[tuple[date, date]]:
    """First and last of each run of wanted months that stand side by side in `months`."""
    spans: list[tuple[date, date]] = []
    is_open = False
    for month in months:
        if month not in wanted:
            is_open = False
        elif is_open:
            spans[-1] = (spans[-1][0], month)
        else:
            spans.append((month, month))
            is_open = True
    return spans


class Kept:
    """What was made by month last, by name. Safe between threads: what is handed out never changes."""

    def __init__(self) -> None:
        self._known: dict[Hashable, ByMonth] = {}
        self._lock = Lock()

    def brought_to(self, name: Hashable, rests: Rests, make: Make, *, keeps: bool = True) -> ByMonth:
        """What is known by that name, brought to `rests`; not `keeps` for what may never be committed."""
        now = self._known.get(name, ByMonth()).brought_to(rests, make)
        if keeps:
            with self._lock:
                # The last that was asked for stands last.
                others = [(each, known) for each, known in self._known.items() if each != name]
                self._known = dict([*others, (name, now)][-_MOST:])
        return now


class Same:
    """A frame as a part of what something rests on: equal to whatever has the same rows."""

    __slots__ = ("_frame",)

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self._frame.equals(other._frame)

    __hash__ = None  # type: ignore[assignment]
