"""The bulletin's own tables, each with the totals of its visible parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import truediv
from typing import Any

import polars as pl

from dashboard.formats import award, clause_text
from dashboard.i18n import _
from dashboard.published import column, columns, marked
from dashboard.tables import Column, Table
from dashboard.views.evidence import settlement
from dashboard.views.month.progress import Progress
from dashboard.views.overview import overview
from dashboard.views.process.names import name_text
from dashboard.views.scope import Scope
from dashboard.views.verdicts import judged_columns
from dashboard.words import ITEMS as ITEM_NAMES
from dashboard.words import word
from engine.regulation.targets import checkpoint_target
from engine.regulation.verdicts import share
from engine.settlement.carried import ADJUSTMENT, CORRECTION
from engine.settlement.items import ITEMS
from engine.settlement.naming import Held, name_of, why_held


@dataclass(frozen=True, slots=True)
class Totalled:
    """A table whose totals are over exactly the rows shown, and what its cells say."""

    table: Table
    #: Column name → what the cell says about its row: "good" or "bad"; one entry per row.
    tones: tuple[Mapping[str, str], ...] = ()


def without_origin(table: Table) -> Table:
    """The table without file, sheet, row and load: paper has no room for them, and others move them."""
    kept = tuple(c for c in table.columns if c.name != "load_id" and not c.name.startswith("source_"))
    return replace(table, columns=kept)


def region_table(scope: Scope, now: Progress | None = None) -> Totalled:
    """A row per region in order of rank; rates of the total are Σ ÷ Σ over regions that have both.

    While days are to come (`now`), cells are judged as `overview.judgements` has it.
    """
    frame = overview.region_table(scope).frame
    shown = (
        *judged_columns(
            scope,
            *("rank", "region", "manager", "score", "checkpoint_outcome"),
            *("sales_checkpoint_ratio", "collections_checkpoint_ratio"),
            *("sales_attainment", "collections_attainment"),
            *("capital_overrun_ratio", "expense_to_cap", "awards"),
        ),
        marked(column("pay_coefficient"), scope.policy.appraisal.pay_bands.kind),
        *columns(scope.edges, "last_place_streak", "escalation"),
    )
    outcomes = frame["checkpoint_outcome"]
    totals = {
        "region": _("Total"),
        "checkpoint_outcome": _(
            "{met} of {judged}",
            met=int((outcomes == "met").sum()),
            judged=int(outcomes.is_in(["met", "missed"]).sum()),
        ),
        "sales_checkpoint_ratio": _rate(frame, "sales_to_checkpoint", "sales_target"),
        "collections_checkpoint_ratio": _rate(
            frame, "collections_to_checkpoint", checkpoint_target("collections", scope.policy)
        ),
        "sales_attainment": _rate(frame, "sales", "sales_target"),
        "collections_attainment": _rate(frame, "collections", "collections_target"),
        "capital_overrun_ratio": _rate(frame, "capital_overrun", "capital_quota", truediv),
        "expense_to_cap": _rate(frame, "expense_counted", "expense_cap", truediv),
        "awards": _sum(frame, "awards"),
    }
    table = Table(
        "regions",
        _("Regions, {month}", month=scope.title),
        frame,
        shown,
        (
            _("Rates of the total are sums divided by sums, never averages of rates."),
            _("Weights, shapes and pay bands are assumed where the regulation is silent."),
        ),
        totals,
    )
    return Totalled(table, tuple(_region_tones(row, now) for row in frame.iter_rows(named=True)))


def _region_tones(row: dict[str, Any], now: Progress | None) -> dict[str, str]:
    tones = {
        name: "good" if verdict else "bad"
        for name, verdict in overview.judgements(row, now).items()
        if verdict is not None
    }
    return tones if row["escalation"] == "none" else tones | {"escalation": "bad"}


def _award_tones(row: dict[str, Any], *names: str) -> dict[str, str]:
    return {name: "good" if row[name] > 0 else "bad" for name in names if row[name]}


def settlement_table(scope: Scope, held: Held | None = None) -> Totalled:
    """The month's settlement lines, fines first, with their sum. held: what of a published month is held."""
    table = settlement.line_table(scope)
    if held is not None:
        table = settlement.published_lines(table, held)
    tones = tuple(
        {**_award_tones(row, "amount"), **({"outcome": tone} if (tone := tone_of(row["amount"])) else {})}
        for row in table.frame.iter_rows(named=True)
        if scope.until is None
    )
    return Totalled(table, tones)


def tone_of(amount: float) -> str:
    """What an amount says: "good" for a reward, "bad" for a fine, nothing for 0."""
    return "good" if amount > 0 else "bad" if amount < 0 else ""


def reward_list(scope: Scope, held: Held | None = None) -> Totalled:
    """Finance's list: who gets what by clause, what it comes to, room for the verification.

    A row per region and manager whose lines come to any money; a column per item of the settlement, in
    yuan, `rewards` and `fines` their positive and negative parts, `net` their sum. What is corrected is the
    money of who managed the region then, also where the region is no more. held: what of a published month
    is held; it is named below.
    """
    carried = tuple(name for name in (CORRECTION, ADJUSTMENT) if name in settlement.lines(scope)["item"])
    names = (*(item.name for item in ITEMS), *carried)
    amounts = (
        _with_manager(settlement.lines(scope), scope)
        .group_by("month", "region", "manager")
        .agg(
            *(_of_item(name).alias(name) for name in names),
            pl.col("amount").clip(lower_bound=0).sum().alias("rewards"),
            pl.col("amount").clip(upper_bound=0).sum().alias("fines"),
            pl.col("amount").sum().alias("net"),
            (pl.col("is_assumed") & (pl.col("amount") != 0)).any().alias("is_assumed"),
        )
        .filter((pl.col("rewards") != 0) | (pl.col("fines") != 0))
    )
    frame = (
        amounts.join(scope.regions.select("region", "rank"), on="region", how="left")
        .sort("rank", "region", "manager", nulls_last=True)
        .with_columns(
            pl.when("is_assumed").then(pl.lit(_("◇ assumed"))).otherwise(pl.lit(_("stated"))).alias("basis"),
            pl.lit("").alias("verified"),
            pl.lit("").alias("verified_by"),
        )
    )
    sums = {name: _sum(frame, name) for name in (*names, "rewards", "fines", "net")}
    table = Table(
        "rewards",
        _("Reward list for finance, {month} (yuan)", month=scope.title),
        frame,
        (
            column("month"),
            column("region"),
            column("manager"),
            *(
                Column(
                    item.name,
                    _(
                        "{item}, clause {clause}",
                        item=word(ITEM_NAMES, item.name),
                        clause=clause_text(item.clause),
                    ),
                    "yuan",
                )
                for item in ITEMS
            ),
            *(Column(name, word(ITEM_NAMES, name), "yuan") for name in carried),
            Column("rewards", _("Rewards (yuan)"), "yuan"),
            Column("fines", _("Fines (yuan)"), "yuan"),
            Column("net", _("Net (yuan)"), "yuan"),
            Column("basis", _("Rests on")),
            Column("verified", _("Verified amount (yuan)")),
            Column("verified_by", _("Verified by, date")),
        ),
        tuple(_held_notes(scope, held or {})),
        {"region": _("Total"), **sums},
        settlement.hr_note(),
    )
    return Totalled(table, tuple(_award_tones(row, *sums) for row in frame.iter_rows(named=True)))


def _held_notes(scope: Scope, held: Held) -> Iterator[str]:
    for line in settlement.lines(scope).iter_rows(named=True):
        if (reason := why_held(held, line)) is not None:
            yield _(
                "Held, not to be paid yet: {region} · {item}, {amount}: {reason}",
                region=line["region"],
                item=name_text(name_of(line)),
                amount=award(line["amount"]),
                reason=reason,
            )


def _with_manager(lines: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Settlement lines with `manager`, who managed the region in the month that each is about.

    A region that did not exist in it then: who manages it now.
    """
    about = pl.coalesce("of", "month") if "of" in lines.columns else pl.col("month")
    managers = scope.evaluation.regions.select("region", "manager", pl.col("month").alias("about"))
    now = scope.regions.select("region", pl.col("manager").alias("manager_now"))
    return (
        lines.with_columns(about.alias("about"))
        .join(managers, on=["about", "region"], how="left")
        .join(now, on="region", how="left")
        .with_columns(pl.coalesce("manager", "manager_now").alias("manager"))
    )


def _of_item(item: str) -> pl.Expr:
    return pl.col("amount").filter(pl.col("item") == item).sum()


def _sum(frame: pl.DataFrame, column: str) -> float:
    return float(frame[column].sum())


def _rate(
    frame: pl.DataFrame, part: str, whole: str, divided: Callable[[float, float], float] = share
) -> float | None:
    """Σ ÷ Σ over the rows that have both; quotas and caps, no whole fen, are plainly `divided`."""
    both = frame.filter(pl.col(part).is_not_null() & (pl.col(whole) > 0))
    return divided(float(both[part].sum()), float(both[whole].sum())) if both.height else None
