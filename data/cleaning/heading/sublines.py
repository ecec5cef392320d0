"""Lines between the header and the first row of data: numbers of the columns, units, hints, words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from data.cleaning.dates import date_of, month_of
from data.cleaning.meaning.units import is_counting_unit, unit_of_cell
from data.cleaning.texts import plain

#: numbering, hint, rule: nothing but layout. unit, words: they belong to the header. example: no data.
Kind = Literal["numbering", "hint", "rule", "unit", "words", "example"]
_ORDINAL = "甲乙丙丁戊己庚辛壬癸"
_NUMBERING = re.compile(
    rf"(?:(?:序号|栏次|行次|列次?|第)?[(\[【<]?(?:[a-z]?\d{{1,2}}|[-—]+|[{_ORDINAL}]|[一二三四五六七八九十]{{1,2}}|[a-z]|[ivx]{{1,5}})[)\]】>]?(?:列|栏|项)?"
    r"|\(?\d{1,2}\)?=[\d()+\-*/×÷%=]+|栏次|行次|序号)[.、]?"
)
_RULE = re.compile(r"[-—–―=_~*.·]+")
_HINT = re.compile(
    "必填项?|选填项?|非必填|可选|不必填|y{2,4}[-/.年]?m{1,2}.*|年月日?|格式.*|文本|文字|字符|数字|数值|整数|小数|两位小数|日期|"
    "下拉.*|自动计算|不填|text|number|string|date|decimal.*|varchar.*|required|optional|元"
)
_EXAMPLE = re.compile(r"[(\[【]?(?:示例|例如?|样例|举例|填写示例|e\.?g\.?)[:：.)\]】]?")
#: The names that a program has for its fields: `FDate`, `F_XX_Amount`, `Doc No.`.
_NAME = re.compile(r"[a-z_][a-z_0-9.()/#&%-]*")
_LONGEST = 14


def _hints(text: str) -> list[str]:
    return [part for part in re.split(r"[,，;；、/ ]", plain(text)) if part]


def hinted_unit(text: str) -> int | None:
    """The unit that a hint names among other things: `必填，万元`."""
    found = [exponent for part in _hints(text) if (exponent := unit_of_cell(part)) is not None]
    return found[0] if len(found) == 1 else None


def _is_numbering(texts: list[str]) -> bool:
    if len(texts) < 2 or not all(_NUMBERING.fullmatch(text) for text in texts):
        return False
    numbers = [int(found.group()) for text in texts if (found := re.search(r"\d+", text))]
    return numbers == sorted(set(numbers)) and (not numbers or numbers[0] <= 4)


def kind_of_line(
    cells: Mapping[int, str], keys: list[int], period: int | None, money: list[int]
) -> Kind | None:
    """What a line below a header is; None where it is data.

    cells: 0-based column → text of the filled cells. keys: columns of period, region and office; period: the
    first of these. money: columns of amounts.
    """
    texts = [plain(text) for text in cells.values()]
    if not texts:
        return None
    if _is_numbering(texts):
        return "numbering"
    if any(_EXAMPLE.match(text) for text in texts):
        return "example"
    when = cells.get(period) if period is not None else None
    if when and (month_of(when)[0] or date_of(when)[0]):
        return None
    if len(texts) > 1 and all(_RULE.fullmatch(text) for text in texts):
        return "rule"
    if all(unit_of_cell(text) is not None or is_counting_unit(text) for text in texts):
        return "unit"
    if len(texts) > 1 and all(
        all(_HINT.fullmatch(p) or unit_of_cell(p) is not None for p in _hints(t)) for t in texts
    ):
        return "hint"
    is_named = len(texts) > 2 and all(_NAME.fullmatch(t) and hinted_unit(t) is None for t in texts)
    if is_named and all(column in cells for column in money):
        return "hint"
    is_short = all(len(text) <= _LONGEST and not re.search(r"\d{3}|\d[.,]\d", text) for text in texts)
    if is_short and not any(key in cells for key in keys) and any(column in cells for column in money):
        return "words"
    return None
