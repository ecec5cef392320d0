"""Units of money in headers, titles and cells, as powers of ten of a yuan."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from data.cleaning.meaning.currencies import is_foreign, is_yuan
from data.cleaning.texts import plain, simplified

#: How many zeros a word adds.
MULTIPLES = {
    "十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万万": 8,
    "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
    "k": 3, "w": 4, "10k": 4, "100k": 5, "m": 6, "mn": 6, "million": 6, "thousand": 3,
}  # fmt: skip
#: Unit → its name; what a cell may bring along is written with these.
NAMES = {
    -2: "分", -1: "角", 0: "元", 1: "十元", 2: "百元", 3: "千元", 4: "万元", 5: "十万元", 6: "百万元",
    7: "千万元", 8: "亿元", 9: "十亿元", 10: "百亿元", 11: "千亿元", 12: "万亿元",
}  # fmt: skip
_SMALL = {"角": -1, "分": -2}
_MULTIPLE = "|".join(sorted(map(re.escape, MULTIPLES), key=len, reverse=True))
_YUAN = r"(?:人民币|rmb|cny|¥)"
#: A unit as it is written, spaces taken out: `万元`, `人民币(万元)`, `rmb10k`, `万元/人民币`, `分`, `元`.
UNIT = (
    rf"(?:{_YUAN}[/:\-]?)?[(\[【]?(?:{_YUAN})?(?:(?P<multiple>{_MULTIPLE})?(?P<coin>元|圆|块|yuan|{_YUAN})|"
    rf"(?P<bare>{_MULTIPLE})|(?P<small>角|分))[)\]】]?(?:[/:\-]?{_YUAN})?整?"
)
_UNIT = re.compile(UNIT)
_BARE = re.compile(rf"(?:{_YUAN})?(十万元|百万元|千万元|十亿元|亿元|万元|千元|百元|万圆|千圆)$")
_ENGLISH = re.compile(
    r"(?:rmb|cny|yuan|¥)\s*(?:in\s*)?['’]?(000|thousand|million|mn|10,?000)"
    r"|(000|10,?000|thousand|million)s?\s*(?:of\s+)?(?:rmb|cny|yuan)"
)
_ENGLISH_EXPONENTS = {"000": 3, "thousand": 3, "million": 6, "mn": 6, "10000": 4}
_STRONG = re.compile(r"(?<![\d十百千万亿第])(十万|百万|千万|十亿|百亿|亿|万|千|百|十)[元圆](?![素旦店户])")
#: Units told in figures or by signs: `单位：1,000元`, `×1000`, `10^4元`, `RMB MM`, `TCNY`.
_FIGURES = re.compile(
    r"(?:(?:单位|unit|倍[率数]|乘以?|人民币|rmb|cny|¥)[(\[]?(?:均?[为是])?[:=\-]?|[×x*])(?:rmb|cny|¥|人民币)?"
    r"(?:1(?P<zeros>0{0,2}(?:,?0{3})+|0{4,8})|10\^(?P<power>\d))(?:[元圆块]|rmb|cny|yuan|人民币|$|[)\],;。])"
)
_CODES = re.compile(r"(?<![a-z])(?:(?:rmb|cny|¥)\s*(mm|mio|mln|mil|t)|(t|mio|mln)\s*(?:rmb|cny))(?![a-z])")
#: The unit of a title stands behind one of these, or in brackets of its own.
_ANNOUNCED = re.compile(
    r"(?:(?:计量|货币|金额|币种)?(?:单位|unit)|币种|币别|货币)\s*(?:均?[为是])?\s*[:：\-—_/=]*\s*"
    r"|金额\s*[:：]\s*|[以按]\s*|数[字据]均?[为是]\s*"
)
_BRACKETS = re.compile(r"[(\[【〔（]([^()\[\]【】〔〕（）]*(?:[(（][^()（）]*[)）])?)[)\]】〕）]")
_PLEDGE = re.compile(r"(?:单位|unit|币种|币别|货币|金额)?\s*(?:均?[为是])?\s*[:：\-—_/=]*\s*", re.IGNORECASE)
_COUNTING = "件|个|台|套|吨|米|箱|瓶|公斤|千克|kg|pcs|%|家|人|次|天|元/件|只|支|盒|包|桶|条|张|双|份"
_COUNTED = re.compile(rf"[(\[](?:{_COUNTING})[)\]]$")
#: What may follow a unit that is announced in running text.
_ENDS = r"(?=$|[\s()\]】〕,;。、|!]|计|为单位|列示|表示|反映|填列)"


def _exponent(found: re.Match[str]) -> int:
    if small := found.group("small"):
        return _SMALL[small]
    return MULTIPLES.get(found.group("multiple") or found.group("bare") or "", 0)


def unit_of(text: str | None) -> int | None:
    """The exponent if the whole text names a unit of money: `万元`, `(元)`, `RMB 10K`, `人民币（万元）`."""
    line = plain(text).strip("()[]【】〔〕:：,，。;；-—_ ")
    if line.count("(") > line.count(")"):
        line += ")"
    found = _UNIT.fullmatch(line)
    if found:
        return _exponent(found)
    return 0 if line and is_yuan(line) else None


@lru_cache(maxsize=20_000)
def unit_of_cell(text: str | None) -> int | None:
    """The exponent if the whole cell names a unit, with or without `单位:` before it."""
    line = plain(text)
    return unit_of(_PLEDGE.sub("", line, count=1)) if line else None


def is_counting_unit(text: str | None) -> bool:
    """Whether the whole cell is a unit of things that are counted: `件`, `(台)`."""
    return bool(re.fullmatch(rf"[(\[]?(?:{_COUNTING})[)\]]?", plain(text)))


def _opening_bracket(header: str) -> int | None:
    """Where the bracket opens that closes at the end of `header`; None if none does."""
    if not header.endswith((")", "]", "】")):
        return None
    depth = 0
    for at in range(len(header) - 1, -1, -1):
        depth += (header[at] in ")]】") - (header[at] in "([【")
        if not depth:
            return at
    return None


def split_unit(header: str) -> tuple[str, int | None]:
    """(`header` without its unit, exponent of the unit or None). `header` is `plain` text."""
    opening = _opening_bracket(header)
    if opening is not None:
        if opening and (exponent := unit_of_cell(header[opening + 1 : -1])) is not None:
            return header[:opening], exponent
        inner = re.search(r"[,、/;:]([^,、/;:()]+)\)$", header)
        if inner and (exponent := unit_of(inner.group(1))) is not None:
            return header[: inner.start()] + ")", exponent
        return _COUNTED.sub("", header), None
    for sign in "-_/:、,":
        bare, _, tail = header.rpartition(sign)
        if bare and (exponent := unit_of_cell(tail)) is not None:
            return bare, exponent
    found = _BARE.search(header)
    if found and found.start():
        return header[: found.start()], MULTIPLES[found.group(1)[:-1]]
    return header, None


def _folded(text: str) -> str:
    """`text` with its blanks kept: a unit may end at one."""
    return simplified(unicodedata.normalize("NFKC", text)).casefold()


def _announced(line: str) -> list[tuple[bool, str]]:
    """(whether it is a currency that is announced, what follows) for each `单位：`, `币种：` and the like."""
    return [("币" in m.group(), line[m.end() :]) for m in _ANNOUNCED.finditer(line)]


def _leading_unit(tail: str) -> int | None:
    """The unit that `tail` begins with, blanks inside it allowed: `万 元 编制人`."""
    compact, ends = "", []
    for at, sign in enumerate(tail[:24]):
        if not sign.isspace():
            compact += sign
            ends.append(at + 1)
    for length in range(min(len(compact), 16), 0, -1):
        found = _UNIT.fullmatch(compact[:length])
        if found and re.match(_ENDS, tail[ends[length - 1] :]):
            return _exponent(found)
    return None


def units_in_title(text: str | None) -> set[int]:
    """Exponents of all units a title, note or sheet name declares: `单位：万元`, `（万）`, `以千元计`."""
    if not text:
        return set()
    line = _folded(text)
    found = set[int | None]()
    for is_currency, tail in _announced(line):
        exponent = _leading_unit(tail)
        found.add(None if is_currency and exponent == 0 else exponent)
    for inner in _BRACKETS.findall(line):
        exponent = unit_of_cell(inner)
        # A single 分 or 元 in brackets may be points or a shape of speech: only multiples count there.
        if exponent is not None and (exponent > 0 or "单位" in inner or "元" in inner):
            found.add(exponent)
    found |= {_ENGLISH_EXPONENTS[(a or b).replace(",", "")] for a, b in _ENGLISH.findall(line)}
    whole = unit_of_cell(text)
    if whole is not None and whole != -2:
        found.add(whole)
    if _FIGURES.search(plain(text)):
        found.discard(0)  # `RMB 1,000` is not in yuan
    return {exponent for exponent in found if exponent is not None}


def is_bare_unit(text: str | None) -> bool:
    """Whether a text declares its unit without 元: `单位：万`, `（万）`; it may count other things."""
    line = plain(text)
    return bool(units_in_title(text)) and not re.search("[元圆块¥]|rmb|cny|人民币", line)


def units_mentioned(text: str | None) -> set[int]:
    """Exponents of units above a yuan that a text mentions without declaring them: `万元表`."""
    line = plain(text)
    found = {MULTIPLES[word] for word in _STRONG.findall(line)}
    found |= {int(m["power"] or 0) or (m["zeros"] or "").count("0") for m in _FIGURES.finditer(line)}
    found |= {3 if "t" in m.groups() else 6 for m in _CODES.finditer(_folded(text or ""))}
    return found & NAMES.keys()


def foreign_in_title(text: str | None) -> str | None:
    """The currency other than yuan that a title or note declares (`单位：万澳元` → `万澳元`), or None."""
    if not text:
        return None
    line = _folded(text)
    for is_currency, tail in _announced(line):
        word = re.split(r"[\s,;。、|)\]】〕'’]", tail, maxsplit=1)[0]
        word = re.sub(r"(?:计价?|列示|表示|为单位|反映)$", "", word)
        if not word or unit_of(word) is not None or is_yuan(word) or _leading_unit(tail) is not None:
            continue
        if is_currency or is_foreign(word):
            return word
    for inner in _BRACKETS.findall(line):
        if is_foreign(inner):
            return str(inner)
    return None
