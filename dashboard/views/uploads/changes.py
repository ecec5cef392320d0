"""A figure of a region-month before and after, both values as read."""

from __future__ import annotations

from typing import Any

from dashboard.formats import NOTHING, WAN, YUAN, award, money, percent, score
from dashboard.published import codes, published
from dashboard.words import FLAGS, OUTCOMES_AHEAD, word
from engine.figures import Figure


def texts(
    figure: str, before: Any, after: Any, *, is_ahead: tuple[bool, bool] = (False, False)
) -> tuple[str, str]:
    """Two values of a figure as read, with as many digits as it takes to tell them apart.

    is_ahead: whether the month's checkpoint was, and will be, still to come.
    """
    known = published(figure)
    shown = (NOTHING, NOTHING)
    for digits in range(5):
        shown = (_text(known, before, digits, is_ahead[0]), _text(known, after, digits, is_ahead[1]))
        if shown[0] != shown[1] or before == after:
            break
    return shown


def _text(known: Figure, value: Any, digits: int, is_ahead: bool) -> str:
    if value is None:
        return NOTHING
    match known.kind:
        case "money":
            return (
                f"{money(value, WAN)} {WAN.label}"
                if digits == 0
                else f"{money(value, digits=2)} {YUAN.label}"
            )
        case "award":
            return award(value)
        case "ratio":
            return percent(value, known.digits + digits)
        case "points":
            return score(value)
        case "flag":
            return word(FLAGS, str(value).lower())
        case "state":
            is_open = is_ahead and known.name == "checkpoint_outcome"
            return word(OUTCOMES_AHEAD if is_open else codes(known.name), value)
    return str(value)


def arrow(figure: str, before: Any, after: Any, *, is_ahead: tuple[bool, bool] = (False, False)) -> str:
    """Both values in one text, a unit they share said once; is_ahead as above."""
    old, new = texts(figure, before, after, is_ahead=is_ahead)
    unit = f" {WAN.label}"
    return f"{old.removesuffix(unit) if new.endswith(unit) else old} → {new}"
