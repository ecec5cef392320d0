"""Formulas in uploaded cells: which are never accepted."""

from __future__ import annotations

import re

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
#: Another workbook stands in brackets before the sheet, `[1]Sheet!A1`; a table's columns follow its name.
_EXTERNAL = re.compile(
    r"(?<![\w.\]])\[[^\[\]@#]+\][\w.]*!|'(?:[^']|'')*(?:[\[\]\\/]|\.xl\w{1,2}(?='))(?:[^']|'')*'!"
    r"|\\\\|https?://|file:",
    re.IGNORECASE,
)


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
