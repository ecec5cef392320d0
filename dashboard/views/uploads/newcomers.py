"""Offices that nobody has heard of, as a table that makes slips visible."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard.i18n import _
from dashboard.published import column
from dashboard.tables import Column, Table
from data.issues import visible
from data.newcomers import UnknownOffice


def newcomer_table(offices: Sequence[UnknownOffice]) -> Table:
    """Region, office, first month, rows, and which other name each resembles, if any does."""
    rows = [
        {
            "region": visible(office.region),
            "office": visible(office.office),
            "month": f"{office.first_month:%Y-%m}",
            "rows": office.rows,
            "alike": _("! like {names}", names=_(", ").join(map(visible, office.alike)))
            if office.alike
            else "",
        }
        for office in offices
    ]
    schema = {"region": pl.String, "office": pl.String, "month": pl.String, "rows": pl.Int64}
    return Table(
        "new_offices",
        _("Offices that are not in the organisation"),
        pl.DataFrame(rows, schema={**schema, "alike": pl.String}),
        (
            column("region"),
            column("office", "office"),
            Column("month", _("First month")),
            Column("rows", _("Rows"), "count"),
            *([Column("alike", _("Resembles"))] if any(office.alike for office in offices) else ()),
        ),
    )


def new_regions(offices: Sequence[UnknownOffice]) -> list[str]:
    """The regions that the organisation does not know, in order of appearance."""
    return list(dict.fromkeys(office.region for office in offices if office.is_new_region))
