"""Names that say what their row is: a customer 测试客户, a product 销售折扣, a document XS-1(红字).

Companies that book so mean it; whether the row counts as it stands, and with this sign, is asked.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from data.cleaning.around import ROW, cell
from data.cleaning.heading.headers import Header
from data.cleaning.rows import span_issue
from data.cleaning.texts import plain
from data.issues import Issue

_FIELDS = ("customer", "product", "document", "claimant")
_HINTS = [
    "退",
    "红字",
    "红冲",
    "冲红",
    "冲销",
    "折让",
    "折扣",
    "暂估",
    "预提",
    "测试",
    "示例",
    "样例",
    "演示",
]
#: A row that bears such a name is no sale: whatever its sign.
_UNREAL = re.compile(
    r"^(?:暂估|预提)|[(\[【](?:暂估|预提|测试|示例)[)\]】]|"
    r"^(?:测试|示例|样例|演示)(?:客户|用户|公司|单位|门店|产品|商品|数据|单据|[\d_-]|$)"
)
#: Such a row takes something back: odd only where its amount does not.
_BACK = re.compile(
    r"[(\[【](?:退货|退款|退|红字|红冲|冲红|冲销|折让|折扣)[)\]】]|^(?:退货|退款|红字|红冲|冲红|冲销)(?:[-_:/\d]|单|$)|"
    r"(?:退货|退款|红字|冲红|冲销)$|^(?:销售|销货|商业|现金)?(?:退回|折让|折扣)$"
)


def names_in_doubt(data: pl.DataFrame, header: Header, amounts: pl.Series, base: Issue) -> list[Issue]:
    """A warning per column whose names say that their rows do not count as they stand, given `amounts`."""
    issues = []
    for column in header.columns:
        if column.field.name not in _FIELDS:
            continue
        names = data[cell(column.index)]
        hinted = names.filter(names.str.contains_any(_HINTS).fill_null(value=False)).unique(
            maintain_order=True
        )
        unreal = [name for name in hinted if _UNREAL.search(plain(name))]
        back = [name for name in hinted if _BACK.search(plain(name))]
        if not (unreal or back):
            continue
        doubted = (names.is_in(unreal) & (amounts != 0)) | (names.is_in(back) & (amounts > 0))
        rows = data.filter(doubted.fill_null(value=False))
        if rows.height:
            place = replace(base, severity="warning", code="row_in_doubt", column=column.text)
            place = replace(place, column_index=column.index, value=rows[cell(column.index)][0])
            issues.append(span_issue(replace(place, parameters={"column": column.text}), rows[ROW].to_list()))
    return issues
