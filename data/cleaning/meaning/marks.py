"""Marks and remarks beside a row that say it does not count as it stands: 未审核, 重复, 是否计入 = 否.

Such rows count as they stand and are asked about: who exported the file may have meant them to.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl

from data.cleaning.around import ROW, cell
from data.cleaning.heading.headers import Header
from data.cleaning.meaning.currencies import speaks_of_foreign
from data.cleaning.meaning.other_columns import bottom, ignored_columns
from data.cleaning.meaning.units import unit_of_cell
from data.cleaning.meaning.words import SENSES, corrects
from data.cleaning.rows import span_issue
from data.cleaning.texts import plain
from data.issues import Issue

#: Columns that speak of their rows.
_SPEAKING = re.compile(
    "备注|说明|摘要|附注|状态|标[记志识]|口径|版本|性质|有效|note|remark|memo|comment|status|flag|state"
)
_DOUBT = re.compile(
    r"未(?:核实|确认|审核|审批|复核|过账|记账|入账|生效|提交)|待(?:审|定|冲)|不(?:纳入|统计|参与|计算)|剔除|无效|"
    r"不计(?![税息价较利])|勿(?:计|统计|用|导)|忽略|已退(?:[货款回]|$)|原单.{0,2}作废|(?:更正|冲销|冲抵|取代)[a-z]*-?\d|"
    "未税|未含税|不含税|草稿|暂存|暂估|预提|预估|估计数|[行应]为负|对冲|驳回|退[票汇]|拒付|未[到达]账|在途|[付款易]失败|"
    "已?删除|draft|pending|unposted|invalid|void|rejected"
)
#: Of which version or kind an amount is.
_KIND = re.compile(r"口径|版本|(?:数据|金额|期间|指标|统计)类[型别]|^(?:类型|税|数据|场景|scenario|version)$")
_OTHER_KIND = re.compile("|".join(SENSES[sense] for sense in ("cumulative", "earlier", "plan", "untaxed")))
_WORSE = re.compile("删除|重复|剔除|冲销|预算|计划|累计|无效|异常|有误|测试|草稿|deleted|duplicate|excluded?")
_BETTER = re.compile(
    "有效|计入|统计|纳入|含税|审[核批]|确认|生效|过账|记账|计算|valid|active|posted|included?"
)
_ASKING = re.compile(
    r"是否|标[记志识]$|^(?:有效|计入.{0,6}|纳入.{0,6}|删除|重复|剔除)$|^is|flag$|^(?:valid|active|posted)$"
)
_YES = {"是", "y", "yes", "√", "1", "true", "t", "有", "x"}
_NO = {"否", "n", "no", "×", "0", "false", "f", "无"}
#: A remark that counts its row to a month: `计入2月`, `2月补录`. Claims of expenses come later as a rule.
_OF_MONTH = re.compile(
    r"(?:属于?|归属|计入|记入|列入|应入|补[录记入报]|跨期)[^\d]{0,4}(?:(20\d\d)年)?(1[0-2]|0?[1-9])月(?!\d)"
    r"|(?:(20\d\d)[-年])?(?<!\d)(1[0-2]|0?[1-9])月份?的?(?:补[录记入报]|漏[录记报]|收入|业绩|数据)"
)
#: A remark longer than this tells a story; more different ones than this are names.
_SHORT, _MOST = 40, 2_000


def _doubtful(title: str, values: pl.Series) -> list[str]:
    """The values, as written, that cast doubt on their rows."""
    found = []
    for written in values:
        word = plain(written)
        if _ASKING.search(title) and word in _YES | _NO:
            is_worse = bool(_WORSE.search(title))
            is_doubtful = word in (_YES if is_worse else _NO) and (
                is_worse or _BETTER.search(title) is not None
            )
        elif _KIND.search(title) and _OTHER_KIND.search(word):
            is_doubtful = True
        else:
            is_doubtful = bool(
                _SPEAKING.search(title)
                and len(word) <= _SHORT
                and (
                    _DOUBT.search(word)
                    or corrects(word)
                    or unit_of_cell(written)
                    or (speaks_of_foreign(written) and any(map(str.isdigit, word)))
                )
            )
        if is_doubtful:
            found.append(written)
    return found


def _is_of_other_month(text: str, own: date) -> bool:
    return any(
        int(month or other) != own.month or (year or year_too or str(own.year)) != str(own.year)
        for year, month, year_too, other in _OF_MONTH.findall(plain(text))
    )


def months_in_remarks(data: pl.DataFrame, header: Header, days: pl.Series, base: Issue) -> list[Issue]:
    """A warning per column of remarks that counts rows to another month than theirs: that of `days`."""
    if header.extract.name == "expenses":
        return []
    issues = []
    for index, text, values in ignored_columns(header, data):
        if values.is_empty() or not _SPEAKING.search(bottom(text)):
            continue
        told = pl.DataFrame({"row": data[ROW], "remark": data[cell(index)], "month": days.dt.month_start()})
        told = told.drop_nulls().filter(pl.col("remark").str.contains("月", literal=True))
        pairs = told.select("remark", "month").unique(maintain_order=True).head(_MOST)
        other = [_is_of_other_month(remark, month) for remark, month in pairs.iter_rows()]
        rows = told.join(pairs.filter(pl.Series(other, dtype=pl.Boolean)), on=["remark", "month"], how="semi")
        if rows.height:
            where = replace(base, severity="warning", code="row_in_doubt", column=text, column_index=index)
            first = replace(where, value=rows["remark"][0], parameters={"column": text})
            issues.append(span_issue(first, rows["row"].to_list()))
    return issues


def row_doubts(data: pl.DataFrame, header: Header, base: Issue) -> list[Issue]:
    """A warning per column left out that says of rows with amounts that they do not count as they stand."""
    if not any(c.field.kind == "money" for c in header.columns):
        return []
    issues = []
    for index, text, values in ignored_columns(header, data):
        title = bottom(text)
        if not (_SPEAKING.search(title) or _KIND.search(title) or _ASKING.search(title)):
            continue
        found = _doubtful(title, values.unique(maintain_order=True).head(_MOST))
        if found:
            rows = data[ROW].filter(data[cell(index)].is_in(found).fill_null(value=False)).to_list()
            where = replace(base, severity="warning", code="row_in_doubt", column=text, column_index=index)
            issues.append(span_issue(replace(where, value=found[0], parameters={"column": text}), rows))
    return issues
