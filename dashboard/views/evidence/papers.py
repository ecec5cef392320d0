"""What a paper differs in from the published one, as a table."""

from __future__ import annotations

import polars as pl

from dashboard.i18n import _
from dashboard.services.papers.comparing import Difference
from dashboard.tables import Column, Table


def difference_table(found: tuple[Difference, ...]) -> Table:
    """A row per difference: where (a cell, or a page), what was published, what stands there."""
    rows = [
        {
            "place": _("Page {page}", page=each.place) if each.place.isdecimal() else each.place,
            "published": each.published,
            "found": each.found,
        }
        for each in found
    ]
    schema = dict.fromkeys(("place", "published", "found"), pl.String)
    return Table(
        "paper_differences",
        _("Where it differs"),
        pl.DataFrame(rows, schema=schema),
        (
            Column("place", _("Place")),
            Column("published", _("As published")),
            Column("found", _("In this file")),
        ),
    )
