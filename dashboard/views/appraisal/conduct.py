"""Conduct (六): what was recorded in the month, and what it costs under the scheme."""

from __future__ import annotations

import polars as pl

from dashboard.formats import money
from dashboard.i18n import _
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from engine.policy.parameters import Policy
from engine.policy.scheme import Deduction


def sanction_points(policy: Policy) -> dict[str, float]:
    """Points that each sanction costs under the policy."""
    found: dict[str, float] = {}
    for indicator in policy.appraisal.indicators:
        if isinstance(indicator.shape, Deduction):
            for name, points in indicator.shape.points.items():
                found[name] = found.get(name, 0.0) + float(points)
    return found


def conduct_table(scope: Scope, rows: pl.DataFrame) -> Table:
    """The month's conduct rows of the regions in scope, with points, file, sheet and row.

    rows: `details.conduct` of the scope's month.
    """
    points = sanction_points(scope.policy)
    chosen = (
        rows if scope.region is None or rows.is_empty() else rows.filter(pl.col("region") == scope.region)
    )
    frame = (
        chosen.with_columns(
            pl.col("sanction").replace_strict(points, default=0.0, return_dtype=pl.Float64).alias("points")
        )
        if not chosen.is_empty()
        else pl.DataFrame()
    )
    columns = (
        Column("date", _("Date"), "date"),
        column("region"),
        column("office", "office"),
        Column("behaviour", _("Behaviour")),
        Column("sanction", _("Sanction")),
        Column("points", _("Points deducted"), "score"),
        Column("note", _("Statement")),
        Column("source_file", _("File")),
        Column("source_sheet", _("Sheet")),
        Column("source_row", _("Row"), "number"),
        Column("load_id", _("Load number")),
    )
    if frame.is_empty():
        frame = pl.DataFrame(schema=dict.fromkeys((column.name for column in columns), pl.String))
    return Table(
        "conduct",
        _("Prohibited behaviour recorded, {month}", month=f"{scope.month:%Y-%m}"),
        frame,
        columns,
        (_("Recorded by people with evidence; the software never grades."),),
    )


def conduct_sentence(table: Table) -> str:
    """How many sanctions and what they cost together, before the floor of the conduct part."""
    if table.frame.is_empty():
        return _("Nothing was recorded in this month: conduct keeps its full points.")
    return _(
        "{count} recorded, {points} points deducted in all (no region's conduct part falls below 0).",
        count=table.frame.height,
        points=money(float(table.frame["points"].sum()), digits=2),
    )
