"""Levers as the reader has set them. What is kept is fen; widgets only show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dashboard import state
from dashboard.components.levers.shared import leave_scenario
from dashboard.views.whatif.board import most
from engine.whatif.levers import Lever, LeverKind
from engine.whatif.shares import ShareError, rescaled


@dataclass(frozen=True, slots=True)
class Handle:
    """One kind of lever in a region's month, and what its offices have to take from.

    is_by_checkpoint: what is moved from now on comes before the checkpoint's day is over.
    """

    month: date
    region: str
    kind: LeverKind
    room: Mapping[str, int]
    is_by_checkpoint: bool = True

    @property
    def most(self) -> int:
        """The most it can move, in fen."""
        return most(self.kind, self.room)

    @property
    def levers(self) -> list[Lever]:
        """What the reader has set of this kind."""
        return [lever for lever in kept_levers(self.month, self.region) if lever.kind == self.kind]

    @property
    def moved(self) -> int:
        """How much of it is moved, in fen."""
        return sum(lever.amount for lever in self.levers)

    def key(self, *parts: str) -> str:
        """A name of its own for a widget or something kept."""
        return "/".join((levers_key(self.month, self.region), self.kind, *parts))

    def edited(self, part: str, take: Callable[[Any], None]) -> Callable[[], None]:
        """The callback of the lever's widget `part`."""
        carry = state.on_edit(self.key(part), take)
        return lambda: self.edit(part, carry)

    def edit(self, part: str, carry: Callable[[], None]) -> None:
        """Edit the lever by `carry`, from its widget `part`.

        While keys are pressed quickly, the browser also reports what the lever's other widgets showed
        before. So of several edits that come together only one counts: that of the widget
        that was edited last, if it is among them.
        """
        before = state.kept(self.key("before"))
        if before is None:
            before = (state.kept(self.key("at")), self._kept())
            state.keep(self.key("before"), before)
        elif before[0] == part:
            self._restore(*before[1])
        else:
            return
        state.keep(self.key("at"), part)
        carry()

    def drawing(self) -> None:
        """Note that edits from here on come after those so far."""
        state.drop(self.key("before"))

    def _kept(self) -> tuple[Sequence[Lever], frozenset[str]]:
        return self.levers, state.kept(self.key("locked"), frozenset())

    def _restore(self, levers: Sequence[Lever], locked: frozenset[str]) -> None:
        self.replace(levers)
        state.keep(self.key("locked"), locked)

    def replace(self, own: Sequence[Lever]) -> None:
        """Set the levers of this kind, the others staying as they are."""
        others = [lever for lever in kept_levers(self.month, self.region) if lever.kind != self.kind]
        set_levers(self.month, self.region, [*others, *own])

    def split(self, parts: Mapping[str, int]) -> None:
        """Set the fen of each office, on the terms the lever has; it must be moved already."""
        lever = self.levers[0]
        self.replace([replace(lever, office=office, amount=part) for office, part in parts.items() if part])

    def move(self, amount: int) -> None:
        """Set the total in fen; a split over offices follows pro rata, locked offices stay."""
        state.drop("lever_trouble")
        amount = min(max(0, amount), self.most)
        split = {lever.office: lever.amount for lever in self.levers if lever.office is not None}
        if not amount:
            self.replace(())
            state.drop(self.key("locked"))
        elif split:
            try:
                parts = rescaled(amount, split, self.room, state.kept(self.key("locked"), frozenset()))
            except ShareError as error:
                state.keep("lever_trouble", (error.code, error.limit))
                return
            self.split(parts)
        else:
            fresh = Lever(self.kind, self.region, 0, is_by_checkpoint=self.is_by_checkpoint)
            old = self.levers[0] if self.levers else fresh
            self.replace([replace(old, amount=amount)])


def levers_key(month: date, region: str) -> str:
    """Under which name a region's levers of a month are kept."""
    return f"levers/{month:%Y-%m}/{region}"


def kept_levers(month: date, region: str) -> tuple[Lever, ...]:
    """The levers as the reader has set them; none before."""
    levers: tuple[Lever, ...] = state.kept(levers_key(month, region), ())
    return levers


def set_levers(month: date, region: str, levers: Sequence[Lever]) -> None:
    """Replace the region's levers; what is seen is then no longer the scenario that the address names."""
    state.keep(levers_key(month, region), tuple(levers))
    leave_scenario()


def take_levers(month: date, levers: Sequence[Lever]) -> None:
    """Replace the levers of all regions in the month, with their locks and what was being edited."""
    state.drop_all(f"levers/{month:%Y-%m}/")
    state.drop("lever_trouble")
    for region in {lever.region for lever in levers}:
        state.keep(levers_key(month, region), tuple(own for own in levers if own.region == region))
