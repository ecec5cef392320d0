"""Columns beside the known ones that speak of their rows: currency, unit, rate, a second figure or month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl

from data.cleaning.around import ROW, cell
from data.cleaning.dates import date_of, month_of
from data.cleaning.heading.headers import Header, HeaderColumn
from data.cleaning.heading.matching import names_of
from data.cleaning.meaning.currencies import is_currency, is_yuan
from data.cleaning.meaning.units import NAMES, unit_of_cell
from data.cleaning.meaning.words import is_own, of_header
from data.cleaning.rows import span_issue
from data.cleaning.texts import plain
from data.issues import DETAILED, Issue, column_letters

_UNIT_HEADER = re.compile(r"(?:金额|货币|计量|计价|币种|数据|金额计量)?单位|unit")
_CURRENCY_HEADER = re.compile(
    r"币种|币别|货币|币名|币制|^币$|结算币|记账币|currency|^curr?\.?$|^cr?cy$|^wa?ers$"
)
_RATE_HEADER = re.compile(r"汇率|exchange ?rate")
_NUMBER = r"^[+-]?[\d,]+(?:\.\d+)?$"
_COUNT = re.compile("数量|件数|笔数|率|比|单价|次数")
#: The month that a row is booked in, beside the day that it bears.
_MONTH_HEADER = re.compile(
    "(?:会计|记账|入账|过账|核算|财务|所属|归属|统计|报表|业务|(?:收入)?确认)?(?:期间|期|月份|月度|年月)|账期|"
    "(?:会计|入账|过账|(?:收入)?确认)日期?"
)
_BARE_MONTH = re.compile("(0?[1-9]|1[0-2])月?份?")
#: The same amounts in the currency of the books: the others may be in another.
_BOOKS = re.compile("(?:本位币|本币|折?合?人民币|rmb)(?:销售|回款|应收)?(?:金额|额)")
#: What tells a second version of a figure from the first.
_VERSION = re.compile(
    "修正|修订|更正|订正|调整|调后|调前|新|旧|原|最终|终|确认|核定|审定|审计|复核|正确|最新|补充|重算|财务|系统|手工|"
    r"账面|自报|上报|核对|备用|erp|副本|copy|[()\-_.]|[后前版值数额]|\d{1,2}|[a-z]"
)


def ignored_columns(header: Header, cells: pl.DataFrame) -> Iterator[tuple[int, str, pl.Series]]:
    """(0-based position, header, cells without blanks) of the columns that are left out."""
    for index, text in header.ignored:
        if cell(index) in cells.columns:
            yield index, text, cells[cell(index)].drop_nulls()


def bottom(name: str) -> str:
    """The lowest line of a header of several lines, in `plain` form."""
    return plain(name.rpartition(" / ")[2])


def _is_numeric(values: pl.Series) -> bool:
    return values.len() > 0 and bool(values.head(DETAILED).str.contains(_NUMBER).all())


def row_units(
    data: pl.DataFrame, header: Header, base: Issue
) -> tuple[set[int], pl.Series | None, list[Issue]]:
    """(the one unit of all rows, else the unit's name per row, issues) of a column of units.

    `件` and `台` name none. A bare 万 or K is read as money and asked about: it may count things.
    """
    for index, text, values in ignored_columns(header, data):
        title = bottom(text)
        if not _UNIT_HEADER.fullmatch(title) or values.is_empty():
            continue
        distinct = values.unique(maintain_order=True).head(DETAILED)
        exponents = {word: e for word in distinct if (e := unit_of_cell(word)) is not None}
        if title in {"单位", "计量单位", "unit"}:
            exponents = {word: e for word, e in exponents.items() if not _is_bare(word)}
        if not exponents:
            continue
        issues = []
        where = replace(base, severity="warning", column=text, column_index=index)
        bare = [word for word in exponents if _is_bare(word)]
        if bare:
            units = "、".join(NAMES[exponents[word]] for word in bare)
            issues.append(
                replace(where, code="unit_of_rows_bare", value=bare[0], parameters={"units": units})
            )
        if (
            len(set(exponents.values())) == 1
            and values.len() == data.height
            and len(exponents) == distinct.len()
        ):
            return set(exponents.values()), None, issues
        names = data[cell(index)].replace_strict(
            {word: NAMES[e] for word, e in exponents.items()}, default=None, return_dtype=pl.String
        )
        units = "、".join(sorted({NAMES[e] for e in exponents.values()}))
        issues.append(replace(where, code="unit_of_rows_mixed", parameters={"units": units}))
        return set(), names, issues
    return set(), None, []


def _is_bare(word: str) -> bool:
    return not re.search("[元圆分角¥]|rmb|cny|人民币", plain(word))


def foreign_rows(data: pl.DataFrame, header: Header, base: Issue) -> list[Issue]:
    """An error per row that a column of currencies says is not in yuan, the first `DETAILED` of them."""
    issues = []
    for index, text, values in ignored_columns(header, data):
        distinct = values.unique().head(DETAILED)
        is_named = bool(_CURRENCY_HEADER.search(bottom(text))) and not re.search("额|汇率|资金", bottom(text))
        is_about = is_named or (distinct.len() > 0 and all(is_yuan(v) or is_currency(v) for v in distinct))
        if not is_about or _is_numeric(values):
            continue
        foreign = [v for v in values.unique() if not is_yuan(v) and unit_of_cell(v) is None]
        rows = data.filter(data[cell(index)].is_in(foreign)).head(DETAILED)
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


def second_figures(data: pl.DataFrame, header: Header, base: Issue) -> list[Issue]:
    """Warnings for columns left out that hold a part of the amounts, another version of them or a rate."""
    issues = []
    money = [c for c in header.columns if c.field.kind == "money"]
    for index, text, values in ignored_columns(header, data):
        if not money or not _is_numeric(values):
            continue
        where = replace(base, severity="warning", column=text, column_index=index)
        title = bottom(text)
        said = of_header(text, header.extract)
        is_zero = values.str.replace_all(",", "").cast(pl.Float64, strict=False).fill_null(0) == 0
        if _RATE_HEADER.search(title):
            other = values.filter(values.cast(pl.Float64, strict=False).fill_null(1) != 1)
            if other.len():
                issues.append(replace(where, code="exchange_rate", value=other[0]))
        elif said and said[0] in {"credit", "returns"} and not _is_apart(title, header):
            if not _COUNT.search(title) and not is_zero.all():
                issues.append(replace(where, code="contra_column", value=values.filter(~is_zero)[0]))
        elif said is None and (twin := _twin(title, money)) is not None:
            if data[cell(index)].equals(data[cell(twin.index)], null_equal=True):
                continue
            issues.append(
                replace(
                    where,
                    code="near_twin",
                    parameters={
                        "field": twin.field.zh,
                        "used": twin.name or twin.text,
                        "used_letter": column_letters(twin.index),
                        "letter": column_letters(index),
                    },
                )
            )
    return issues


def _month(text: str) -> date | None:
    """The first day of the month that a text is, or is a day of."""
    when = month_of(text)[0] or date_of(text)[0]
    return when.replace(day=1) if when else None


def other_months(data: pl.DataFrame, header: Header, days: pl.Series, base: Issue) -> list[Issue]:
    """A warning per column left out that tells another month than the rows' dates: 会计期间 beside 日期.

    days: the rows' dates, null where one could not be read.
    """
    issues = []
    for index, text, values in ignored_columns(header, data):
        if header.extract.period != "date" or not _MONTH_HEADER.fullmatch(bottom(text)):
            continue
        distinct = values.unique(maintain_order=True).to_list()
        bare = [_BARE_MONTH.fullmatch(value) for value in distinct]
        is_bare = all(bare)
        told = {
            value: int(found[1]) if found and is_bare else _month(value)
            for value, found in zip(distinct, bare, strict=True)
        }
        # A bare number under 账期 is a term of payment.
        if not told or None in told.values() or (is_bare and bottom(text) == "账期"):
            continue
        kind = pl.Int64 if is_bare else pl.Date
        months = data[cell(index)].replace_strict(told, default=None, return_dtype=kind)
        of_days = days.dt.month().cast(pl.Int64) if is_bare else days.dt.truncate("1mo")
        rows = data[ROW].filter((months != of_days).fill_null(value=False))
        if rows.len():
            at = data[cell(index)].filter(data[ROW] == rows[0])[0]
            issue = replace(
                base, severity="warning", code="other_month", column=text, column_index=index, value=at
            )
            named = {"column": text, "field": header.extract.field("date").zh, "number": rows.len()}
            issues.append(span_issue(replace(issue, parameters=named), rows.to_list()))
    return issues


def _is_apart(title: str, header: Header) -> bool:
    """Whether a column is an account of its own, which takes nothing off the amounts: 预收 beside sales."""
    return header.extract.name != "receivables" and re.search("预收|应付", title) is not None


def _twin(title: str, money: list[HeaderColumn]) -> HeaderColumn | None:
    """The column that `title` names another version of: `库存金额（修正）` of `库存金额`."""
    for column in money:
        if _BOOKS.search(title) and not re.search("人民币|本位币|本币|rmb", plain(column.text)):
            return column
        for name in sorted(names_of(column.field), key=len, reverse=True):
            if len(name) < 2 or name not in title:
                continue
            rest = title.replace(name, "", 1)
            is_apart = bool(re.fullmatch(r"[(\[【_\-].{1,8}", rest)) and not re.search("天|账龄|备注", rest)
            if not rest or is_own(rest) or is_apart or not _VERSION.sub("", rest):
                return column
    return None
