"""Receipts in words: operations with their figures, inputs with their source, the clause behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.formats import NOTHING, THRESHOLDS, award, clause_text, money, percent, score
from dashboard.i18n import N_, _
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.evidence.clauses import rule_of
from dashboard.views.evidence.operands import CHOICES, MEANINGS, extract_title, operand_title
from dashboard.views.evidence.settlement import hr_note
from dashboard.words import (
    EXPENSE_STATUSES,
    FLAGS,
    INDICATORS,
    ITEMS,
    KINDS,
    SETTLEMENT_STATUSES,
    word,
)
from engine.policy.parameters import Policy
from engine.settlement.receipt import Operand, Receipt

#: What a policy value means where the regulation page has no sentence for it.
_MEANINGS = {
    **MEANINGS,
    "capital.tiers": N_(
        "The step of the tier table that the overrun ratio falls into; a step's upper edge belongs to it."
    ),
}
#: A scheme's indicators may be called anything; all other names are ours.
_NAME = re.compile(r"(?:value|weight|points)\.[^\s()，,]+|[a-z_]+(?:\.[a-z_]+)?")
_OF_INDICATOR = {"value": N_("{name} value"), "weight": N_("{name} weight"), "points": N_("{name} points")}


def name_text(name: str) -> str:
    """An operand's name in the reader's words, a scheme's own indicators too."""
    part, _dot, indicator = name.partition(".")
    if part in _OF_INDICATOR:
        return _(_OF_INDICATOR[part], name=word(INDICATORS, indicator))
    return operand_title(name)


def step_text(step: str) -> str:
    """A formula with its names replaced by the reader's words."""
    return _NAME.sub(lambda match: name_text(match.group(0)), step)


def edges_of(receipt: Receipt) -> tuple[float, ...]:
    """Every ratio that decides about something in a receipt: no figure in it is rounded across one."""
    deciding = (o.value for o in receipt.operands if o.unit == "ratio" and o.kind in ("stated", "assumed"))
    return tuple(sorted({*THRESHOLDS, *(value for value in deciding if isinstance(value, float))}))


def operand_value(operand: Operand, edges: tuple[float, ...] = THRESHOLDS) -> str:
    """An operand's value with its unit; a dash if missing."""
    value = operand.value
    if operand.name.startswith("readings.") and value is None:
        return _("see clause {clause}", clause=clause_text(operand.clause))
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return word(FLAGS, str(value).lower())
    if isinstance(value, str):
        return _(CHOICES.get(value, value))
    # What a score is summed from is not rounded, only the sum is: two digits would not seem to add up.
    is_part = operand.name.startswith(("value.", "points."))
    if operand.unit == "ratio":
        return percent(value, 4 if is_part else 2 if abs(value) >= 0.01 else 3, edges)
    if operand.unit == "points":
        return f"{value:.4f}" if operand.name.startswith("points.") else score(value)
    if operand.unit == "yuan":
        return f"{money(value)} {_('yuan')}" if value == int(value) else f"{value:,.2f} {_('yuan')}"
    return f"{value:g}"


def receipt_outcome(receipt: Receipt) -> str:
    """What a receipt comes to, in words: a reward or fine, a ratio, a score, or why there is none."""
    if receipt.amount is None or receipt.status not in ("proposed", "ok"):
        return word(SETTLEMENT_STATUSES | EXPENSE_STATUSES, receipt.status)
    match receipt.unit:
        case "ratio":
            return percent(receipt.amount, 2, edges_of(receipt))
        case "points":
            return _("{score} points", score=score(receipt.amount))
        case _:
            return award(receipt.amount)


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
    edges = edges_of(receipt)
    ratios = [operand for operand in receipt.operands if operand.kind == "result" and operand.unit == "ratio"]

    def shown(match: re.Match[str]) -> str:
        name = match.group(0)
        if name in operands:
            return operand_value(operands[name], edges)
        # A rule that speaks of "ratio" speaks of all the ratios of the receipt.
        is_all = name == "ratio"
        return _(", ").join(operand_value(each, edges) for each in ratios) if is_all else step_text(name)

    found = []
    for position, step in enumerate(receipt.steps, start=1):
        target, equals, expression = step.partition(" = ")
        found.append(
            Operation(
                step_text(step),
                _NAME.sub(shown, expression if equals else step),
                operand_value(operands[target], edges)
                if target in operands and position < len(receipt.steps)
                else receipt_outcome(receipt),
            )
        )
    return found


def inputs(receipt: Receipt) -> list[Input]:
    """Facts, policy values and a score's measures; what was computed from them stands in the operations."""
    edges = edges_of(receipt)
    return [
        _input(operand, edges)
        for operand in receipt.operands
        if operand.kind != "result" or _is_measure(operand)
    ]


def missing(receipt: Receipt) -> list[str]:
    """The names of the facts and of a score's measures that are unknown."""
    return [
        name_text(operand.name)
        for operand in receipt.operands
        if operand.is_missing and (operand.kind == "fact" or _is_measure(operand))
    ]


def _is_measure(operand: Operand) -> bool:
    """Whether it is what a score is made of: computed, but not in this receipt."""
    return operand.name.startswith("value.")


def _input(operand: Operand, edges: tuple[float, ...]) -> Input:
    is_fact = operand.kind == "fact" or _is_measure(operand)
    if is_fact and operand.is_missing and operand.extracts:
        origin = _("not loaded yet ({extracts})", extracts="/".join(map(extract_title, operand.extracts)))
    elif operand.extracts:
        origin = _(", ").join(extract_title(extract) for extract in operand.extracts)
    elif operand.kind == "told":
        origin = ""
    elif operand.kind == "fact":
        origin = _("no rows")
    elif _is_measure(operand):
        origin = word(KINDS, "computed")
    else:
        origin = _(_MEANINGS[operand.name]) if operand.name in _MEANINGS else ""
    return Input(
        name=name_text(operand.name),
        value=operand_value(operand, edges),
        kind=word(KINDS, "computed" if operand.kind == "result" else operand.kind),
        clause=clause_text(operand.clause),
        origin=origin or NOTHING,
        is_fact=is_fact,
        is_assumed=operand.kind == "assumed",
        is_missing=operand.is_missing and is_fact,
    )


def worked(receipt: Receipt) -> list[str]:
    """The receipt worked through: each formula, and below it the same with its figures and their result."""
    lines: list[str] = []
    for step, formula in zip(operations(receipt), receipt.steps, strict=True):
        is_equation = " = " in formula
        figures = (
            f"= {step.figures} = {step.result}" if is_equation else f"{step.figures} \u2192 {step.result}"
        )
        lines += [step.formula, f"    {figures}"]
    return lines


def stamps(receipt: Receipt, policy: Policy, data_version: str) -> tuple[str, ...]:
    """What stands below a receipt: the clause in our words, the versions, and for money the note for HR."""
    rule = rule_of(receipt.item, policy)
    clause = _("Clause {clause}: ", clause=clause_text(receipt.clause)) if receipt.clause else ""
    return (
        f"{clause}{rule}",
        " · ".join(
            (
                _("Policy version {version}", version=receipt.policy_version),
                _("Data version {version}", version=data_version),
            )
        ),
        *([hr_note()] if receipt.unit == "yuan" else []),
    )


def receipt_title(receipt: Receipt) -> str:
    """Region, item and month of a receipt."""
    return _(
        "Receipt {region} {item} {month}",
        region=receipt.region,
        item=word(ITEMS, receipt.item),
        month=f"{receipt.month:%Y-%m}",
    )


def receipt_text(receipt: Receipt, notes: Sequence[str]) -> str:
    """The whole receipt as plain text, to be copied into a letter; `notes` as `stamps` gives them."""
    given = [
        "  ".join(filter(None, (each.name, each.value, each.kind, each.origin, _missing_note(each))))
        for each in inputs(receipt)
    ]
    lines = (receipt_title(receipt), receipt_outcome(receipt), "", *worked(receipt), "", *given, "", *notes)
    return "\n".join(lines)


def input_table(receipt: Receipt, notes: Sequence[str]) -> Table:
    """What a receipt rests on: facts with their source, policy values with their meaning."""
    rows = [
        {
            "name": each.name,
            "value": each.value,
            "kind": each.kind,
            "clause": clause_text(each.clause),
            "origin": each.origin,
            "note": _missing_note(each),
        }
        for each in inputs(receipt)
    ]
    has_gap = any(row["note"] for row in rows)
    return Table(
        "receipt",
        receipt_title(receipt),
        pl.DataFrame(rows),
        (
            Column("name", _("Operand")),
            Column("value", _("Value")),
            Column("kind", _("Kind")),
            column("clause", "line"),
            Column("origin", _("Source or meaning")),
            *([Column("note", _("Note"))] if has_gap else []),
        ),
        (*worked(receipt), *notes),
    )


def _missing_note(given: Input) -> str:
    return _("missing") if given.is_missing else ""
