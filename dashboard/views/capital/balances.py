"""Balances (二): what moved since last month, what they consist of, who owes most."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from dashboard.formats import NONE, Markdown, money_with_unit, percent, plain
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, title
from dashboard.tables import Column, Table
from dashboard.views.bridge_steps import BridgeStep
from dashboard.views.scope import Scope
from engine.regulation.what_counts import RETAIL

#: The parts that count, in the order they are drawn; `contract_current` is shown beside them.
PARTS = ("retail_receivables", "inventory", "contract_overdue")


@remembered
def moves(scope: Scope) -> pl.DataFrame:
    """Per region: the counted balances of this month and the last (`_before`), and their sums; yuan.

    Only regions that know all three parts in both months, so that changes add up.
    """
    before = (scope.month - timedelta(days=1)).replace(day=1)
    columns = ["region", *PARTS]
    past = scope.evaluation.regions.filter(pl.col("month") == before).select(columns)
    both = scope.regions.select(*columns, "capital_quota").join(
        past, on="region", how="inner", suffix="_before", maintain_order="left"
    )
    known = both.drop_nulls([*PARTS, *(f"{part}_before" for part in PARTS)])
    return known.with_columns(
        pl.sum_horizontal(PARTS).round(2).alias("now"),
        pl.sum_horizontal(f"{part}_before" for part in PARTS).round(2).alias("before"),
        *((pl.col(part) - pl.col(f"{part}_before")).round(2).alias(f"{part}_change") for part in PARTS),
    ).with_columns((pl.col("now") - pl.col("before")).round(2).alias("change"))


@remembered
def bridge_steps(scope: Scope) -> tuple[BridgeStep, ...]:
    """Last month's occupied and overdue, the change of each part, this month's; empty without both."""
    frame = moves(scope)
    if frame.is_empty():
        return ()
    sums = frame.select(pl.col(pl.Float64).sum()).row(0, named=True)
    names = part_names()
    return (
        BridgeStep(_("End of last month"), sums["before"], is_level=True),
        *(_change(names[part], sums[f"{part}_change"]) for part in PARTS),
        BridgeStep(_("End of this month"), sums["now"], is_level=True, is_good=sums["now"] <= sums["before"]),
    )


def _change(name: str, amount: float) -> BridgeStep:
    return BridgeStep(name, amount, is_good=None if amount == 0 else amount < 0)


def quota_mark(scope: Scope) -> float | None:
    """The quota of the regions in the bridge; None if one of them has none."""
    quotas = moves(scope)["capital_quota"]
    return None if quotas.len() == 0 or quotas.null_count() else float(quotas.sum())


@remembered
def move_table(scope: Scope) -> Table:
    """What moved since last month by region, the largest rise first."""
    names = part_names()
    return Table(
        "capital_moves",
        _("Occupied and overdue: change since last month, {month}", month=scope.title),
        moves(scope).sort("change", descending=True),
        (
            column("region"),
            Column("change", _("Change"), "money"),
            *(Column(f"{part}_change", _("{part}, change", part=names[part]), "money") for part in PARTS),
            Column("before", _("End of last month"), "money"),
            Column("now", _("End of this month"), "money"),
        ),
    )


def bridge_sentence(scope: Scope) -> Markdown:
    """The bridge in a sentence with what drove it; empty without both months."""
    steps = bridge_steps(scope)
    if not steps:
        return NONE
    before, *changes, now = steps
    widest = max(changes, key=lambda step: abs(step.amount))
    return _(
        "Occupied and overdue together: {before} → {now} ({change}); most of it {part} {amount}.",
        before=money_with_unit(before.amount, scope.unit),
        now=money_with_unit(now.amount, scope.unit),
        change=money_with_unit(now.amount - before.amount, scope.unit, plus=True),
        part=plain(widest.name),
        amount=money_with_unit(widest.amount, scope.unit, plus=True),
    )


def part_names() -> dict[str, str]:
    """The parts of the balances in the reader's words."""
    return {
        "retail_receivables": title("retail_receivables"),
        "inventory": title("inventory"),
        "contract_overdue": title("contract_overdue"),
        "contract_current": _("Contract, not yet due"),
    }


@remembered
def structure(scope: Scope) -> pl.DataFrame:
    """Per region, in order of rank: the counted parts and what contract customers owe that is not yet due.

    `contract_current` is null where a summary supplied a balance: it does not know.
    """
    offices = (
        scope.narrowed(scope.evaluation.offices)
        .group_by("region")
        .agg(
            pl.when(pl.col("retail_receivables").is_not_null().any())
            .then(
                pl.when(
                    (pl.col("contract_current").is_null() & pl.col("retail_receivables").is_not_null()).any()
                )
                .then(None)
                .otherwise(pl.col("contract_current").sum())
            )
            .alias("contract_current")
        )
    )
    return scope.regions.select("region", *PARTS).join(
        offices, on="region", how="left", maintain_order="left"
    )


def structure_sentence(scope: Scope) -> Markdown:
    """What counts, part by part, and what does not count yet, in a sentence; empty without balances."""
    sums = {part: structure(scope)[part].sum() for part in PARTS if structure(scope)[part].count()}
    if not sums:
        return NONE
    whole, names = sum(sums.values()), part_names()
    text = _(", ").join(
        f"{plain(names[part])} {percent(float(amount) / float(whole) if whole else None, 0, ())}"
        for part, amount in sums.items()
    )
    later = structure(scope)["contract_current"]
    if later.null_count():
        return text
    return _(
        "{parts}; beside them {later} of contract customers are not yet due.",
        parts=text,
        later=money_with_unit(float(later.sum()), scope.unit),
    )


@remembered
def structure_table(scope: Scope) -> Table:
    """The balances by region and part."""
    return Table(
        "balances",
        _("What the balances consist of, end of {month}", month=scope.title),
        structure(scope),
        (
            column("region"),
            *(Column(part, name, "money") for part, name in part_names().items()),
        ),
        (_("Contract balances not yet due do not count; they show what may fall overdue."),),
    )


@remembered
def debtor_table(scope: Scope, debtors: pl.DataFrame) -> Table:
    """Whose balances tie up most; see `details.debtors`."""
    frame = debtors.with_columns(
        pl.when(pl.col("total") > 0).then(pl.col("counted") / pl.col("total")).alias("share")
    )
    return Table(
        "debtors",
        _("Largest debtors by what counts, end of {month}", month=scope.title),
        frame,
        (
            Column("customer", _("Customer")),
            Column("counted", _("Counts as occupied or overrun"), "money"),
            Column("share", _("Share of all debtors"), "ratio", digits=1, edges=()),
            Column("balance", _("Balance"), "money"),
            Column("overdue", _("Overdue"), "money"),
            Column("customer_type", _("Customer type")),
            column("region"),
            column("office", "office"),
        ),
    )


def debtor_sentence(scope: Scope, debtors: pl.DataFrame) -> Markdown:
    """How much the largest debtors tie up together; empty without any."""
    if debtors.is_empty():
        return NONE
    first = debtors.row(0, named=True)
    return _(
        "The {shown} largest of {all} debtors tie up {amount}, {share} of what debtors tie up. "
        "First: {customer}, {largest}.",
        shown=debtors.height,
        all=int(first["debtors"]),
        amount=money_with_unit(float(debtors["counted"].sum()), scope.unit),
        share=percent(debtors["counted"].sum() / first["total"], 1, ()),
        customer=plain(first["customer"]),
        largest=money_with_unit(first["counted"], scope.unit),
    )


def debtor_address(row: dict[str, str], month: str) -> dict[str, str]:
    """Where the trace page shows the rows of a debtor, as its address says it."""
    figure = "retail_receivables" if row["customer_type"] == RETAIL else "contract_overdue"
    return {
        "month": month,
        "region": row["region"],
        "office": row["office"],
        "customer": row["customer"],
        "figure": figure,
    }
