"""Regulation: every value the figures rest on, stated or assumed."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.formats import award, clause_text, money, percent
from dashboard.i18n import _
from dashboard.published import column, is_published, title
from dashboard.tables import Column, Table
from dashboard.views.capital.tiers import tier_name
from dashboard.views.evidence.operands import CHOICES, MEANINGS, operand_title
from dashboard.words import ESCALATIONS, FLAGS, INDICATORS, KINDS, UNITS, word
from engine.policy.parameters import Policy


def value_table(policy: Policy) -> Table:
    """Every value: clause, meaning, value, unit, kind, range."""
    rows = [
        {
            "clause": clause_text(parameter.clause),
            "name": operand_title(name),
            "value": _value(parameter.value, parameter.unit),
            "unit": word(UNITS, parameter.unit),
            "kind": word(KINDS, parameter.kind),
            "range": _bounds(parameter),
            "meaning": _(MEANINGS.get(name, "")) if name in MEANINGS else "",
        }
        for name, parameter in (*policy.parameters(), *policy.process_values())
    ]
    rows += [
        {
            "clause": clause_text(reading.clause),
            "name": operand_title(f"readings.{name}"),
            "value": _("in force"),
            "unit": word(UNITS, "choice"),
            "kind": word(KINDS, reading.kind),
            "range": "",
            "meaning": _(MEANINGS[f"readings.{name}"]) if f"readings.{name}" in MEANINGS else "",
        }
        for name, reading in policy.readings.without_choice()
    ]
    return Table(
        "policy",
        _("Policy values, version {version}", version=policy.version),
        pl.DataFrame(rows),
        (
            column("clause", "line"),
            Column("name", _("Value of")),
            Column("value", _("Value")),
            Column("unit", _("Unit")),
            Column("kind", _("Kind")),
            Column("meaning", _("In our words")),
            Column("range", _("May range")),
        ),
    )


def _value(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return word(FLAGS, str(value).lower())
    if isinstance(value, str):
        return _(CHOICES.get(value, value))
    if unit == "ratio":
        return percent(float(value), 1, ())
    return money(float(value)) if unit == "yuan" else f"{float(value):g}"


def _bounds(parameter: Any) -> str:
    if parameter.range is not None:
        return " … ".join(_value(bound, parameter.unit) for bound in parameter.range)
    return _(", ").join(_value(choice, parameter.unit) for choice in parameter.choices or ())


def tier_table(policy: Policy) -> Table:
    """Awards by overrun ratio."""
    tiers = policy.capital.tiers
    rows = [
        {
            "up_to": tier_name(tiers.steps, position),
            "award": award(float(tier.award)),
            "kind": word(KINDS, tiers.kind),
            "clause": clause_text(tiers.clause),
        }
        for position, tier in enumerate(tiers.steps)
    ]
    return Table(
        "tiers",
        _("Tiers by overrun ratio"),
        pl.DataFrame(rows),
        (
            column("clause", "line"),
            Column("up_to", _("Overrun ratio")),
            Column("award", _("Award")),
            Column("kind", _("Kind")),
        ),
    )


def scheme_table(policy: Policy) -> Table:
    """Indicators of the appraisal with weight, shape and kind."""
    rows = [
        {
            "clause": clause_text(indicator.clause),
            "name": word(INDICATORS, indicator.name),
            "weight": float(indicator.weight),
            "shape": shape_text(indicator.shape),
            "kind": word(KINDS, indicator.kind),
        }
        for indicator in policy.appraisal.indicators
    ]
    return Table(
        "scheme",
        _("Appraisal scheme"),
        pl.DataFrame(rows),
        (
            column("clause", "line"),
            Column("name", _("Indicator")),
            Column("weight", _("Weight"), "score"),
            Column("shape", _("How points arise")),
            Column("kind", _("Kind")),
        ),
    )


def shape_text(shape: Any) -> str:
    """A scoring shape in words."""
    match shape.name:
        case "proportional":
            return _(
                "in proportion, at most {cap}, at least {floor}",
                cap=percent(float(shape.cap), 0, ()),
                floor=percent(float(shape.floor), 0, ()),
            )
        case "declining":
            return _(
                "full up to {full}, then falling to 0 at {zero}",
                full=percent(float(shape.full_at), 0, ()),
                zero=percent(float(shape.zero_at), 0, ()),
            )
        case "ladder":
            return _("by thresholds")
        case _:
            parts = [f"{name} {float(points):g}" for name, points in shape.points.items()]
            return _("the weight less points per sanction: {parts}", parts=_(", ").join(parts))


def band_table(policy: Policy) -> Table:
    """Pay coefficients by score, and what follows from months in last place."""
    bands = policy.appraisal.pay_bands
    rows = [
        {
            "at_least": _("below")
            if band.at_least is None
            else _("{score} points or more", score=f"{float(band.at_least):g}"),
            "coefficient": f"{float(band.coefficient):g}",
            "kind": word(KINDS, bands.kind),
            "clause": clause_text(bands.clause),
        }
        for band in bands.steps
    ]
    return Table(
        "bands",
        _("Pay coefficients"),
        pl.DataFrame(rows),
        (
            column("clause", "line"),
            Column("at_least", _("Score")),
            Column("coefficient", _("Coefficient")),
            Column("kind", _("Kind")),
        ),
    )


def measure_title(name: str) -> str:
    """What a measure of the appraisal is called."""
    return title(name) if is_published(name) else name


def consequence_table(policy: Policy) -> Table:
    """What tells equal scores apart, and what follows from months in last place."""
    ties, last = policy.appraisal.tie_breaks, policy.appraisal.last_place
    rows = [
        {
            "clause": clause_text(ties.clause),
            "case": _("Equal scores, step {step}", step=step),
            "consequence": (
                _("{measure}: the higher ranks first", measure=measure_title(rule.measure))
                if rule.better == "higher"
                else _("{measure}: the lower ranks first", measure=measure_title(rule.measure))
            ),
            "kind": word(KINDS, ties.kind),
        }
        for step, rule in enumerate(ties.order, start=1)
    ]
    rows += [
        {
            "clause": clause_text(last.clause),
            "case": (
                _("Last by the half-year's mean score")
                if escalation == policy.escalation_by_mean
                else _("Last for {months} months in a row or more", months=escalation.months)
            ),
            "consequence": word(ESCALATIONS, escalation.action),
            "kind": word(KINDS, last.kind),
        }
        for escalation in last.escalations
    ]
    if policy.is_mean_without_step:
        rows.append(
            {
                "clause": clause_text(last.clause),
                "case": _("Last by the half-year's mean score"),
                "consequence": _("Nothing: the policy has no step of 6 months."),
                "kind": word(KINDS, last.kind),
            }
        )
    return Table(
        "consequences",
        _("Ties and last place"),
        pl.DataFrame(rows),
        (
            column("clause", "line"),
            Column("case", _("Case")),
            Column("consequence", _("Consequence")),
            Column("kind", _("Kind")),
        ),
    )
