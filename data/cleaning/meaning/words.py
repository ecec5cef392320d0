"""Words near the data that change what it means: 累计, 同期, 计划, 不含税, 贷方, 退货, 外币 and their kin.

One catalogue for titles, group headers, lines below a header, footers, comments, sheet and file names. A word
that the reader does not use is asked about; the issue of a sense is called `says_` and the sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.cleaning.meaning.currencies import speaks_of_foreign
from data.cleaning.texts import plain
from data.fields import Extract

#: Several months in one text: such a title is right above rows of several months.
_SPAN = (
    r"(?<![\d-])\d{1,2}月?(?:份)?[-~—至到]\d{1,2}月(?!\d{0,2}日)|[一二三四1-4]季度|(?<![a-z])q[1-4]|"
    "[上下]?半年|全年"
)
#: Sense → the words that carry it, in `plain` text. First found, first told.
SENSES: dict[str, str] = {
    "cumulative": rf"累计|年初至今|年初到|年累|(?<![a-z])ytd|cumulative|yeartodate|至今|{_SPAN}",
    "earlier": (
        "去年|上年|往年|同期|上月|上期|前期|上季|期初|年初|月初|上个月|"
        "lastyear|lastmonth|previous|prioryear|opening"
    ),
    "plan": (
        "计划|预算|目标|指标|预计|预测|任务|定额|测算|预估|暂估|预提|budget|forecast|target|(?<![a-z])plan"
    ),
    "untaxed": (
        "不含税|未税|未含税|税额|税金(?!额)|除税|去税|税前|不含增值税|无税|"
        r"excl(?:uding|\.)?(?:vat|tax)|netoftax"
    ),
    "credit": "贷方|贷项|付方|预收|应付",
    "returns": "退货|退款|退回|红字|冲红|红冲|冲销|折让|冲减|负数",
    "foreign": r"外币|原币|汇率(?=[\d:=])",
    "count": "数量|件数|台数|单价|均价|重量|箱数|吨数|套数|销量|笔数|张数",
    "ratio": "占比|比例|比率|率|百分比|同比|环比|增长|增幅|增减|差异|差额|排名|得分",
    "partial": (
        r"[上中下]旬|[上下前后]半月|第[一二三四五\d]周|[本上]周|"
        r"(?:截[至止到]?|(?:更新|统计|录入)[至到])[^,，;；]{0,9}?(?<!\d)(?:[1-9]|1\d|2[0-7])日|"
        r"(?<![\d月./-])(?<![每次下]月)(?<!于)(?:1[-~至到—](?:[2-9]|1\d|2[0-7])|(?:[2-9]|[12]\d)[-~至到—]\d{1,2})[日号]"
    ),
    "draft": (
        "草案|草稿|初稿|样表|样例|示例|模拟|测试|征求意见|作废|废弃|旧版|快报|初步|初版|不完整|勿用|"
        "临时(?:数|版|表|报)|暂(?:用|定)|估算|未(?:审[核批]|复核|核[对实定])|数据未核|待[^,;]{1,6}(?:确认|核[对实])|"
        "(?:调整?|更正|修改|审计|关账|结账)前|draft|sample|example|preliminary"
    ),
    "opposite": "未|非|不含|除外|以外|剔除",
}
_PATTERNS = {sense: re.compile(words) for sense, words in SENSES.items()}
#: In a header 本年 and 年度 mean the year's sum; in a title they merely tell which year it is.
_OF_THE_YEAR = re.compile("本年|今年|年度|当年")
#: What says that a figure is the period's own: nothing changes.
_OWN = re.compile(
    "(?:本月|当月|本期|当期|月度|实际|实绩|已?完成|发生|净|合计|小计|含税|价税合计|人民币|本位币|本币|期末|月末|余额|结余|结存|"
    "库存|金额|总额|总|数|额|值|借方?|应收|元|[()\\-_/:·.]|销售|回款)+"
)
#: What says that a figure is wrong, or counts another time or not at all.
_CORRECTS = re.compile(
    r"应(?:为|是|改)|(?:要|已|须|需)?改[为成]|更正[为:]|有误|错误|[写录填算输]错|点错|误[录写]|[少多]写|"
    r"待(?:核[实对]?|确认|查)|不计入|不算|重复(?:录入|单据|$)|与.{1,20}重复|此.重复|"
    "wrong|incorrect|shouldbe|tobeconfirmed"
)
_NO_CORRECTION = re.compile(r"[如若]有.{0,6}(?:错误|有误|误)|如发现|有误请|无(?:误|错误|重复)|错误代码")
#: Offices, people and harmless turns of speech that merely contain such a word.
_HARMLESS = re.compile(
    "计划(?:财务|管理|运营|部|科|处|组|员|中心|专员|经理|主管)|预算(?:部|科|处|员|管理)|目标(?:管理|完成)|指标(?:完成|提报|分解)|"
    "计划完成|预算执行|任务完成|增长中心|不含内部|退货率|半年报?告?期|测试部|含退[货款]|[经主财考关][营要务核键]指标|指标体系|未经|非(?:经|常|洲|公开)|未(?:尽|审(?!核|批)|完)|"
    "退[货款][^,;。]{0,4}[以用为填记]负[数号]?"
)
#: Two figures side by side are compared: plan and last year are others' columns then.
_COMPARED = re.compile("对比|比较|分析|完成|实际|达成|进度|执行")
_IN_TITLES = ("cumulative", "earlier", "plan", "untaxed", "credit", "returns", "partial", "draft")
_IN_NOTES = ("cumulative", "earlier", "plan", "untaxed", "draft")
_IN_FILE_NAMES = ("cumulative", "earlier", "untaxed")
#: What an extract is about changes nothing in it.
_NATIVE: dict[str, frozenset[str]] = {
    "annual_plan": frozenset({"plan", "cumulative"}),
    "monthly_plan": frozenset({"plan"}),
    "declarations": frozenset({"plan"}),
    "indicators": frozenset(SENSES),
    "org": frozenset(SENSES),
    "conduct": frozenset(SENSES),
}


def is_own(text: str) -> bool:
    """Whether `text` merely says that a figure is the month's own: `本月实际`, `含税金额`."""
    return bool(_OWN.fullmatch(plain(text)))


def _native(extract: Extract) -> frozenset[str]:
    return _NATIVE.get(extract.name, frozenset())


def _found(line: str, senses: Iterable[str], extract: Extract) -> tuple[str, str] | None:
    for sense in senses:
        if sense in _native(extract):
            continue
        found = _PATTERNS[sense].search(line)
        if found:
            return sense, found.group()
    return None


def of_header(text: str, extract: Extract) -> tuple[str, str] | None:
    """(sense, word) of a text above or below a column, or of what a header says beside its field."""
    line = _HARMLESS.sub("", plain(text))
    found = _found(line, SENSES, extract)
    if found is not None:
        return found
    if speaks_of_foreign(line):
        return "foreign", line
    of_year = _OF_THE_YEAR.search(line)
    if of_year and "cumulative" not in _native(extract):
        return "cumulative", of_year.group()
    return None


def of_title(text: str, extract: Extract, *, months: int, is_note: bool = False) -> tuple[str, str] | None:
    """(sense, word) of a title or, with `is_note`, of a line of text elsewhere; months: those of the rows."""
    line = plain(text)
    if _COMPARED.search(line) and not is_note:
        line = re.sub(f"{SENSES['plan']}|{SENSES['earlier']}", "", line)
    line = _HARMLESS.sub("", line)
    if months > 1:
        line = re.sub(_SPAN, "", line)
    found = _found(line, _IN_NOTES if is_note else _IN_TITLES, extract)
    if found is None and "foreign" not in _native(extract) and _speaks_of_foreign(line):
        return "foreign", text
    return found


def _speaks_of_foreign(line: str) -> bool:
    return bool(_PATTERNS["foreign"].search(line)) or speaks_of_foreign(line)


def corrects(text: str) -> bool:
    """Whether a remark says that something is wrong or does not count: `应为 12000`, `重复录入`."""
    line = _NO_CORRECTION.sub("", plain(text))
    return bool(_CORRECTS.search(line))


def of_file_name(name: str, extract: Extract, *, months: int) -> tuple[str, str] | None:
    """(sense, word) of a file's name; a pack is rightly named after the plans in it."""
    line = _HARMLESS.sub("", plain(name))
    return _found(re.sub(_SPAN, "", line) if months > 1 else line, _IN_FILE_NAMES, extract)
