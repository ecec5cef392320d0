"""The rows behind a fact of a receipt as a table: file, sheet, row and what each counts for."""

from __future__ import annotations

from dashboard.formats import YUAN, Markdown, month_text
from dashboard.i18n import N_, _
from dashboard.published import column
from dashboard.services.behind import PAGE, Fact, Page
from dashboard.tables import Column, Table
from dashboard.views.evidence.operands import extract_title
from dashboard.views.evidence.receipts import name_text
from data.store.behind import CONDUCT
from engine.settlement.derivations import SCORE
from engine.settlement.receipt import Receipt

_PLAIN = {
    "indicator_actual": N_("{indicator}, actual"),
    "indicator_target": N_("{indicator}, target"),
    CONDUCT: N_("{indicator}: points it costs"),
}
#: Columns that a table leaves out where all its rows lack them.
_OPTIONAL = ("office", "date", "document", "party")


def fact_title(receipt: Receipt, fact: Fact) -> str:
    """The fact in the reader's words, with the first month where the receipt's own does not say it."""
    name = name_text(fact.name) if fact.is_money else _(_PLAIN[fact.name], indicator=fact.indicator)
    if receipt.item != SCORE or fact.first == receipt.month:
        return name
    return _("{figure}, from {month} on", figure=name, month=month_text(fact.first))


def behind_table(receipt: Receipt, fact: Fact, page: Page) -> Table:
    """Some or all of the rows, with the total of those it holds."""
    extracts = page.frame["extract"].unique().to_list()
    columns = (
        column("month"),
        column("office", "office"),
        Column("extract", _("Source"), words={name: extract_title(name) for name in extracts}),
        Column("source_file", _("File")),
        Column("source_sheet", _("Sheet")),
        Column("source_row", _("Row"), "number"),
        Column("date", _("Date"), "date"),
        Column("document", _("Document")),
        Column("party", _("Sanction") if fact.name == CONDUCT else _("Customer, category or claimant")),
        Column("counted", _("Counts for"), "yuan" if fact.is_money else "quantity"),
        Column("load_id", _("Load number")),
    )
    frame = page.frame
    return Table(
        "behind",
        _(
            "{region} {month}: the rows behind {figure}",
            region=receipt.region,
            month=month_text(receipt.month),
            figure=fact_title(receipt, fact),
        ),
        frame,
        tuple(c for c in columns if c.name not in _OPTIONAL or frame[c.name].null_count() < frame.height),
        totals={"month": _("Total"), "counted": round(float(frame["counted"].sum()), 4)},
    )


def behind_note(fact: Fact, page: Page, number: int) -> Markdown:
    """How many rows there are, which of them this page shows, and what they come to."""

    def amount(value: float) -> Markdown:
        return Markdown(f"{value:,.2f} {YUAN.label}" if fact.is_money else f"{value:,.12g}")

    total = _("{count} rows, together {total}.", count=f"{page.rows:,}", total=amount(page.total))
    if page.pages == 1:
        return total
    first = (number - 1) * PAGE + 1
    return (
        total
        + " "
        + _(
            "This page: rows {first} to {last}, together {shown}. The download holds all of them.",
            first=f"{first:,}",
            last=f"{first + page.frame.height - 1:,}",
            shown=amount(float(page.frame["counted"].sum())),
        )
    )
