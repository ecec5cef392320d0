"""The sheets of a pack that guide who fills it in: instructions, and the lists that drop-downs take from.

Reading tells them from data by what stands on them: one that somebody has written to is no longer ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.fields import EXTRACTS
from data.reading.sheets import RawSheet

LISTS, INSTRUCTIONS = "选项", "填写说明"
#: Columns of the organisation whose names are listed.
LISTED = ("region", "office")
USE = ("工作表", "用途")
HOW_TO = (
    "每类数据一张工作表；不需要的工作表可以删除或留空。",
    "请勿改动表头；列的顺序可以调整，多出的列会被忽略并提示。",
    "金额单位为元；若整列用万元，请把表头写成如“销售额(万元)”。",
    "年月写成 2026-03，日期写成 2026-03-05。",
    "没有发生额请填 0；空白和横线不等于零，会被退回。",
    "退货、退款用负数表示。合计行可以保留，系统会与明细核对后略去。",
    "区域和办事处必须与“组织架构”一致，其他写法请登记为别名。",
)
#: A pack does without them: nothing happened, no indicator is rated, ledgers stand in place of a summary.
MAY_BE_BLANK = frozenset({"conduct", "indicators", "summary"})


def is_guidance(sheet: RawSheet) -> bool:
    """Whether the sheet is one of ours as it was made."""
    if sheet.name == INSTRUCTIONS:
        return set(_texts(sheet)) <= _instructed()
    if sheet.name == LISTS and sheet.state != "visible" and sheet.cells.height:
        heads = {text for text in sheet.cells.row(0) if text is not None}
        return heads <= set(LISTED) and sheet.cells.width <= len(LISTED)
    return False


def _texts(sheet: RawSheet) -> Iterator[str]:
    return (text.strip() for row in sheet.cells.iter_rows() for text in row if text is not None)


def _instructed() -> set[str]:
    numbers = (str(number) for number in range(1, len(HOW_TO) + 1))
    of_extracts = (text for extract in EXTRACTS for text in (extract.sheet, extract.note_zh))
    return {INSTRUCTIONS, *USE, *HOW_TO, *numbers, *of_extracts}
