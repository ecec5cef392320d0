"""The clauses behind the figures, in our own words, with the policy's numbers."""

from __future__ import annotations

from dashboard.formats import Markdown, money, percent, plain
from dashboard.i18n import _
from dashboard.views.evidence.operands import choice_text, operand_title
from dashboard.words import INDICATORS, word
from engine.policy.parameters import Policy


def _as_read(rule: Markdown, policy: Policy, *names: str) -> Markdown:
    """`rule`, which is written for the shipped readings, with those that this policy makes otherwise."""
    others = [
        _("{name}: {value}", name=plain(operand_title(name)), value=plain(choice_text(parameter.value)))
        for name, parameter in policy.parameters()
        if name in names and parameter.choices and parameter.value != parameter.choices[0]
    ]
    if not others:
        return rule
    return rule + _(" This policy reads otherwise: {parts}.", parts=_("; ").join(others))


def checkpoint_rule(policy: Policy) -> Markdown:
    """一.3 with what 一.2 says of declarations."""
    rules = policy.checkpoint
    text = _(
        "Sales and collections through day {day} at {threshold} of the target of record or more: reward "
        "{reward} yuan; otherwise fine {fine} yuan. A declaration may be adjusted once, through day "
        "{adjustment}; below {approval} of the plan it needs a reason, a remedy and an approval.",
        day=policy.checkpoint_day,
        threshold=percent(float(rules.threshold.value), 0, ()),
        reward=money(float(rules.reward.value)),
        fine=money(float(rules.fine.value)),
        adjustment=policy.last_day(policy.targets.adjustment_day),
        approval=percent(float(policy.targets.approval_threshold.value), 0, ()),
    )
    names = ("shortfall_held_by", "deadline_days", "collections_divided_by", "one_miss_of_two")
    return _as_read(text, policy, *(f"readings.{name}" for name in names))


def attainment_rule(_policy: Policy) -> Markdown:
    """一, the whole month."""
    return _(
        "The whole month's figure over the target of record: the adjusted declaration, else the first one, "
        "else the plan. It earns no reward and no fine of its own; it feeds the score and breaks ties."
    )


def capital_rule(policy: Policy) -> Markdown:
    """二."""
    text = _(
        "Quota: {rate} of annual collections. Occupied: retail receivables and inventory at month end. "
        "Overrun: what exceeds the quota, plus contract overdue; its ratio to the quota decides the "
        "tier.",
        rate=percent(float(policy.capital.quota_rate.value), 1, ()),
    )
    names = ("capital.collections_basis", "readings.balance_of_month", "capital.is_overdue_offset_by_quota")
    return _as_read(text, policy, *names)


def expense_rule(policy: Policy) -> Markdown:
    """三."""
    text = _(
        "Counted expenses may reach {rate} of collections. Salaries and the manager's own travel are "
        "left out, rejected claims too. There is no fine; the ratio feeds the score.",
        rate=percent(float(policy.expenses.cap_rate.value), 1, ()),
    )
    return _as_read(text, policy, "readings.manager_travel", "readings.pending_claims")


def score_rule(policy: Policy) -> Markdown:
    """四, the score."""
    return _(
        "The score is the sum of its parts: {parts}. A part without data drops out and the rest is "
        "rescaled to 100. Weights and shapes are assumed where the regulation is silent.",
        parts=_(", ").join(
            f"{plain(word(INDICATORS, i.name))} {float(i.weight):g}" for i in policy.appraisal.indicators
        ),
    )


def standing_rule(policy: Policy) -> Markdown:
    """四, the last place."""
    if not policy.appraisal.last_place.escalations:
        return _(
            "Nothing is proposed for months in last place. Weights, shapes and pay bands are assumed where "
            "the regulation is silent."
        )
    text = _(
        "After {months} months in last place the software proposes an escalation; people decide. "
        "Weights, shapes and pay bands are assumed where the regulation is silent.",
        months=_(" and ").join(f"{step.months}" for step in policy.appraisal.last_place.escalations),
    )
    text = _as_read(text, policy, "readings.half_year_last", "readings.new_manager")
    if not policy.is_mean_without_step:
        return text
    return text + _(
        " It has no step of 6 months, though: the half-year's mean score leads to nothing until "
        "`appraisal.last_place.escalations` names one."
    )


def correction_rule(policy: Policy) -> Markdown:
    """What was published stays."""
    del policy
    return _(
        "What was published stays. Where it would be another amount now, the difference, less what was "
        "corrected before, is a line of the first month that is not published."
    )


def adjustment_rule(policy: Policy) -> Markdown:
    """By hand."""
    del policy
    return _("Finance proposes an adjustment with a reason, the general manager approves it.")


_RULES = {
    "correction": correction_rule,
    "adjustment": adjustment_rule,
    "sales_attainment": attainment_rule,
    "collections_attainment": attainment_rule,
    "checkpoint": checkpoint_rule,
    "capital_overrun": capital_rule,
    "expense_ratio": expense_rule,
    "score": score_rule,
}


def rule_of(item: str, policy: Policy) -> Markdown:
    """The clause that an item of a receipt rests on; KeyError for an unknown one."""
    return _RULES[item](policy)
