"""The decision paper on readings in dispute: a workbook that management fills in and signs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import polars as pl
import xlsxwriter

from dashboard.bulletins.sheets import GREY, Styles, fit_columns, set_page, write_table
from dashboard.bulletins.tables import Totalled
from dashboard.formats import clause_text, month_text
from dashboard.i18n import _
from dashboard.published import column
from dashboard.services.exports import INERT_OPTIONS, inert, sheet_names
from dashboard.tables import Column, Table
from dashboard.views.evidence.operands import MEANINGS, choice_text
from dashboard.views.evidence.readings import (
    consequence_text,
    line_table,
    place_table,
    reading_title,
    region_table,
    summary_table,
)
from engine.whatif.alternatives import Price


@dataclass(frozen=True, slots=True)
class Basis:
    """What the paper rests on: the loaded months and the versions; `made` is when the data last changed.

    is_part: whether other regions are not seen, so that ranks are not told.
    """

    first: date
    last: date
    data_version: str
    policy_version: str
    made: datetime
    is_part: bool = False


def paper_bytes(prices: Sequence[Price], basis: Basis) -> bytes:
    """The paper as XLSX, all amounts in yuan: the questions to decide, the comparison, and every line."""
    tables = [
        decision_table(prices, basis),
        summary_table(prices, is_part=basis.is_part),
        region_table(prices, is_part=basis.is_part),
        line_table(prices),
        *(() if basis.is_part else (place_table(prices),)),
    ]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, INERT_OPTIONS) as book:
        made = basis.made.replace(tzinfo=None)
        book.set_properties({"title": tables[0].title, "created": made})
        styles = Styles(book)
        for name, table in zip(sheet_names([table.title for table in tables]), tables, strict=True):
            _write(book.add_worksheet(name), table, styles, basis)
    return buffer.getvalue()


def decision_table(prices: Sequence[Price], basis: Basis) -> Table:
    """A row per question: how it is read now, what else it may mean and what that would have changed."""
    rows = []
    for _key, found in groupby(prices, lambda price: price.alternative.key):
        group = list(found)
        first = group[0].alternative
        rows.append(
            {
                "clause": clause_text(first.clause),
                "reading": reading_title(first),
                "question": _(MEANINGS[first.key]),
                "current": choice_text(first.current),
                "others": "\n".join(
                    f"{choice_text(price.alternative.choice)}: {consequence_text(price)}" for price in group
                ),
                "decision": "",
                "decided_by": "",
            }
        )
    return Table(
        "decisions",
        _("Readings to be decided"),
        pl.DataFrame(rows),
        (
            column("clause", "line"),
            Column("reading", _("In dispute")),
            Column("question", _("In our words")),
            Column("current", _("Read as (to be confirmed)")),
            Column("others", _("What else it may mean, and what that would have changed")),
            Column("decision", _("Decision")),
            Column("decided_by", _("Decided by, date")),
        ),
        (
            _(
                "Over the months {first} to {last}, each alternative by itself, all else as it is read now.",
                first=month_text(basis.first),
                last=month_text(basis.last),
            ),
            _("A decision is entered in the policy file (readings) with its month; no code changes."),
            _("The software proposes; people decide."),
        ),
    )


def _write(sheet: Any, table: Table, styles: Styles, basis: Basis) -> None:
    footer = _("Policy {policy} · data version {data}", policy=basis.policy_version, data=basis.data_version)
    free = write_table(sheet, Totalled(table), styles, top=0, filtered=False)
    sheet.write_string(free, 0, inert(footer), styles(font_color=GREY, font_size=9))
    sheet.freeze_panes(2, 0)
    fit_columns(sheet, [table])
    set_page(sheet, landscape=True, footer=footer, repeat=1)
