"""Customer by customer (逐户): lists by office, how long debts are due, what payments may lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard.formats import Markdown, Unit, money, money_with_unit, percent, plain
from dashboard.i18n import N_, _
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.month.outlook import chance_text
from dashboard.views.whatif.whatif import amount_text
from engine.collecting.ageing import BUCKETS, Bucket
from engine.collecting.chase import Candidates, Way
from engine.collecting.lists import CollectionList
from engine.collecting.payments import CUSTOMER
from engine.collecting.settings import Setting, Who, half
from engine.settlement.items import ITEMS
from engine.whatif.prospects import Hurdle, Prospect

BUCKET_WORDS: Mapping[Bucket, str] = {
    "not_due": N_("not yet due"),
    "to_30": N_("1 to 30 days overdue"),
    "to_60": N_("31 to 60 days overdue"),
    "to_90": N_("61 to 90 days overdue"),
    "over_90": N_("more than 90 days overdue"),
    "undated": N_("without a due date"),
}
#: In the order of reading: the youngest first.
_SHOWN: tuple[Bucket, ...] = (*BUCKETS[-2::-1], "undated")


def has_due_dates(aged: pl.DataFrame) -> bool:
    """Whether the extract brings any due date."""
    return aged["due_first"].null_count() < aged.height


def with_ageing(rows: pl.DataFrame, aged: pl.DataFrame) -> pl.DataFrame:
    """Rows of candidates or of a list with their ageing, in their order."""
    return rows.join(aged, on=CUSTOMER, how="left", maintain_order="left")


def ageing_table(aged: pl.DataFrame, on: date) -> Table:
    """What each office is owed of a kind, by how long it has been due; with totals."""
    sums = aged.group_by("office", maintain_order=True).agg(pl.col(BUCKETS).sum())
    frame = sums.with_columns(
        *((pl.col(name) / 100.0).round(2) for name in BUCKETS),
        (pl.sum_horizontal(BUCKETS) / 100.0).round(2).alias("owed"),
    )
    shown = [name for name in _SHOWN if name != "undated" or sums["undated"].sum()]
    totals = {name: round(float(frame[name].sum()), 2) for name in ("owed", *shown)}
    return Table(
        "ageing",
        _("How long it has been due, as of {day}", day=f"{on:%Y-%m-%d}"),
        frame,
        (
            column("office", "office"),
            Column("owed", _("Owed"), "money"),
            *(Column(name, _(BUCKET_WORDS[name]), "money") for name in shown),
        ),
        totals={"office": _("Total"), **totals},
    )


def ageing_text(table: Table, unit: Unit) -> Markdown:
    """As of when, and what all offices come to."""
    overdue = sum(float(table.totals.get(name) or 0) for name in BUCKETS[:-2])
    return _(
        "**{title}**: {owed} owed, of them {overdue} overdue.",
        title=table.heading,
        owed=plain(money_with_unit(table.totals["owed"], unit)),
        overdue=plain(money_with_unit(overdue, unit)),
    )


def list_table(listed: CollectionList, office: str, aged: pl.DataFrame, *, way: Way | None) -> Table:
    """Whom to ask in an office and for how much, with what is known of each; money in yuan.

    way: None where the customers were set one by one.
    """
    rows = with_ageing(listed.of(office), aged)
    amounts = ("owed", "asked", "counted", "expected", *BUCKETS)
    frame = rows.with_columns(
        *((pl.col(name) / 100.0).round(2) for name in amounts), (pl.col("certainty") / 100.0)
    )
    is_dated = has_due_dates(aged)
    shown = [name for name in _SHOWN if name != "undated" or rows["undated"].sum()]
    columns = [
        Column("customer", _("Customer")),
        Column("asked", _("To ask for"), "money"),
        *([Column("counted", _("Counted on"), "money")] if way == "surest" else []),
        *([Column("certainty", _("Certainty"), "ratio", digits=0, edges=())] if way is None else []),
        Column("owed", _("Owes"), "money"),
        *([Column("days_overdue", _("Days overdue"), "count")] if is_dated else []),
        *([Column(name, _(BUCKET_WORDS[name]), "money") for name in shown] if is_dated else []),
        *([Column("due_first", _("First due"), "date")] if is_dated else []),
        *(
            [Column("salesperson", _("Salesperson"))]
            if rows["salesperson"].null_count() < rows.height
            else []
        ),
        Column("customer_type", _("Customer type")),
        Column("share", _("Usually paid in these days"), "ratio", digits=0, edges=()),
        Column("months", _("Months of record"), "count"),
    ]
    sums = {each.name: round(float(frame[each.name].sum()), 2) for each in columns if each.kind == "money"}
    return Table(f"collect_{office}", office, frame, tuple(columns), totals={"customer": _("Total"), **sums})


def office_text(listed: CollectionList, office: str, unit: Unit) -> Markdown:
    """What an office's list comes to, and what its customers cannot bring."""
    rows = listed.of(office)
    return _(
        "**{office}**: {amount}, customers: {count}",
        office=plain(office),
        count=f"{rows.height:,}",
        amount=plain(amount_text(int(rows["counted"].sum()), unit)),
    )


def missing_text(listed: CollectionList, unit: Unit) -> str:
    """Which offices' customers do not suffice; nothing where all do."""
    return _("; ").join(
        _("{office}: {amount} would still be missing", office=office, amount=amount_text(fen, unit))
        for office, fen in listed.missing.items()
    )


def customer_rows(
    found: Candidates, aged: pl.DataFrame, settings: Sequence[Setting], unit: Unit
) -> list[dict[str, Any]]:
    """Every customer as the board of customers shows it: plain data, amounts in fen."""
    own = {one.who: one for one in settings if one.kind == found.kind}
    is_dated = has_due_dates(aged)
    rows = with_ageing(found.table, aged).sort("office", maintain_order=True)
    return [
        {
            "id": number,
            "office": row["office"],
            "name": row["customer"],
            "owed": row["owed"],
            "half": half(row["owed"]),
            "owed_text": amount_text(row["owed"], unit),
            "said": " · ".join(_said(row, is_dated=is_dated)),
            "amount": None if (set_one := own.get(who_of(row))) is None else set_one.amount,
            "certainty": 100 if set_one is None else set_one.certainty,
        }
        for number, row in enumerate(rows.iter_rows(named=True))
    ]


def customers_in_order(found: Candidates) -> list[tuple[Who, int]]:
    """Who stands in which row of `customer_rows`, and what is owed."""
    rows = found.table.sort("office", maintain_order=True)
    return [(who_of(row), row["owed"]) for row in rows.iter_rows(named=True)]


def who_of(row: Mapping[str, Any]) -> Who:
    """The customer of a row."""
    return row["office"], row["customer"], row["customer_type"]


def _said(row: Mapping[str, Any], *, is_dated: bool) -> list[str]:
    said = [row["customer_type"]]
    if is_dated and row["days_overdue"]:
        said.append(_("{days} days overdue", days=row["days_overdue"]))
    elif is_dated and row["due_first"]:
        said.append(_("due on {day}", day=f"{row['due_first']:%m-%d}"))
    if row["share"] is not None and row["months"]:
        said.append(_("usually pays {share}", share=percent(row["share"], 0)))
    if row["salesperson"]:
        said.append(row["salesperson"])
    return said


def prospect_sentences(found: Prospect, unit: Unit) -> list[Markdown]:
    """What the settings come to, how likely checkpoint and plan are, and the award to be expected."""
    said = [
        _(
            "If all of them pay, **{total}** come in; **{expected}** may be expected, and in four of five "
            "cases it is {likely} or more.",
            total=plain(amount_text(found.total, unit)),
            expected=plain(amount_text(found.expected, unit)),
            likely=plain(amount_text(found.likely, unit)),
        )
    ]
    if found.checkpoint is not None:
        said.append(_hurdle_text(found.checkpoint, unit, is_plan=False))
    if found.plan is not None:
        said.append(_hurdle_text(found.plan, unit, is_plan=True))
    said.append(
        _(
            "Rewards and fines of the region to be expected: **{amount} yuan**.",
            amount=plain(money(found.awards, plus=True)),
        )
    )
    return said


def _hurdle_text(hurdle: Hurdle, unit: Unit, *, is_plan: bool) -> Markdown:
    amount = plain(amount_text(hurdle.missing, unit))
    if not hurdle.missing:
        reached = _("The collections of the month's target are reached without them.")
        return reached if is_plan else _("The checkpoint is reached without them.")
    if hurdle.chance is None:
        return _(
            "To the checkpoint collections still miss {amount}, but sales are short as well: these payments "
            "alone do not reach it.",
            amount=amount,
        )
    chance = plain(sum_chance_text(hurdle.chance))
    if is_plan:
        return _(
            "The month's target of collections, for which {amount} are missing, is reached with a chance of "
            "**{chance}**.",
            amount=amount,
            chance=chance,
        )
    return _(
        "The checkpoint, for which {amount} are missing, is reached with a chance of **{chance}**.",
        amount=amount,
        chance=chance,
    )


def sum_chance_text(chance: float) -> str:
    """A chance that follows from what was set: certain only where the settings say so."""
    if chance in (0.0, 1.0):
        return "100 %" if chance else "0 %"
    return chance_text(chance)


def outcome_table(found: Prospect) -> Table:
    """Every outcome that the payments may lead to, the likeliest first."""
    frame = found.outcomes.filter(pl.col("chance") >= 0.0005)
    notes = []
    if found.unsure > 0.005:
        notes.append(
            _(
                "So many sums are possible that {share} of them were not looked at one by one; they count "
                "with the lesser outcome.",
                share=percent(found.unsure, 0),
            )
        )
    return Table(
        "outcomes",
        _("What these payments may lead to"),
        frame,
        (
            Column("chance", _("Chance"), "ratio", edges=()),
            *(column(item.award) for item in ITEMS),
            column("awards"),
            column("rank"),
        ),
        tuple(notes),
    )
