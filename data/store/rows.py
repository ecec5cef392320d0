"""The current rows of an extract, with the file, sheet and row each came from."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from data.fields import BY_NAME, PROVENANCE, Extract
from data.store.amounts import sql_integer
from data.store.connection import Connection, result
from data.store.schema import NO_PERIOD, quoted


def current_rows(connection: Connection, extract: str, month: date | None = None) -> pl.DataFrame:
    """Current rows of `extract` in the order of loading, then of the files.

    Columns: those of `data/fields.py`, in its order, then `source_file`, `source_sheet`,
    `source_row`; types as in cleaned frames (money Int64 fen, quantity Int64
    ten-thousandths), so what went in comes out. With `month`, only the rows of that
    month; of `annual_plan` those of its year; `org` has no months and gives all its rows.
    """
    with connection.cursor() as cursor:
        return rows_of(cursor, BY_NAME[extract], month)


def source_rows(
    connection: Connection, extract: str, region: str | None, month: date, office: str | None = None
) -> pl.DataFrame:
    """The rows behind a figure: as `current_rows`, of one region (None: of all) and office, plus `load_id`.

    An extract without offices gives no rows for a named office (duckdb would not know the
    column), so ValueError is raised for it.
    """
    spec = BY_NAME[extract]
    if office is not None and "office" not in {field.name for field in spec.fields}:
        raise ValueError(f"{extract} has no offices")
    with connection.cursor() as cursor:
        return rows_of(cursor, spec, month, region, office, with_load=True)


def rows_of(
    cursor: duckdb.DuckDBPyConnection,
    extract: Extract,
    month: date | None = None,
    region: str | None = None,
    office: str | None = None,
    *,
    with_load: bool = False,
) -> pl.DataFrame:
    """`current_rows` through a cursor at hand."""
    columns = [*_columns(extract), *PROVENANCE, *(["load_id"] if with_load else [])]
    wanted = {"period": _period(extract, month), "region": region, "office": office}
    parameters = {name: value for name, value in wanted.items() if value is not None}
    conditions = " AND ".join(f"{name} = ${name}" for name in parameters) or "true"
    query = f"""
        SELECT {", ".join(columns)} FROM current_{extract.name}
        WHERE {conditions} ORDER BY load_id, position"""
    return result(cursor, query, parameters)


def rows_in(cursor: duckdb.DuckDBPyConnection, extract: Extract, scopes: pl.DataFrame) -> pl.DataFrame:
    """Current rows of some scopes (`region`, `period`; null for none), without provenance, plus `load_id`."""
    wanted = scopes.select("region", pl.col("period").fill_null(NO_PERIOD))
    cursor.register("wanted_scopes", wanted)
    query = f"""
        SELECT {", ".join(_columns(extract))}, load_id
        FROM current_{extract.name} SEMI JOIN wanted_scopes USING (region, period)
        ORDER BY load_id, position"""
    return result(cursor, query)


def _columns(extract: Extract) -> list[str]:
    return [
        f"{sql_integer(quoted(field.name), field.kind)} AS {quoted(field.name)}"
        if field.kind in {"money", "quantity"}
        else quoted(field.name)
        for field in extract.fields
    ]


def _period(extract: Extract, month: date | None) -> date | None:
    if month is None or extract.scope == "region":
        return None
    return month.replace(month=1, day=1) if extract.scope == "region_year" else month.replace(day=1)
