"""The words of every issue: English msgids with named placeholders."""

from __future__ import annotations

from data.issue_catalogue.cells import CELLS
from data.issue_catalogue.files import FILES
from data.issue_catalogue.meanings import MEANINGS
from data.issue_catalogue.people import PEOPLE
from data.issue_catalogue.rows import ROWS
from data.issue_catalogue.tables import TABLES

#: Code → (what is wrong, how to mend it).
CATALOGUE: dict[str, tuple[str, str]] = {**FILES, **TABLES, **CELLS, **ROWS, **MEANINGS, **PEOPLE}

#: Kind of place → how it is written.
WHERE: dict[str, str] = {
    "file": "whole file",
    "sheet": "sheet {sheet}",
    "sheet_column": "sheet {sheet}, column {column}",
    "column": "column {column}",
    "line": "line {row}",
    "line_column": "line {row}, {column}",
    "row": "{sheet}!row {row}",
    "cell": "{sheet}!{cell}",
}

#: What `progress` is called with while an upload is read.
STEPS = ("Reading files", "Checking rows", "Checking plausibility", "Checked")

#: Severity → its word.
SEVERITIES: dict[str, str] = {"error": "error", "warning": "warning", "note": "note"}

#: What stands on the list sheet of an annotated copy.
LISTING: dict[str, str] = {
    "sheet": "List of issues",
    "data": "Cells as read",
    "severity": "Severity",
    "where": "Place",
    "text": "What is wrong",
    "remedy": "How to mend it",
    "value": "Cell",
    "counts": "{errors} errors, {warnings} warnings, {notes} notes",
    "refused": "The file itself could not be read, so its cells are not in this copy.",
    "unstyled": "The look of the workbook could not be kept; the cells stand as they were read.",
    "excerpt": "The file is too large to be copied whole: the copy holds its header and the rows concerned.",
}
#: Names of that sheet in every language: when a copy comes back mended, it is no data.
LIST_SHEETS = frozenset({"List of issues", "问题清单"})
