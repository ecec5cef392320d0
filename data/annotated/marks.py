"""Issues as marks on cells and as lines of a list, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.issue_catalogue import LISTING, SEVERITIES
from data.issues import Issue, Severity, Translate, ordered
from data.reading.container import Limits

#: A filter may hide thousands of rows; so many of them are marked one by one.
MARKED_ROWS = 500
#: Fill of a marked cell: readable in greyscale, no red against green.
COLOURS: dict[str, str] = {"error": "F8CBAD", "warning": "FFE699", "note": "DDEBF7"}
#: What neither XML nor Excel can hold.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CELL_WIDTH = 32_000


@dataclass(frozen=True, slots=True)
class Mark:
    """All that is said about one cell: `row` 1-based, `column` 0-based (None: the row's first cell)."""

    sheet: str
    row: int
    column: int | None
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: texts in the order of `HEADINGS`, and the cell it links to."""

    severity: Severity
    texts: tuple[str, str, str, str, str]
    sheet: str | None
    row: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class Request:
    """What the process that marks a workbook is asked for, words and all.

    title: of the list's sheet; list_sheets: names under which earlier copies put theirs.
    """

    limits: Limits
    title: str
    list_sheets: tuple[str, ...]
    headings: tuple[str, ...]
    remarks: tuple[str, ...]
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]


HEADINGS = ("severity", "where", "text", "remedy", "value")
WIDTHS = (8, 24, 60, 60, 24)


def legal(text: str) -> str:
    """`text` without what a workbook cannot hold, cut to the length of a cell."""
    return _ILLEGAL.sub("\ufffd", text)[:CELL_WIDTH]


def headings(translate: Translate) -> list[str]:
    """The header row of the list."""
    return [translate(LISTING[name]) for name in HEADINGS]


def counts(issues: Iterable[Issue], translate: Translate) -> str:
    """How many errors, warnings and notes, in words."""
    numbers = dict.fromkeys(SEVERITIES, 0)
    for issue in issues:
        numbers[issue.severity] += issue.count
    return translate(LISTING["counts"]).format(
        errors=numbers["error"], warnings=numbers["warning"], notes=numbers["note"]
    )


def rows_of(issue: Issue) -> list[int]:
    """The rows an issue concerns: its own, or those its parameter `rows` lists (`3, 5-10`)."""
    if issue.row is None:
        return []
    listed = issue.parameters.get("rows")
    rows = [issue.row]
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", listed) if isinstance(listed, str) else ():
        rows += range(int(first), min(int(last or first), int(first) + MARKED_ROWS) + 1)
    return sorted(set(rows))[:MARKED_ROWS]


def lines_of(issues: Sequence[Issue], translate: Translate) -> list[Line]:
    """One line per issue, errors first."""
    return [
        Line(
            issue.severity,
            (
                translate(SEVERITIES[issue.severity]),
                legal(issue.where(translate)),
                legal(issue.text(translate)),
                legal(issue.remedy(translate)),
                legal(issue.value or ""),
            ),
            issue.sheet,
            issue.row,
            issue.column_index,
        )
        for issue in ordered(issues)
    ]


def marks_of(issues: Sequence[Issue], translate: Translate) -> list[Mark]:
    """One mark per cell concerned, the worst severity first, all texts together."""
    marks: dict[tuple[str, int, int | None], list[Issue]] = {}
    for issue in ordered(issues):
        for row in rows_of(issue):
            marks.setdefault((issue.sheet or "", row, issue.column_index), []).append(issue)
    return [
        Mark(
            sheet,
            row,
            column,
            found[0].severity,
            legal(
                "\n".join(
                    f"{translate(SEVERITIES[i.severity])}: {i.text(translate)}\n→ {i.remedy(translate)}"
                    for i in found[:10]
                )
            ),
        )
        for (sheet, row, column), found in marks.items()
    ]
