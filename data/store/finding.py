"""Finding customers, documents and loads by a part of their name.

A question reads its ledgers' columns once and brings back a few rows. What is sought is a parameter of
`contains`, which knows no wildcards.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from datetime import date

import polars as pl

from data.cleaning.documents import keys
from data.cleaning.texts import tidy
from data.store.conditions import sql
from data.store.connection import Connection, result
from data.store.schema import quoted
from data.store.tracing import FIGURES, Figure
from engine.regulation.what_counts import COUNTED_CLAIM, MANAGERS_TRAVEL

#: Where a customer is looked at, the first that has one: what is owed, what was paid, what was sold.
_CUSTOMERS = ("retail_receivables", "contract_overdue", "collections", "sales")
_DOCUMENTS = ("sales", "collections")

#: Columns of `places`: what was found, the figure whose rows hold it (null: none), with whom, where, when.
PLACES: dict[str, pl.DataType | type[pl.DataType]] = {
    "name": pl.String,
    "figure": pl.String,
    "party": pl.String,
    "region": pl.String,
    "office": pl.String,
    "month": pl.Date,
}
#: Columns of `loads_named`.
LOADS: dict[str, pl.DataType | type[pl.DataType]] = {
    "load_id": pl.String,
    "created_at": pl.Datetime("us"),
    "file": pl.String,
}


def folded(text: str) -> str:
    """`text` as names are sought: width, case and blanks do not matter."""
    return "".join(tidy(text).lower().split())


def _folded(column: str) -> str:
    """The same of a column in SQL; names are stored tidy."""
    return f"translate(lower({column}), ' \t\n\r', '')"


def _nearness(column: str) -> str:
    """0 for the very name, 1 for its beginning, 2 for any part of it."""
    return f"CASE WHEN {column} = $asked THEN 0 WHEN starts_with({column}, $asked) THEN 1 ELSE 2 END"


def _rows(figure: Figure, column: str, form: str, place: int) -> str:
    return f"""
        SELECT e.{quoted(column)} AS name, {form} AS form, '{figure.name}' AS figure, {place} AS place,
            CAST(e.{quoted(figure.party)} AS VARCHAR) AS party, e.region, e.office, e.period AS month
        FROM current_{figure.extract} e
        WHERE contains({form}, $asked) AND {sql(figure.condition)}"""


# A claim that counts for nothing (rejected, a salary) has no figure, but is there.
_CLAIMS = f"""
    SELECT e.document AS name, upper(e.document) AS form,
        CASE WHEN {sql(COUNTED_CLAIM)} THEN 'expense_counted'
            WHEN {sql(MANAGERS_TRAVEL)} THEN 'manager_travel' END AS figure, 9 AS place,
        CASE WHEN {sql(COUNTED_CLAIM)} THEN e.category ELSE e.claimant END AS party,
        e.region, e.office, e.period AS month
    FROM current_expenses e LEFT JOIN managers m ON m.month = e.period AND m.region = e.region
    WHERE contains(upper(e.document), $asked)"""


def _nearest(rows: str, one_of: str, order: str) -> str:
    """The nearest names, each once: in the month asked about, else in its latest."""
    return f"""
        SELECT name, figure, party, region, office, month FROM ({rows})
        QUALIFY row_number() OVER (
            PARTITION BY {one_of} ORDER BY (month = $month) DESC, month DESC, place) = 1
        ORDER BY {_nearness("form")}, {order} LIMIT $most"""


_BY_CUSTOMER = _nearest(
    " UNION ALL ".join(
        _rows(FIGURES[name], "customer", _folded("e.customer"), place)
        for place, name in enumerate(_CUSTOMERS)
    ),
    "name, region, office",
    "name, region, office",
)
_BY_DOCUMENT = _nearest(
    " UNION ALL ".join(
        [
            *(_rows(FIGURES[name], "document", "upper(e.document)", 0) for name in _DOCUMENTS),
            _CLAIMS,
        ]
    ),
    "name, region, office, figure",
    "month DESC, name, region, office",
)
_BY_FILE = f"""
    SELECT l.load_id, l.created_at, f.name AS file
    FROM loads l LEFT JOIN load_files f ON f.load_id = l.load_id
    WHERE contains(l.load_id, $asked) OR contains({_folded("f.name")}, $asked)
    QUALIFY row_number() OVER (PARTITION BY l.load_id ORDER BY contains({_folded("f.name")}, $asked) DESC,
        f.name) = 1
    ORDER BY l.load_id = $asked DESC, l.load_id DESC LIMIT $most"""


def customers_named(connection: Connection, asked: str, month: date, most: int) -> pl.DataFrame:
    """The customers whose names are or hold `asked`, each once an office, the nearest names first (`PLACES`).

    `month` is where they are looked at, if they are there.
    """
    return _places(connection, _BY_CUSTOMER, folded(asked), month, most)


def documents_named(
    connection: Connection, asked: str, month: date, most: int, managers: pl.DataFrame
) -> pl.DataFrame:
    """The documents whose numbers are or hold `asked`, the nearest first (`PLACES`).

    `managers` (month, region, manager) says whose travel is the manager's own (三).
    """
    key = keys(pl.Series([asked]))[0]
    return _places(connection, _BY_DOCUMENT, key or "", month, most, managers=managers)


def loads_named(connection: Connection, asked: str, most: int) -> pl.DataFrame:
    """The loads whose number or file names hold `asked`, the newest first (`LOADS`); a file of each."""
    if not (sought := folded(asked)):
        return pl.DataFrame(schema=LOADS)
    with connection.cursor() as cursor:
        found = result(cursor, _BY_FILE, {"asked": sought, "most": most})
        return found.select(list(LOADS)).cast(pl.Schema(LOADS))


def _places(
    connection: Connection,
    query: str,
    asked: str,
    month: date,
    most: int,
    *,
    managers: pl.DataFrame | None = None,
) -> pl.DataFrame:
    if not asked:
        return pl.DataFrame(schema=PLACES)
    with connection.cursor() as cursor:
        if managers is not None:
            cursor.register("managers", managers)
        found = result(cursor, query, {"asked": asked, "month": month, "most": most})
        return found.select(list(PLACES)).cast(pl.Schema(PLACES))
