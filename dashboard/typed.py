"""Numbers that people type: one way to read them, on every page."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from data.cleaning.numbers import MOST

#: No value of the regulation has more digits; longer ones only cost time.
_MOST_DIGITS = 20
_WAN, _YI, _YUAN = "\u4e07", "\u4ebf", "\u5143"
_TYPED = re.compile(
    rf"[\s¥]*([+-]?)[\s¥]*(\d+(?:\.\d*)?|\d{{1,3}}(?:[,\s]\d{{3}})+(?:\.\d*)?|\.\d+)"
    rf"(?:\s*/\s*(\d+))?\s*([%{_WAN}{_YI}]?)\s*{_YUAN}?\s*"
)
_SCALES = {"": Fraction(1), "%": Fraction(1, 100), _WAN: Fraction(10**4), _YI: Fraction(10**8)}


class NotANumber(ValueError):
    """What was typed into the field of a number is none."""


def number(text: str) -> Fraction:
    """What a typed number comes to, exactly: `0.7`, `70 %`, `７０％`, `7/100`, `1,234.5`, `12.9万元`.

    NotANumber for all else, such as `12,34`, and for more than twenty digits before or behind a mark.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    found = _TYPED.fullmatch(plain) if len(text) <= 4 * _MOST_DIGITS else None
    if found is None:
        raise NotANumber
    sign, typed, divisor, scale = found.groups()
    digits = re.sub(r"[,\s]", "", typed)
    if any(len(each) > _MOST_DIGITS for each in (*digits.split("."), divisor or "")):
        raise NotANumber
    if divisor is not None and not int(divisor):
        raise NotANumber
    value = Fraction(digits) / int(divisor or 1) * _SCALES[scale]
    return -value if sign == "-" else value


def fen(text: str, *, is_signed: bool = False) -> int:
    """A typed amount of yuan in fen.

    NotANumber for all else, shares, parts of a fen, more than files may hold, and below 0 unless signed.
    """
    exact = number(text) * 100
    is_share = not {"%", "/"}.isdisjoint(unicodedata.normalize("NFKC", text))
    if is_share or exact.denominator != 1 or abs(exact) > MOST or (exact < 0 and not is_signed):
        raise NotANumber
    return int(exact)
