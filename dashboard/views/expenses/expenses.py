"""Expenses (三): what counts against the cap, year to date and in the month."""

from __future__ import annotations

import polars as pl

from dashboard.formats import Markdown, money, plain
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import columns
from dashboard.tables import Table
from dashboard.views.scope import Scope
from engine.regulation.what_counts import are_pending_counted


@remembered
def region_table(scope: Scope) -> Table:
    """Per region: counted against cap, the month beside it, the manager's travel apart."""
    return Table(
        "expenses",
        _("Expenses by region, year to {month}", month=scope.title),
        scope.regions,
        columns(
            scope.edges,
            *("region", "manager", "expense_status", "expense_counted", "expense_cap", "expense_ratio"),
            *("expense_pending", "manager_travel", "expense_counted_month", "expense_cap_month"),
            *("expense_ratio_month", "manager_travel_month"),
        ),
    )


@remembered
def notes(scope: Scope) -> list[Markdown]:
    """Sentences on claims that still await approval and on spans that do not match."""
    found = []
    pending = [
        f"{plain(row['region'])} {money(row['expense_pending'], scope.unit)}"
        for row in scope.regions.filter(pl.col("expense_pending") > 0).iter_rows(named=True)
    ]
    if pending:
        said = {"unit": scope.unit.label, "parts": _(", ").join(pending)}
        if are_pending_counted(scope.policy.readings):
            found.append(_("Awaiting approval, counted meanwhile ({unit}): {parts}.", **said))
        else:
            found.append(_("Awaiting approval, not counted before that ({unit}): {parts}.", **said))
    for row in scope.regions.filter(pl.col("is_span_uneven").fill_null(value=False)).iter_rows(named=True):
        found.append(
            _(
                "{region}: expenses and collections were not loaded for the same months; the "
                "ratio is of those "
                "that were.",
                region=plain(row["region"]),
            )
        )
    return found
