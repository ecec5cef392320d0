"""What simple formulas come to: sums and plain arithmetic, as a spreadsheet computes them.

A stored result may be older than the cells it was computed from. Whatever is not simple is
listed as not checked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from data.reading.sheets import column_index

#: (row 1-based, column 0-based) → text of the cell, None if blank.
Lookup = Callable[[int, int], str | None]
#: (row, column) → whether the cell holds a text, be it of digits.
IsText = Callable[[int, int], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:E[+-]?\d+)?)"
    r"|(?P<name>SUM|PRODUCT|ROUND|AVERAGE|MAX|MIN|ABS)(?=\()"
    r"|(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?![A-Z0-9(!])"
    r"|(?P<sign>[-+*/^%(),:]))",
    re.IGNORECASE,
)
#: They pass over texts in the cells they are given; arithmetic reads digits in them.
_AGGREGATES = {"SUM", "PRODUCT", "AVERAGE", "MAX", "MIN"}
#: A text that people read as a number: `1,234.50`, `¥1,234`, `12万元`; its digits alone are captured.
_WRITTEN = re.compile(r"[¥￥]?\s*(-?\d[\d,，]*(?:\.\d+)?)\s*[十百千万亿]*元?")
_MAX_LENGTH = 400
_MAX_RANGE = 200_000


class _Unknown(Exception):
    pass


class _Parser:
    """Recursive descent over + - * / ( ), cell references and a few functions.

    `left_out`: the cells that an aggregate passed over because they hold a text of digits.
    """

    def __init__(self, formula: str, lookup: Lookup, is_text: IsText | None) -> None:
        self.tokens = self._tokens(formula)
        self.at = 0
        self.depth = 0
        self.lookup = lookup
        self.is_text = is_text
        self.left_out: list[tuple[int, int]] = []

    @staticmethod
    def _tokens(formula: str) -> list[tuple[str, str]]:
        tokens, at = [], 0
        while at < len(formula):
            match = _TOKEN.match(formula, at)
            if match is None:
                if formula[at:].strip():
                    raise _Unknown
                break
            tokens.append((match.lastgroup or "", match.group(match.lastgroup or 0)))
            at = match.end()
        return tokens

    def _peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise _Unknown
        self.at += 1
        return self.tokens[self.at - 1]

    def _expect(self, sign: str) -> None:
        if self._next()[1] != sign:
            raise _Unknown

    def value(self) -> float:
        result = self._sum()
        if self.at != len(self.tokens):
            raise _Unknown
        return result

    def _sum(self) -> float:
        self.depth += 1
        if self.depth > 40:
            raise _Unknown
        result = self._product()
        while self._peek() in {"+", "-"}:
            sign = self._next()[1]
            other = self._product()
            result = result + other if sign == "+" else result - other
        self.depth -= 1
        return result

    def _product(self) -> float:
        result = self._power()
        while self._peek() in {"*", "/"}:
            sign = self._next()[1]
            other = self._power()
            if sign == "/" and other == 0:
                raise ZeroDivisionError
            result = result * other if sign == "*" else result / other
        return result

    def _power(self) -> float:
        result = self._factor()
        while self._peek() in {"^", "%"}:
            if self._next()[1] == "%":
                result /= 100
                continue
            power = float(result) ** self._factor()
            if not isinstance(power, float):
                raise _Unknown
            result = power
        return result

    def _factor(self) -> float:
        kind, text = self._next()
        if text in {"-", "+"}:
            value = self._factor()
            return -value if text == "-" else value
        if kind == "number":
            return float(text)
        if text == "(":
            result = self._sum()
            self._expect(")")
            return result
        if kind == "cell":
            return self._cell(text) or 0.0
        if kind == "name":
            return self._function(text.upper())
        raise _Unknown

    def _function(self, name: str) -> float:
        self._expect("(")
        is_aggregate = name in _AGGREGATES
        arguments: list[list[float]] = [list(self._argument(is_aggregate=is_aggregate))]
        while self._peek() == ",":
            self._next()
            arguments.append(list(self._argument(is_aggregate=is_aggregate)))
        self._expect(")")
        values = [value for argument in arguments for value in argument]
        if name == "ROUND" and len(arguments) == 2 and len(values) == 2:
            return rounded(values[0], int(values[1]))
        if name == "SUM":
            return sum(values)
        if name == "PRODUCT":
            return math.prod(values) if values else 0.0
        if name == "ABS" and len(values) == 1:
            return abs(values[0])
        if name in {"MAX", "MIN", "AVERAGE"} and values:
            if name == "AVERAGE":
                return sum(values) / len(values)
            return max(values) if name == "MAX" else min(values)
        raise _Unknown

    def _argument(self, *, is_aggregate: bool) -> Iterator[float]:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        follows = self.tokens[self.at + 1][1] if self.at + 1 < len(self.tokens) else ""
        is_alone = is_aggregate and follows in {",", ")"}
        if kind != "cell" or not (follows == ":" or is_alone):
            yield self._sum()
            return
        row, column = last_row, last_column = _position(text)
        self.at += 1
        if follows == ":":
            self.at += 1
            kind, other = self._next()
            if kind != "cell":
                raise _Unknown
            last_row, last_column = _position(other)
        if (last_row - row + 1) * (last_column - column + 1) > _MAX_RANGE:
            raise _Unknown
        for r in range(row, last_row + 1):
            for c in range(column, last_column + 1):
                value = self._cell_or_none(r, c)
                if value is not None:
                    yield value

    def _cell(self, reference: str) -> float | None:
        row, column = _position(reference)
        text = self.lookup(row, column)
        if text is None:
            return None
        value = _number(text)
        if value is None:
            raise _Unknown
        return value

    def _cell_or_none(self, row: int, column: int) -> float | None:
        # An aggregate passes over texts, of words and of digits alike, as spreadsheets do.
        value = _number(self.lookup(row, column))
        if value is not None and self.is_text is not None and self.is_text(row, column):
            self.left_out.append((row, column))
            return None
        return value


def _number(text: str | None) -> float | None:
    """What a cell stands for when people add it up: its digits, be they a text with commas or a unit."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        written = _WRITTEN.fullmatch(text.strip())
        return float(re.sub("[,，]", "", written.group(1))) if written else None


def _position(reference: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", reference.upper()).groups()  # type: ignore[union-attr]
    return int(digits), column_index(letters)


def rounded(value: float, digits: int) -> float:
    """`value` to `digits` decimals as spreadsheets do it: 15 significant digits, halves away from zero."""
    exact = Decimal(f"{value:.15g}")
    return float(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _evaluated(
    formula: str, lookup: Lookup, is_text: IsText | None
) -> tuple[float, list[tuple[int, int]]] | None:
    if not formula or len(formula) > _MAX_LENGTH:
        return None
    try:
        parser = _Parser(formula.lstrip("="), lookup, is_text)
        return parser.value(), parser.left_out
    except ZeroDivisionError:
        return math.inf, []
    except (_Unknown, ValueError, ArithmeticError, RecursionError):
        return None


def computed(formula: str, lookup: Lookup) -> float | None:
    """What a simple formula comes to; None if it is not simple enough to say, infinity if it divides by 0."""
    result = _evaluated(formula, lookup, None)
    return None if result is None else result[0]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a stored result is not trusted: it should be `fresh`, or texts of digits were left out of it."""

    fresh: float
    left_out: tuple[tuple[int, int], ...] = ()


def doubt_about(formula: str, cached: str, lookup: Lookup, is_text: IsText) -> Doubt | None:
    """What speaks against the stored result, from half a fen on; None if nothing does, or nobody can say.

    `Doubt.fresh` is the result with every digit counted where `left_out` explains the stored one.
    """
    counted = computed(formula, lookup)
    try:
        stored = float(cached)
    except ValueError:
        return None
    if counted is None or _agree(counted, stored):
        return None
    # Whether a cell is a text is looked up only here, where the figures disagree.
    result = _evaluated(formula, lookup, is_text)
    if result is None:
        return None
    fresh, left_out = result
    if left_out and _agree(fresh, stored):
        return Doubt(counted, tuple(left_out))
    return Doubt(fresh)


def _agree(fresh: float, stored: float) -> bool:
    return abs(fresh - stored) <= max(0.005, 1e-9 * abs(stored))
