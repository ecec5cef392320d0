"""The bulletin as a workbook: a cover, the tables, charts that Excel draws itself, every receipt."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
import xlsxwriter

from dashboard.bulletins.codes import code_png, code_words
from dashboard.bulletins.content import Bulletin, Derivation
from dashboard.bulletins.layout import text_width
from dashboard.bulletins.native_charts import write_charts
from dashboard.bulletins.sheets import (
    GREY,
    HAIR,
    TONES,
    WASH,
    Styles,
    fit_columns,
    set_page,
    write_cell,
    write_table,
)
from dashboard.bulletins.tables import Totalled
from dashboard.bulletins.texts import unmarked
from dashboard.formats import clause_text
from dashboard.i18n import _
from dashboard.published import column
from dashboard.services.exports import INERT_OPTIONS, inert, sheet_names
from dashboard.tables import Column, Table

#: Makes a sheet's printed page; see `sheets.set_page`.
Page = Callable[..., None]
#: Points that a line of text takes on the cover, and the half-width characters that it holds.
_HEIGHT, _BREADTH = 16, 110


def workbook_bytes(bulletin: Bulletin) -> bytes:
    """The bulletin as XLSX; the same bulletin gives the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, INERT_OPTIONS) as book:
        # Excel keeps local times without a zone.
        made = bulletin.stamps.data_changed_at.replace(tzinfo=None)
        book.set_properties({"title": bulletin.title, "created": made, "keywords": bulletin.code.text})
        styles, page = Styles(book), _page(bulletin)
        parts = _parts(bulletin)
        names = sheet_names([title for title, _part in parts])
        for position, (name, (_title, part)) in enumerate(zip(names, parts, strict=True)):
            sheet = book.add_worksheet(name)
            if part is not None:
                table = replace(part.table, title=_announced(part.table.title, bulletin))
                _write_part(sheet, replace(part, table=table), styles, page)
            elif position == 0:
                _write_cover(sheet, bulletin, styles, page)
            else:
                _write_charts(book, sheet, bulletin, styles, page)
    return buffer.getvalue()


def _parts(bulletin: Bulletin) -> list[tuple[str, Totalled | None]]:
    """The sheets in order, each with its name; cover and charts hold no table."""
    chapters = [(name, Totalled(table)) for name, table in bulletin.chapters]
    return [
        (_("Bulletin"), None),
        (_("Regions appraised"), bulletin.regions),
        (_("Charts"), None),
        (_("Settlement lines"), bulletin.settlement),
        (_("Reward list"), bulletin.rewards),
        (_("Receipts"), Totalled(receipt_table(bulletin))),
        *chapters,
        (_("Policy values"), Totalled(bulletin.policy)),
    ]


def _footer(bulletin: Bulletin) -> str:
    stamps = bulletin.stamps
    return _("Policy {policy} · data version {data}", policy=stamps.policy_version, data=stamps.data_version)


def _page(bulletin: Bulletin) -> Page:
    """`set_page` with what stands below every page: the publication, and what it rests on."""
    picture = code_png(bulletin.code) if bulletin.code.is_published else None
    footer = f"{code_words(bulletin.code)} · {_footer(bulletin)}"
    return partial(set_page, footer=footer, picture=picture)


def _announced(title: str, bulletin: Bulletin) -> str:
    """`title`, saying so where the month is still under way."""
    return f"{title} · {bulletin.banner}" if bulletin.stamps.is_under_way else title


def _write_part(sheet: Any, part: Totalled, styles: Styles, page: Page) -> None:
    # Rates of a total do not follow a filter, so a table that shows them has none.
    has_rates = any(
        column.kind == "ratio" for column in part.table.columns if column.name in part.table.totals
    )
    write_table(sheet, part, styles, top=0, filtered=not has_rates)
    sheet.freeze_panes(2, _frozen(part.table))
    fit_columns(sheet, [part.table])
    page(sheet, landscape=len(part.table.columns) > 6, repeat=1)


def _frozen(table: Table) -> int:
    """Columns that stay in sight: up to the region."""
    names = [column.name for column in table.columns]
    return names.index("region") + 1 if "region" in names else 0


def _write_charts(book: Any, sheet: Any, bulletin: Bulletin, styles: Styles, page: Page) -> None:
    title = _("Charts, {month}; their figures stand below", month=f"{bulletin.stamps.month:%Y-%m}")
    sheet.write_string(0, 0, _announced(title, bulletin), styles(bold=True, font_size=13))
    sheet.set_column(0, 30, 10)
    write_charts(book, sheet, bulletin, styles)
    page(sheet, landscape=False)


def _write_cover(sheet: Any, bulletin: Bulletin, styles: Styles, page: Page) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 3, 34)
    sheet.write_string(0, 0, bulletin.title, styles(bold=True, font_size=18))
    sheet.set_row(0, 32)
    sheet.write_string(1, 0, bulletin.banner, styles(font_color=TONES["bad"]))
    line = 3
    for name, value in (*bulletin.stamp_lines, (_("Publication"), code_words(bulletin.code))):
        sheet.write_string(line, 0, name, styles(font_color=GREY))
        sheet.write_string(line, 1, inert(value), styles())
        line += 1
    line = _heading(sheet, line + 1, _("Key figures"), styles)
    for figure in bulletin.figures:
        change = _("{change} on the month before", change=figure.change) if figure.change else ""
        for place, text in enumerate((figure.label, figure.value, change, figure.help)):
            write_cell(
                sheet,
                line,
                place,
                text,
                styles(bold=place == 1, bottom=4, border_color=HAIR, text_wrap=place == 3),
            )
        line += 1
    line = _heading(sheet, line + 1, _("What needs attention"), styles)
    for finding in bulletin.findings or ():
        write_cell(sheet, line, 0, finding.region, styles(bold=True, font_color=TONES[finding.tone]))
        sentence = unmarked(finding.sentence.partition("** ")[2] or finding.sentence)
        sheet.merge_range(line, 1, line, 3, "", styles(text_wrap=True))
        write_cell(sheet, line, 1, sentence, styles(text_wrap=True))
        line += 1
    if not bulletin.findings:
        sheet.write_string(line, 0, _("Nothing out of the ordinary this month."), styles())
        line += 1
    line = _heading(sheet, line + 1, _("Notes"), styles)
    for note in bulletin.notes:
        sheet.merge_range(line, 0, line, 3, "", styles(text_wrap=True))
        write_cell(sheet, line, 0, note, styles(text_wrap=True))
        sheet.set_row(line, _HEIGHT * (1 + text_width(note) // _BREADTH))
        line += 1
    line = _heading(sheet, line + 1, _("Signatures"), styles)
    for signature in bulletin.signatures:
        sheet.set_row(line, 36)
        sheet.write_string(line, 0, signature.office, styles(bold=True))
        write_cell(sheet, line, 1, f"{signature.duty}  {signature.name}".rstrip(), styles())
        sheet.write_string(line, 2, _("name"), styles(bottom=1, font_color=GREY, valign="bottom"))
        sheet.write_string(line, 3, _("date"), styles(bottom=1, font_color=GREY, valign="bottom"))
        line += 1
    page(sheet, landscape=False)


def _heading(sheet: Any, line: int, title: str, styles: Styles) -> int:
    for place in range(4):
        sheet.write_blank(line, place, None, styles(bg_color=WASH))
    sheet.write_string(line, 0, title, styles(bold=True, font_size=12, bg_color=WASH))
    return line + 1


def receipt_table(bulletin: Bulletin) -> Table:
    """Every receipt as rows that can be filtered: one operation or input per row."""
    records = [record for derivation in bulletin.derivations for record in _records(derivation)]
    schema = dict.fromkeys(
        ("region", "item", "clause", "part", "text", "figures", "result", "kind", "origin"), pl.String
    )
    frame = pl.DataFrame(records, schema=schema, orient="row")
    return Table(
        "receipts",
        _("Receipts, {month}: a line per operation and input", month=f"{bulletin.stamps.month:%Y-%m}"),
        frame,
        (
            column("region"),
            Column("item", _("Item")),
            column("clause", "line"),
            Column("part", _("Part")),
            Column("text", _("Formula or name")),
            Column("figures", _("Figures")),
            Column("result", _("Value")),
            Column("kind", _("Kind")),
            Column("origin", _("Source, or the clause in our words")),
        ),
        (_footer(bulletin),),
    )


def _records(derivation: Derivation) -> list[tuple[str, ...]]:
    lead = (derivation.region, derivation.item, clause_text(derivation.clause))
    steps = [(*lead, _("operation"), o.formula, o.figures, o.result, "", "") for o in derivation.operations]
    outcome = (*lead, _("outcome"), derivation.item, "", derivation.outcome, "", "")
    inputs = [
        (
            *(
                derivation.region,
                derivation.item,
                clause_text(i.clause),
                _("missing") if i.is_missing else _("input"),
            ),
            *(i.name, "", i.value, i.kind, i.origin),
        )
        for i in derivation.inputs
    ]
    return [*steps, outcome, *inputs]
