"""What rewards rest on, as questions: the plan, the last days, what went back, what moved; no accusations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from dashboard.formats import Markdown, award, money_with_unit, month_text, percent, plain
from dashboard.i18n import N_, _
from dashboard.memory import remembered
from dashboard.published import column
from dashboard.services.earned import LARGEST, Questions
from dashboard.tables import Column, Table
from dashboard.views.evidence.settlement import last_settled
from dashboard.views.scope import Scope
from dashboard.words import FLAGS, words
from engine.settlement.items import CHECKPOINT
from engine.whatif.earned import DAYS_AFTER, QUESTIONS, by_region, last_days

NAMES = {
    "plan": N_("Declared below the plan"),
    "last_days": N_("The last two days"),
    "reversals": N_("Back in the next month"),
    "moved": N_("Stock or receivables that moved to another region"),
}
_FIGURES = {"sales": N_("sales"), "collections": N_("collections")}
_HELD = {
    "retail_receivables": N_("receivables"),
    "contract_overdue": N_("overdue"),
    "inventory": N_("stock"),
}
#: So many of what moved are named in a sentence; the table has all.
_NAMED = 3


def with_plan_mark(table: Table, rewards: pl.DataFrame) -> Table:
    """The settlement's lines, each reward with whether the plan would have brought it too.

    rewards: as `engine.whatif.earned.lowered`.
    """
    marks = rewards.select(
        "month", "region", "item", (~pl.col("rests_on_plan")).cast(pl.String).alias("on_plan")
    )
    frame = table.frame.join(marks, on=["month", "region", "item"], how="left", maintain_order="left")
    mark = Column(
        "on_plan",
        _("Also reached on the plan"),
        words=words(FLAGS),
        help=_("Whether the reward would have been due with the plan in place of the target of record."),
    )
    position = next(i for i, each in enumerate(table.columns) if each.name == "outcome") + 1
    return replace(table, frame=frame, columns=(*table.columns[:position], mark, *table.columns[position:]))


@remembered
def question_sentences(scope: Scope, asked: Questions) -> list[Markdown]:
    """A question for each reward that would not have been one otherwise, newest month first."""
    found = scope_rewards(scope, asked).sort(["month", "region", "item"], descending=[True, False, False])
    said = []
    for row in found.iter_rows(named=True):
        if row["item"] == CHECKPOINT:
            said += [_sentence(scope, row, name) for name in QUESTIONS if row[f"rests_on_{name}"]]
        elif row["rests_on_moved"]:
            here = (pl.col("month") == row["month"]) & (pl.col("region") == row["region"])
            said.append(_moved_sentence(scope, row, asked.moves.filter(here)))
    return said


def _moved_sentence(scope: Scope, row: dict[str, Any], moves: pl.DataFrame) -> Markdown:
    ratio = row["capital_overrun_ratio_moved"]
    named = [
        _(
            "{figure} of {thing} {amount} from {office} to {to_office} ({to_region})",
            figure=_(_HELD[move["figure"]]),
            thing=plain(move["thing"]),
            amount=money_with_unit(move["amount"], scope.unit),
            office=plain(move["office"]),
            to_office=plain(move["to_office"]),
            to_region=plain(move["to_region"]),
        )
        for move in moves.head(_NAMED).iter_rows(named=True)
    ]
    if moves.height > _NAMED:
        named.append(_("{count} more", count=moves.height - _NAMED))
    return _(
        "**{region}**, {month}: {award} for capital. What fell here rose alike elsewhere within the month: "
        "{parts}. Had it stayed, the overrun would be {ratio} of the quota. What was the reason?",
        region=plain(row["region"]),
        month=month_text(row["month"]),
        award=award(row["amount"]),
        parts=_("; ").join(named),
        ratio=percent(ratio, 1, scope.edges),
    )


def _sentence(scope: Scope, row: dict[str, Any], question: str) -> Markdown:
    policies = scope.evaluation.policies
    begin, end = last_days(row["month"], policies)
    said = {
        "region": plain(row["region"]),
        "month": month_text(row["month"]),
        "award": award(row["amount"]),
        "parts": _parts(scope, row, question),
        "threshold": percent(float(policies.at(row["month"]).checkpoint.threshold.value), 0),
    }
    if question == "plan":
        return _(
            "**{region}**, {month}: {award} on the targets of record. On the plan: {parts} of {threshold}. "
            "What made the declaration lower than the plan?",
            **said,
        )
    if question == "last_days":
        return _(
            "**{region}**, {month}: {award}. Without the rows of days {first} and {last}: {parts} of "
            "{threshold}. Are those documents confirmed?",
            first=begin.day,
            last=end.day,
            **said,
        )
    return _(
        "**{region}**, {month}: {award}. Less what the same customers gave back in the first {days} days of "
        "the next month: {parts} of {threshold}. What was the reason?",
        days=DAYS_AFTER,
        **said,
    )


def _parts(scope: Scope, row: dict[str, Any], question: str) -> Markdown:
    """The figures that would have missed, with their ratio."""
    missing = [
        _(
            "{figure} {ratio}",
            figure=_(name),
            ratio=percent(row[f"{figure}_checkpoint_ratio_{question}"], 1, scope.edges),
        )
        for figure, name in _FIGURES.items()
        if row[f"is_{figure}_checkpoint_reached_{question}"] is False
    ]
    return _(", ").join(missing)


def scope_rewards(scope: Scope, asked: Questions) -> pl.DataFrame:
    """The year's rewards of months that are over, of the chosen region if any."""
    return _narrowed(scope, asked.rewards)


def _narrowed(scope: Scope, frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.filter(pl.col("month") <= last_settled(scope))
    return rows if scope.region is None else rows.filter(pl.col("region") == scope.region)


@remembered
def question_table(scope: Scope, asked: Questions) -> Table:
    """Per region: the year's rewards, and how much of them rests on each of the questions."""
    frame = by_region(scope_rewards(scope, asked))
    names = ("rewards", *QUESTIONS)
    totals = {name: float(frame[name].sum()) for name in names}
    last = last_settled(scope)
    return Table(
        "questions",
        _(
            "What the year's rewards rest on, {first} to {month} (yuan)",
            first=f"{last:%Y}-01",
            month=month_text(last),
        ),
        frame,
        (
            column("region"),
            Column("rewards", _("Rewards (yuan)"), "yuan"),
            *(Column(name, _("Of these: {reason}", reason=_(NAMES[name])), "yuan") for name in QUESTIONS),
        ),
        (
            _(
                "A reward may rest on several of these. Questions to be asked, not findings: every one may "
                "have a good answer."
            ),
        ),
        totals={"region": _("Total"), **totals},
    )


@remembered
def row_table(scope: Scope, asked: Questions) -> Table:
    """The rows behind the questions, each with its file, sheet and row."""
    last = last_settled(scope)
    rows = _narrowed(scope, asked.rows).sort("month", "region", descending=[True, False], maintain_order=True)
    ends = {month: last_days(month, scope.evaluation.policies)[1] for month in rows["month"].unique()}
    end = pl.col("month").replace_strict(ends, default=None, return_dtype=pl.Date)
    counts = pl.when(pl.col("question") == "last_days").then((pl.col("date") <= end).cast(pl.String))
    rows = rows.with_columns(counts.alias("counts"))
    return Table(
        "question_rows",
        _("Questions worth asking, {first} to {month}", first=f"{last:%Y}-01", month=month_text(last)),
        rows,
        (
            column("month"),
            column("region"),
            Column("question", _("Question"), words=words(NAMES)),
            Column("figure", _("Figure"), words=words(_FIGURES | _HELD)),
            column("office", "office"),
            Column("date", _("Date"), "date"),
            Column("counts", _("By the checkpoint"), words=words(FLAGS)),
            Column("document", _("Document")),
            Column("customer", _("Customer or category")),
            Column("amount", _("Amount"), "yuan"),
            Column("note", _("Reason")),
            Column("source_file", _("File")),
            Column("source_sheet", _("Sheet")),
            Column("source_row", _("Row"), "number"),
        ),
        (
            _("The {count} largest rows of each month, region and figure are listed.", count=LARGEST),
            _("A declaration's amount is by how much it lies below the plan."),
            _(
                "What moved is the same customer's balance, or a category's stock, that fell in one region "
                "and rose by nearly as much in another within the month; listed are the rows of both month "
                "ends."
            ),
        ),
    )
