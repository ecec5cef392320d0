"""What-if (模拟): levers, and what a scenario would change, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.formats import (
    NOTHING,
    YUAN,
    Unit,
    award,
    money,
    money_with_unit,
    percent,
    points_of_percent,
    score,
)
from dashboard.i18n import N_, _
from dashboard.tables import Column, Table
from dashboard.words import ESCALATIONS, OUTCOMES, word
from engine.levers import LeverError
from engine.settlement import award_columns

Row = dict[str, Any]

LEVERS = {
    "collect_overdue": N_("Collect contract overdue"),
    "collect_retail": N_("Collect retail receivables"),
    "collect_current": N_("Collect contract balances not yet due"),
    "extra_sales": N_("Sell more"),
    "reduce_inventory": N_("Reduce inventory"),
    "cut_expenses": N_("Cut expenses"),
    "collect": N_("Collect: overdue first, then retail, then not yet due"),
}
_PROBLEMS = {
    "not_available": N_("{lever}: the figures it needs are not loaded."),
    "beyond_capacity": N_("{lever}: {amount} is more than the {capacity} that is there."),
    "unknown_office": N_("The office {office} no longer exists in {region}; its lever was left out."),
    "unknown_region": N_("The region {region} does not exist in this month; its lever was left out."),
    "unknown_month": N_("The month has no data; choose another one."),
    "amount_out_of_range": N_("{lever}: the amount is out of range."),
    "share_out_of_range": N_("The share that stays owed must lie between 0 and 100 %."),
}


def yuan(fen: int | None) -> float | None:
    """Fen as yuan, for display."""
    return None if fen is None else fen / 100


def amount_text(fen: int | None, unit: Unit) -> str:
    """An amount in the reader's unit; small ones and those that 万 would round in full yuan."""
    if fen is None:
        return NOTHING
    if unit is not YUAN and fen % (unit.scale * 100 // 10**unit.digits):
        return f"{fen / 100:,.2f} {_('yuan')}"
    return money_with_unit(fen / 100, unit)


#: That a word became another one.
_CHANGED = "→"


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure now and under the scenario; `is_better` is None where nothing changed."""

    title: str
    before: str
    after: str
    change: str
    is_better: bool | None

    @property
    def difference(self) -> str | None:
        """The change in figures; None for words and where it is too small to be told."""
        return self.change if any(digit in self.change for digit in "123456789") else None


def compared(before: Row, after: Row, unit: Unit, edges: tuple[float, ...]) -> list[Compared]:
    """The figures that decide about money and rank, now and under the scenario."""

    def ratio(name: str, title: str, sign: int, digits: int = 1) -> Compared:
        one, two = before[name], after[name]
        moved = None if one is None or two is None or one == two else two - one
        return Compared(
            title,
            percent(one, digits, edges),
            percent(two, digits, edges),
            # A digit more than the ratios have: a press on a slider moves less than they show.
            points_of_percent(moved, digits + 1) if moved is not None else "",
            None if moved is None else moved * sign > 0,
        )

    def amount(name: str, title: str, sign: int) -> Compared:
        one, two = before[name], after[name]
        moved = None if one is None or two is None or one == two else two - one
        return Compared(
            title,
            money(one, unit),
            money(two, unit),
            "" if moved is None else money(moved, unit, plus=True),
            None if moved is None else moved * sign > 0,
        )

    def said(title: str, one: str, two: str, *, is_better: bool | None) -> Compared:
        return Compared(title, one, two, "" if one == two else _CHANGED, None if one == two else is_better)

    awards = [sum(row[column] for column in award_columns()) for row in (before, after)]
    ranks = [row["rank"] for row in (before, after)]
    moved_up = None if None in ranks else ranks[1] < ranks[0]
    return [
        said(
            _("Checkpoint"),
            word(OUTCOMES, before["checkpoint_outcome"]),
            word(OUTCOMES, after["checkpoint_outcome"]),
            is_better=after["checkpoint_outcome"] == "met",
        ),
        ratio("sales_checkpoint_ratio", _("Sales at the checkpoint"), 1),
        ratio("collections_checkpoint_ratio", _("Collections at the checkpoint"), 1),
        ratio("capital_overrun_ratio", _("Capital overrun"), -1),
        ratio("expense_ratio", _("Expense ratio, year to date"), -1, digits=2),
        Compared(
            _("Rewards and fines"),
            award(awards[0]),
            award(awards[1]),
            "" if awards[0] == awards[1] else f"{money(awards[1] - awards[0], plus=True)} {_('yuan')}",
            None if awards[0] == awards[1] else awards[1] > awards[0],
        ),
        said(_("Rank"), str(ranks[0] or NOTHING), str(ranks[1] or NOTHING), is_better=moved_up),
        Compared(
            _("Score"),
            score(before["score"]),
            score(after["score"]),
            _difference(before["score"], after["score"]),
            None if before["score"] == after["score"] else (after["score"] or 0) > (before["score"] or 0),
        ),
        said(
            _("Months in last place"),
            _streak(before),
            _streak(after),
            is_better=after["last_place_streak"] < before["last_place_streak"],
        ),
        amount("capital_occupied", _("Capital occupied"), -1),
        amount("contract_overdue", _("Contract overdue"), -1),
    ]


def _difference(one: float | None, two: float | None) -> str:
    if one is None or two is None or one == two:
        return ""
    return f"{two - one:+.2f}"


def _streak(row: Row) -> str:
    text = str(row["last_place_streak"])
    return text if row["escalation"] == "none" else f"{text} · {word(ESCALATIONS, row['escalation'])}"


def comparison_table(rows: Sequence[Compared]) -> Table:
    """Now and simulated side by side."""
    return Table(
        "comparison",
        _("Now and simulated"),
        pl.DataFrame(
            {
                "title": [row.title for row in rows],
                "before": [row.before for row in rows],
                "after": [row.after for row in rows],
                "change": [row.change for row in rows],
            }
        ),
        (
            Column("title", _("Figure")),
            Column("before", _("Now")),
            Column("after", _("Simulated")),
            Column("change", _("Change")),
        ),
    )


def rank_changes(before: pl.DataFrame, after: pl.DataFrame) -> Table:
    """All regions' score and rank, now and simulated, best simulated rank first."""
    columns = ("region", "score", "rank")
    frame = before.select(columns).join(
        after.select("region", pl.col("score").alias("new_score"), pl.col("rank").alias("new_rank")),
        on="region",
    )
    return Table(
        "ranks",
        _("All regions, now and simulated"),
        frame.sort("new_rank", "region", nulls_last=True),
        (
            Column("region", _("Region")),
            Column("rank", _("Rank now"), "count"),
            Column("new_rank", _("Rank simulated"), "count"),
            Column("score", _("Score now"), "score"),
            Column("new_score", _("Score simulated"), "score"),
        ),
    )


def problem_text(error: LeverError, unit: Unit) -> str:
    """Why a lever cannot be moved, and what to do."""
    given = error.parameters
    template = _PROBLEMS.get(error.code, N_("A lever cannot be applied and was left out ({code})."))
    return _(
        template,
        code=error.code,
        lever=_(LEVERS.get(str(given.get("kind")), "Lever")),
        office=given.get("office"),
        region=given.get("region"),
        amount=amount_text(given.get("amount"), unit),
        capacity=amount_text(given.get("capacity"), unit),
    )
