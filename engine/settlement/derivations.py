"""Receipts filled in: which operands and steps each figure has.

- 一 `ATTAINMENTS`, sales and collections of the whole month against the target of record
- 一.3 `checkpoint_draft` and 二 `capital_draft`, for the settlement's lines (`items.py`)
- 三 `EXPENSE`, the expense ratio
- 四 `SCORE`, the published score
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from engine.figures import figure
from engine.policy.parameters import Policy
from engine.policy.scheme import UPLOADED_PREFIX, Declining, Deduction, Indicator, Ladder, Proportional
from engine.regulation.capital import balance_count, basis_column
from engine.regulation.targets import checkpoint_target
from engine.settlement.grounds import TIERS, grounds
from engine.settlement.receipt import Operand, Receipt, Unit

EXPENSE, SCORE = "expense_ratio", "score"
#: Attainment by its figure.
ATTAINMENTS = {"sales": "sales_attainment", "collections": "collections_attainment"}
#: Sections of the policy that the settlement's lines rest on; targets of record are judged by 一.2.
CHECKPOINT_GROUNDS, CAPITAL_GROUNDS = ("checkpoint", "targets"), ("capital",)

_Row = Mapping[str, Any]
_Parts = Sequence[_Row]
_Drafted = tuple[float | None, str, tuple[str, ...], tuple[Operand, ...]]
#: From a row of `Evaluation.regions`, the policy and, for a score, the region's rows of
#: `Evaluation.components`: what it comes to, its status, steps and operands.
Draft = Callable[[_Row, Policy, _Parts], _Drafted]


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a figure's receipt is filled in."""

    clause: str
    unit: Unit
    draft: Draft


def receipt(region: _Row, item: str, derivation: Derivation, policy: Policy, parts: _Parts = ()) -> Receipt:
    """The receipt of `item` from a row of `Evaluation.regions`; parts as in `Derivation`."""
    amount, status, steps, operands = derivation.draft(region, policy, parts)
    return Receipt(
        month=region["month"],
        region=region["region"],
        item=item,
        clause=derivation.clause,
        amount=amount,
        status=status,
        steps=steps,
        operands=operands,
        policy_version=policy.stamp,
        unit=derivation.unit,
    )


def region_operands(region: _Row, *names: str) -> Iterator[Operand]:
    """Facts and results of a region by name, as the catalogue describes them."""
    for name in names:
        known = figure(name)
        unit: Unit = "ratio" if known.kind == "ratio" else "yuan"
        kind: Literal["fact", "result"] = "fact" if known.extracts else "result"
        yield Operand(name, region[name], unit, kind, known.clause, known.extracts)


def _attainment(figure: str, region: _Row, policy: Policy, _parts: _Parts) -> _Drafted:
    name, target = ATTAINMENTS[figure], f"{figure}_target"
    is_unknown = region[figure] is None or region[target] is None
    status = "no_data" if is_unknown else "no_ratio" if region[name] is None else "ok"
    operands = (*region_operands(region, figure, target), *grounds(policy, "targets").values())
    return region[name], status, (f"{name} = {figure} ÷ {target}",), operands


def checkpoint_draft(region: _Row, policy: Policy, _parts: _Parts) -> _Drafted:
    rules, outcome = policy.checkpoint, region["checkpoint_outcome"]
    divisor = checkpoint_target("collections", policy)
    own = () if divisor == "sales_target" else (divisor,)
    how = "" if policy.readings.one_miss_of_two.value == "fine" else " (readings.one_miss_of_two)"
    operands = (
        *region_operands(region, "sales_to_checkpoint", "sales_target", "sales_checkpoint_ratio"),
        *region_operands(region, "collections_to_checkpoint", *own, "collections_checkpoint_ratio"),
        *grounds(policy, *CHECKPOINT_GROUNDS).values(),
    )
    steps = (
        "sales_checkpoint_ratio = sales_to_checkpoint ÷ sales_target",
        f"collections_checkpoint_ratio = collections_to_checkpoint ÷ {divisor}",
        f"{rules.required.value}: ratio ≥ checkpoint.threshold → "
        f"+ checkpoint.reward, otherwise − checkpoint.fine{how}",
    )
    status = "proposed" if outcome in ("met", "missed") else outcome
    return region["checkpoint_award"], status, steps, operands


def capital_draft(region: _Row, policy: Policy, _parts: _Parts) -> _Drafted:
    rules, basis, tier = policy.capital, basis_column(policy), region["capital_tier"]
    opening = () if balance_count(policy) == 1 else ("opening_balances",)
    held = grounds(policy, *CAPITAL_GROUNDS)
    award = None if tier is None else float(rules.tiers.steps[tier].award)
    ladder = replace(held.pop(TIERS), value=award)
    operands = (
        *region_operands(region, basis),
        held.pop("capital.quota_rate"),
        held.pop("capital.collections_basis"),
        *region_operands(
            region, "capital_quota", *opening, "retail_receivables", "inventory", "capital_occupied"
        ),
        *region_operands(region, "contract_overdue"),
        held.pop("capital.is_overdue_offset_by_quota"),
        *region_operands(region, "capital_overrun", "capital_overrun_ratio"),
        *held.values(),
        ladder,
    )
    overrun = (
        "capital_overrun = max(0, capital_occupied + contract_overdue − capital_quota)"
        if rules.is_overdue_offset_by_quota.value
        else "capital_overrun = max(0, capital_occupied − capital_quota) + contract_overdue"
    )
    steps = (
        f"capital_quota = capital.quota_rate × {basis}",
        "capital_occupied = (opening_balances + retail_receivables + inventory) ÷ 2"
        if opening
        else "capital_occupied = retail_receivables + inventory",
        overrun,
        "capital_overrun_ratio = capital_overrun ÷ capital_quota",
        "capital_overrun_ratio → capital.tiers",
    )
    return region["capital_award"], region["capital_status"], steps, operands


def _expense(region: _Row, policy: Policy, _parts: _Parts) -> _Drafted:
    held = grounds(policy, "expenses")
    operands = (
        *region_operands(
            region, "expense_counted", "expense_pending", "manager_travel", "expense_collections"
        ),
        held.pop("expenses.cap_rate"),
        held.pop("expenses.span"),
        *region_operands(region, "expense_cap", "expense_ratio"),
        *held.values(),
    )
    steps = (
        "expense_cap = expenses.cap_rate × expense_collections",
        "expense_ratio = expense_counted ÷ expense_collections",
    )
    return region["expense_ratio"], region["expense_status"], steps, operands


def _score(region: _Row, policy: Policy, parts: _Parts) -> _Drafted:
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
            Operand(value, part["value"], unit, "result", indicator.clause, _brought_by(indicator)),
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


def _brought_by(indicator: Indicator) -> tuple[str, ...]:
    """The extract that a measure is read from; none where the engine computes it from other figures."""
    if isinstance(indicator.shape, Deduction):
        return ("conduct",)
    return ("indicators",) if indicator.measure.startswith(UPLOADED_PREFIX) else ()


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
    if (number * 10**6).denominator != 1:
        return str(number)
    return f"{float(number):.6f}".rstrip("0").rstrip(".")


#: Receipts of what is published beside the settlement's lines.
DERIVATIONS = {
    "sales_attainment": Derivation("一.3", "ratio", partial(_attainment, "sales")),
    "collections_attainment": Derivation("一.3", "ratio", partial(_attainment, "collections")),
    EXPENSE: Derivation("三", "ratio", _expense),
    SCORE: Derivation("四", "points", _score),
}
