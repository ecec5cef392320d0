"""Expenses (三): what counts against the cap, year to date and in the month."""

from __future__ import annotations

import polars as pl

from dashboard.formats import Markdown, money, plain
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from dashboard.words import EXPENSE_STATUSES, words


@remembered
def region_table(scope: Scope) -> Table:
    """Per region: counted against cap, the month beside it, the manager's travel apart."""
    rate = (float(scope.policy.expenses.cap_rate.value),)
    return Table(
        "expenses",
        _("Expenses by region, year to {month}", month=scope.title),
        scope.regions,
        (
            Column("region", _("Region")),
            Column("manager", _("Region manager")),
            Column("expense_status", _("Data"), words=words(EXPENSE_STATUSES)),
            Column("expense_counted", _("Counted, year to date"), "money"),
            Column("expense_cap", _("Cap, year to date"), "money"),
            Column("expense_ratio", _("Expense ratio, year to date"), "ratio", digits=2, edges=rate),
            Column("expense_pending", _("of which awaiting approval"), "money"),
            Column("manager_travel", _("Manager's travel, year to date"), "money"),
            Column("expense_counted_month", _("Counted, month"), "money"),
            Column("expense_cap_month", _("Cap, month"), "money"),
            Column("expense_ratio_month", _("Expense ratio, month"), "ratio", digits=2, edges=rate),
            Column("manager_travel_month", _("Manager's travel, month"), "money"),
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
        found.append(
            _(
                "Awaiting approval, counted meanwhile ({unit}): {parts}.",
                unit=scope.unit.label,
                parts=_(", ").join(pending),
            )
        )
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
