"""What formulas refer to: shared formulas written out, and formulas that lead back to themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping

from data.issues import column_letters
from data.reading.sheets import column_index

#: (row 1-based, column 0-based).
Place = tuple[int, int]

_CELL = r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})"
# Texts and references to other sheets are matched whole, so that nothing inside them is.
_TOKENS = re.compile(
    r"\"[^\"]*\"|(?:'[^']*'|[\w.]+)!\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?"
    rf"|(?<![\w.$!])(?P<start>{_CELL})(?::(?P<end>{_CELL}))?(?![\w(!.])",
    re.IGNORECASE,
)
#: Beyond so many steps a workbook's formulas are not followed; they are listed as not checked anyway.
_MOST_STEPS = 500_000


def _moved(reference: str, rows: int, columns: int) -> str:
    found = re.fullmatch(_CELL, reference, re.IGNORECASE)
    assert found is not None
    fixed_column, letters, fixed_row, digits = found.groups()
    column = letters if fixed_column else column_letters(column_index(letters.upper()) + columns)
    row = digits if fixed_row else str(int(digits) + rows)
    return f"{fixed_column}{column}{fixed_row}{row}"


def shifted(formula: str, rows: int, columns: int) -> str:
    """A shared formula as it stands `rows` further down and `columns` to the right: `A1*$B$1` → `A2*$B$1`."""

    def written_out(match: re.Match[str]) -> str:
        start, end = match.group("start"), match.group("end")
        if start is None:
            return match.group()
        return ":".join(_moved(reference, rows, columns) for reference in (start, end) if reference)

    return _TOKENS.sub(written_out, formula)


def _corner(reference: str) -> Place:
    found = re.fullmatch(_CELL, reference, re.IGNORECASE)
    assert found is not None
    return int(found.group(4)), column_index(found.group(2).upper())


def circular(formulas: Mapping[Place, str]) -> set[Place]:
    """The cells of a sheet whose formulas lead back to themselves, or to one that does.

    References to other sheets are not followed, nor more than `_MOST_STEPS` altogether.
    """
    columns: dict[int, list[int]] = {}
    for row, column in formulas:
        columns.setdefault(row, []).append(column)
    waiting: dict[Place, int] = {}
    dependents: dict[Place, list[Place]] = {}
    steps = 0
    for cell, text in formulas.items():
        precedents: set[Place] = set()
        for match in _TOKENS.finditer(text):
            start, end = match.group("start"), match.group("end")
            if start is None:
                continue
            (top, left), (bottom, right) = _corner(start), _corner(end or start)
            span = range(top, bottom + 1)
            rows = [row for row in span if row in columns] if len(span) < len(columns) else columns
            steps += len(rows) + 1
            if steps > _MOST_STEPS:
                return set()
            precedents.update(
                (row, column)
                for row in rows
                if top <= row <= bottom
                for column in columns[row]
                if left <= column <= right
            )
        waiting[cell] = len(precedents)
        for precedent in precedents:
            dependents.setdefault(precedent, []).append(cell)
    # Whoever waits for nobody is settled, and settles those who waited for him alone.
    settled = [cell for cell, count in waiting.items() if not count]
    for cell in settled:
        for dependent in dependents.get(cell, ()):
            waiting[dependent] -= 1
            if not waiting[dependent]:
                settled.append(dependent)
    return set(waiting) - set(settled)
