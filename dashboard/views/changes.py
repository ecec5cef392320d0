"""A figure of a region-month before and after: its title, and both values as read."""

from __future__ import annotations

from typing import Any

from dashboard.formats import NOTHING, WAN, YUAN, award, money, percent, score
from dashboard.i18n import N_, _
from dashboard.words import CAPITAL_STATUSES, ESCALATIONS, EXPENSE_STATUSES, FLAGS, ITEMS, OUTCOMES, word
from engine.settlement import ITEMS as SETTLED

#: Every compared figure: its title and how its values read.
_TITLES: dict[str, tuple[str, str]] = {
    "manager": (N_("Region manager"), "text"),
    "vice_president": (N_("Responsible VP"), "text"),
    "sales_target": (N_("Sales target"), "money"),
    "collections_target": (N_("Collections target"), "money"),
    "sales": (N_("Sales"), "money"),
    "collections": (N_("Collections"), "money"),
    "sales_to_checkpoint": (N_("Sales to the checkpoint"), "money"),
    "collections_to_checkpoint": (N_("Collections to the checkpoint"), "money"),
    "annual_sales_target": (N_("Annual sales target"), "money"),
    "annual_collections_target": (N_("Annual collections target"), "money"),
    "capital_quota": (N_("Quota"), "money"),
    "capital_occupied": (N_("Occupied"), "money"),
    "contract_overdue": (N_("Contract overdue"), "money"),
    "expense_counted": (N_("Expenses year to date"), "money"),
    "manager_travel": (N_("Manager's travel year to date"), "money"),
    "sales_checkpoint_ratio": (N_("Sales ratio at the checkpoint"), "ratio"),
    "collections_checkpoint_ratio": (N_("Collections ratio at the checkpoint"), "ratio"),
    "checkpoint_outcome": (N_("Checkpoint"), "outcome"),
    "checkpoint_award": (N_("Checkpoint award"), "award"),
    "sales_attainment": (N_("Sales attainment"), "ratio"),
    "collections_attainment": (N_("Collections attainment"), "ratio"),
    "capital_status": (N_("Capital data"), "capital_status"),
    "capital_overrun_ratio": (N_("Overrun ratio"), "ratio"),
    "capital_award": (N_("Capital award"), "award"),
    "is_explanation_required": (N_("Written explanation"), "flag"),
    "expense_status": (N_("Expense data"), "expense_status"),
    "expense_ratio": (N_("Expense ratio"), "ratio"),
    "conduct_deduction": (N_("Deduction for conduct"), "score"),
    "score": (N_("Score"), "score"),
    "pay_coefficient": (N_("Pay coefficient"), "score"),
    "rank": (N_("Rank"), "count"),
    "last_place_streak": (N_("Months in last place"), "count"),
    "escalation": (N_("Escalation"), "escalation"),
}
# An award without words of its own bears its item's name.
for item in SETTLED:
    _TITLES.setdefault(item.award, (ITEMS[item.name], "award"))
_CODES = {
    "outcome": OUTCOMES,
    "capital_status": CAPITAL_STATUSES,
    "expense_status": EXPENSE_STATUSES,
    "escalation": ESCALATIONS,
}


def title(figure: str) -> str:
    """The figure's name in the reader's language."""
    return _(_TITLES[figure][0])


def texts(figure: str, before: Any, after: Any) -> tuple[str, str]:
    """Two values of a figure as read, with as many digits as it takes to tell them apart."""
    kind = _TITLES[figure][1]
    shown = (NOTHING, NOTHING)
    for digits in range(3):
        shown = (_text(kind, before, digits), _text(kind, after, digits))
        if shown[0] != shown[1] or before == after:
            break
    return shown


def _text(kind: str, value: Any, digits: int) -> str:
    if value is None:
        return NOTHING
    if kind == "money":
        return f"{money(value, WAN)} {WAN.label}" if digits == 0 else f"{money(value, digits=2)} {YUAN.label}"
    match kind:
        case "ratio":
            return percent(value, 1 + 2 * digits)
        case "score":
            return score(value)
        case "award":
            return award(value)
        case "flag":
            return word(FLAGS, str(value).lower())
        case "text" | "count":
            return str(value)
    return word(_CODES[kind], value)


def arrow(figure: str, before: Any, after: Any) -> str:
    """Both values in one text, a unit they share said once."""
    old, new = texts(figure, before, after)
    unit = f" {WAN.label}"
    return f"{old.removesuffix(unit) if new.endswith(unit) else old} → {new}"
