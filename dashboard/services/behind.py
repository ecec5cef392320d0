"""The rows behind a fact of a receipt, as pages and whole: they add up to what the receipt says."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from data.store import Store
from data.store.behind import FACTS, Behind, Found
from engine.evaluation import Evaluation
from engine.origins import first_month
from engine.receipts import Operand, Receipt

#: Rows on one page.
PAGE = 100
_ACCEPTED = ("declaration", "adjustment")


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the rows (`data.store.behind.ROWS`, `counted` in yuan) and what all come to.

    rows: how many there are in all; total: their sum in yuan.
    """

    frame: pl.DataFrame
    rows: int
    total: float

    @property
    def pages(self) -> int:
        """How many pages they fill, at least one."""
        return max(1, -(-self.rows // PAGE))


def facts_of(receipt: Receipt) -> tuple[Operand, ...]:
    """The operands of a receipt that can be opened down to their rows, in its order."""
    return tuple(o for o in receipt.operands if o.name in FACTS and o.kind == "fact" and not o.is_missing)


def page_behind(store: Store, evaluation: Evaluation, receipt: Receipt, fact: str, number: int = 1) -> Page:
    """Page `number` (from 1) of the rows behind `fact` of a receipt; KeyError if it has no rows to show."""
    asked = _behind(evaluation, receipt, fact)
    return _page(store.rows_behind(fact, asked, (number - 1) * PAGE, PAGE))


def all_behind(store: Store, evaluation: Evaluation, receipt: Receipt, fact: str) -> Page:
    """All the rows behind `fact` of a receipt."""
    return _page(store.rows_behind(fact, _behind(evaluation, receipt, fact)))


def _page(found: Found) -> Page:
    frame = found.frame.with_columns((pl.col("counted") / 100).round(2))
    return Page(frame, found.rows, found.total / 100)


def _behind(evaluation: Evaluation, receipt: Receipt, fact: str) -> Behind:
    """The months of the receipt's region that `fact` is added up from, and its targets of record."""
    policies = evaluation.policies
    first = first_month(fact, receipt.month, policies.at(receipt.month))
    here = (pl.col("region") == receipt.region) & pl.col("month").is_between(first, receipt.month)
    months = evaluation.regions.filter(here).select("month", "manager")
    days = [policies.at(month).checkpoint_day for month in months["month"]]
    accepted = evaluation.declarations.filter(here & pl.col("status").is_in(_ACCEPTED))
    # They stand in order of date: the last one accepted is the target of record.
    declared = accepted.unique(["month", "office"], keep="last", maintain_order=True)
    return Behind(
        receipt.region,
        months.with_columns(pl.Series("day", days, dtype=pl.Int32)),
        declared.select("month", "office", "position"),
    )
