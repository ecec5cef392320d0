"""Rows of sales and collections around a checkpoint: of some days, and what went back in the next month.

Asked only for regions and months that were rewarded: rows of a ledger, to be shown as rows.
"""

# ruff: noqa: S608 - names in SQL come from this package; values are parameters

from __future__ import annotations

from typing import Literal

import polars as pl

from data.store.amounts import sql_integer
from data.store.connection import Connection, result

Ledger = Literal["sales", "collections"]
#: What is asked for: the rows in `period` (a month) dated `first` to `last`, about the reward of `month`.
PLACES: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "period": pl.Date,
    "first": pl.Date,
    "last": pl.Date,
}
#: Columns of the rows; amounts are fen.
ROWS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "figure": pl.String,
    "office": pl.String,
    "customer": pl.String,
    "date": pl.Date,
    "document": pl.String,
    "amount": pl.Int64,
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "load_id": pl.String,
}
_WHERE = """JOIN places p ON e.period = p.period AND e.region = p.region
        AND e.date BETWEEN p.first AND p.last"""


def _rows(ledger: Ledger, condition: str) -> str:
    return f"""
        SELECT p.month, e.region, '{ledger}' AS figure, e.office, e.customer, e.date, e.document,
            {sql_integer("e.amount")} AS amount, e.source_file, e.source_sheet, e.source_row, e.load_id
        FROM current_{ledger} e {_WHERE} WHERE {condition}"""


def rows_of_days(connection: Connection, ledger: Ledger, places: pl.DataFrame) -> pl.DataFrame:
    """The ledger's rows of the places' days (`ROWS`), in order of month, region, date and document."""
    return _asked(connection, f"{_rows(ledger, 'true')} {_ORDER}", places, ROWS)


def went_back(connection: Connection, ledger: Ledger, places: pl.DataFrame) -> pl.DataFrame:
    """The places' negative rows of customers who had brought something in `month` up to `until`.

    places: `PLACES` and `until`, the checkpoint's date. Columns: `ROWS` and `brought`, the sum (fen,
    positive) of the customer's rows in the office and month through that date.
    """
    query = f"""
        WITH brought AS (
            SELECT p.month, e.region, e.office, e.customer, {sql_integer("sum(e.amount)")} AS brought
            FROM current_{ledger} e JOIN places p ON e.period = p.month AND e.region = p.region
                AND e.date <= p.until
            GROUP BY ALL HAVING sum(e.amount) > 0),
        back AS ({_rows(ledger, "e.amount < 0")})
        SELECT * FROM back JOIN brought USING (month, region, office, customer) {_ORDER}"""
    return _asked(connection, query, places, ROWS | {"brought": pl.Int64})


_ORDER = "ORDER BY month, region, date, document, source_row"


def _asked(
    connection: Connection,
    query: str,
    places: pl.DataFrame,
    schema: dict[str, pl.DataType | type[pl.DataType]],
) -> pl.DataFrame:
    if places.is_empty():
        return pl.DataFrame(schema=schema)
    with connection.snapshot() as cursor:
        cursor.register("places", places)
        return result(cursor, query).select(list(schema)).cast(pl.Schema(schema))
