"""The rows of one extract in an upload, and issues about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.fields import Extract
from data.issues import DETAILED, Issue, Severity


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column of an extract stands on one sheet: header text and 0-based position."""

    text: str
    index: int


#: (file, sheet, field) → place.
Places = dict[tuple[str, str, str], Place]


@dataclass(frozen=True, slots=True)
class Batch:
    """All rows of one extract in an upload; `is_sound` is False where a cell could not be read."""

    extract: Extract
    frame: pl.DataFrame
    is_sound: pl.Series
    places: Places


def month_column(extract: Extract) -> pl.Expr | None:
    """The month of a row as an expression; None for extracts without months."""
    if extract.period in {"month", "date"}:
        return pl.col(extract.period).dt.truncate("1mo")
    return None


def row_issues(
    batch: Batch,
    rows: pl.DataFrame,
    code: str,
    field: str | None,
    severity: Severity = "error",
    **parameters: object,
) -> list[Issue]:
    """One issue per row of `rows` (with provenance), the first `DETAILED` named, the rest counted.

    A parameter that names a column of `rows` is read from the row.
    """
    issues = []
    for row in rows.head(DETAILED).iter_rows(named=True):
        file, sheet = row["source_file"], row["source_sheet"]
        place = batch.places.get((file, sheet, field)) if field else None
        value = row.get(field) if field else None
        if isinstance(value, date):
            value = value.strftime(
                "%Y-%m" if batch.extract.field(field or "").kind == "month" else "%Y-%m-%d"
            )
        values = {k: row[v] if isinstance(v, str) and v in row else v for k, v in parameters.items()}
        issues.append(
            Issue(
                severity,
                code,
                file,
                batch.extract.name,
                sheet or None,
                row["source_row"],
                place.text if place else None,
                place.index if place else None,
                None if value is None else str(row.get("__written", value)),
                {"field": batch.extract.field(field).zh if field else "", **values},
            )
        )
    if rows.height > DETAILED:
        first = rows.row(0, named=True)
        issues.append(
            Issue(
                severity,
                "more_of_the_same",
                first["source_file"],
                batch.extract.name,
                first["source_sheet"] or None,
                parameters={"of": code},
                count=rows.height - DETAILED,
            )
        )
    return issues
