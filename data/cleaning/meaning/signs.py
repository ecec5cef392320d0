"""Columns that carry the sign of the amounts: 借/贷, S/H, 红字, 销售退货单.

A column that says nothing but the direction is applied; a type of document, a mark or a remark is asked
about, since who exported the file may have turned the amounts already, in part or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import polars as pl

from data.cleaning.around import ROW, cell
from data.cleaning.heading.headers import Header, HeaderColumn
from data.cleaning.meaning.other_columns import bottom, ignored_columns
from data.cleaning.numbers import MONEY_DIGITS, amounts
from data.cleaning.rows import span_issue
from data.cleaning.texts import plain
from data.issues import Issue

_DIRECTION_HEADER = re.compile(
    r"(?:余额|借贷|收付|收支|发生|记账|资金)?方向|借[/、]?贷(?:标识|标志|标记|方)?|收[/、]?付(?:标识|标志|标记|类型)?|收支|"
    r"红[/、]?蓝字?(?:标识|标志|标记)?|正负号?|符号|[sd]/?[hc]|dr/?cr|debit/?credit|direction|sign"
)
#: Debit and credit: who owes. In the books of sales and of banks they mean the opposite: asked about there.
_DEBIT, _CREDIT = (
    {"借", "借方", "s", "d", "dr", "dr.", "debit"},
    {"贷", "贷方", "h", "c", "cr", "cr.", "credit"},
)
_PLUS = {"收", "收款", "收入", "+", "1", "+1", "正", "正数", "蓝", "蓝字", "入", "流入", "欠款"}
_MINUS = {"付", "付款", "支出", "-", "-1", "负", "负数", "红", "红字", "出", "流出", "预存", "出库"}
_NEUTRAL = {"平", "0", ""}
_OWED = {"receivables", "inventory", "expenses", "summary"}
#: Words of a type, mark or remark that make an amount negative.
_NEGATIVE = re.compile(
    "退货|退款|退回|销退|退换|^退(?![税火磁休役])|红字|冲红|红冲|冲销|冲减|冲回|冲账|负数|贷方|贷项|折让|预收|^付款|^贷$|^红$|"
    "return|refund|credit ?note|reversal|(?<![a-z])rma(?![a-z])"
)
_MARK_HEADER = re.compile("退货|退款|红冲|冲红|红字|冲销|退回")
_YES = {"是", "y", "yes", "√", "1", "true", "t", "有", "x"}
_COUNTS = re.compile("数量|金额|额$|天数|次数|序号|行号|编号|代码")
_REMARKS = re.compile("备注|说明|摘要|用途|附言|note|remark|memo")
#: A remark longer than this tells a story; it does not mark the row.
_SHORT = 8
#: So many different values are no marks but texts.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Signs:
    """is_negative: rows whose amounts a plain column of directions turns negative; None: no such column."""

    is_negative: pl.Series | None
    issues: tuple[Issue, ...]


def _is_plain(title: str, values: set[str], header: Header) -> set[str] | None:
    """The values that mean minus, if the column says nothing but the direction; None otherwise."""
    if not _DIRECTION_HEADER.fullmatch(title):
        return None
    known = _PLUS | _MINUS | _NEUTRAL
    minus = set(_MINUS)
    if header.extract.name in _OWED:
        known, minus = known | _DEBIT | _CREDIT, minus | _CREDIT
    return minus if values <= known else None


def _marks(title: str, values: pl.Series, *, is_expense: bool) -> list[str]:
    """The values, as written, that say the row is a return or a credit."""
    distinct = values.unique(maintain_order=True)
    if distinct.len() > _MOST:
        return []
    is_remark = bool(_REMARKS.search(title))
    is_mark = bool(_MARK_HEADER.search(title))
    words = {plain(value) for value in distinct}
    # J and D stand for 借 and 贷 where there is no C.
    minus = _CREDIT | _MINUS | ({"d"} if words <= {"j", "d"} else set())
    known = _DEBIT | _PLUS | _NEUTRAL | {"j", "入库"} | minus
    is_direction = bool(_DIRECTION_HEADER.fullmatch(title)) or (words <= known and not _COUNTS.search(title))
    found = []
    for written in distinct:
        word = plain(written)
        says_so = bool(_NEGATIVE.search(word)) and not re.match("无|非|未|不", word)
        if is_expense:
            # Returns cost freight: an expense is given back only where it says so of itself.
            says_so &= "退货" not in word
        if is_remark:
            says_so &= len(word) <= _SHORT
        if is_mark and word in _YES:
            says_so = True
        if is_direction and word in minus:
            says_so = True
        if says_so:
            found.append(written)
    return found


def signs(data: pl.DataFrame, header: Header, exponents: dict[str, int | None], base: Issue) -> Signs:
    """What columns of directions, types and marks say about the signs of the amounts."""
    money = next((c for c in header.columns if c.field.kind == "money" and not c.field.is_non_negative), None)
    if money is None or header.extract.period is None:
        return Signs(None, ())
    is_expense = header.extract.name == "expenses"
    exponent = exponents.get(money.field.name)
    issues: list[Issue] = []
    for index, text, values in ignored_columns(header, data):
        title = bottom(text)
        minus = _is_plain(title, {plain(v) for v in values.unique().head(_MOST)}, header)
        marked = (
            [v for v in values.unique() if plain(v) in minus]
            if minus is not None
            else _marks(title, values, is_expense=is_expense)
        )
        if not marked:
            continue
        amount = _amounts(data, money, exponent)
        is_marked = data[cell(index)].is_in(marked).fill_null(value=False)
        positive = is_marked & (amount > 0)
        if not positive.any():
            continue
        if minus is not None and not (amount < 0).any():
            note = replace(base, severity="note", code="signs_applied", column=text, column_index=index)
            rows = data[ROW].filter(is_marked).to_list()
            return Signs(is_marked, (span_issue(replace(note, value=marked[0]), rows),))
        asked = replace(
            base,
            severity="warning",
            code="signs_unused",
            column=text,
            column_index=index,
            value=marked[0],
            parameters={"field": money.field.zh},
        )
        issues.append(span_issue(asked, data[ROW].filter(positive).to_list()))
    return Signs(None, (*issues, *_turned_quantities(data, header, money, exponent, base)))


def _amounts(data: pl.DataFrame, money: HeaderColumn, exponent: int | None) -> pl.Series:
    return amounts(data[cell(money.index)], MONEY_DIGITS, exponent)[0].fill_null(0)


def _turned_quantities(
    data: pl.DataFrame,
    header: Header,
    money: HeaderColumn,
    exponent: int | None,
    base: Issue,
) -> list[Issue]:
    """A warning for rows with a negative quantity and a positive amount: things that came back."""
    quantity = next((c for c in header.columns if c.field.name == "quantity"), None)
    if quantity is None:
        return []
    back = data.filter(pl.col(cell(quantity.index)).str.contains(r"^[-(（−]").fill_null(value=False))
    rows = back.filter(_amounts(back, money, exponent) > 0)
    if rows.is_empty():
        return []
    asked = replace(
        base,
        severity="warning",
        code="signs_unused",
        column=quantity.text,
        column_index=quantity.index,
        value=rows[cell(quantity.index)][0],
        parameters={"field": money.field.zh},
    )
    return [span_issue(asked, rows[ROW].to_list())]
