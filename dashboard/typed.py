"""Numbers that people type: one way to read them, on every page."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

#: No value of the regulation has more digits; longer ones only cost time.
_MOST_DIGITS = 20
_WAN, _YI, _YUAN = "\u4e07", "\u4ebf", "\u5143"
_TYPED = re.compile(rf"([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:/(\d+))?([%{_WAN}{_YI}]?){_YUAN}?")
_SCALES = {"": Fraction(1), "%": Fraction(1, 100), _WAN: Fraction(10**4), _YI: Fraction(10**8)}


class NotANumber(ValueError):
    """What was typed into the field of a number is none."""


def number(text: str) -> Fraction:
    """What a typed number comes to, exactly: `0.7`, `70 %`, `７０％`, `7/100`, `1,234.5`, `12.9万元`.

    NotANumber for everything else, and for more than twenty digits before or behind a mark.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    found = _TYPED.fullmatch(re.sub(r"[\s,¥]", "", plain)) if len(text) <= 4 * _MOST_DIGITS else None
    if found is None or any(len(digits) > _MOST_DIGITS for digits in re.findall(r"\d+", found.group())):
        raise NotANumber
    sign, digits, divisor, scale = found.groups()
    if divisor is not None and not int(divisor):
        raise NotANumber
    value = Fraction(digits) / int(divisor or 1) * _SCALES[scale]
    return -value if sign == "-" else value


def fen(text: str, *, is_signed: bool = False) -> int:
    """A typed amount of yuan in fen. NotANumber for others, parts of a fen, and below 0 unless signed."""
    exact = number(text) * 100
    if exact.denominator != 1 or (exact < 0 and not is_signed):
        raise NotANumber
    return int(exact)
