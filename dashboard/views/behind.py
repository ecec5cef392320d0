"""The rows behind a fact of a receipt as a table: file, sheet, row and what each counts for, in yuan."""

from __future__ import annotations

from dashboard.formats import Markdown, month_text
from dashboard.i18n import _
from dashboard.services.behind import PAGE, Page
from dashboard.services.exports import Column, Table
from dashboard.views.operands import extract_title
from dashboard.views.receipts import operand_title
from engine.receipts import Receipt

#: Columns that a table leaves out where all its rows lack them.
_OPTIONAL = ("office", "date", "document", "party")


def behind_table(receipt: Receipt, fact: str, page: Page) -> Table:
    """Some or all of the rows, with the total of those it holds."""
    extracts = page.frame["extract"].unique().to_list()
    columns = (
        Column("month", _("Month"), "month"),
        Column("office", _("Office")),
        Column("extract", _("Source"), words={name: extract_title(name) for name in extracts}),
        Column("source_file", _("File")),
        Column("source_sheet", _("Sheet")),
        Column("source_row", _("Row"), "count"),
        Column("date", _("Date"), "date"),
        Column("document", _("Document")),
        Column("party", _("Customer, category or claimant")),
        Column("counted", _("Counts for"), "yuan"),
        Column("load_id", _("Load number")),
    )
    frame = page.frame
    return Table(
        "behind",
        _(
            "{region} {month}: the rows behind {figure}",
            region=receipt.region,
            month=month_text(receipt.month),
            figure=operand_title(fact),
        ),
        frame,
        tuple(c for c in columns if c.name not in _OPTIONAL or frame[c.name].null_count() < frame.height),
        totals={"month": _("Total"), "counted": round(float(frame["counted"].sum()), 2)},
    )


def behind_note(page: Page, number: int) -> Markdown:
    """How many rows there are, which of them this page shows, and what they come to in yuan."""
    total = _("{count} rows, together {total} yuan.", count=f"{page.rows:,}", total=f"{page.total:,.2f}")
    if page.pages == 1:
        return total
    first = (number - 1) * PAGE + 1
    shown = float(page.frame["counted"].sum())
    return (
        total
        + " "
        + _(
            "This page: rows {first} to {last}, together {shown} yuan. The download holds all of them.",
            first=f"{first:,}",
            last=f"{first + page.frame.height - 1:,}",
            shown=f"{shown:,.2f}",
        )
    )
