"""Formulas in uploaded cells: which are never accepted, and what the simple ones come to.

A stored result may be older than the cells it was computed from. Sums and plain arithmetic
are computed again; anything else is listed as not checked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

from data.reading.sheets import column_index

#: (row 1-based, column 0-based) → text of the cell, None if blank.
Lookup = Callable[[int, int], str | None]

#: They send or fetch data, or start programs: refused in any cell.
_REACHING = (
    "WEBSERVICE", "FILTERXML", "RTD", "DDE", "CALL", "REGISTER", "REGISTER.ID", "EXEC", "IMAGE",
    "SQL.REQUEST", "CUBEVALUE", "CUBEMEMBER", "CUBESET", "CUBERANKEDMEMBER", "CUBEKPIMEMBER",
    "CUBEMEMBERPROPERTY", "CUBESETCOUNT", "STOCKHISTORY", "FIELDVALUE", "PY", "COPILOT", "TRANSLATE",
    "DETECTLANGUAGE", "IMPORTDATA", "IMPORTXML", "IMPORTHTML", "IMPORTFEED", "IMPORTRANGE", "GOOGLEFINANCE",
)  # fmt: skip
#: Their results change by themselves or depend on what else is open.
_CHANGING = (
    "HYPERLINK", "NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "CELL", "INFO",
)  # fmt: skip
_NAMES = "|".join(map(re.escape, (*_REACHING, *_CHANGING)))
_FORBIDDEN = re.compile(
    rf"(?<![A-Z0-9_.])(?:_XLFN\.|_XLWS\.)*({_NAMES}|_XLL\.[A-Z0-9_.]+)\s*\(", re.IGNORECASE
)
_DDE = re.compile(r"^[^\"(),]*\|[^\"]*!", re.IGNORECASE)
_EXTERNAL = re.compile(r"\[[^\]\[@#]+\][^!\"]*!|\\\\|https?://|file:", re.IGNORECASE)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:E[+-]?\d+)?)"
    r"|(?P<name>SUM|ROUND|PRODUCT|AVERAGE|MAX|MIN|ABS)(?=\()"
    r"|(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?![A-Z0-9(!])"
    r"|(?P<sign>[-+*/^%(),:]))",
    re.IGNORECASE,
)
_MAX_LENGTH = 400
_MAX_RANGE = 200_000


def is_dde(formula: str) -> bool:
    """Whether the formula starts a program: `cmd|'/C calc'!A0`."""
    return bool(_DDE.match(formula))


def is_external(formula: str) -> bool:
    """Whether the formula reads another workbook or address."""
    return bool(_EXTERNAL.search(re.sub(r'"[^"]*"', '""', formula)))


def forbidden_function(formula: str) -> str | None:
    """The function whose result is a link, comes from elsewhere or changes by itself; None if none."""
    found = _FORBIDDEN.search(re.sub(r'"[^"]*"', '""', formula))
    return found.group(1).upper() if found else None


def is_reaching_out(function: str) -> bool:
    """Whether a forbidden function would send or fetch data or start a program."""
    return function in _REACHING or function.startswith("_XLL.")


class _Unknown(Exception):
    pass


class _Parser:
    """Recursive descent over + - * / ( ), cell references and a few functions."""

    def __init__(self, formula: str, lookup: Lookup) -> None:
        self.tokens = self._tokens(formula)
        self.at = 0
        self.depth = 0
        self.lookup = lookup

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
        arguments: list[list[float]] = [list(self._argument())]
        while self._peek() == ",":
            self._next()
            arguments.append(list(self._argument()))
        self._expect(")")
        values = [value for argument in arguments for value in argument]
        if name == "ROUND" and len(arguments) == 2 and len(values) == 2:
            scale = 10.0 ** int(values[1])
            return float(int(values[0] * scale + (0.5 if values[0] >= 0 else -0.5))) / scale
        if name == "SUM":
            return sum(values)
        if name == "ABS" and len(values) == 1:
            return abs(values[0])
        if name in {"MAX", "MIN", "AVERAGE"} and values:
            if name == "AVERAGE":
                return sum(values) / len(values)
            return max(values) if name == "MAX" else min(values)
        raise _Unknown

    def _argument(self) -> Iterator[float]:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        follows = self.tokens[self.at + 1][1] if self.at + 1 < len(self.tokens) else ""
        if kind != "cell" or follows != ":":
            yield self._sum()
            return
        self.at += 2
        kind, other = self._next()
        if kind != "cell":
            raise _Unknown
        (row, column), (last_row, last_column) = _position(text), _position(other)
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
        try:
            return float(text)
        except ValueError as error:
            raise _Unknown from error

    def _cell_or_none(self, row: int, column: int) -> float | None:
        # SUM passes over text, as Excel does.
        text = self.lookup(row, column)
        try:
            return None if text is None else float(text)
        except ValueError:
            return None


def _position(reference: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", reference.upper()).groups()  # type: ignore[union-attr]
    return int(digits), column_index(letters)


def computed(formula: str, lookup: Lookup) -> float | None:
    """What a simple formula comes to; None if it is not simple enough to say, infinity if it divides by 0."""
    if not formula or len(formula) > _MAX_LENGTH:
        return None
    try:
        return _Parser(formula.lstrip("="), lookup).value()
    except ZeroDivisionError:
        return math.inf
    except (_Unknown, ValueError, OverflowError, RecursionError):
        return None


def is_stale(formula: str, cached: str, lookup: Lookup) -> float | None:
    """The fresh result, if it differs from the stored one by half a fen or more; else None."""
    fresh = computed(formula, lookup)
    if fresh is None:
        return None
    try:
        stored = float(cached)
    except ValueError:
        return None
    return fresh if abs(fresh - stored) > max(0.005, 1e-9 * abs(stored)) else None
