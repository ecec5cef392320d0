"""With whom a scenario is computed: levers of other regions, and how the rest of them move."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from dashboard.formats import Markdown, percent, plain
from dashboard.i18n import N_, _
from engine.whatif.levers import Lever
from engine.whatif.rivals import Rivals, Way

#: What the others do: nothing, or one of the ways in which rivals move.
Choice = Literal[Way, "as_is"]
WAYS: dict[Choice, Markdown] = {
    "as_is": N_("stay as they are"),
    "percent": N_("all move by some percent"),
    "forecast": N_("each comes to its forecast"),
}


def with_whom(others: Sequence[Lever], rivals: Rivals | None, *, is_part: bool = False) -> Markdown:
    """With whom the ranks are computed; is_part: of some regions only the published score is known."""
    names = _(", ").join(plain(name) for name in sorted({lever.region for lever in others}))
    if names:
        return _(
            "Ranks are computed with the levers of {names} as well; {rest}.", names=names, rest=_rest(rivals)
        )
    if is_part:
        return _("Ranks are found against the published scores of the other regions.")
    return _("Ranks are computed anew for everyone; {rest}.", rest=_rest(rivals))


def _rest(rivals: Rivals | None) -> Markdown:
    if rivals is None:
        return _("all other regions stay as they are")
    if rivals.way == "forecast":
        return _("all other regions come to the middle of their forecast at the month's end")
    change = percent(float(rivals.change), 1, (), plus=True)
    return _("sales and collections of all other regions change by {change}", change=change)


def levers_of(others: Sequence[Lever]) -> Markdown:
    """Whose levers are set besides, and how many."""
    counts = {
        name: sum(lever.region == name for lever in others)
        for name in sorted({lever.region for lever in others})
    }
    return _(", ").join(
        _("{region} ({count})", region=plain(name), count=count) for name, count in counts.items()
    )


def change_of(typed: float | None) -> Fraction:
    """A percentage with one decimal, as it was typed, as an exact fraction."""
    return Fraction(round((typed or 0.0) * 10), 1000)
