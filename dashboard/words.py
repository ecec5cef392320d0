"""Codes of the evaluation in the reader's words; shapes and words, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.i18n import N_, _

OUTCOMES = {
    "met": N_("✓ met"),
    "missed": N_("× missed"),
    "no_target": N_("○ no target"),
    "no_data": N_("? no data"),
}
#: Before the checkpoint's day is over: what falls short so far is not missed.
OUTCOMES_AHEAD = {**OUTCOMES, "missed": N_("… still open")}
SETTLEMENT_STATUSES = {
    "proposed": N_("proposed"),
    "no_target": N_("○ no target"),
    "no_data": N_("? no data"),
}
#: Of a month that is not over: nothing of it is settled.
SETTLEMENT_STATUSES_AHEAD = {**SETTLEMENT_STATUSES, "proposed": N_("… still open")}
#: What became of a line that was published.
SETTLEMENT_STANDINGS = {
    **SETTLEMENT_STATUSES,
    "published": N_("verified and published"),
    "held": N_("◆ held"),
}
CAPITAL_STATUSES = {"proposed": N_("known"), "no_data": N_("? no data")}
EXPENSE_STATUSES = {"ok": N_("known"), "no_ratio": N_("○ no ratio"), "no_data": N_("? no data")}
ESCALATIONS = {
    "none": N_("none"),
    "report_to_vp": N_("report to the responsible VP"),
    "transfer": N_("propose a transfer to the general manager"),
}
TARGET_SOURCES = {
    "plan": N_("plan"),
    "declaration": N_("declaration"),
    "adjustment": N_("adjustment"),
    "none": N_("○ no target"),
}
DECLARATION_STATUSES = {
    "declaration": N_("✓ declaration"),
    "adjustment": N_("✓ adjustment"),
    "after_deadline": N_("× after the deadline"),
    "not_approved": N_("× needed an approval"),
    "second_adjustment": N_("× second adjustment"),
    "no_plan": N_("× office without a plan"),
}
#: What became of one that needs an approval and has none.
DECLARATION_STANDINGS = {
    "waiting": N_("● waits for an approval"),
    "lapsed": N_("× not approved in time"),
    "refused": N_("× refused"),
}
ITEMS = {
    "sales_attainment": N_("Sales attainment"),
    "collections_attainment": N_("Collections attainment"),
    "checkpoint": N_("Checkpoint"),
    "capital_overrun": N_("Capital overrun"),
    "expense_ratio": N_("Expense ratio"),
    "score": N_("Score"),
    "correction": N_("Correction"),
    "adjustment": N_("Manual adjustment"),
}
#: The settlement's items where they stand beside one another.
SHORT_ITEMS = {"checkpoint": N_("Checkpoint"), "capital_overrun": N_("Capital")}
INDICATORS = {
    "sales": N_("Sales"),
    "collections": N_("Collections"),
    "capital": N_("Capital"),
    "expense": N_("Expense"),
    "conduct": N_("Conduct"),
}
KINDS = {
    "stated": N_("stated"),
    "assumed": N_("◇ assumed"),
    "fact": N_("fact"),
    "computed": N_("computed"),
    "told": N_("on record"),
}
UNITS = {
    "ratio": N_("ratio"),
    "yuan": N_("yuan"),
    "day": N_("day of month"),
    "regions": N_("regions"),
    "choice": N_("choice"),
    "months": N_("months"),
    "days": N_("days"),
    "megabytes": N_("MB"),
    "points": N_("points"),
    "coefficient": N_("coefficient"),
}
FLAGS = {"true": N_("yes"), "false": N_("no")}


#: Who acted where nobody signs in: what is stored (`dashboard.visit.OPERATOR`) and how it is told.
ACTORS = {"dashboard": N_("Operator of this machine")}


def words(codes: Mapping[str, str]) -> dict[str, str]:
    """`codes` with their texts in the reader's language."""
    return {code: _(text) for code, text in codes.items()}


def word(codes: Mapping[str, str], code: str | None) -> str:
    """One code in the reader's language; an unknown one as it stands."""
    return _(codes.get(code or "", code or ""))
