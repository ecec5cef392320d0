"""The pack to fill in: headers, drop-downs, number formats, notes and instructions; and one filled in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime

import polars as pl
import xlsxwriter

from data.fields import EXTRACTS, Extract, Field
from data.guidance import HOW_TO, INSTRUCTIONS, LISTED, LISTS, USE
from data.issues import column_letters
from data.sample import frames as sample_frames
from data.vocabulary import Vocabulary

PACK, EXAMPLE = "月度数据包模板.xlsx", "示例数据包.xlsx"
#: Rows prepared with formats and drop-downs.
PREPARED_ROWS = 2_000
_NOTHING_NAMED = Vocabulary()
_FORMATS = {"money": "#,##0.00", "quantity": "#,##0.####", "date": "yyyy-mm-dd", "year": "0"}
_KIND_NOTES = {
    "month": "年月，如 2026-03",
    "date": "日期，如 2026-03-05",
    "year": "年份，如 2026",
    "money": "金额（元），两位小数",
    "quantity": "数字，至多四位小数",
    "code": "文本，保留前导零",
    "name": "名称",
    "choice": "从下拉列表中选择",
    "text": "文字",
}


def note_of(field: Field) -> str:
    """What to enter in a column, in Chinese, as its header's comment says it."""
    lines = [_KIND_NOTES[field.kind]]
    if field.choices:
        lines.append("可选：" + "、".join(field.choices))
    if field.is_optional:
        lines.append("此列可省略")
    lines.append("可留空" if field.is_nullable else "必填")
    if field.is_non_negative:
        lines.append("不得为负")
    if field.note_zh:
        lines.append(field.note_zh)
    return "\n".join(lines)


def _names(organisation: pl.DataFrame | None, column: str) -> list[str]:
    if organisation is None or organisation.is_empty():
        return []
    return organisation[column].drop_nulls().unique(maintain_order=True).to_list()


def _write_instructions(workbook: xlsxwriter.Workbook, extracts: tuple[Extract, ...]) -> None:
    sheet = workbook.add_worksheet(INSTRUCTIONS)
    bold, wrap = (
        workbook.add_format({"bold": True}),
        workbook.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 1, INSTRUCTIONS, workbook.add_format({"bold": True, "font_size": 14}))
    for row, line in enumerate(HOW_TO, start=2):
        sheet.write_number(row, 0, row - 1)
        sheet.merge_range(row, 1, row, 2, line, wrap)
    top = len(HOW_TO) + 3
    for column, text in enumerate(USE, start=1):
        sheet.write_string(top, column, text, bold)
    for row, extract in enumerate(extracts, start=top + 1):
        sheet.write_string(row, 1, extract.sheet)
        sheet.write_string(row, 2, extract.note_zh, wrap)


def _ranges(lists: dict[str, list[str]]) -> dict[str, str]:
    """Column name → where its drop-down's values stand on the list sheet."""
    letters = [column_letters(column) for column in range(len(lists))]
    return {
        name: f"='{LISTS}'!${letter}$2:${letter}${len(values) + 1}"
        for letter, (name, values) in zip(letters, lists.items(), strict=True)
    }


def _write_lists(workbook: xlsxwriter.Workbook, lists: dict[str, list[str]]) -> None:
    sheet = workbook.add_worksheet(LISTS)
    for column, (name, values) in enumerate(lists.items()):
        sheet.write_string(0, column, name)
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, column, value)
    sheet.hide()


def _validation(field: Field, ranges: dict[str, str], vocabulary: Vocabulary) -> dict[str, object] | None:
    if field.choices:
        return {"validate": "list", "source": list(vocabulary.choices(field))}
    if field.name in ranges:
        # A warning, not a stop: the organisation itself may be extended in the same pack.
        return {"validate": "list", "source": ranges[field.name], "error_type": "warning"}
    if field.kind == "date":
        return {"validate": "date", "criteria": ">=", "value": datetime(2000, 1, 1)}  # noqa: DTZ001
    if field.kind in {"money", "quantity"}:
        least = 0 if field.is_non_negative else -(10**11)
        return {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": 10**11}
    return None


def _write_rows(
    sheet: xlsxwriter.Worksheet, extract: Extract, rows: pl.DataFrame, formats: list[xlsxwriter.Format]
) -> None:
    """Cleaned rows as somebody would type them: yuan, months as text, days as dates."""
    for column, field in enumerate(extract.fields):
        for at, value in enumerate(rows[field.name].to_list(), start=1):
            if value is None:
                continue
            if field.kind in {"money", "quantity"}:
                sheet.write_number(
                    at, column, value / (100 if field.kind == "money" else 10_000), formats[column]
                )
            elif field.kind == "month":
                sheet.write_string(at, column, f"{value:%Y-%m}", formats[column])
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value, formats[column])
            elif field.kind == "year":
                sheet.write_number(at, column, value, formats[column])
            else:
                sheet.write_string(at, column, value, formats[column])


def _write_extract(
    workbook: xlsxwriter.Workbook,
    extract: Extract,
    ranges: dict[str, str],
    rows: pl.DataFrame | None,
    vocabulary: Vocabulary,
) -> None:
    sheet = workbook.add_worksheet(extract.sheet)
    formats = []
    required = workbook.add_format({"bold": True, "bg_color": "#D9E7F5", "border": 1, "text_wrap": True})
    optional = workbook.add_format({"italic": True, "bg_color": "#F0F0F0", "border": 1, "text_wrap": True})
    sheet.freeze_panes(1, 0)
    for column, field in enumerate(extract.fields):
        sheet.write_string(0, column, field.zh, optional if field.is_optional else required)
        sheet.write_comment(0, column, note_of(field), {"x_scale": 1.5})
        # Months as text: Excel would turn 2026-03 into a date shown as Mar-26.
        formats.append(workbook.add_format({"num_format": _FORMATS.get(field.kind, "@")}))
        sheet.set_column(column, column, max(12, 2 * len(field.zh) + 4), formats[column])
        is_own_name = extract.name == "org" and field.name in {"region", "office"}
        validation = None if is_own_name else _validation(field, ranges, vocabulary)
        if validation is not None:
            sheet.data_validation(1, column, PREPARED_ROWS, column, {"ignore_blank": True, **validation})
    if rows is not None:
        _write_rows(sheet, extract, rows, formats)


def pack_template(
    organisation: pl.DataFrame | None = None,
    filled: Mapping[str, pl.DataFrame] | None = None,
    vocabulary: Vocabulary = _NOTHING_NAMED,
) -> bytes:
    """The pack (.xlsx) with a sheet per extract, blank where `filled` has no cleaned rows for it.

    organisation: current organisation rows, if any; its regions and offices become drop-downs.
    vocabulary: what the regulation names; it extends the drop-downs of open choices.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    _write_instructions(workbook, EXTRACTS)
    lists = {name: values for name in LISTED if (values := _names(organisation, name))}
    for extract in EXTRACTS:
        _write_extract(workbook, extract, _ranges(lists), (filled or {}).get(extract.name), vocabulary)
    if lists:
        _write_lists(workbook, lists)
    workbook.close()
    return buffer.getvalue()


def templates(
    organisation: pl.DataFrame | None = None, vocabulary: Vocabulary = _NOTHING_NAMED
) -> dict[str, bytes]:
    """File name → bytes: the pack to fill in, and the demo company's as an example of a filled one."""
    demo = sample_frames()
    ours = pack_template(organisation, vocabulary=vocabulary)
    return {PACK: ours, EXAMPLE: pack_template(demo["org"], demo)}
