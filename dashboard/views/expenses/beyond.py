"""Claims beyond the cap that no general manager approved (三)."""

from __future__ import annotations

import polars as pl

from dashboard.formats import Markdown, Unit, money_with_unit
from dashboard.i18n import _
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.expenses.spending import span_said
from dashboard.views.scope import Scope


def beyond_table(scope: Scope, claims: pl.DataFrame) -> Table:
    """The claims that `details.unapproved` found, a row each; `total` is what all come to."""
    return Table(
        "beyond",
        _("Claims beyond the cap without the general manager's approval, {month}", month=span_said(scope)),
        claims.with_columns(pl.col("amount").sum().alias("total")),
        (
            Column("date", _("Date"), "date"),
            column("region"),
            Column("amount", _("Amount"), "money"),
            Column("approver", _("Approver")),
            Column("category", _("Category")),
            Column("claimant", _("Claimant")),
            column("office", "office"),
            Column("document", _("Document")),
            Column("to_date", _("Counted with it"), "money"),
            Column("cap", _("Cap"), "money"),
        ),
    )


def beyond_sentence(claims: pl.DataFrame, unit: Unit) -> Markdown:
    """How many claims lack the approval, and what they come to."""
    return _(
        "{count} claims, {amount} together, came when the cap was used up and were not approved by the "
        "general manager.",
        count=f"{claims.height:,}",
        amount=money_with_unit(float(claims["amount"].sum()), unit),
    )
