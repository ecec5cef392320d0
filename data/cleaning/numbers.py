"""Text to exact integers: money to fen, quantities to ten-thousandths. No rounding but of noise."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from data.cleaning.meaning.currencies import is_foreign
from data.cleaning.meaning.units import MULTIPLES
from data.cleaning.patience import converted
from data.cleaning.texts import has_odd_digits, simplified, typed_form

#: Beyond this many fen sums of a large ledger could wrap around in 64 bits.
MOST = 10**13
MONEY_DIGITS = 2
QUANTITY_DIGITS = 4
#: Binary noise of a spreadsheet, in yuan (or in units of a quantity).
NOISE = Decimal("0.000001")

_DASHES = {"-", "--", "---", "—", "——", "–", "―", "/", "\\", "_", "~", "*", "."}
_NOTHING = {
    "n/a", "na", "null", "none", "nil", "n.a.", "tbd", "无", "无数据", "暂无", "空", "没有", "未知", "不详",
    "待定", "待补", "未填", "缺", "未报", "未提供", "略", "?", "？", "x", "×",
}  # fmt: skip
_NOT_FINITE = re.compile(r"[+-]?(?:inf|infinity|nan|∞|1\.#(?:inf|qnan|ind).*)", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?.*|\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?"
)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?e[+-]?\d+", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
#: Thousands as the Swiss write them, which is asked about: here nobody does, and a slip is as likely.
_SWISS = re.compile(r"\d{1,3}(?:['’]\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")
_CURRENCY = re.compile(r"^(?:(?:cn)?¥|rmb|cny|人民币)|(?:rmb|cny|人民币)$", re.IGNORECASE)
_MULTIPLE = "|".join(sorted((m for m in MULTIPLES if not m.isascii()), key=len, reverse=True))
_UNIT = re.compile(rf"(?:({_MULTIPLE})?([元圆])|({_MULTIPLE})|(角|分))?整?$")
#: What may stand around a number: if nothing else does, what remains names the currency.
_NUMBER_SIGNS = re.compile(r"[\d\s.,()+\-'△▲]")


def _own_unit(found: re.Match[str]) -> int:
    multiple, _yuan, bare, small = found.groups()
    return {"角": -1, "分": -2}[small] if small else MULTIPLES.get(multiple or bare or "", 0)


def _is_foreign(text: str) -> bool:
    rest = _NUMBER_SIGNS.sub("", text)
    return bool(rest) and len(rest) < 12 and is_foreign(rest) and any(c.isdigit() for c in text)


def _unsigned(text: str) -> tuple[str, str] | None:
    """(text without sign, `-`, `+` or nothing); None if it bears more than one sign."""
    signs = ""
    if text.startswith("(") and text.endswith(")"):
        text, signs = text[1:-1].strip(), signs + "-"
    if text[:1] in {"△", "▲", "-", "+"}:
        text, signs = text[1:].strip(), signs + ("+" if text[:1] == "+" else "-")
    if text.endswith("-"):
        text, signs = text[:-1].strip(), signs + "-"
    return (text, signs) if len(signs) <= 1 else None


def scaled(text: str, digits: int, exponent: int | None) -> tuple[Decimal | None, str | None]:
    """(`text` in units of 10^-`digits`, not rounded, None), or (None, code of what is wrong).

    exponent: the unit of the column as a power of ten, None where nothing declares one;
    then a cell may bring its own (`2000万`), otherwise it must agree.
    """
    folded = simplified(typed_form(text))
    # Excel's own mark of a number kept as text, as some exports spell it out.
    if re.match(r"'[^']*$", folded):
        folded = folded[1:].lstrip()
    lower = folded.casefold()
    if not lower:
        return None, "blank_amount"
    if has_odd_digits(text):
        return None, "not_a_number"
    if lower in _DASHES:
        return None, "dash"
    if lower in _NOTHING:
        return None, "word_for_nothing"
    if _NOT_FINITE.fullmatch(lower):
        return None, "not_finite"
    if lower.startswith("#"):
        return None, "error_cell"
    if "%" in lower or "‰" in lower:
        return None, "percent"
    if _DATE_LIKE.fullmatch(lower):
        return None, "date_as_amount"
    if _SCIENTIFIC.fullmatch(lower):
        return None, "scientific"
    if _is_foreign(lower):
        return None, "foreign_currency"
    signed = _unsigned(lower)
    if signed is None:
        return None, "not_a_number"
    # The sign may stand before the currency or behind it: -¥5, ¥-5.
    again = _unsigned(_CURRENCY.sub("", signed[0]).strip())
    if again is None or (again[1] and signed[1]):
        return None, "not_a_number"
    body, is_negative = again[0], "-" in signed[1] + again[1]
    unit = _UNIT.search(body)
    own = None
    if unit and unit.group():
        own = _own_unit(unit)
        body = body[: unit.start()].strip()
        if digits != MONEY_DIGITS:
            return None, "not_a_number"
        if exponent is not None and own != exponent:
            return None, "cell_unit_conflict"
    if re.search(r"\d\s+\d", body):
        return None, "inner_space"
    if _GROUPED.fullmatch(body):
        body = body.replace(",", "")
    elif _SWISS.fullmatch(body):
        body = re.sub("['’]", "", body)
    elif _EUROPEAN.fullmatch(body):
        return None, "european"
    elif "," in body:
        return None, "bad_grouping" if re.fullmatch(r"[\d.,]+", body) else "not_a_number"
    if not _PLAIN.fullmatch(body) or len(body) > 60:
        return None, "not_a_number"
    value = Decimal(body).scaleb(digits + (own if own is not None else exponent or 0))
    return (None, "too_large") if value > MOST else (-value if is_negative else value, None)


def amount(text: str, digits: int, exponent: int | None) -> tuple[int | None, str | None]:
    """(`text` as a whole number of 10^-`digits`, None), or (None, code of what is wrong).

    Money with a fraction of a fen comes rounded half up, away from zero, with the code `sub_fen`; thousands
    set off by apostrophes with `apostrophes`.
    """
    value, code = scaled(text, digits, exponent)
    if value is None:
        return None, code
    whole = int(value.to_integral_value(ROUND_HALF_UP))
    if abs(value - whole) < NOISE.scaleb(digits):
        return whole, "apostrophes" if _SWISS.search(text) else None
    return (whole, "sub_fen") if digits == MONEY_DIGITS else (None, "too_many_decimals")


def amounts(cells: pl.Series, digits: int, exponent: int | None) -> tuple[pl.Series, pl.Series]:
    """(Int64 in 10^-`digits`, String code of what is wrong or null), cell by cell.

    Plain numbers take a fast path: up to `MOST` a float multiplied by a power of ten is
    within 0.003 of the integer it stands for, so rounding it is exact.
    """
    decimals = digits + (exponent or 0)
    fraction = rf"(?:\.\d{{1,{decimals}}})?" if decimals > 0 else r"(?:\.0+)?"
    plain = rf"^[+-]?\d{{1,15}}{fraction}$"
    grouped = rf"^[+-]?\d{{1,3}}(?:,\d{{3}}){{1,4}}{fraction}$"
    frame = pl.DataFrame({"cell": cells}).with_columns(
        fast=pl.when(pl.col("cell").str.contains(plain))
        .then(pl.col("cell"))
        .when(pl.col("cell").str.contains(grouped))
        .then(pl.col("cell").str.replace_all(",", "", literal=True))
        .cast(pl.Float64, strict=False)
        * 10.0**decimals
    )
    is_large = pl.col("fast").abs() > MOST
    frame = frame.with_columns(
        value=pl.when(~is_large).then(pl.col("fast")).round(0).cast(pl.Int64),
        code=pl.when(is_large).then(pl.lit("too_large")),
    )
    slow = frame.filter(pl.col("fast").is_null() & pl.col("cell").is_not_null())["cell"].unique(
        maintain_order=True
    )
    if slow.len():
        parsed = converted(slow, lambda text: amount(text, digits, exponent))
        table = pl.DataFrame(
            {"cell": slow, "slow_value": [p[0] for p in parsed], "slow_code": [p[1] for p in parsed]},
            schema={"cell": pl.String, "slow_value": pl.Int64, "slow_code": pl.String},
        )
        frame = frame.join(table, on="cell", how="left", maintain_order="left").with_columns(
            value=pl.coalesce("value", "slow_value"), code=pl.coalesce("code", "slow_code")
        )
    return frame["value"], frame["code"]
