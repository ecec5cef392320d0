"""Receipts: how an amount came about, operand by operand.

Names of operands are those of `Evaluation.regions` or of policy values; the screen
translates them. A formula is written with these names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from engine.capital import basis_column
from engine.parameter import Parameter
from engine.parameters import Policy
from engine.settlement import CAPITAL, CHECKPOINT, CLAUSES

Unit = Literal["yuan", "ratio", "day", "choice"]


@dataclass(frozen=True, slots=True)
class Operand:
    """One input or intermediate result.

    kind: fact (from `extracts`), result (computed here), stated or assumed (a policy value).
    `value` is yuan, a fraction, a day or a choice by `unit`; None means missing.
    """

    name: str
    value: float | str | bool | None
    unit: Unit
    kind: Literal["fact", "result", "stated", "assumed"]
    clause: str
    extracts: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether the figure is unknown."""
        return self.kind in ("fact", "result") and self.value is None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The derivation of one settlement line; `steps` are formulas in order of calculation."""

    month: date
    region: str
    item: str
    clause: str
    amount: float
    status: str
    steps: tuple[str, ...]
    operands: tuple[Operand, ...]
    policy_version: str

    @property
    def assumed(self) -> tuple[str, ...]:
        """Names of the operands that are our reading, not the regulation's words."""
        return tuple(operand.name for operand in self.operands if operand.kind == "assumed")

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the facts that are unknown."""
        return tuple(
            operand.name for operand in self.operands if operand.kind == "fact" and operand.is_missing
        )

    def as_dict(self) -> dict[str, Any]:
        """The receipt as plain values, for JSON."""
        return {
            "clause": self.clause,
            "steps": list(self.steps),
            "operands": [asdict(operand) | {"is_missing": operand.is_missing} for operand in self.operands],
            "assumed": list(self.assumed),
            "missing": list(self.missing),
            "policy": self.policy_version,
        }


def receipt(region: Mapping[str, Any], item: str, policy: Policy) -> Receipt:
    """The receipt of settlement line `item` from a row of `Evaluation.regions`; KeyError if unknown."""
    build = {CHECKPOINT: _checkpoint, CAPITAL: _capital}[item]
    amount, status, steps, operands = build(region, policy)
    return Receipt(
        month=region["month"],
        region=region["region"],
        item=item,
        clause=CLAUSES[item],
        amount=amount,
        status=status,
        steps=steps,
        operands=operands,
        policy_version=policy.stamp,
    )


_Draft = tuple[float, str, tuple[str, ...], tuple[Operand, ...]]


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


def _policy_operand(name: str, parameter: Parameter[Any], unit: Unit) -> Operand:
    value = parameter.value
    shown = value if isinstance(value, str | bool) else float(value)
    return Operand(name, shown, unit, parameter.kind, parameter.clause)
