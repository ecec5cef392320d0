"""Where the facts of a receipt came from: which months, and which extracts supplied them.

A company may keep a ledger in one office and send a summary from another; a receipt
names what was used, not what might have been.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from engine.policy.parameters import Policy
from engine.settlement.receipt import Operand, Receipt

#: The ledger that each fact of a receipt is a sum of; the summary may stand in for it.
LEDGERS = {
    "sales": "sales",
    "collections": "collections",
    "sales_to_checkpoint": "sales",
    "collections_to_checkpoint": "collections",
    "trailing_collections": "collections",
    "retail_receivables": "receivables",
    "contract_overdue": "receivables",
    "inventory": "inventory",
    "expense_counted": "expenses",
    "expense_pending": "expenses",
    "manager_travel": "expenses",
    "expense_collections": "collections",
}
TARGETS = ("sales_target", "collections_target")
_OF_SPAN = ("expense_counted", "expense_pending", "manager_travel", "expense_collections")
#: The extract behind a target of record, by `target_source`.
_PLANNED = {"plan": "monthly_plan", "declaration": "declarations", "adjustment": "declarations"}


def first_month(fact: str, month: date, policy: Policy) -> date:
    """The first month that `fact` of `month` is added up from; the last is `month` itself."""
    if fact == "trailing_collections":
        index = month.year * 12 + month.month - 12
        return date(index // 12, index % 12 + 1, 1)
    is_of_year = fact in _OF_SPAN and policy.expenses.span.value == "year_to_date"
    return month.replace(month=1) if is_of_year else month


def sourced(receipt: Receipt, sources: pl.DataFrame, offices: pl.DataFrame, policy: Policy) -> Receipt:
    """`receipt` whose known facts name the extracts that were used, in the order of precedence.

    sources: `Facts.sources`; offices: `Evaluation.offices`. A fact that is missing keeps all
    that could supply it; a zero without any row names none.
    """

    def used(operand: Operand) -> Operand:
        if not operand.extracts or operand.is_missing:
            return operand
        first = first_month(operand.name, receipt.month, policy)
        here = (pl.col("region") == receipt.region) & pl.col("month").is_between(first, receipt.month)
        if operand.name in TARGETS:
            planned = offices.filter(here & pl.col(operand.name).is_not_null())["target_source"]
            found = {_PLANNED[source] for source in planned.unique() if source in _PLANNED}
        elif operand.name in LEDGERS:
            of_ledger = pl.col("ledger") == LEDGERS[operand.name]
            found = set(sources.filter(here & of_ledger)["source"])
        else:
            return operand
        return replace(operand, extracts=tuple(name for name in operand.extracts if name in found))

    return replace(receipt, operands=tuple(used(operand) for operand in receipt.operands))
