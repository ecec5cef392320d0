"""A proposal taken over to the levers: they move, the board comes into sight and says what was done."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard import state
from dashboard.components.levers.handles import set_levers
from dashboard.formats import Unit
from dashboard.i18n import _
from dashboard.views.whatif.whatif import steps_text
from engine.whatif.levers import Lever

_FILLED = "filled"


def fill_in(month: date, region: str, levers: Sequence[Lever], goal: str, unit: Unit) -> None:
    """Set the region's levers to what the goal needs, and note it for the board."""
    set_levers(month, region, levers)
    said = _("Filled in for “{goal}”: {steps}.", goal=goal, steps=steps_text(levers, unit))
    state.keep(_FILLED, (month, region, {"number": time.time_ns() // 1_000_000, "text": said}))


def filled(month: date, region: str) -> dict[str, Any] | None:
    """What was filled in for the region, told once: a number of its own, and the text (not Markdown)."""
    of_month, of_region, said = state.kept(_FILLED, (None, None, None))
    if (of_month, of_region) != (month, region):
        return None
    state.drop(_FILLED)
    return said  # type: ignore[no-any-return]
