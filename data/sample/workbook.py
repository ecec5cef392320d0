"""The demo company as a monthly pack: what a user could upload as it stands."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
import xlsxwriter

from data.fields import BY_NAME, Kind
from data.sample.company import frames

_CREATED = datetime(2026, 10, 5)  # noqa: DTZ001 - a fixed date keeps the bytes the same
_WIDTHS: dict[Kind, int] = {"month": 10, "date": 12, "money": 16, "name": 14, "text": 18, "code": 14}


def workbook(extracts: Mapping[str, pl.DataFrame] | None = None) -> bytes:
    """The extracts (default: `frames()`) as one .xlsx, a sheet each; template headers, amounts in yuan."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "示例公司", "created": _CREATED})
        heading = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
        }
        for name, frame in (frames() if extracts is None else extracts).items():
            extract = BY_NAME[name]
            sheet = book.add_worksheet(extract.sheet)
            sheet.freeze_panes(1, 0)
            for column, field in enumerate(extract.fields):
                style = formats.get(field.kind)
                sheet.set_column(column, column, _WIDTHS.get(field.kind, 10))
                sheet.write_string(0, column, field.zh, heading)
                write: Callable[..., Any] = {
                    "date": sheet.write_datetime,
                    "money": sheet.write_number,
                    "quantity": sheet.write_number,
                    "year": sheet.write_number,
                }.get(field.kind, sheet.write_string)
                for row, value in enumerate(frame.get_column(field.name).to_list(), start=1):
                    if value is not None:
                        write(row, column, _cell(field.kind, value), style)
    return buffer.getvalue()


def _cell(kind: Kind, value: Any) -> Any:
    """What stands in the cell: yuan, plain numbers, months as text."""
    if kind == "money":
        return value / 100
    if kind == "quantity":
        return value / 10_000
    if kind == "month":
        month: date = value
        return f"{month:%Y-%m}"
    return value
