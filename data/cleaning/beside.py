"""What stands beside the data about it: the unit and the currency of its money, the month of its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from data.cleaning.headers import Header
from data.cleaning.numbers import FOREIGN
from data.cleaning.rows import ROW, cell
from data.cleaning.texts import plain
from data.cleaning.units import unit_of_cell
from data.issues import DETAILED, Issue

_UNIT_HEADERS = {"单位", "金额单位", "货币单位", "unit"}
_CURRENCY_HEADERS = {"币种", "币别", "货币", "货币单位", "结算币种", "交易币种", "原币币种", "currency"}


_TITLE_MONTH = re.compile(r"(20\d\d)年(\d{1,2})月(?![\d日])")
#: A title with one of these tells when the sheet was made, or how far it reaches.
_MADE = re.compile(r"制表|编制|填报|填表|报送|打印|导出|日期|时间|截[至止]|[至到~-]")


def _columns(header: Header, cells: pl.DataFrame, names: set[str]) -> Iterator[tuple[int, str]]:
    for index, text in header.ignored:
        if plain(text) in names and cell(index) in cells.columns:
            yield index, text


def units_beside(cells: pl.DataFrame, header: Header) -> set[int]:
    """Exponents of the units that a column of units names (`件` and `台` name none)."""
    data = cells.slice(header.last + 1)
    found = {
        unit_of_cell(text)
        for index, _ in _columns(header, data, _UNIT_HEADERS)
        for text in data[cell(index)].drop_nulls().unique().head(DETAILED)
    }
    return {exponent for exponent in found if exponent is not None}


def foreign_rows(data: pl.DataFrame, header: Header, base: Issue) -> list[Issue]:
    """An error per row that a column of currencies says is not in yuan, the first `DETAILED` of them."""
    issues = []
    for index, text in _columns(header, data, _CURRENCY_HEADERS):
        values = data[cell(index)]
        foreign = [value for value in values.drop_nulls().unique() if FOREIGN.search(plain(value))]
        rows = data.filter(values.is_in(foreign)).head(DETAILED)
        issues += [
            replace(
                base,
                code="foreign_currency",
                row=row,
                column=text,
                column_index=index,
                value=value,
                parameters={"field": text},
            )
            for row, value in zip(rows[ROW], rows[cell(index)], strict=True)
        ]
    return issues


def title_month(titles: list[str], frame: pl.DataFrame, header: Header, base: Issue) -> list[Issue]:
    """A warning where the one month that the titles name is none of the months of the rows."""
    said = {
        (f"{int(year)}-{int(month):02d}", title)
        for title in titles
        if not _MADE.search(plain(title))
        for year, month in _TITLE_MONTH.findall(plain(title))
    }
    if len(said) != 1 or header.extract.period not in {"month", "date"}:
        return []
    month, title = said.pop()
    found = frame[header.extract.period].drop_nulls().dt.strftime("%Y-%m").unique().sort().to_list()
    if not found or month in found:
        return []
    months = "、".join(found[:12])
    return [replace(base, severity="warning", code="title_month", value=title, parameters={"months": months})]
