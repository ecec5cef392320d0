"""The period that lines around the data tell: `期间：2026-02-01 至 2026-02-20`, `期间：202602`, `2月回款`.

The rows tell their own month; a line that tells another one, or a part of one, is asked about.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data.cleaning.texts import plain

_YEAR = r"(?P<year{0}>20\d\d)"
_DAY = (
    r"(?:{year}[-/.年])?(?P<month{0}>\d{{1,2}})[-/.月](?P<day{0}>\d{{1,2}})日?号?(?:t?\d\d?:\d\d(?::\d\d)?)?"
)
#: Between the ends of a span. A blank or a comma alone joins nothing.
_TO = r"[^\d至到~—–-]{0,6}(?:[至到~—–-]+|to|截[至止]|结束|终止|<=|≤)[^\d至到~—–-]{0,8}"
_DAYS = re.compile(
    _DAY.format(0, year=_YEAR.format(0))
    + _TO
    + rf"(?:{_DAY.format(1, year=_YEAR.format(1))}|(?P<last>\d{{1,2}})[日号])"
)
_MONTHS = re.compile(
    rf"{_YEAR.format(0)}[-/.年](?P<month0>\d{{1,2}})月?{_TO}"
    rf"(?:{_YEAR.format(1)}[-/.年](?P<month1>\d{{1,2}})|(?P<last>\d{{1,2}})[月期])(?![-/.\d])"
)
#: One month with its year, in words or as numbers; the latter need a word that says what they are.
_WRITTEN = re.compile(r"(20\d\d)年第?(\d{1,2})[月期](?![\d日])")
_NUMBERED = re.compile(r"(?<![\d.\-/a-z])(20\d\d)(?:[-/.](\d{1,2})|(0[1-9]|1[0-2]))(?![-/.\d])")
_SAYS_MONTH = re.compile(r"期间|月份|账期|所属|年月|月度|会计期|明细|汇总|报表|台账|统计")
#: One month without a year, at the beginning of a title: `2月回款明细`, `二月份`.
_BARE = re.compile(r"^(\d{1,2}|十[一二]|[一二三四五六七八九十])月(?:份|度)?(?![\d日一二三四五六七八九十])")
_NUMERALS = {name: at for at, name in enumerate([*"一二三四五六七八九十", "十一", "十二"], 1)}
#: A sentence that says of which month the figures are, wherever it stands: `以上为2月数据`.
_STATED = re.compile(
    r"(?:以上|上[表述]|本表|此表|表[内中]|数据|金额)(?:数据|金额|数)?均?(?:[为是属系]|取自|来自)于?"
    r"(?:(20\d\d)年)?(1[0-2]|0?[1-9])月(?![\d~至到—-]|初|末|底)"
)
#: Another month that is in the figures too: `含2月补录`, `含1、2月`.
_INCLUDED = re.compile(
    r"(?<![不未])[含括](?:\d{1,2}月?[、,和及])*(?:(20\d\d)年)?(1[0-2]|0?[1-9])月(?![\d~至到—-])"
)
#: Days of one month as people jot them down: `3.1-3.15`; not prices.
_JOTTED = re.compile(r"(?<![\d.])(1[0-2]|[1-9])\.(\d{1,2})[-~至到—]\1\.(\d{1,2})(?![\d.元%])")
#: Years in two digits and in Chinese numerals.
_SHORT_YEAR = re.compile(r"(?<![\d年])(2\d)年(?=\d{1,2}月)")
_CHINESE = re.compile(r"二[〇○零]([〇○零一二三四五六七八九]{2})年(十[一二]?|[一二三四五六七八九])月")
#: A text with one of these tells when the sheet was made, how far it reaches, or how it is filed.
_MADE = re.compile(
    r"制表|编制|填报|填表|报送|打印|导出|创建|生成|更新|日期|时间|截[至止]|编号|文号|单号|版本|no[.:]"
)
_JOINED = re.compile(r"[至到~—–]|(?<!\d)-|-(?!\d)")
_PARTS = re.compile(r"[\s,，;；|]+")
#: Before a span: it is of the sheet's making, not of its figures.
_MAKING = re.compile(
    r"(?:填报|提报|申报|打印|导出|编制|有效|保修|查询于)(?:期间|期限?|日期|时间)?[:(]?[^:]{0,2}$"
)
#: A day until which the figures reach, in numbers: `数据截止2026-03-20`.
_END = re.compile(
    r"(?<!报)(?<!报送)(?:截[至止到]|更新[至到])[^\d,;]{0,8}(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)"
)
#: From this day on a span that began on the first is as good as the whole month (一.3).
_CHECKPOINT = 28


@dataclass(frozen=True, slots=True)
class Said:
    """A period that a text tells: first and last month (`2026-02`, without a year `02`).

    is_span: both ends are told. is_part: it leaves out days at the beginning or the end of a month.
    is_end: it is the month in which the figures end. is_stated: a sentence says it of the figures.
    """

    first: str
    last: str
    is_span: bool = False
    is_part: bool = False
    is_end: bool = False
    is_stated: bool = False

    def covers(self, month: str) -> bool:
        """Whether a month of rows (`2026-03`) lies in it."""
        at = month if len(self.first) > len("02") else month[-2:]
        return self.first <= at <= self.last

    @property
    def is_sure(self) -> bool:
        """Whether it is told of the figures wherever it stands."""
        return self.is_span or self.is_stated

    @property
    def is_plain(self) -> bool:
        """Whether it is one month with its year."""
        return not self.is_span and len(self.first) > len("02")

    @property
    def is_long(self) -> bool:
        """Whether it is more than one month."""
        return self.first != self.last


def _of_days(line: str) -> Iterator[Said]:
    for found in _DAYS.finditer(line):
        if _MAKING.search(line[: found.start()]):
            continue
        year = found["year0"]
        first, begin = int(found["month0"]), int(found["day0"])
        last = int(found["month1"] or first)
        end = int(found["day1"] or found["last"])
        is_written = year or "月" in found[0]
        if not (is_written and 1 <= first <= 12 and 1 <= last <= 12 and begin >= 1):
            continue
        until = found["year1"] or year
        length = monthrange(int(until), last)[1] if until else 31
        is_part = begin > 1 or end < min(length, _CHECKPOINT)
        yield Said(_month(year, first), _month(until, last), is_span=True, is_part=is_part)


def _month(year: str | None, month: int) -> str:
    return f"{year}-{month:02d}" if year else f"{month:02d}"


def _of_months(line: str) -> Iterator[Said]:
    for found in _MONTHS.finditer(line):
        first, last = int(found["month0"]), int(found["month1"] or found["last"])
        if 1 <= first <= 12 and 1 <= last <= 12:
            until = found["year1"] or found["year0"]
            yield Said(_month(found["year0"], first), _month(until, last), is_span=True)


def _of_one(text: str, line: str) -> Iterator[Said]:
    for part in [text, *_PARTS.split(text)]:
        short = plain(part)
        if _MADE.search(short) or _JOINED.search(short):
            continue
        for year, month in _WRITTEN.findall(short):
            yield from _one(year, month)
        for year, apart, joined in _NUMBERED.findall(short):
            if _SAYS_MONTH.search(line) or _NUMBERED.fullmatch(short):
                yield from _one(year, apart or joined)
        bare = _BARE.match(short)
        if bare and part is text:
            yield from _one(None, str(_NUMERALS.get(bare[1], bare[1])))


def _one(year: str | None, month: str) -> Iterator[Said]:
    if 1 <= int(month) <= 12:
        yield Said(_month(year, int(month)), _month(year, int(month)))


def said_in(texts: Iterable[str]) -> set[Said]:
    """The periods that the texts of one line tell, a text a cell. A span takes the place of its ends."""
    cells = [_in_figures(text) for text in texts]
    line = " ".join(cells)
    spans = set(_of_days(plain(line))) or set(_of_months(plain(line))) or set(_jotted(plain(line)))
    spans |= {_stated(*found) for found in _STATED.findall(plain(line))}
    spans |= {_stated(*found) for found in _INCLUDED.findall(plain(line))}
    return {span for span in spans if span.first <= span.last} or {
        said for text in cells for said in _of_one(text, plain(line))
    }


def _in_figures(text: str) -> str:
    """`text` with the years of its months in four figures: `26年2月`, `二〇二六年二月`."""

    def figures(found: re.Match[str]) -> str:
        year = "".join(str("〇一二三四五六七八九".index(sign)) for sign in re.sub("[○零]", "〇", found[1]))
        return f"20{year}年{_NUMERALS[found[2]]}月"

    return _SHORT_YEAR.sub(r"20\1年", _CHINESE.sub(figures, text))


def _jotted(line: str) -> Iterator[Said]:
    for month, begin, end in _JOTTED.findall(line):
        if 1 <= int(begin) < int(end) <= 31:
            told = _month(None, int(month))
            is_part = int(begin) > 1 or int(end) < _CHECKPOINT
            yield Said(told, told, is_span=True, is_part=is_part)


def _stated(year: str, month: str) -> Said:
    told = _month(year or None, int(month))
    return Said(told, told, is_stated=True)


def ended_in(texts: Iterable[str]) -> set[Said]:
    """The months in which the figures end, as the texts of a line tell; a part of one before the 28th."""
    found = _END.findall(plain(" ".join(texts)))
    days = [(_month(year, int(month)), int(day)) for year, month, day in found]
    return {Said(month, month, is_part=day < _CHECKPOINT, is_end=True) for month, day in days}
