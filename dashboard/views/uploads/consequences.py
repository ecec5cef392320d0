"""What a load or a rollback would change, in sentences and tables: from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard.formats import NOTHING, Markdown, award, money, month_text, plain
from dashboard.i18n import _
from dashboard.published import column, title
from dashboard.services.uploads.consequences import FIGURES, Consequences
from dashboard.tables import Column, Table
from dashboard.views.evidence.operands import extract_title
from dashboard.views.uploads.changes import arrow, texts
from dashboard.words import (
    ITEMS,
    SETTLEMENT_STATUSES,
    word,
)
from engine.settlement.items import award_columns

Row = dict[str, Any]

#: What a sentence names, in this order; the table names the rest.
_TOLD = (
    *("manager", "sales_target", "collections_target", "sales", "collections"),
    *("capital_occupied", "contract_overdue"),
    *("checkpoint_outcome", "checkpoint_award", "capital_overrun_ratio", "capital_award"),
    *("expense_ratio", "score", "rank", "last_place_streak", "escalation"),
    *(award for award in award_columns() if award not in ("checkpoint_award", "capital_award")),
)
#: Told with a checkpoint that changed, because nothing else explains it.
_TO_CHECKPOINT = ("sales_checkpoint_ratio", "collections_checkpoint_ratio")
_TOLD_OF_NEW = ("checkpoint_outcome", *award_columns(), "score", "rank", "escalation")
#: A tier is said by its ratio and its award; its number means nothing to anybody.
_NAMEABLE = tuple(name for name in FIGURES if name != "capital_tier")
#: So many regions are named in the headline.
_NAMED = 6
#: So many region-months of the longest table are shown; a download has all of them.
SHOWN_REGION_MONTHS = 60


def headline(found: Consequences) -> list[Markdown]:
    """Rows, figures and money in a sentence each; safe inside Markdown."""
    sums = found.rows.sum()
    sentences: list[Markdown] = [
        _(
            "**Rows**: {added} added, {replaced} replaced, {removed} removed, {unchanged} as before.",
            **{
                name: f"{int(sums[name][0] or 0):,}" for name in ("added", "replaced", "removed", "unchanged")
            },
        )
    ]
    if not found.changes_figures:
        return [*sentences, _("**Figures**: no figure of the evaluation changes.")]
    if not found.regions.is_empty():
        sentences.append(
            _(
                "**Figures**: {count} region-months change, {months}: {regions}.",
                count=f"{found.regions.height:,}",
                months=_span(found.regions["month"].to_list()),
                regions=_named(found.regions["region"].unique().sort().to_list()),
            )
        )
    if found.settlement.is_empty():
        return [*sentences, _("**Settlement**: no reward and no fine changes."), *under_way(found)]
    return [
        *sentences,
        _(
            "**Settlement**: {count} lines change; together {difference} yuan (balance {before} → {after}).",
            count=f"{found.settlement.height:,}",
            difference=_yuan(found.balance_after - found.balance_before, plus=True),
            before=_yuan(found.balance_before),
            after=_yuan(found.balance_after),
        ),
        *under_way(found),
    ]


def under_way(found: Consequences) -> list[Markdown]:
    """That the change decides a month's checkpoint, or that it does not yet though figures of it change."""
    told = []
    decided, month = found.ahead_before, found.ahead_after
    if decided not in (None, month):
        told.append(
            _(
                "After this the checkpoint of {month} is decided: whoever falls short of it has missed it, "
                "and rewards and fines are proposed accordingly.",
                month=month_text(decided),
            )
        )
    if month in {*found.regions["month"], *found.settlement["month"]}:
        told.append(
            _(
                "{month} is under way, its checkpoint still ahead: rewards, fines and ranks of it are by the "
                "figures so far and settle nothing.",
                month=month_text(month),
            )
        )
    return told


def _is_ahead(found: Consequences, month: date) -> tuple[bool, bool]:
    """Whether the month's checkpoint was, and will be, still to come."""
    return month == found.ahead_before, month == found.ahead_after


def _yuan(amount: float, *, plus: bool = False) -> Markdown:
    return money(amount, plus=plus, digits=0 if amount.is_integer() else 2)


def _span(months: Sequence[date]) -> Markdown:
    first, last = f"{min(months):%Y-%m}", f"{max(months):%Y-%m}"
    return first if first == last else f"{first} … {last}"


def _named(regions: Sequence[str]) -> Markdown:
    """The first regions by name, the rest by number."""
    names = _(", ").join(plain(region) for region in regions[:_NAMED])
    more = len(regions) - _NAMED
    return _("{names} and {count} more", names=names, count=more) if more > 0 else names


def _weighed(found: Consequences) -> pl.DataFrame:
    """The changed region-months, those with the most money at stake first."""
    stake = found.settlement.group_by("month", "region").agg(pl.col("difference").abs().sum().alias("stake"))
    is_judged_otherwise = pl.any_horizontal(
        pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after"))
        for name in ("escalation", "checkpoint_outcome", "capital_tier", "is_explanation_required")
    )
    gain = (pl.col("score_after") - pl.col("score_before")).abs()
    return (
        found.regions.join(stake, on=["month", "region"], how="left")
        .with_columns(pl.col("stake").fill_null(0), is_judged_otherwise.alias("is_other"), gain.alias("gain"))
        .sort("stake", "is_other", "gain", "month", "region", descending=[True, True, True, True, False],
              nulls_last=True)
    )  # fmt: skip


def sentences(found: Consequences, most: int) -> tuple[list[Markdown], int]:
    """The weightiest changes, one sentence per region-month, and how many more there are.

    Safe inside Markdown.
    """
    weighed = _weighed(found)
    rows = weighed.head(most).iter_rows(named=True)
    told = [_sentence(row, _is_ahead(found, row["month"])) for row in rows]
    return told, max(0, weighed.height - most)


def _sentence(row: Row, is_ahead: tuple[bool, bool]) -> Markdown:
    who = f"**{plain(row['region'])} {month_text(row['month'])}**"
    if row["is_gone"]:
        return _("{who} is no longer evaluated.", who=who)
    if row["is_new"]:
        parts = [
            _told(row, name, texts(name, None, row[f"{name}_after"], is_ahead=is_ahead)[1])
            for name in _TOLD_OF_NEW
            if row[f"{name}_after"] not in {None, "none"}
        ]
        return _("{who}, evaluated for the first time: {parts}", who=who, parts=_(", ").join(parts))
    # Where none of these changes, whatever does is told.
    parts = list(_parts(row, _TOLD, is_ahead)) or list(_parts(row, _NAMEABLE, is_ahead))
    return f"{who}{_(': ')}{_(', ').join(parts)}"


def _parts(row: Row, names: Sequence[str], is_ahead: tuple[bool, bool]) -> Iterator[Markdown]:
    for name in names:
        before, after = row[f"{name}_before"], row[f"{name}_after"]
        if before != after:
            yield _told(row, name, arrow(name, before, after, is_ahead=is_ahead))
        if name == "checkpoint_outcome" and before != after:
            yield from _ratios(row)


def _told(row: Row, name: str, text: str) -> Markdown:
    """A value with its title; the checkpoint's award follows its outcome, if that is seen, and needs none."""
    has_outcome = row["checkpoint_outcome_before"] is not None or row["checkpoint_outcome_after"] is not None
    return (
        plain(text) if name == "checkpoint_award" and has_outcome else f"{plain(title(name))} {plain(text)}"
    )


def _ratios(row: Row) -> Iterator[Markdown]:
    for name in _TO_CHECKPOINT:
        before, after = row[f"{name}_before"], row[f"{name}_after"]
        if before != after:
            yield _told(row, name, arrow(name, before, after))


def row_table(found: Consequences) -> Table:
    """Per extract and month, how many rows are added, replaced, removed and left alone."""
    frame = found.rows.with_columns(
        pl.col("extract").map_elements(extract_title, return_dtype=pl.String).alias("title")
    )
    return Table(
        "rows",
        _("Rows by extract and month"),
        frame,
        (
            Column("title", _("Extract")),
            column("month"),
            Column("added", _("Added"), "count"),
            Column("replaced", _("Replaced"), "count"),
            Column("removed", _("Removed"), "count"),
            Column("unchanged", _("As before"), "count"),
        ),
    )


def row_totals(found: Consequences) -> list[str]:
    """Per extract, in plain text, how many rows are added, replaced, removed and left alone."""
    totals = found.rows.group_by("extract", maintain_order=True).agg(
        pl.col("added", "replaced", "removed", "unchanged").sum()
    )
    return [
        _(
            "{extract}: {added} rows added, {replaced} replaced, {removed} removed, {unchanged} as before",
            **{**row, "extract": extract_title(row["extract"])},
        )
        for row in totals.iter_rows(named=True)
    ]


def settlement_lines(found: Consequences) -> list[str]:
    """The settlement lines that change, in plain text: from what to what."""
    table = settlement_table(found)
    return [
        f"{row['region']} {row['month']:%Y-%m} {word(ITEMS, row['item'])}{_(': ')}"
        f"{row['before']} → {row['after']}"
        for row in table.frame.iter_rows(named=True)
    ]


def settlement_table(found: Consequences) -> Table:
    """The settlement lines that change, those that cost most first."""
    lines = found.settlement
    sides = {
        side: [
            _outcome(amount, status)
            for amount, status in lines.select(f"amount_{side}", f"status_{side}").iter_rows()
        ]
        for side in ("before", "after")
    }
    frame = lines.with_columns(pl.Series(side, texts, dtype=pl.String) for side, texts in sides.items())
    return Table(
        "settlement_changes",
        _("Settlement lines that change"),
        frame.sort("difference", "month", "region"),
        (
            column("region"),
            column("month"),
            column("item", "line"),
            Column("before", _("Before")),
            Column("after", _("After")),
            Column("difference", _("Difference (yuan)"), "yuan"),
        ),
    )


def _outcome(amount: float | None, status: str | None) -> str:
    if status is None:
        # No such line, or one of which the amount alone is published.
        return NOTHING if amount is None else award(amount)
    return award(amount) if status == "proposed" else word(SETTLEMENT_STATUSES, status)


def figure_table(found: Consequences, most: int | None = SHOWN_REGION_MONTHS) -> Table:
    """Every figure that changes, of the `most` weightiest region-months (None: of all)."""
    weighed = _weighed(found)
    shown = weighed if most is None else weighed.head(most)
    lines = []
    for row in shown.iter_rows(named=True):
        for name in _NAMEABLE:
            before, after = row[f"{name}_before"], row[f"{name}_after"]
            if before != after:
                old, new = texts(name, before, after, is_ahead=_is_ahead(found, row["month"]))
                lines.append((row["region"], row["month"], title(name), old, new))
    schema = {"region": pl.String, "month": pl.Date, "figure": pl.String} | {
        "before": pl.String,
        "after": pl.String,
    }
    hidden = weighed.height - shown.height
    return Table(
        "figure_changes",
        _("Figures that change"),
        pl.DataFrame(lines, schema=schema, orient="row"),
        (
            column("region"),
            column("month"),
            Column("figure", _("Figure")),
            Column("before", _("Before")),
            Column("after", _("After")),
        ),
        (_("{count} more region-months are in the download.", count=f"{hidden:,}"),) if hidden else (),
    )
