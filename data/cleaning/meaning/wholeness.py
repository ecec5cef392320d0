"""What says that rows are missing: `仅零售`, `未完`, `前1000条`, `第1页 共3页`, `客户类型：零售`, `共46条`.

Whoever replaces a month by a part of it loses the rest; so it is asked, unless the rows themselves show more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

import polars as pl

from data.cleaning.meaning.surroundings import Nearby, asked_at
from data.cleaning.rows import Rows
from data.cleaning.texts import plain
from data.fields import CUSTOMER_TYPES, Extract
from data.issues import Issue

_LACKS = re.compile(
    "仅(?!供|作|代表|用于|为?参考|做|限(?:内部|公司|本|于|供))|只(?:含|有|包|列|统计|导出|显示|取)|"
    "未(?:完(?!税|工|全)|录|结账|关账|结转|到齐|收齐|报齐|报(?!销)|上报|导出|包[含括]|含(?!税|增值)|更新)|"
    "不(?:全(?!面)|完整|齐)|丢失|遗漏|缺(?:失|少|漏|\\d+[月日]|(?!货|勤|陷|口).{0,6}(?:办|区|数据|单据))|漏(?:报|录|统|导|单)|"
    "待(?:补(?!货)|续|报(?!销)|录|完善|更新|上报)|尚(?:有.{0,8}未|缺)|(?:^|[(\\[_\\-,;:、为是有含])部分(?!析|公司|销|支|店|摊|.{2,10}(?:变更|调整|更名))|"
    "(?<![第各本])(?<!销售)(?<!回款)(?<!应收)(?<!库存)(?<!费用)部分(?=$|[)\\]_\\-,;。、])|第[一二三四五\\d]部分|"
    r"前\d+[条行笔]|top\d+|抽样|样本|节选|摘录|片段|分批|第[一二三四五\d]+批|[(【][一二三四五上中下][)】]$|"
    "除.{1,10}(?:外|以外)(?![币贸部])|不含(?!税|增值|内部|关联|运|在)|剔除(?!内部|关联|重复)"
)
#: A table goes on elsewhere: harmless between two pages of one sheet.
_GOES_ON = re.compile("未完|[见接转](?:下|上|续|另)(?:页|表|册)|续(?:表|页|上|下)|[(【]续[)】]")
_HARMLESS = re.compile(
    "[大绝]?大部分|不仅|不含退税|未完成(?:率|额|指标|情况)|除(?:特别|另有).{0,6}外|续(?:签|约|费)"
)
_ROWS = re.compile(
    r"共(?:计|有)?(\d+)[条行笔]|(?:记录|[总合]计?行|导出行|[总合]计?条)(?:总?数|条数)?[:=](\d+)(?:条|行)?(?!\d|[.,]\d)"
)
_PAGE = re.compile(r"第(\d+)页[^\d]{0,3}(\d+)页")
_TYPES = re.compile(
    r"客户类[型别](?:[:=]|[为是])(?P<filter>[^\s,;。]+)|(?:^|[(【])(?P<named>零售|合同|备案)(?:客户)?(?:$|[)】])"
    "|(?:零售|合同|备案)客户|(?:全部?|均|都)[为是属](?:零售|合同|备案)"
)


def lacks(text: str, *, is_between: bool = False) -> bool:
    """Whether `text` says that rows are missing; is_between: it stands among them."""
    line = _HARMLESS.sub("", plain(text))
    found = _LACKS.search(_GOES_ON.sub("", line) if is_between else line)
    return bool(found) or (not is_between and bool(_GOES_ON.search(line)))


def one_type(text: str, extract: Extract, types: Collection[str]) -> bool:
    """Whether `text` names one type of customer, where the rows are of no other; types: those of the rows."""
    if len(types) != 1 or all(field.name != "customer_type" for field in extract.fields):
        return False
    found = _TYPES.search(plain(text))
    return found is not None and sum(kind in found.group() for kind in CUSTOMER_TYPES) == 1


def rows_told(text: str) -> set[int]:
    """How many rows a text says there are: `共45条`."""
    return {int(a or b) for a, b in _ROWS.findall(plain(text))}


def _last_page(texts: Iterable[Nearby]) -> Nearby | None:
    """The text that numbers the last page, if it is not the last of all: `第1页 共3页`."""
    pages = [
        (int(found[1]), int(found[2]), at, nearby)
        for at, nearby in enumerate(texts)
        for found in _PAGE.finditer(plain(nearby.text))
    ]
    page, of, _, nearby = max(pages, key=lambda found: found[:3], default=(0, 0, 0, None))
    return nearby if page < of else None


def rows_missing(
    texts: Collection[Nearby], rows: Rows, frame: pl.DataFrame, extract: Extract, base: Issue
) -> list[Issue]:
    """A warning per text that says that rows are missing, or that tells another number of them.

    rows, frame: those of the sheet, as text and typed.
    """
    types = frame["customer_type"].drop_nulls().unique().to_list() if "customer_type" in frame.columns else []
    page = _last_page(texts)
    issues = []
    for nearby in texts:
        if nearby is page or (
            nearby.where != "beside"
            and (
                lacks(nearby.text, is_between=nearby.where == "between")
                or one_type(nearby.text, extract, types)
            )
        ):
            issues.append(asked_at(base, "says_incomplete", nearby))
    told = {stated: nearby for nearby in texts if nearby.where != "file" for stated in rows_told(nearby.text)}
    counts = _counts(rows, frame)
    if len(told) == 1 and frame.height and not told.keys() & counts:
        stated, nearby = next(iter(told.items()))
        numbers = {"stated": stated, "number": frame.height}
        issues.append(replace(asked_at(base, "rows_told", nearby), parameters=numbers))
    return issues


def _counts(rows: Rows, frame: pl.DataFrame) -> set[int]:
    """What may be called the number of rows: with totals and void documents or without, or the documents."""
    void = sum(issue.count for issue in rows.issues if issue.code == "void_documents")
    counts = {frame.height + more for more in (0, void, rows.totals.height, void + rows.totals.height)}
    return counts | ({frame["document"].n_unique()} if "document" in frame.columns else set())
