"""The words of every issue: English msgids with named placeholders."""

from __future__ import annotations

from data.issue_catalogue.cells import CELLS
from data.issue_catalogue.files import FILES
from data.issue_catalogue.rows import ROWS
from data.issue_catalogue.tables import TABLES

#: Code → (what is wrong, how to mend it).
CATALOGUE: dict[str, tuple[str, str]] = {**FILES, **TABLES, **CELLS, **ROWS}

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
