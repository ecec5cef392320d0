"""The collection list on paper: a sheet for each office, with room for what came in and a line to sign."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from dashboard.bulletins.document import page_frame, set_pages
from dashboard.bulletins.layout import laid_out
from dashboard.bulletins.sheets import GREY, Styles, fit_columns, set_page, write_table
from dashboard.bulletins.tables import Totalled
from dashboard.formats import YUAN, month_text
from dashboard.i18n import _
from dashboard.services.exports import INERT_OPTIONS, inert, sheet_names
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from dashboard.views.whatif.chase import kinds
from dashboard.views.whatif.customers import list_table
from engine.collecting.chase import Way
from engine.collecting.lists import CollectionList
from engine.collecting.payments import Kind

_TEMPLATE = Path(__file__).with_name("collection.typ")
#: What is known of a customer but does not help at the customer's door.
_LEFT_AT_HOME = ("share", "months", "counted", "certainty", "due_first")
#: The width of a column that is filled in by hand.
_TO_WRITE = 16


@dataclass(frozen=True, slots=True)
class Paper:
    """A collection list: what it is of, and a table for each office, amounts in yuan.

    on: the day as of which debts are overdue. footer: what it rests on.
    """

    title: str
    on: date
    offices: tuple[str, ...]
    tables: tuple[Table, ...]
    footer: str

    @property
    def signatures(self) -> tuple[str, ...]:
        """Who signs each sheet."""
        return _("Head of the office"), _("Salesperson"), _("Region manager")


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """A region's list of a kind, how long its customers owe as of `on`, and the data it rests on.

    way: None where the customers were set one by one.
    """

    kind: Kind
    listed: CollectionList
    aged: pl.DataFrame
    on: date
    way: Way | None
    data_version: str


def collection_paper(scope: Scope, region: str, made: Listing) -> Paper:
    """The list of a region's offices for paper."""
    title = _(
        "Collection list, {region}, {kind}, {month}",
        region=region,
        kind=kinds()[made.kind],
        month=month_text(scope.month),
    )
    tables = (list_table(made.listed, office, made.aged, way=made.way) for office in made.listed.offices)
    return Paper(
        title,
        made.on,
        tuple(made.listed.offices),
        tuple(_for_paper(table, title) for table in tables),
        _("Policy {policy} · data version {data}", policy=scope.policy.version, data=made.data_version),
    )


def _for_paper(table: Table, title: str) -> Table:
    kept = tuple(column for column in table.columns if column.name not in _LEFT_AT_HOME)
    frame = table.frame.with_columns(pl.lit("").alias("received"), pl.lit("").alias("remark"))
    return Table(
        table.name,
        f"{title} · {table.title}",
        frame,
        (*kept, Column("received", _("Received (yuan)")), Column("remark", _("Date, remark"))),
        totals=table.totals,
    )


def paper_workbook(paper: Paper) -> bytes:
    """The list as a workbook, a sheet for each office, each on A4 with a line to sign."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, INERT_OPTIONS) as book:
        book.set_properties({"title": paper.title, "created": datetime.combine(paper.on, time())})
        styles = Styles(book)
        for name, table in zip(sheet_names(paper.offices), paper.tables, strict=True):
            _write_office(book.add_worksheet(name), table, styles, paper)
    return buffer.getvalue()


def _write_office(sheet: Any, table: Table, styles: Styles, paper: Paper) -> None:
    free = write_table(sheet, Totalled(table), styles, top=0, filtered=False)
    small = styles(font_color=GREY, font_size=9)
    sheet.write_string(free, 0, inert(_day_text(paper)), small)
    last = len(table.columns) - 1
    fit_columns(sheet, [table])
    for place, who in enumerate(paper.signatures):
        line = free + 2 + place * 2
        sheet.set_row(line, 30)
        sheet.write_string(line, 0, inert(_("{who}, date", who=who)), styles())
        for column in range(1, min(4, last) + 1):
            sheet.write_blank(line, column, None, styles(bottom=1))
    sheet.freeze_panes(2, 1)
    set_page(sheet, landscape=True, footer=paper.footer, repeat=1)


def _day_text(paper: Paper) -> str:
    return _("Days overdue as of {day}", day=f"{paper.on:%Y-%m-%d}")


def paper_pdf(paper: Paper) -> bytes:
    """The list as a PDF, a page or more for each office. Raises PdfUnavailable."""
    moment = int(datetime.combine(paper.on, time(), UTC).timestamp())
    return set_pages(_TEMPLATE, paper_data(paper), moment)


def paper_data(paper: Paper) -> dict[str, Any]:
    """Everything the template prints, as plain texts."""
    return {
        **page_frame(paper.title, paper.footer),
        "day": _day_text(paper),
        "date": _("date"),
        "signatures": list(paper.signatures),
        "offices": list(_pages(paper.tables)),
    }


def _pages(tables: Sequence[Table]) -> Iterator[dict[str, Any]]:
    """The tables as the page wants them: amounts to the fen, and room to write."""
    for table in tables:
        exact = tuple(replace(each, kind="yuan") if each.kind == "money" else each for each in table.columns)
        page = laid_out(Totalled(replace(table, columns=exact)), YUAN)
        for column in page["columns"][-2:]:
            column["width"] = _TO_WRITE
        yield page
