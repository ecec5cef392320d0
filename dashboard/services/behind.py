"""The rows behind the facts of a receipt, as pages and whole: they add up to what the receipt says.

A score (四) rests on the facts of its measures: those of the receipts that explain them, an
uploaded indicator's target and actual, and what conduct costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.store.behind import CONDUCT, FACTS, PLAIN, TEN_THOUSANDTHS, UPLOADED, Behind, Found
from data.store.reader import Reader
from engine.evaluation import Evaluation
from engine.policy.scheme import UPLOADED_PREFIX, Deduction, Indicator
from engine.settlement.derivations import SCORE
from engine.settlement.items import MEASURED_BY
from engine.settlement.origins import first_month
from engine.settlement.receipt import Receipt

#: Rows on one page.
PAGE = 100
_ACCEPTED = ("declaration", "adjustment")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that can be opened down to its rows.

    name: one of `data.store.behind.FACTS`. first: the first month it is added up from; the last
    is the receipt's. indicator: the appraisal's line whose figures or points they are.
    """

    name: str
    first: date
    indicator: str = ""

    @property
    def is_money(self) -> bool:
        """Whether its rows count for amounts of yuan."""
        return self.name not in PLAIN


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the rows (`data.store.behind.ROWS`, `counted` in yuan or plain) and what all come to.

    rows: how many there are in all; total: their sum.
    """

    frame: pl.DataFrame
    rows: int
    total: float

    @property
    def pages(self) -> int:
        """How many pages they fill, at least one."""
        return max(1, -(-self.rows // PAGE))


def facts_of(evaluation: Evaluation, receipt: Receipt) -> tuple[Fact, ...]:
    """What the receipt rests on, as far as it can be opened down to rows, in its order."""
    policy = evaluation.policies.at(receipt.month)
    if receipt.item != SCORE:
        return tuple(
            Fact(o.name, first_month(o.name, receipt.month, policy))
            for o in receipt.operands
            if o.name in FACTS and o.kind == "fact" and not o.is_missing
        )
    known = {operand.name for operand in receipt.operands if not operand.is_missing}
    measured = [each for each in policy.appraisal.indicators if f"value.{each.name}" in known]
    found = (fact for indicator in measured for fact in _measured(evaluation, receipt, indicator))
    return tuple(dict.fromkeys(found))


def _measured(evaluation: Evaluation, receipt: Receipt, indicator: Indicator) -> Iterator[Fact]:
    """The facts behind one line of the appraisal."""
    is_of_year = indicator.period == "year_to_date"
    first = receipt.month.replace(month=1) if is_of_year else receipt.month
    if isinstance(indicator.shape, Deduction):
        yield Fact(CONDUCT, first, indicator.name)
    elif indicator.measure.startswith(UPLOADED_PREFIX):
        for name in UPLOADED:
            yield Fact(name, first, indicator.measure.removeprefix(UPLOADED_PREFIX))
    else:
        explained = evaluation.receipt(receipt.month, receipt.region, MEASURED_BY[indicator.measure])
        for fact in facts_of(evaluation, explained):
            yield Fact(fact.name, min(first, fact.first))


def page_behind(store: Reader, evaluation: Evaluation, receipt: Receipt, fact: Fact, number: int = 1) -> Page:
    """Page `number` (from 1) of the rows behind one of `facts_of` a receipt."""
    asked = _behind(evaluation, receipt, fact)
    return _page(store.rows_behind(fact.name, asked, (number - 1) * PAGE, PAGE))


def all_behind(store: Reader, evaluation: Evaluation, receipt: Receipt, fact: Fact) -> Page:
    """All the rows behind one of `facts_of` a receipt."""
    return _page(store.rows_behind(fact.name, _behind(evaluation, receipt, fact)))


def _page(found: Found) -> Page:
    frame = found.frame.with_columns((pl.col("counted") / found.unit).round(4))
    return Page(frame, found.rows, found.total / found.unit)


def _behind(evaluation: Evaluation, receipt: Receipt, fact: Fact) -> Behind:
    """The months of the receipt's region that `fact` is added up from, and its targets of record."""
    policies = evaluation.policies
    here = (pl.col("region") == receipt.region) & pl.col("month").is_between(fact.first, receipt.month)
    months = evaluation.regions.filter(here).select("month", "manager")
    days = [policies.at(month).checkpoint_day for month in months["month"]]
    accepted = evaluation.declarations.filter(here & pl.col("status").is_in(_ACCEPTED))
    # They stand in order of date: the last one accepted is the target of record.
    declared = accepted.unique(["month", "office"], keep="last", maintain_order=True)
    shapes = {each.name: each.shape for each in policies.at(receipt.month).appraisal.indicators}
    shape = shapes.get(fact.indicator)
    costs = shape.points if isinstance(shape, Deduction) else {}
    return Behind(
        receipt.region,
        months.with_columns(pl.Series("day", days, dtype=pl.Int32)),
        declared.select("month", "office", "position"),
        fact.indicator,
        pl.DataFrame(
            [(sanction, round(cost * TEN_THOUSANDTHS)) for sanction, cost in costs.items()],
            schema={"sanction": pl.String, "points": pl.Int64},
            orient="row",
        ),
        policies.at(receipt.month).readings,
    )
