"""A page's short help: what it answers, how to read it, which clause stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.formats import money, percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.scope import Scope
from engine.parameters import Policy


@dataclass(frozen=True, slots=True)
class Guide:
    """What a page answers, how to read it (sentences) and what the regulation says, with its clause."""

    answers: str
    reading: tuple[str, ...]
    clause: str
    rule: str


@remembered
def guide(scope: Scope, page: str) -> Guide:
    """The help of `page` under the policy of the month; KeyError for a page without one."""
    return _GUIDES[page](scope.policy)


def _clicking() -> str:
    return _(
        "A click on a bar shows that region alone, a second click all again; the region filter does the same."
    )


def _overview(policy: Policy) -> Guide:
    return Guide(
        _("What is out of the ordinary this month, what it costs, and what changed since last month."),
        (
            _("The worst comes first; “Why?” leads to the chapter and the region."),
            _("Time progress is the share of the month's days that have passed; hold attainment against it."),
            _("▲ and blue: reached or within the limit. ▼ and vermilion: missed or over. A dash: no data."),
            _clicking(),
        ),
        policy.checkpoint.threshold.clause,
        _("Fines and rewards are proposals until finance verifies them; nothing deducts pay by itself."),
    )


def _targets(policy: Policy) -> Guide:
    rules = policy.checkpoint
    return Guide(
        _("Who reaches the targets of record, who reached the checkpoint, and whether the pace suffices."),
        (
            _("Narrow bar: through the checkpoint day, judged. Wide pale bar: the whole month."),
            _("Running total: solid line to date, dotted line an even month, pale line last month."),
            _("Late-month rush: dotted marks show where an even month would stand."),
            _clicking(),
        ),
        rules.threshold.clause,
        _(
            "Sales and collections through day {day} at {threshold} of the target of record or more: reward "
            "{reward} yuan; otherwise fine {fine} yuan. A declaration may be adjusted once, through day "
            "{adjustment}; below {approval} of the plan it needs a reason, a remedy and an approval.",
            day=rules.day.value,
            threshold=percent(float(rules.threshold.value), 0, ()),
            reward=money(float(rules.reward.value)),
            fine=money(float(rules.fine.value)),
            adjustment=policy.targets.adjustment_day.value,
            approval=percent(float(policy.targets.approval_threshold.value), 0, ()),
        ),
    )


def _capital(policy: Policy) -> Guide:
    return Guide(
        _("Who ties up more capital than the quota allows, what moved, and whose balances they are."),
        (
            _("Solid bars count; the upright mark is the quota. Contract overdue is overrun outright."),
            _("The bridge runs from last month's end to this month's; its scale is cut to the changes."),
            _("A debtor's row leads to the rows of the uploaded file."),
            _clicking(),
        ),
        policy.capital.quota_rate.clause,
        _(
            "Quota: {rate} of annual collections. Occupied: retail receivables and inventory at month end. "
            "Overrun: what exceeds the quota, plus contract overdue; its ratio to the quota decides the "
            "tier.",
            rate=percent(float(policy.capital.quota_rate.value), 1, ()),
        ),
    )


def _expenses(policy: Policy) -> Guide:
    return Guide(
        _("Who stays within the expense cap, when the year crossed it, and what the money went into."),
        (
            _("Solid: approved. Outlined: counted, but awaiting approval. The line or mark: the cap."),
            _("The manager's own travel is reimbursed at cost and shown apart; no cap holds it."),
            _clicking(),
        ),
        policy.expenses.cap_rate.clause,
        _(
            "Counted expenses may reach {rate} of collections. Salaries and the manager's own travel are "
            "left out, rejected claims too. There is no fine; the ratio feeds the score.",
            rate=percent(float(policy.expenses.cap_rate.value), 1, ()),
        ),
    )


def _appraisal(policy: Policy) -> Guide:
    steps = policy.appraisal.last_place.escalations
    return Guide(
        _("How the regions rank and why, who has been last for how long, and how far it is to the next."),
        (
            _("The bars' parts add up to the published score; a part without data is rescaled away."),
            _("Streak clock: a square is a month in last place, its number how many in a row."),
            _("Points up: what is missing to the next region. Points ahead: the lead over the one behind."),
            _clicking(),
        ),
        policy.appraisal.last_place.clause,
        _(
            "After {months} months in last place the software proposes an escalation; people decide. "
            "Weights, shapes and pay bands are assumed where the regulation is silent.",
            months=_(" and ").join(str(step.months) for step in steps),
        ),
    )


_GUIDES: dict[str, Callable[[Policy], Guide]] = {
    "overview": _overview,
    "targets": _targets,
    "capital": _capital,
    "expenses": _expenses,
    "appraisal": _appraisal,
}
