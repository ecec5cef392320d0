"""Units of money in headers, titles and cells, as powers of ten of a yuan."""

from __future__ import annotations

import re

from data.cleaning.numbers import FOREIGN
from data.cleaning.texts import plain

#: Unit → how many zeros it adds to a yuan.
EXPONENTS = {"元": 0, "圆": 0, "千元": 3, "万元": 4, "百万元": 6, "千万元": 7, "亿元": 8}
NAMES = {0: "元", 3: "千元", 4: "万元", 6: "百万元", 7: "千万元", 8: "亿元"}
_UNIT = r"(?:人民币|rmb|cny)?(千万元|百万元|万元|千元|亿元|元|圆)"
_IN_BRACKETS = re.compile(rf"[(\[【](?:金额)?(?:单位[:：]?)?{_UNIT}[)\]】]$")
_AFTER_COMMA = re.compile(rf"[,、/;:]{_UNIT}\)$")
_AFTER_SIGN = re.compile(rf"[-_/:：,、]{_UNIT}$")
_BARE = re.compile(r"(千万元|百万元|万元|千元|亿元)$")
_TITLE = re.compile(rf"(?:单位|unit)(?:均?[为是])?[:：]?{_UNIT}")
_TITLE_BRACKETS = re.compile(rf"[(\[【](?:金额)?(?:单位[:：]?)?{_UNIT}[)\]】]")
_FOREIGN_TITLE = re.compile(
    rf"(?:单位|币种|币别|货币)(?:均?[为是])?[:：]?[百千万亿]*(?:{FOREIGN.pattern})", re.IGNORECASE
)
_COUNTING = re.compile(r"[(\[](?:件|个|台|套|吨|米|箱|瓶|公斤|千克|kg|pcs|%)[)\]]$")


def split_unit(header: str) -> tuple[str, int | None]:
    """(`header` without its unit, exponent of the unit or None). `header` is `plain` text."""
    for pattern in (_IN_BRACKETS, _AFTER_SIGN, _BARE):
        found = pattern.search(header)
        if found and found.start():
            return header[: found.start()], EXPONENTS[found.group(1)]
    found = _AFTER_COMMA.search(header)
    if found:
        return header[: found.start()] + ")", EXPONENTS[found.group(1)]
    return _COUNTING.sub("", header), None


def unit_of_cell(text: str | None) -> int | None:
    """The exponent if the whole cell names a unit: `万元`, `(元)`."""
    found = re.fullmatch(rf"[(\[【]?(?:单位[:：]?)?{_UNIT}[)\]】]?", plain(text))
    return EXPONENTS[found.group(1)] if found else None


def units_in_title(text: str | None) -> set[int]:
    """Exponents of all units a title, note or sheet name declares."""
    line = plain(text)
    found = {*_TITLE.findall(line), *_TITLE_BRACKETS.findall(line)}
    return {EXPONENTS[unit] for unit in found}


def is_foreign_title(text: str | None) -> bool:
    """Whether a title or note declares another currency: `单位：万美元`."""
    return bool(_FOREIGN_TITLE.search(plain(text)))
