"""Spending (三): the year against the cap line, by category, and the claims that wait."""

from __future__ import annotations

import polars as pl

from dashboard.formats import NONE, Markdown, money_with_unit, percent, plain
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, columns
from dashboard.services.details import span_start
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from dashboard.words import FLAGS, words
from engine.regulation.verdicts import caps_together
from engine.regulation.what_counts import are_pending_counted, is_travel_inside


@remembered
def cap_course(scope: Scope) -> pl.DataFrame:
    """The year's months: counted, pending and cap to date, of regions that have all of them; yuan.

    With the verdict on the regions together: see `engine.regulation.verdicts.caps_together`.
    """
    rows = scope.evaluation.regions.filter(
        pl.col("month").is_between(scope.month.replace(month=1), scope.month),
        pl.col("expense_status") == "ok",
    )
    if scope.region is not None:
        rows = rows.filter(pl.col("region") == scope.region)
    summed = rows.group_by("month").agg(
        pl.col("expense_counted", "expense_cap", "manager_travel").sum(),
        pl.col("expense_pending").sum(),
        pl.col("expense_counted_month").sum(),
    )
    return summed.join(caps_together(rows, scope.evaluation.policies), on="month").sort("month")


@remembered
def cap_course_table(scope: Scope) -> Table:
    """The year's months against the cap."""
    return Table(
        "cap_course",
        _("Expenses against the cap, month by month to {month}", month=scope.title),
        cap_course(scope).sort("month", descending=True),
        columns(
            scope.edges,
            *("month", "expense_to_cap", "expense_counted", "expense_cap", "expense_pending"),
            *("expense_counted_month", "manager_travel"),
        ),
    )


def cap_sentence(scope: Scope) -> Markdown:
    """Where the year stands against the cap line; empty without data."""
    frame = cap_course(scope)
    if frame.is_empty():
        return NONE
    row = frame.row(-1, named=True)
    amount = money_with_unit(abs(row["expense_gap"]), scope.unit)
    if row["expense_to_cap"] is None:
        # No ratio to a cap of nothing, but a verdict.
        nothing = _("The cap is 0, and nothing is counted against it.")
        over = _("The cap is 0: {amount} over it.", amount=amount)
        return (nothing if row["is_within_cap"] else over) + _pending(scope, row)
    text = (
        _("{ratio} of the cap is used; {amount} are left under it.", ratio=_to_cap(scope, row), amount=amount)
        if row["is_within_cap"]
        else _("{ratio} of the cap is used: {amount} over it.", ratio=_to_cap(scope, row), amount=amount)
    )
    return text + _pending(scope, row)


def _to_cap(scope: Scope, row: dict[str, float]) -> Markdown:
    return percent(row["expense_to_cap"], 1, scope.edges)


def _pending(scope: Scope, row: dict[str, float]) -> Markdown:
    if not row["expense_pending"]:
        return NONE
    return _(
        " {pending} of it still await approval.", pending=money_with_unit(row["expense_pending"], scope.unit)
    )


@remembered
def category_frame(scope: Scope, categories: pl.DataFrame) -> pl.DataFrame:
    """Per category over the span of the cap, the largest first: counted, pending, share; yuan.

    Last come what the summary supplied without categories (`kind` is "rest") and the
    managers' own travel ("apart", which no cap holds unless the policy reads it so); shares are
    of what is counted.
    """
    readings = scope.evaluation.policies.at(scope.month).readings
    is_inside = is_travel_inside(readings)
    start = span_start(scope.evaluation, scope.month)
    is_in_span = pl.col("month").is_between(start, scope.month)
    regions = scope.regions["region"]
    mine = categories.filter(is_in_span, pl.col("region").is_in(regions.implode()))
    if not are_pending_counted(readings):
        mine = mine.with_columns(pl.col("amount") - pl.col("pending"), pending=pl.lit(0.0))
    sums = pl.col("amount").sum().round(2).alias("counted"), pl.col("pending").sum().round(2)
    counted = (
        mine.filter(pl.lit(is_inside) | ~pl.col("is_own_travel"))
        .group_by("category")
        .agg(sums)
        .with_columns(pl.lit("counted").alias("kind"))
        .sort("counted", "category", descending=[True, False])
    )
    whole = float(scope.regions["expense_counted"].sum() or 0.0)
    rest = round(whole - float(counted["counted"].sum()), 2)
    own = mine.filter("is_own_travel")
    travel = 0.0 if is_inside else float(scope.regions["manager_travel"].sum() or 0.0)
    extra = [
        (_("not itemised (summary)"), rest, 0.0, "rest"),
        (_("Manager's travel (apart)"), travel, float(own["pending"].sum()), "apart"),
    ]
    schema = counted.schema
    frame = pl.concat(
        [counted, pl.DataFrame([row for row in extra if abs(row[1]) >= 0.005], schema=schema, orient="row")]
    )
    return frame.with_columns(
        pl.when((pl.col("kind") != "apart") & (whole > 0)).then(pl.col("counted") / whole).alias("share")
    )


def category_sentence(scope: Scope, categories: pl.DataFrame) -> Markdown:
    """The largest category in a sentence; empty without any."""
    counted = category_frame(scope, categories).filter(pl.col("kind") == "counted")
    if counted.is_empty():
        return NONE
    first = counted.row(0, named=True)
    return _(
        "Most went into {category}: {amount}, {share} of what counts.",
        category=plain(first["category"]),
        amount=money_with_unit(first["counted"], scope.unit),
        share=percent(first["share"], 0, ()),
    )


@remembered
def category_table(scope: Scope, categories: pl.DataFrame) -> Table:
    """Expenses by category over the span of the cap."""
    return Table(
        "categories",
        _("Expenses by category, {month}", month=span_said(scope)),
        category_frame(scope, categories),
        (
            Column("category", _("Category")),
            Column("counted", _("Amount"), "money"),
            Column("share", _("Share of what counts"), "ratio", digits=1, edges=()),
            Column("pending", _("of which awaiting approval"), "money"),
        ),
    )


def span_said(scope: Scope) -> str:
    """The months of the span of the cap."""
    start = span_start(scope.evaluation, scope.month)
    return f"{start:%Y-%m} – {scope.month:%Y-%m}" if start != scope.month else f"{scope.month:%Y-%m}"


@remembered
def claim_table(scope: Scope, claims: pl.DataFrame) -> Table:
    """The largest claims that await approval; see `details.pending_claims`."""
    return Table(
        "claims",
        _("Claims awaiting approval, {month}", month=span_said(scope)),
        claims,
        (
            Column("date", _("Date"), "date"),
            column("region"),
            Column("amount", _("Amount"), "money"),
            Column("category", _("Category")),
            Column("claimant", _("Claimant")),
            Column("is_own_travel", _("Manager's own travel"), words=words(FLAGS)),
            column("office", "office"),
            Column("document", _("Document")),
        ),
    )


def claim_sentence(scope: Scope, claims: pl.DataFrame) -> Markdown:
    """How many claims wait, what they come to and who submitted the largest; empty without any."""
    if claims.is_empty():
        return NONE
    first, readings = claims.row(0, named=True), scope.policy.readings
    if not are_pending_counted(readings):
        meanwhile = _("they do not count before that")
    elif is_travel_inside(readings):
        meanwhile = _("they count meanwhile")
    else:
        meanwhile = _(
            "{counted} of it count meanwhile, the rest is managers' own travel, apart",
            counted=money_with_unit(float(scope.regions["expense_pending"].sum()), scope.unit),
        )
    return _(
        "{count} claims, {amount} together, await approval; {meanwhile}. The largest: {claimant}, {region}, "
        "{largest}.",
        meanwhile=meanwhile,
        count=f"{int(first['claims']):,}",
        amount=money_with_unit(first["total"], scope.unit),
        claimant=plain(first["claimant"]),
        region=plain(first["region"]),
        largest=money_with_unit(first["amount"]),
    )
