"""What a tier of the capital overrun (二) is called: its bounds, the same on every page."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.formats import percent
from dashboard.i18n import _
from engine.policy.parameters import Tier


def tier_name(tiers: Sequence[Tier], number: int) -> str:
    """The bounds of the tier at position `number`: "no overrun", "over 5 % up to 10 %", "over 30 %"."""
    upper = tiers[number].up_to
    below = tiers[number - 1].up_to if number else None
    high = None if upper is None else percent(float(upper), 0, ())
    if below is None:
        return _("no overrun") if upper == 0 else _("up to {upper}", upper=high)
    low = percent(float(below), 0, ())
    if high is None:
        return _("over {low}", low=low)
    return _("over {low} up to {upper}", low=low, upper=high)
