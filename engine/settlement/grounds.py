"""What figures rest on besides facts: policy values and readings of the text, as operands.

The settlement's marks and the receipts both ask here, so that a line is called assumed
exactly where its receipt shows an assumed value.
"""

from __future__ import annotations

from typing import Any, cast

from engine.policy.parameter import Parameter
from engine.policy.parameters import Policy
from engine.settlement.receipt import Operand, Unit

#: The clause whose text each section of the policy puts into numbers.
_CLAUSES = {"targets": "一.2", "checkpoint": "一.3", "capital": "二", "expenses": "三"}
#: Decides whether a declaration is flagged late; no target, and so no amount, follows from it.
_IDLE = {"targets.declaration_day"}
TIERS = "capital.tiers"


def grounds(policy: Policy, *sections: str) -> dict[str, Operand]:
    """The values of these sections of the policy and how their clauses are read, by name.

    sections: of `targets`, `checkpoint`, `capital`, `expenses`. The value of `TIERS` is left
    open: which tier counts is a region's.
    """
    found: dict[str, Operand] = {}
    for section in sections:
        for name, parameter in policy.parameters():
            if name.partition(".")[0] == section and name not in _IDLE:
                found[name] = _operand(name, parameter)
        for reading, each in policy.readings:
            if _CLAUSES[section] in each.clause.split(", "):
                value = each.value if isinstance(each, Parameter) else None
                name = f"readings.{reading}"
                found[name] = Operand(name, value, "choice", each.kind, each.clause)
        if section == "capital":
            tiers = policy.capital.tiers
            found[TIERS] = Operand(TIERS, None, "yuan", tiers.kind, tiers.clause)
    return found


def is_any_assumed(policy: Policy, *sections: str) -> bool:
    """Whether anything of these sections is our reading rather than the regulation's words."""
    return any(operand.kind == "assumed" for operand in grounds(policy, *sections).values())


def _operand(name: str, parameter: Parameter[Any]) -> Operand:
    value = parameter.value
    shown = value if isinstance(value, str | bool) else float(value)
    return Operand(name, shown, cast(Unit, parameter.unit), parameter.kind, parameter.clause)
