"""Rows that are no data: totals, told by their label or by adding up, and lines of text.

Only rows that look odd are looked at closely: a blank key, a period that begins with no digit, a word that
totals bear. In a large ledger these are few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from data.cleaning.dates import date_of, month_of
from data.cleaning.heading.headers import Header
from data.cleaning.heading.matching import matched
from data.cleaning.texts import plain

#: Position of a row below the header, and its row on the sheet.
AT, ROW = "__at", "__row"
_TOTAL_HINTS = ["计", "計", "otal", "OTAL", "汇总", "总和", "平均", "过次页", "承前页"]
_TOTAL = (
    r"(?i)^[^0-9]{0,14}?(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|合\s*計|小\s*計|總\s*計|总和|汇总|过次页|承前页)"
    r"(?:数|额|金额)?\s*[:：]?$|^(?:sub|grand)?[ -]?totals?:?$"
)
_AVERAGE = r"平均(?:值|数)?\s*[:：]?$"
#: A label of a row whose keys are blank; one that bears none of these is a total only if it adds up.
_TOTAL_WORD = re.compile(
    "合计|小计|总计|共计|累计|总和|汇总|总额|总数|全国|全公司|全集团|全部|其中|(?<![a-z])(?:total|sum)"
)
#: Columns of names in which exports that repeat the keys of a row write that it is a total.
_OF_NAMES = ("customer", "product", "claimant", "document", "category")
_NAME_HINTS = [
    *_TOTAL_HINTS, "SUM", "sum", "Sum", "其中", "期初", "年初", "结转", "结余", "结存", "共", "全部",
    "最大", "最小", "同比", "环比", "占比", "完成率", "差异", "差额",
]  # fmt: skip
_NAMED_TOTAL = re.compile(
    r"[-*=·—【\[(]*(?:.{0,30}?(?:合计|小计|总计|共计|累计|总和|汇总|过次页|承前页)(?:数|额|金额)?"
    r"|计|共\d+[笔条行项户家]|全部(?:客户|门店|产品|人员)?|平均[值数]?|最[大小]值?|[同环占]比|完成率|差[异额]"
    r"|(?:sub|grand)?-?total|sum|其中[:,].*|其中"
    r"|(?:[上本]?[年期月][初末]?|期初|年初)(?:余额|结转|结余|结存)数?)"
    r"[-*=·—】\])]*:?\d*(?:[(\[].{0,10}[)\]])?"
)
_FREE_TEXT = {"reason", "remedy", "note", "behaviour"}
_KINDS_OF_LABEL = {"month", "date", "year", "name", "choice", "code", "text"}
_KEY_KINDS = {"month", "date", "year", "name", "code"}
#: Who made, checked and printed a table, and what is said about it.
_LABEL = re.compile(
    "制表|制单|填表|填报|编制|编报|审核|复核|审批人|批准|核准|主管|经办|出纳|会计|负责人|财务|总经理|经理签|盖章|签章|签字|签名|"
    r"打印|导出|日期|时间|说明|备注|附注|^注|联系|电话|传真|手机|筛选器|共\d+[条行笔页项]|第\d+页|记录数|单位名称|报送|来源|抄送|密级"
)
#: A line that says more than a day or a month: a title between two tables.
_TITLE = re.compile(r"(?:[\u4e00-\u9fff](?<![年月日份度期第])){2}")
#: Numbers of footers: days, telephones, pages. They are no amounts.
_NO_AMOUNT = re.compile(r"(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])|1\d{10}|0\d{2,3}-?\d{7,8}")
_AMOUNT = re.compile(r"[-+(（△]?[¥￥]?\d[\d,]*(?:\.\d+)?[)）-]?(?:[万千百亿]?元?)?")
#: A line that names so many fields is a header.
_HEADER_FIELDS = 3
#: More odd rows than this are not added up one by one.
_MOST = 2_000
#: So many odd rows are looked at for being lines of text; a table with more is none, and its rows are read.
_MOST_NOTES = 10_000
#: What sums of floats may differ by (yuan or the sheet's unit), and their relative error.
_NEAR, _RELATIVE = 0.006, 1e-9


def cell(index: int) -> str:
    """The name of the raw column at 0-based `index`."""
    return f"c{index}"


@dataclass(frozen=True, slots=True)
class Told:
    """Booleans per row: totals, lines of text, and data of which a name says that it is a total."""

    is_total: pl.Series
    is_note: pl.Series
    is_named: pl.Series


def _keys(header: Header, kinds: set[str]) -> list[str]:
    return [
        cell(c.index)
        for c in header.columns
        if c.field.kind in kinds and not c.field.is_nullable and not c.field.is_optional
    ]


def _hinted(names: list[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col(c).str.contains_any(_TOTAL_HINTS).fill_null(value=False) for c in names)


def _named_total(body: pl.DataFrame, header: Header) -> pl.Expr:
    """Whether a name of a row says that it is a total, whatever else is filled in."""
    tests = [pl.lit(value=False)]
    for column in header.columns:
        if column.field.name in _OF_NAMES:
            name = cell(column.index)
            hinted = body[name].filter(body[name].str.contains_any(_NAME_HINTS).fill_null(value=False))
            found = [text for text in hinted.unique() if _NAMED_TOTAL.fullmatch(plain(text))]
            if found:
                tests.append(pl.col(name).is_in(found).fill_null(value=False))
    return pl.any_horizontal(tests)


def told_apart(body: pl.DataFrame, header: Header, columns: list[str]) -> Told:
    """Which rows of `body` (text cells with `AT`) are totals and which are lines of text."""
    keys = _keys(header, _KEY_KINDS)
    period = next((cell(c.index) for c in header.columns if c.field.name == header.extract.period), None)
    identity = [
        cell(c.index)
        for c in header.columns
        if c.field.name in {"region", "office", "month", "date", "year", "document", "category"}
    ]
    has_gap = pl.any_horizontal(pl.col(c).is_null() for c in keys) if keys else pl.lit(value=False)
    is_named = _named_total(body, header)
    is_odd = has_gap | is_named | (_hinted(identity) if identity else pl.lit(value=False))
    if period is not None:
        is_odd |= ~pl.col(period).str.contains(r"^['\"`=]{0,3}[\d０-９]").fill_null(value=False)
    odd = body.filter(is_odd)
    if odd.is_empty():
        nothing = pl.repeat(value=False, n=body.height, eager=True)
        return Told(nothing, nothing, nothing)
    totals = _labelled(odd, header, columns, has_gap)
    money = [cell(c.index) for c in header.columns if c.field.kind in {"money", "quantity"}]
    mapped = {cell(c.index) for c in header.columns}
    rest = odd.filter(~pl.col(AT).is_in(list(totals))).filter(has_gap | is_named)
    totals |= _adding_up(body, rest, odd[AT].to_list(), header, totals)
    notes = {
        row[AT]
        for row in odd.filter(~pl.col(AT).is_in(list(totals))).head(_MOST_NOTES).iter_rows(named=True)
        if _is_note(row, columns, money, mapped, period) or is_header(row, header)
    }
    named = set(odd.filter(is_named & ~has_gap)[AT]) - totals - notes
    return Told(*(body[AT].is_in(list(places)) for places in (totals, notes, named)))


def _labelled(odd: pl.DataFrame, header: Header, columns: list[str], has_gap: pl.Expr) -> set[int]:
    """Places of rows whose label of a total stands where a name or number belongs."""
    free = {cell(c.index) for c in header.columns if c.field.name in _FREE_TEXT}
    labels = [
        cell(c.index) for c in header.columns if c.field.kind in _KINDS_OF_LABEL and cell(c.index) not in free
    ]
    others = [cell(index) for index, text in header.ignored if plain(text) not in {"备注", "说明", "摘要"}]
    searched = [column for column in (*labels, *others) if column in columns]
    identity = [
        cell(c.index)
        for c in header.columns
        if c.field.name in {"region", "office", "month", "date", "year", "document", "category"}
    ]
    if not searched:
        return set()
    pattern = f"{_TOTAL}|{_AVERAGE}"

    def marked(names: list[str]) -> pl.Expr:
        tests = [pl.col(c).str.strip_chars().str.contains(pattern).fill_null(value=False) for c in names]
        return pl.any_horizontal(tests) if tests else pl.lit(value=False)

    # A label without any amount is a title or a note.
    numbers = [cell(c.index) for c in header.columns if c.field.kind in {"money", "quantity"}]
    is_total = marked(identity) | (marked(searched) & has_gap)
    if numbers:
        is_total &= pl.any_horizontal(pl.col(c).str.contains(r"\d").fill_null(value=False) for c in numbers)
    return set(odd.filter(is_total)[AT].to_list())


def _adding_up(
    body: pl.DataFrame, rest: pl.DataFrame, odd: list[int], header: Header, totals: set[int]
) -> set[int]:
    """Places of further totals: rows with blank keys that say what the rows above them come to, or say so."""
    money = [cell(c.index) for c in header.columns if c.field.kind == "money"]
    region = next((cell(c.index) for c in header.columns if c.field.name == "region"), None)
    labels = [cell(c.index) for c in header.columns if c.field.kind in _KINDS_OF_LABEL]
    if not money or rest.is_empty() or rest.height > _MOST:
        return set()
    numbers = [
        pl.col(c).str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False).alias(c)
        for c in money
    ]
    names = [pl.col(region).alias("__region")] if region else []
    data = body.filter(~pl.col(AT).is_in(odd)).select(AT, *names, *numbers)
    stated = dict(zip(rest[AT], rest.select(numbers).iter_rows(named=True), strict=True))
    found: set[int] = set()
    for row in rest.sort(AT).iter_rows(named=True):
        amounts = {c: v for c, v in stated[row[AT]].items() if v is not None}
        if not any(amounts.values()):
            continue
        words = [plain(str(row[c])) for c in labels if row[c] is not None]
        is_named = any(_TOTAL_WORD.search(word) for word in words)
        for rows in _sets(data, row[AT], sorted(totals | found), words if region else []):
            if (rows.height > 1 or is_named) and _agrees(rows, amounts):
                found.add(row[AT])
                break
        else:
            if is_named and not _is_dated(row, header):
                found.add(row[AT])
    return found


def _is_dated(row: dict[str, Any], header: Header) -> bool:
    """Whether region and period of a row are both filled in: it is data with a gap."""
    filled = [row[cell(c.index)] for c in header.columns if c.field.name in {"region", "office"}]
    return bool(filled) and all(filled)


def _sets(data: pl.DataFrame, at: int, totals: list[int], words: list[str]) -> Iterator[pl.DataFrame]:
    above = data.filter(pl.col(AT) < at)
    yield above
    for start in reversed([place for place in totals if place < at][-40:]):
        yield above.filter(pl.col(AT) > start)
    if "__region" in data.columns and words:
        regions = [
            r for r in data["__region"].drop_nulls().unique() if any(plain(r) in word for word in words)
        ]
        if regions:
            yield data.filter(pl.col("__region").is_in(regions))
    yield data


def _agrees(rows: pl.DataFrame, amounts: dict[str, float]) -> bool:
    if rows.is_empty():
        return False
    sums = rows.select(pl.col(c).sum() for c in amounts).row(0, named=True)
    return all(abs(sums[c] - v) <= _NEAR + _RELATIVE * abs(v) for c, v in amounts.items())


def is_header(row: dict[str, Any], header: Header) -> bool:
    """Whether a row names the columns again, in whatever words."""
    texts = (row[cell(c.index)] for c in header.columns)
    return sum(matched(header.extract, text) is not None for text in texts if text) >= _HEADER_FIELDS


def _is_note(
    row: dict[str, Any], columns: list[str], money: list[str], mapped: set[str], period: str | None
) -> bool:
    """Whether an odd row is words about the table: no amount, no period, next to nothing else."""
    filled = {c: str(row[c]).strip() for c in columns if row[c] is not None}
    texts = [plain(text) for text in filled.values()]
    amounts = [plain(filled[c]) for c in money if c in filled]
    when = filled.get(period) if period else None
    if when and len(filled) == 1 and _lone_day(when):
        return True
    if when and (month_of(when)[0] is not None or date_of(when)[0] is not None):
        return False
    if any(_AMOUNT.fullmatch(text) and not _NO_AMOUNT.fullmatch(text) for text in amounts):
        return False
    if any(_LABEL.search(text) for text in texts) or (len(texts) == 1 and _TITLE.search(texts[0])):
        return True
    is_sparse = sum(c in mapped for c in filled) <= 2
    is_wordy = not any(re.search(r"\d", text) for text in amounts)
    return is_sparse and is_wordy and not (when and re.match(r"['\"]?\d{2}", plain(when)))


def _lone_day(text: str) -> bool:
    """A day all by itself below a table tells when it was printed; a lone month is a row not filled in."""
    return date_of(text)[0] is not None and not re.fullmatch(r"\d{4}[-/.年]?\d{1,2}月?", plain(text))
