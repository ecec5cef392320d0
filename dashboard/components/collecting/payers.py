"""Who is expected to pay what, as the reader has set it customer by customer. What is kept is fen.

The settings of a kind of balance make its levers. Once somebody moves such a lever by other means, they
no longer count; who is not to be asked stays left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard import state
from dashboard.components.levers.handles import Handle, kept_levers, levers_key
from engine.collecting.payments import Kind
from engine.collecting.settings import Setting, by_office
from engine.whatif.levers import Lever
from engine.whatif.prospects import LEVER_OF_KIND


def _key(month: date, region: str) -> str:
    return f"{levers_key(month, region)}/customers"


def kept_settings(month: date, region: str) -> tuple[Setting, ...]:
    """The settings that count: those that their levers agree with, and who is not to be asked."""
    everything: tuple[Setting, ...] = state.kept(_key(month, region), ())
    levers = kept_levers(month, region)
    agreeing = {
        kind
        for kind, lever in LEVER_OF_KIND.items()
        if by_office(everything, kind) == {own.office: own.amount for own in levers if own.kind == lever}
    }
    return tuple(one for one in everything if not one.amount or one.kind in agreeing)


def set_settings(handle: Handle, kind: Kind, settings: Iterable[Setting]) -> None:
    """Replace the settings of a kind, whose lever is `handle`, and set the lever by them."""
    before = kept_settings(handle.month, handle.region)
    own = tuple(settings)
    others = tuple(one for one in before if one.kind != kind)
    state.keep(_key(handle.month, handle.region), (*others, *own))
    parts = by_office(own, kind)
    if parts or by_office(before, kind):
        state.drop(handle.key("locked"))
        set_parts(handle, parts)


def set_parts(handle: Handle, parts: dict[str, int]) -> None:
    """Set the lever to so many fen in each office."""
    handle.replace(
        [
            Lever(handle.kind, handle.region, fen, office=office, is_by_checkpoint=handle.is_by_checkpoint)
            for office, fen in sorted(parts.items())
            if fen
        ]
    )


def take_settings(month: date, settings: Sequence[Setting]) -> None:
    """Show the settings of a scenario whose levers were taken over."""
    for region in {one.region for one in settings}:
        state.keep(_key(month, region), tuple(one for one in settings if one.region == region))
