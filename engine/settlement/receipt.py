"""Receipts: how an amount came about, operand by operand.

Names of operands are those of `Evaluation.regions` or of policy values; the screen
translates them. A formula is written with these names.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

Unit = Literal["yuan", "ratio", "day", "choice", "points"]


@dataclass(frozen=True, slots=True)
class Operand:
    """One input or intermediate result.

    kind: fact (from `extracts`), result (computed here), stated or assumed (a policy value), told (what was
    published or a person wrote).
    `value` is yuan, a fraction, a day or a choice by `unit`; None means missing.
    """

    name: str
    value: float | str | bool | None
    unit: Unit
    kind: Literal["fact", "result", "stated", "assumed", "told"]
    clause: str
    extracts: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether the figure is unknown."""
        return self.kind in ("fact", "result") and self.value is None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The derivation of a settlement line (`amount` in yuan), an expense ratio or a score.

    `steps` are formulas in order of calculation, one operation each. Without a figure the
    amount is None; a settlement line's is 0 then.
    """

    month: date
    region: str
    item: str
    clause: str
    amount: float | None
    status: str
    steps: tuple[str, ...]
    operands: tuple[Operand, ...]
    policy_version: str
    unit: Unit = "yuan"

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
