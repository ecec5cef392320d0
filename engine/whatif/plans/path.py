"""Ways to spend effort: one lever, or collecting from all balances in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.whatif.levers import COLLECTING, Lever, LeverKind
from engine.whatif.plans.position import Position

#: A lever, or `collect`: contract overdue first, then retail, then what is not yet due.
PathName = LeverKind | Literal["collect"]


@dataclass(frozen=True, slots=True)
class Segment:
    """From `start` to `end` fen of the path this lever moves; `before` is the position at `start`."""

    kind: LeverKind
    start: int
    end: int
    before: Position


@dataclass(frozen=True, slots=True)
class Path:
    """Amounts from 0 to `capacity` fen, moved by one lever after the other."""

    name: PathName
    segments: tuple[Segment, ...]
    reason: str = ""

    @property
    def capacity(self) -> int | None:
        """The most the path can move; None if none of its levers is available."""
        return self.segments[-1].end if self.segments else None

    def levers(self, amount: int) -> tuple[Lever, ...]:
        """The levers that move `amount` fen in all."""
        return tuple(
            segment.before.lever(segment.kind, min(amount, segment.end) - segment.start)
            for segment in self.segments
            if min(amount, segment.end) > segment.start
        )


def path(name: PathName, start: Position) -> Path:
    """The path from a position; without segments, and with the reason, where it is not available."""
    kinds = COLLECTING if name == "collect" else (name,)
    segments: list[Segment] = []
    position, reached = start, 0
    for kind in kinds:
        room = position.books.capacity(kind, position.region).amount
        if room is not None:
            segments.append(Segment(kind, reached, reached + room, position))
            position = position.moved([position.lever(kind, room)])
            reached += room
    return Path(
        name, tuple(segments), "" if segments else start.books.capacity(kinds[0], start.region).reason
    )
