"""Settlement (奖惩): lines and totals in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from dashboard.formats import Markdown, award, clause_text, money, month_text
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, columns
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from dashboard.words import (
    SETTLEMENT_STANDINGS,
    SETTLEMENT_STATUSES,
    SETTLEMENT_STATUSES_AHEAD,
    word,
    words,
)
from data.store.process.shown import is_carried
from engine.forecasting.panel import month_after
from engine.settlement.naming import Held, standing_of


def hr_note() -> Markdown:
    """What every list of fines must carry."""
    return _(
        "Proposals until finance verifies them; nothing deducts pay by itself. Whether "
        "an employer may fine at all "
        "differs by place: HR decides before anything is paid or withheld."
    )


@remembered
def lines(scope: Scope) -> pl.DataFrame:
    """The month's settlement lines, what it carries of others among them, fines first, outcome in words."""
    frame = _with_carried(
        scope.narrowed(scope.evaluation.settlement), scope.narrowed(scope.evaluation.carried)
    )
    frame = frame.sort("amount", "region", "item")
    outcome = [_outcome(scope, row) for row in frame.iter_rows(named=True)]
    return frame.with_columns(pl.Series("outcome", outcome, dtype=pl.String))


def _outcome(scope: Scope, row: Mapping[str, Any]) -> str:
    if row["status"] != "proposed":
        return word(SETTLEMENT_STATUSES, row["status"])
    paid = award(row["amount"])
    # What was corrected or adjusted does not move with the month.
    is_open = scope.until is not None and not is_carried(row)
    return _("… still open; as it stands: {award}", award=paid) if is_open else paid


@remembered
def line_table(scope: Scope) -> Table:
    """The month's settlement, a row per region and clause, with the sum of its amounts."""
    frame = lines(scope)
    clauses = {clause: clause_text(clause) for clause in frame["clause"].unique()}
    of = (column("of", "carried"),) if "of" in frame.columns else ()
    status = column("status", "line")
    return Table(
        "settlement",
        _("Settlement, {month} (yuan)", month=scope.title),
        frame,
        (
            *columns(scope.edges, "month", "region", level="line"),
            replace(column("clause", "line"), words=clauses),
            column("item", "line"),
            *of,
            Column("outcome", _("Outcome")),
            column("amount", "line"),
            status if scope.until is None else replace(status, words=words(SETTLEMENT_STATUSES_AHEAD)),
            *columns(scope.edges, "is_assumed", "is_missing", "policy_version", level="line"),
        ),
        totals={"region": _("Total"), "amount": float(frame["amount"].sum())},
        caveat=hr_note(),
    )


def published_lines(table: Table, held: Held) -> Table:
    """`line_table` of a published month with what became of its lines in place of their status."""
    standing = [standing_of(held, row) for row in table.frame.iter_rows(named=True)]
    status = replace(column("status", "line"), name="standing", words=words(SETTLEMENT_STANDINGS))
    return replace(
        table,
        frame=table.frame.with_columns(pl.Series("standing", standing, dtype=pl.String)),
        columns=tuple(status if each.name == "status" else each for each in table.columns),
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


@remembered
def year_stakes(scope: Scope) -> pl.DataFrame:
    """Rewards, fines and their balance per region from January through the month, worst first."""
    amount = pl.col("amount")
    return (
        _of_year(scope)
        .group_by("region")
        .agg(
            amount.filter(amount > 0).sum().alias("rewards"),
            amount.filter(amount < 0).sum().alias("fines"),
            amount.sum().alias("awards"),
        )
        .sort("awards", "region")
    )


@remembered
def year_table(scope: Scope) -> Table:
    """The balance of each region month by month from January; the total is the sum of the months."""
    months = (
        _of_year(scope)
        .with_columns(pl.col("month").dt.strftime("%Y-%m").alias("name"))
        .pivot("name", index="region", values="amount", aggregate_function="sum", sort_columns=True)
    )
    names = months.columns[1:]
    frame = year_stakes(scope).join(months, on="region", maintain_order="left")
    total = frame.select(pl.lit(_("Total")).alias("region"), pl.exclude("region").sum())
    return Table(
        "year",
        _year_title(scope),
        pl.concat([frame, total]),
        (
            column("region"),
            Column("rewards", _("Rewards (yuan)"), "yuan"),
            Column("fines", _("Fines (yuan)"), "yuan"),
            Column("awards", _("Balance (yuan)"), "yuan"),
            *(Column(name, name, "yuan") for name in names),
        ),
        caveat=hr_note(),
    )


def last_settled(scope: Scope) -> date:
    """The last month of a year's sums: one that is not over settles nothing, unless it is the first."""
    return scope.month if scope.until is None or scope.month.month == 1 else month_after(scope.month, -1)


def _year_title(scope: Scope) -> str:
    last = last_settled(scope)
    return _("Year to date, {first} to {month} (yuan)", first=f"{last:%Y}-01", month=month_text(last))


def year_note(scope: Scope) -> Markdown:
    """The year's rewards, fines and balance in a sentence."""
    amounts = year_stakes(scope)
    return balance_text(float(amounts["rewards"].sum()), float(amounts["fines"].sum()))


def balance_text(rewards: float, fines: float) -> Markdown:
    """Rewards, fines and their balance in yuan as a sentence."""
    return _(
        "Together {rewards}, {fines}; balance {balance} yuan.",
        rewards=award(rewards),
        fines=award(fines),
        balance=money(rewards + fines, plus=True),
    )


def _with_carried(own: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """The lines with corrections and adjustments; the same frame where there are none."""
    return own if carried.is_empty() else pl.concat([own, carried], how="diagonal")


def _of_year(scope: Scope) -> pl.DataFrame:
    known = _with_carried(scope.evaluation.settlement, scope.evaluation.carried)
    frame = known.filter(pl.col("month").is_between(scope.month.replace(month=1), last_settled(scope)))
    return frame if scope.region is None else frame.filter(pl.col("region") == scope.region)
