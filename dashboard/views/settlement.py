"""Settlement (奖惩): lines, totals and receipts in words."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from dashboard.formats import NOTHING, THRESHOLDS, award, money, percent, score
from dashboard.i18n import N_, _
from dashboard.memory import remembered
from dashboard.services.exports import Column, Table
from dashboard.views.operands import CHOICES, OPERANDS, extract_title
from dashboard.views.scope import Scope
from dashboard.words import (
    EXPENSE_STATUSES,
    FLAGS,
    INDICATORS,
    ITEMS,
    KINDS,
    SETTLEMENT_STATUSES,
    word,
    words,
)
from engine.receipts import Operand, Receipt


def hr_note() -> str:
    """What every list of fines must carry."""
    return _(
        "Proposals until finance verifies them; nothing deducts pay by itself. Whether "
        "an employer may fine at all "
        "differs by place: HR decides before anything is paid or withheld."
    )


@remembered
def lines(scope: Scope) -> pl.DataFrame:
    """The month's settlement lines, fines first, with the outcome in words."""
    frame = scope.narrowed(scope.evaluation.settlement).sort("amount", "region", "item")
    outcome = [
        award(row["amount"]) if row["status"] == "proposed" else word(SETTLEMENT_STATUSES, row["status"])
        for row in frame.iter_rows(named=True)
    ]
    return frame.with_columns(
        pl.Series("outcome", outcome, dtype=pl.String),
        pl.col("is_assumed").cast(pl.String),
        pl.col("is_missing").cast(pl.String),
    )


@remembered
def line_table(scope: Scope) -> Table:
    """The month's settlement, a row per region and clause."""
    return Table(
        "settlement",
        _("Settlement, {month} (yuan)", month=f"{scope.month:%Y-%m}"),
        lines(scope),
        (
            Column("region", _("Region")),
            Column("clause", _("Clause")),
            Column("item", _("Item"), words=words(ITEMS)),
            Column("outcome", _("Outcome")),
            Column("amount", _("Amount (yuan)"), "yuan"),
            Column("status", _("Status"), words=words(SETTLEMENT_STATUSES)),
            Column("is_assumed", _("Rests on an assumption"), words=words(FLAGS)),
            Column("is_missing", _("Something is missing"), words=words(FLAGS)),
            Column("policy_version", _("Policy version")),
        ),
        (hr_note(),),
    )


@remembered
def sums(scope: Scope) -> dict[str, float]:
    """Rewards, fines and the balance: sums over exactly the lines shown."""
    amounts = lines(scope)["amount"]
    return {
        "rewards": float(amounts.filter(amounts > 0).sum()),
        "fines": float(amounts.filter(amounts < 0).sum()),
        "balance": float(amounts.sum()),
    }


def receipt_of(scope: Scope, month: date, region: str, item: str) -> Receipt:
    """The derivation of one line."""
    return scope.evaluation.receipt(month, region, item)


#: A scheme's indicators may be called anything; all other names are ours.
_NAME = re.compile(r"(?:value|weight|points)\.[^\s()，,]+|[a-z_]+(?:\.[a-z_]+)?")
_OF_INDICATOR = {"value": N_("{name} value"), "weight": N_("{name} weight"), "points": N_("{name} points")}


def operand_title(name: str) -> str:
    """An operand's name in the reader's words."""
    part, _dot, indicator = name.partition(".")
    if part in _OF_INDICATOR:
        return _(_OF_INDICATOR[part], name=word(INDICATORS, indicator))
    return _(OPERANDS[name]) if name in OPERANDS else _(CHOICES.get(name, name))


def step_text(step: str) -> str:
    """A formula with its names replaced by the reader's words."""
    return _NAME.sub(lambda match: operand_title(match.group(0)), step)


def edges_of(receipt: Receipt) -> tuple[float, ...]:
    """Every ratio that decides about something in a receipt: no figure in it is rounded across one."""
    deciding = (o.value for o in receipt.operands if o.unit == "ratio" and o.kind in ("stated", "assumed"))
    return tuple(sorted({*THRESHOLDS, *(value for value in deciding if isinstance(value, float))}))


def operand_value(operand: Operand, edges: tuple[float, ...] = THRESHOLDS) -> str:
    """An operand's value with its unit; a dash if missing."""
    value = operand.value
    if operand.name.startswith("readings."):
        return _("see clause {clause}", clause=operand.clause)
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return word(FLAGS, str(value).lower())
    if isinstance(value, str):
        return _(CHOICES.get(value, value))
    if operand.unit == "ratio":
        return percent(value, 2 if abs(value) >= 0.01 else 3, edges)
    if operand.unit == "points":
        return score(value)
    if operand.unit == "yuan":
        return f"{money(value)} {_('yuan')}" if value == int(value) else f"{value:,.2f} {_('yuan')}"
    return f"{value:g}"


def receipt_outcome(receipt: Receipt) -> str:
    """What a receipt comes to, in words: a reward or fine, a ratio, a score, or why there is none."""
    if receipt.amount is None or receipt.status not in ("proposed", "ok"):
        return word(SETTLEMENT_STATUSES | EXPENSE_STATUSES, receipt.status)
    match receipt.unit:
        case "ratio":
            return percent(receipt.amount, 3, edges_of(receipt))
        case "points":
            return _("{score} points", score=score(receipt.amount))
        case _:
            return award(receipt.amount)


def receipt_text(receipt: Receipt) -> str:
    """The whole receipt as plain text, to be copied into a letter."""
    table = operand_table(receipt)
    lines = [table.title, receipt_outcome(receipt), _("Clause {clause}", clause=receipt.clause), ""]
    lines += [step_text(step) for step in receipt.steps]
    lines.append("")
    lines += ["  ".join(str(cell) for cell in row if cell) for row in table.frame.rows()]
    return "\n".join([*lines, "", *table.notes[len(receipt.steps) :]])


def operand_table(receipt: Receipt) -> Table:
    """The operands of a receipt, each with its value, kind, clause and source."""
    kinds = {**words(KINDS), "result": _("computed")}
    rows = [
        {
            "name": operand_title(operand.name),
            "value": operand_value(operand, edges_of(receipt)),
            "kind": kinds.get(operand.kind, operand.kind),
            "clause": operand.clause,
            "source": _(" or ").join(extract_title(e) for e in operand.extracts) or NOTHING,
            "note": _("missing") if operand.kind == "fact" and operand.is_missing else "",
        }
        for operand in receipt.operands
    ]
    return Table(
        "receipt",
        _(
            "Receipt {region} {item} {month}",
            region=receipt.region,
            item=word(ITEMS, receipt.item),
            month=f"{receipt.month:%Y-%m}",
        ),
        pl.DataFrame(rows),
        (
            Column("name", _("Operand")),
            Column("value", _("Value")),
            Column("kind", _("Kind")),
            Column("clause", _("Clause")),
            Column("source", _("Source")),
            Column("note", _("Note")),
        ),
        (
            *(step_text(step) for step in receipt.steps),
            _("Policy version {version}", version=receipt.policy_version),
            hr_note(),
        ),
    )
