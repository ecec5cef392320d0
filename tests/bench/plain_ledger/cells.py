"""One cell to its value, or the code of what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import cache

EDGES = " \t\r\n\v\f\u00a0\u1680\u202f\u205f\u3000\ufeff\u2060\u00ad" + "".join(
    map(chr, range(0x2000, 0x200E))
)
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MOST = 10**13

PLAIN = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,2})?")
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
EUROPEAN = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]+,[0-9]{1,2}|[0-9]{1,3}(\.[0-9]{3}){2,}")
DATE_LIKE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?.*|\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月"
    r"|\d{1,2}[-/]\d{1,2}([-/]\d{2,4})?"
)
SCIENTIFIC = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?e[+-]?[0-9]+")
FOREIGN = re.compile(r"[$€£₩]|usd|eur|hkd|jpy|美元|港币|港元|欧元|日元")
CURRENCY = re.compile(r"^(¥|rmb|cny|人民币)|(rmb|cny|人民币)$")
UNIT = re.compile(r"(亿|千万|百万|万|千)?(元|圆)?整?$")
ZEROS = {None: 0, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
DASHES = {"-", "--", "---", "—", "——", "–", "―", "/", "\\", "_", "~", "*", "."}
NOTHING = {
    "n/a", "na", "null", "none", "nil", "n.a.", "tbd", "无", "无数据", "暂无", "空", "没有", "未知", "不详",
    "待定", "待补", "未填", "缺", "未报", "未提供", "略", "?", "x", "×",
}  # fmt: skip
NOT_FINITE = re.compile(r"[+-]?(inf|infinity|nan|∞|1\.#(inf|qnan|ind).*)")
DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"([ t]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
)
DAY_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"[234]\d{4}(\.\d+)?")


def folded(text: str) -> str:
    """Full width to half, nothing invisible, no space at the ends."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def text_of(value: object) -> object:
    """A cell as read: text without space at its ends, None where blank; numbers and days as they are."""
    if isinstance(value, str):
        return value.strip(EDGES) or None
    return value


def odd_digits(text: str) -> bool:
    """Whether a digit is a footnote mark or of another script."""
    return any(
        c.isdigit() or unicodedata.category(c) in {"Nl", "No"}
        for c in text
        if not (c.isascii() or "０" <= c <= "９")
    )


def number(value: object, digits: int, zeros: int | None) -> tuple[int | None, str | None]:
    """A whole number of 10^-`digits`. zeros: what the header's unit adds to a yuan, None without one."""
    if value is None:
        return None, None
    if isinstance(value, (int, float)):
        return whole(Decimal(repr(value)), digits, zeros or 0)
    text = str(value)
    if PLAIN.fullmatch(text):
        return whole(Decimal(text), digits, zeros or 0)
    if odd_digits(text):
        return None, "not_a_number"
    text = folded(text).replace("−", "-").casefold()
    if re.match(r"'[^']*$", text):
        text = text[1:].lstrip()
    if fault := not_an_amount(text):
        return None, fault
    negative, body = sign(text)
    again, body = sign(CURRENCY.sub("", body).strip())
    if negative is None or again is None or (negative and again):
        return None, "not_a_number"
    unit = UNIT.search(body)
    if unit and unit.group():
        own, body = ZEROS[unit.group(1)], body[: unit.start()].strip()
        if digits != 2:
            return None, "not_a_number"
        if zeros is not None and own != zeros:
            return None, "cell_unit_conflict"
        zeros = own
    if re.search(r"\d\s+\d", body):
        return None, "inner_space"
    if GROUPED.fullmatch(body):
        body = body.replace(",", "")
    elif EUROPEAN.fullmatch(body):
        return None, "european"
    elif "," in body:
        return None, "bad_grouping"
    if not NUMBER.fullmatch(body):
        return None, "not_a_number"
    found, fault = whole(Decimal(body), digits, zeros or 0)
    return (-found if found is not None and negative != again else found), fault


def whole(value: Decimal, digits: int, zeros: int) -> tuple[int | None, str | None]:
    """The exact whole number; noise of a spreadsheet below a millionth is taken off."""
    scaled = value.scaleb(digits + zeros)
    if abs(scaled) > MOST:
        return None, "too_large"
    rounded = int(scaled.to_integral_value())
    if abs(scaled - rounded) >= Decimal("0.000001").scaleb(digits):
        return None, "sub_fen" if digits == 2 else "too_many_decimals"
    return rounded, None


def not_an_amount(text: str) -> str | None:
    """What stands in the place of an amount and is none."""
    if text in DASHES:
        return "dash"
    if text in NOTHING:
        return "word_for_nothing"
    if NOT_FINITE.fullmatch(text):
        return "not_finite"
    if text.startswith("#"):
        return "error_cell"
    if "%" in text or "‰" in text:
        return "percent"
    if DATE_LIKE.fullmatch(text):
        return "date_as_amount"
    if SCIENTIFIC.fullmatch(text):
        return "scientific"
    return "foreign_currency" if FOREIGN.search(text) else None


def sign(text: str) -> tuple[bool | None, str]:
    """(is negative, the rest); None for more than one sign."""
    signs = 0
    if text.startswith("(") and text.endswith(")"):
        text, signs = text[1:-1].strip(), 1
    if text[:1] in {"△", "▲", "-"}:
        text, signs = text[1:].strip(), signs + 1
    elif text[:1] == "+":
        text = text[1:].strip()
    if text.endswith("-"):
        text, signs = text[:-1].strip(), signs + 1
    return (None if signs > 1 else signs == 1), text


@cache
def day(value: object) -> tuple[date | None, str | None]:
    """A calendar day in one of the accepted spellings."""
    if value is None:
        return None, None
    if isinstance(value, datetime):
        return value.date(), None
    if CONTROL.search(str(value)):
        return None, "control_characters"
    if odd_digits(str(value)):
        return None, "ambiguous_date"
    text = folded(str(value)).casefold()
    if re.match(r"'[^']+$", text):
        text = text[1:]
    found = DAY.fullmatch(text) or DAY_COMPACT.fullmatch(text)
    if found:
        year, month, of_month = map(int, found.groups()[:3])
        try:
            return (date(year, month, of_month), None) if 2000 <= year <= 2100 else (None, "impossible_date")
        except ValueError:
            return None, "impossible_date"
    if SERIAL.fullmatch(text):
        return None, "serial"
    return None, "ambiguous_date" if re.search(r"\d", text) else "not_a_date"


@cache
def name(value: object) -> tuple[str | None, str | None]:
    """A name of a region, an office, a customer or a choice."""
    if value is None:
        return None, None
    if CONTROL.search(str(value)):
        return None, "control_characters"
    return folded(str(value)) or None, None


def code(value: object) -> tuple[str | None, str | None]:
    """A document number, which a spreadsheet may have turned into 1E+10."""
    if value is None:
        return None, None
    text = str(value)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+\d+", text):
        return text, "scientific_code"
    return free_text(text)


def free_text(value: object) -> tuple[str | None, str | None]:
    """Words as they stand."""
    if value is None:
        return None, None
    text = str(value)
    return text, "control_characters" if CONTROL.search(text) else None
