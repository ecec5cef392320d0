"""Receipts filled in: which operands and steps each figure has.

- 一.3 `CHECKPOINT` and 二 `CAPITAL`, the settlement's lines
- 三 `EXPENSE`, the expense ratio
- 四 `SCORE`, the published score
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from engine.capital import basis_column
from engine.parameter import Parameter
from engine.parameters import Policy
from engine.receipts import Operand, Receipt, Unit
from engine.scheme import Declining, Deduction, Indicator, Ladder, Proportional
from engine.settlement import CAPITAL, CHECKPOINT, CLAUSES

EXPENSE, SCORE = "expense_ratio", "score"


def receipt(
    region: Mapping[str, Any], item: str, policy: Policy, parts: Sequence[Mapping[str, Any]] = ()
) -> Receipt:
    """The receipt of `item` from a row of `Evaluation.regions`; KeyError if there is none of that name.

    item: a settlement line, `EXPENSE` or `SCORE`. parts: for a score, the region's rows of
    `Evaluation.components`.
    """
    if item == SCORE:
        amount, status, steps, operands = _score(region, policy, parts)
    else:
        build = {CHECKPOINT: _checkpoint, CAPITAL: _capital, EXPENSE: _expense}[item]
        amount, status, steps, operands = build(region, policy)
    units: dict[str, Unit] = {EXPENSE: "ratio", SCORE: "points"}
    return Receipt(
        month=region["month"],
        region=region["region"],
        item=item,
        clause=CLAUSES.get(item) or {EXPENSE: "三", SCORE: "四"}[item],
        amount=amount,
        status=status,
        steps=steps,
        operands=operands,
        policy_version=policy.stamp,
        unit=units.get(item, "yuan"),
    )


_Draft = tuple[float | None, str, tuple[str, ...], tuple[Operand, ...]]


def _checkpoint(region: Mapping[str, Any], policy: Policy) -> _Draft:
    rules, outcome = policy.checkpoint, region["checkpoint_outcome"]
    clause = CLAUSES[CHECKPOINT]
    plans = ("monthly_plan", "declarations")
    operands = (
        Operand(
            "sales_to_checkpoint", region["sales_to_checkpoint"], "yuan", "fact", clause, ("sales", "summary")
        ),
        Operand("sales_target", region["sales_target"], "yuan", "fact", "一.2", plans),
        Operand("sales_checkpoint_ratio", region["sales_checkpoint_ratio"], "ratio", "result", clause),
        Operand(
            "collections_to_checkpoint",
            region["collections_to_checkpoint"],
            "yuan",
            "fact",
            clause,
            ("collections", "summary"),
        ),
        Operand("collections_target", region["collections_target"], "yuan", "fact", "一.2", plans),
        Operand(
            "collections_checkpoint_ratio", region["collections_checkpoint_ratio"], "ratio", "result", clause
        ),
        _policy_operand("checkpoint.day", rules.day, "day"),
        _policy_operand("checkpoint.threshold", rules.threshold, "ratio"),
        _policy_operand("checkpoint.required", rules.required, "choice"),
        _policy_operand("checkpoint.reward", rules.reward, "yuan"),
        _policy_operand("checkpoint.fine", rules.fine, "yuan"),
    )
    steps = (
        "sales_checkpoint_ratio = sales_to_checkpoint ÷ sales_target",
        "collections_checkpoint_ratio = collections_to_checkpoint ÷ collections_target",
        f"{rules.required.value}: ratio ≥ checkpoint.threshold → "
        "+ checkpoint.reward, otherwise − checkpoint.fine",
    )
    status = "proposed" if outcome in ("met", "missed") else outcome
    return region["checkpoint_award"], status, steps, operands


def _capital(region: Mapping[str, Any], policy: Policy) -> _Draft:
    rules = policy.capital
    clause = CLAUSES[CAPITAL]
    basis = basis_column(policy)
    basis_extracts = ("annual_plan",) if basis == "annual_collections_target" else ("collections", "summary")
    tier = region["capital_tier"]
    is_offset = rules.is_overdue_offset_by_quota.value
    operands = (
        Operand(basis, region[basis], "yuan", "fact", clause, basis_extracts),
        _policy_operand("capital.quota_rate", rules.quota_rate, "ratio"),
        _policy_operand("capital.collections_basis", rules.collections_basis, "choice"),
        Operand("capital_quota", region["capital_quota"], "yuan", "result", clause),
        Operand(
            "retail_receivables",
            region["retail_receivables"],
            "yuan",
            "fact",
            clause,
            ("receivables", "summary"),
        ),
        Operand("inventory", region["inventory"], "yuan", "fact", clause, ("inventory", "summary")),
        Operand("capital_occupied", region["capital_occupied"], "yuan", "result", clause),
        Operand(
            "contract_overdue", region["contract_overdue"], "yuan", "fact", clause, ("receivables", "summary")
        ),
        _policy_operand("capital.is_overdue_offset_by_quota", rules.is_overdue_offset_by_quota, "choice"),
        Operand("capital_overrun", region["capital_overrun"], "yuan", "result", clause),
        Operand("capital_overrun_ratio", region["capital_overrun_ratio"], "ratio", "result", clause),
        *(
            Operand("readings." + name, None, "choice", reading.kind, reading.clause)
            for name, reading in policy.readings.items()
            if reading.clause == clause
        ),
        Operand(
            "capital.tiers",
            None if tier is None else float(rules.tiers.steps[tier].award),
            "yuan",
            rules.tiers.kind,
            rules.tiers.clause,
        ),
    )
    overrun = (
        "capital_overrun = max(0, capital_occupied + contract_overdue − capital_quota)"
        if is_offset
        else "capital_overrun = max(0, capital_occupied − capital_quota) + contract_overdue"
    )
    steps = (
        f"capital_quota = capital.quota_rate × {basis}",
        "capital_occupied = retail_receivables + inventory",
        overrun,
        "capital_overrun_ratio = capital_overrun ÷ capital_quota",
        "capital_overrun_ratio → capital.tiers",
    )
    return region["capital_award"], region["capital_status"], steps, operands


def _expense(region: Mapping[str, Any], policy: Policy) -> _Draft:
    rules, clause = policy.expenses, "三"
    claims = ("expenses", "summary")
    operands = (
        Operand("expense_counted", region["expense_counted"], "yuan", "fact", clause, claims),
        Operand("expense_pending", region["expense_pending"], "yuan", "fact", clause, ("expenses",)),
        Operand("manager_travel", region["manager_travel"], "yuan", "fact", clause, claims),
        Operand(
            "expense_collections",
            region["expense_collections"],
            "yuan",
            "fact",
            clause,
            ("collections", "summary"),
        ),
        _policy_operand("expenses.cap_rate", rules.cap_rate, "ratio"),
        _policy_operand("expenses.span", rules.span, "choice"),
        Operand("expense_cap", region["expense_cap"], "yuan", "result", clause),
        Operand("expense_ratio", region["expense_ratio"], "ratio", "result", clause),
        *(
            Operand("readings." + name, None, "choice", reading.kind, reading.clause)
            for name, reading in policy.readings.items()
            if reading.clause == clause
        ),
    )
    steps = (
        "expense_cap = expenses.cap_rate × expense_collections",
        "expense_ratio = expense_counted ÷ expense_collections",
    )
    return region["expense_ratio"], region["expense_status"], steps, operands


def _score(region: Mapping[str, Any], policy: Policy, parts: Sequence[Mapping[str, Any]]) -> _Draft:
    found = {part["indicator"]: part for part in parts}
    operands: list[Operand] = []
    steps: list[str] = []
    counted: list[str] = []
    weight = Fraction(0)
    for indicator in policy.appraisal.indicators:
        part = found[indicator.name]
        value, points = f"value.{indicator.name}", f"points.{indicator.name}"
        unit: Unit = "points" if isinstance(indicator.shape, Deduction) else "ratio"
        operands += [
            Operand(value, part["value"], unit, "result", indicator.clause),
            Operand(f"weight.{indicator.name}", float(indicator.weight), "points", indicator.kind, "四"),
            Operand(points, part["points"], "points", "result", indicator.clause),
        ]
        if part["has_data"]:
            steps.append(f"{points} = {formula(indicator, value)}")
            counted.append(points)
            weight += indicator.weight
    if counted and region["score"] is not None:
        scale = "" if weight == 100 else f" × 100 ÷ {plain_number(weight)}"
        total = " + ".join(counted)
        steps.append(f"score = {f'({total})' if scale else total}{scale}")
    status = "no_data" if region["score"] is None else "proposed"
    return region["score"], status, tuple(steps), tuple(operands)


def formula(indicator: Indicator, value: str) -> str:
    """How points arise from the operand called `value`, written out with the scheme's numbers."""
    weight = plain_number(indicator.weight)
    match indicator.shape:
        case Proportional(cap=cap, floor=floor):
            return f"{weight} × max({plain_number(floor)}, min({value}, {plain_number(cap)}))"
        case Declining(full_at=full, zero_at=zero):
            low, wide = plain_number(zero), plain_number(zero - full)
            return f"{weight} × max(0, min(1, ({low} − {value}) ÷ {wide}))"
        case Deduction():
            return f"max(0, {weight} − {value})"
        case Ladder(rungs=rungs):
            rows = [(plain_number(rung.share), rung.at_least) for rung in rungs]
            bounds = [
                share if least is None else f"{share} ({value} ≥ {plain_number(least)})"
                for share, least in rows
            ]
            return f"{weight} × {' / '.join(bounds)}"


def plain_number(number: Fraction) -> str:
    """A policy number as a person writes it; one without an end as a fraction."""
    scaled = number * 10**6
    return f"{float(number):g}" if scaled.denominator == 1 else str(number)


def _policy_operand(name: str, parameter: Parameter[Any], unit: Unit) -> Operand:
    value = parameter.value
    shown = value if isinstance(value, str | bool) else float(value)
    return Operand(name, shown, unit, parameter.kind, parameter.clause)
