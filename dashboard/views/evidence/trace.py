"""Trace (追溯): a figure broken down step by step, to the row of the uploaded file."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.i18n import N_, _, current
from dashboard.published import column, title
from dashboard.tables import Column, Kind, Table
from data.fields import BY_NAME
from data.store.tracing import COUNTED, FIGURES

#: Not a figure but the rows of chapter 六 themselves.
CONDUCT = "conduct"
FIGURE_TITLES = {
    CONDUCT: N_("Prohibited behaviour recorded"),
    "expense_counted": N_("Expenses counted, of the month"),
    "manager_travel": N_("Manager's own travel, of the month"),
}
#: With whom a figure is made, by the column that says so.
PARTIES = {"customer": N_("Customer"), "category": N_("Category"), "claimant": N_("Claimant")}
_KINDS: dict[str, Kind] = {"money": "money", "date": "date", "month": "month", "quantity": "quantity"}


@dataclass(frozen=True, slots=True)
class Step:
    """One level of the way down: what a choice of its rows is called in the address, and its table."""

    chooses: str | None
    table: Table


def figure_title(figure: str) -> str:
    """The figure in the reader's words."""
    return _(FIGURE_TITLES[figure]) if figure in FIGURE_TITLES else title(figure)


def region_step(figure: str, frame: pl.DataFrame) -> Step:
    """The figure by region."""
    return Step("region", _table(figure, frame, column("region"), _("by region"), "offices"))


def office_step(figure: str, frame: pl.DataFrame) -> Step:
    """The region's figure by office."""
    return Step("office", _table(figure, frame, column("office", "office"), _("by office")))


def party_step(figure: str, frame: pl.DataFrame) -> Step:
    """The office's figure by customer, category or claimant."""
    title = _(PARTIES[FIGURES[figure].party])
    return Step("customer", _table(figure, frame, Column("party", title), title, "rows"))


def document_step(figure: str, extract: str, frame: pl.DataFrame) -> Step:
    """The rows themselves, each with what it counts for and the file, sheet and row it stands in."""
    fields = [field for field in BY_NAME[extract].fields if frame[field.name].null_count() < frame.height]
    columns = (
        Column("source_file", _("File")),
        Column("source_sheet", _("Sheet")),
        Column("source_row", _("Row"), "number"),
        Column(COUNTED, _("Counts for"), "money"),
        *(
            Column(field.name, field.zh if current() == "zh" else field.en, _KINDS.get(field.kind, "text"))
            for field in fields
            if field.name not in ("region", "office")
        ),
        Column("load_id", _("Load number")),
    )
    title = _("{figure}: the rows", figure=figure_title(figure))
    return Step(None, Table("rows", title, frame, columns))


def _table(figure: str, frame: pl.DataFrame, what: Column, by: str, count: str | None = None) -> Table:
    total = frame[COUNTED].sum()
    shares = pl.col(COUNTED) / total if total else pl.lit(None, dtype=pl.Float64)
    counts = {"offices": _("Offices"), "rows": _("Rows")}
    columns = (
        what,
        Column(COUNTED, figure_title(figure), "money"),
        Column("share", _("Share"), "ratio", digits=1, edges=()),
        *((Column(count, counts[count], "count"),) if count else ()),
    )
    return Table(
        f"{figure}-{what.name}",
        _("{figure}, {by}", figure=figure_title(figure), by=by),
        frame.with_columns(shares.alias("share")),
        columns,
    )
