"""One pandera model per extract, derived from `data.fields`.

pandera, which imports pandas, is a quarter of what a program takes to start: it is imported when rows
are broken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from data.cleaning.columns import DTYPES
from data.cleaning.numbers import MOST
from data.fields import BY_NAME, PROVENANCE, Extract, Field

if TYPE_CHECKING:
    import pandera.polars as pa

PROVENANCE_DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int32,
}
#: So many failing cells are looked up; a whole column in error is one message, not a million.
EXAMPLES = 1_000


def schema_of(extract: Extract) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Column → dtype of a cleaned frame, provenance included."""
    return {f.name: DTYPES[f.kind] for f in extract.fields} | PROVENANCE_DTYPES


def empty(extract: Extract) -> pl.DataFrame:
    """A cleaned frame without rows."""
    return pl.DataFrame(schema=schema_of(extract))


@dataclass(frozen=True, slots=True)
class _Rule:
    """What holds of each cell of a column but blank ones; name and text are those of pandera."""

    name: str
    text: str
    holds: Callable[[pl.Expr], pl.Expr]


def _rules(field: Field) -> list[_Rule]:
    rules = []
    choices = list(field.choices)
    if choices and not field.is_open:
        rules.append(_Rule("isin", f"isin({choices})", lambda cell: cell.is_in(choices)))
    if field.kind in {"money", "quantity"}:
        rules.append(
            _Rule("in_range", f"in_range({-MOST}, {MOST})", lambda cell: cell.is_between(-MOST, MOST))
        )
    if field.is_non_negative:
        rules.append(_Rule("greater_than_or_equal_to", "greater_than_or_equal_to(0)", lambda cell: cell >= 0))
    if field.kind == "month":
        rules.append(_Rule("not_a_month", "not_a_month", lambda cell: cell.dt.day() == 1))
    return rules


def _check(rule: _Rule) -> pa.Check:
    import pandera.polars as pa  # noqa: PLC0415 - see above

    return pa.Check(
        lambda data: data.lazyframe.select(rule.holds(pl.col(data.key))), name=rule.name, error=rule.text
    )


@cache
def _is_faultless(name: str) -> pl.Expr:
    """Whether all cells of an extract keep its rules, in one look; pandera, which names them, takes many."""
    cells = [(pl.col(field.name), field) for field in BY_NAME[name].fields]
    filled = [
        *(cell for cell, field in cells if not field.is_nullable),
        *(pl.col(column) for column in PROVENANCE),
    ]
    kept = [rule.holds(cell) for cell, field in cells for rule in _rules(field)]
    return pl.all_horizontal(*(cell.is_not_null().all() for cell in filled), *(each.all() for each in kept))


@cache
def model(name: str) -> pa.DataFrameSchema:
    """The pandera model of the extract called `name`."""
    import pandera.polars as pa  # noqa: PLC0415 - see above

    extract = BY_NAME[name]
    columns = {
        field.name: pa.Column(
            DTYPES[field.kind], [*map(_check, _rules(field))], nullable=field.is_nullable, title=field.en
        )
        for field in extract.fields
    }
    columns |= {name: pa.Column(PROVENANCE_DTYPES[name], nullable=False) for name in PROVENANCE}
    return pa.DataFrameSchema(columns, strict=True, name=name)


#: How pandera names the checks above → code of the issue.
_CODES = {"isin": "choice", "in_range": "too_large", "greater_than_or_equal_to": "negative"}


def code_of(check: str) -> str:
    """The issue code of a failed check."""
    return _CODES.get(check.partition("(")[0], "model")


def violations(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Cells that break the model: `column`, `check`, `index` (row of `frame`, 0-based), sorted by row.

    A column that fails more than `EXAMPLES` times is cut off there.
    """
    empty_answer = pl.DataFrame(schema={"column": pl.String, "check": pl.String, "index": pl.Int64})
    if frame.is_empty() or (
        frame.schema == schema_of(BY_NAME[name]) and frame.select(_is_faultless(name)).item()
    ):
        return empty_answer
    from pandera.errors import SchemaErrors  # noqa: PLC0415 - see above

    try:
        model(name).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        if not isinstance(cases, pl.DataFrame):
            cases = pl.DataFrame(cases)
        return (
            cases.select("column", "check", pl.col("index").cast(pl.Int64))
            .group_by("column", "check", maintain_order=True)
            .head(EXAMPLES)
            .sort("index", nulls_last=False)
        )
    return empty_answer
