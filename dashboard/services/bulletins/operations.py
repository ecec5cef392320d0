"""A receipt as operations, one per line: the formula in words, with its figures, and what it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboard.formats import NOTHING
from dashboard.i18n import N_, _
from dashboard.views.operands import MEANINGS, extract_title
from dashboard.views.settlement import operand_title, operand_value, receipt_outcome, step_text
from dashboard.words import KINDS, word
from engine.receipts import Operand, Receipt

#: What a policy value means where the regulation page has no sentence for it.
_MEANINGS = {
    **MEANINGS,
    "capital.tiers": N_(
        "The step of the tier table that the overrun ratio falls into; a step's upper edge belongs to it."
    ),
}
#: Names in a formula; a scheme's indicators may be called anything.
_NAME = re.compile(r"(?:value|weight|points)\.[^\s()，,]+|[a-z_]+(?:\.[a-z_]+)?")


@dataclass(frozen=True, slots=True)
class Operation:
    """One step: "quota = rate × annual target", "7 % × 100,400,000 yuan", "7,028,000 yuan"."""

    formula: str
    figures: str
    result: str


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that came from outside: a fact with its source, or a policy value with its meaning."""

    name: str
    value: str
    kind: str
    clause: str
    origin: str
    is_fact: bool
    is_assumed: bool
    is_missing: bool


def operations(receipt: Receipt) -> list[Operation]:
    """The receipt's steps in order; the last one gives its amount."""
    operands = {operand.name: operand for operand in receipt.operands}
    ratios = [operand for operand in receipt.operands if operand.kind == "result" and operand.unit == "ratio"]

    def shown(match: re.Match[str]) -> str:
        name = match.group(0)
        if name in operands:
            return operand_value(operands[name])
        # A rule that speaks of "ratio" speaks of all the ratios of the receipt.
        return _(", ").join(map(operand_value, ratios)) if name == "ratio" else step_text(name)

    found = []
    for position, step in enumerate(receipt.steps, start=1):
        target, equals, expression = step.partition(" = ")
        found.append(
            Operation(
                step_text(step),
                _NAME.sub(shown, expression if equals else step),
                operand_value(operands[target])
                if target in operands and position < len(receipt.steps)
                else receipt_outcome(receipt),
            )
        )
    return found


def inputs(receipt: Receipt) -> list[Input]:
    """Facts, policy values and a score's measures; what was computed from them stands in the operations."""
    return [
        _input(operand) for operand in receipt.operands if operand.kind != "result" or _is_measure(operand)
    ]


def missing(receipt: Receipt) -> list[str]:
    """The names of the facts and of a score's measures that are unknown."""
    return [
        operand_title(operand.name)
        for operand in receipt.operands
        if operand.is_missing and (operand.kind == "fact" or _is_measure(operand))
    ]


def _is_measure(operand: Operand) -> bool:
    """Whether it is what a score is made of: computed, but not in this receipt."""
    return operand.name.startswith("value.")


def _input(operand: Operand) -> Input:
    is_fact = operand.kind == "fact" or _is_measure(operand)
    if operand.extracts:
        origin = _(" or ").join(extract_title(extract) for extract in operand.extracts)
    elif _is_measure(operand):
        origin = word(KINDS, "computed")
    else:
        origin = _(_MEANINGS[operand.name]) if operand.name in _MEANINGS else ""
    return Input(
        name=operand_title(operand.name),
        value=operand_value(operand),
        kind=word(KINDS, "computed" if operand.kind == "result" else operand.kind),
        clause=operand.clause,
        origin=origin or NOTHING,
        is_fact=is_fact,
        is_assumed=operand.kind == "assumed",
        is_missing=operand.is_missing and is_fact,
    )
