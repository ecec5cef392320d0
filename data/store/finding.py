"""Finding customers, documents and loads by a part of their name.

A question reads a ledger's column once and brings back a few rows: of customers their names in an office
and month, of documents the first of the nearest numbers, whose rows alone are looked at. What is sought is a
parameter of `contains`, which knows no wildcards.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from data.cleaning.documents import keys
from data.cleaning.texts import tidy
from data.store.conditions import sql
from data.store.connection import Connection, result
from data.store.schema import quoted
from data.store.tracing import FIGURES, Figure
from engine.regulation.what_counts import COUNTED_CLAIM, MANAGERS_TRAVEL

#: Where a customer is looked at, the first that has one: what is owed, what was paid, what was sold; and
#: the view that has the names. What was paid is summed up by customer already.
_CUSTOMERS = {
    "retail_receivables": "current_receivables",
    "contract_overdue": "current_receivables",
    "collections": "current_payment_totals",
    "sales": "current_sales",
}
_DOCUMENTS = ("sales", "collections")
#: Of so many rows, for each document wanted, that are nearest, the documents are the nearest: one has a few.
_ROWS_EACH = 40
#: Whoever wants so many rows is answered in one go.
_MOST_PICKED = 10_000

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


def _parties(figure: Figure, view: str, place: int) -> str:
    form = _folded("e.customer")
    return f"""
        SELECT e.customer AS name, {form} AS form, '{figure.name}' AS figure, {place} AS place,
            e.customer AS party, e.region, e.office, e.period AS month
        FROM {view} e WHERE contains({form}, $asked) AND {sql(figure.condition)} GROUP BY ALL"""


def _documents(where: str) -> str:
    """Rows of documents of which `where` holds; a claim that counts for nothing (rejected, a salary) has no
    figure, but is there. `{form}` stands for the number as it is compared."""
    ledgers = (
        f"""
        SELECT e.document AS name, {{form}} AS form, '{figure.name}' AS figure, 0 AS place,
            CAST(e.{quoted(figure.party)} AS VARCHAR) AS party, e.region, e.office, e.period AS month
        FROM current_{figure.extract} e WHERE {where} AND {sql(figure.condition)}"""
        for figure in (FIGURES[name] for name in _DOCUMENTS)
    )
    claims = f"""
        SELECT e.document AS name, {{form}} AS form,
            CASE WHEN {sql(COUNTED_CLAIM)} THEN 'expense_counted'
                WHEN {sql(MANAGERS_TRAVEL)} THEN 'manager_travel' END AS figure, 9 AS place,
            CASE WHEN {sql(COUNTED_CLAIM)} THEN e.category ELSE e.claimant END AS party,
            e.region, e.office, e.period AS month
        FROM current_expenses e LEFT JOIN managers m ON m.month = e.period AND m.region = e.region
        WHERE {where}"""
    return " UNION ALL ".join([*ledgers, claims])


def _nearest(rows: str, one_of: str, order: str) -> str:
    """The nearest names, each once: in the month asked about, else in its latest."""
    return f"""
        SELECT name, figure, party, region, office, month FROM ({rows})
        QUALIFY row_number() OVER (
            PARTITION BY {one_of} ORDER BY (month = $month) DESC, month DESC, place) = 1
        ORDER BY {_nearness("form")}, {order} LIMIT $most"""


_BY_CUSTOMER = _nearest(
    " UNION ALL ".join(
        _parties(FIGURES[name], view, place) for place, (name, view) in enumerate(_CUSTOMERS.items())
    ),
    "name, region, office",
    "name, region, office",
)
_HOLDING, _NAMED = "contains({form}, $asked)", "e.document IN (SELECT unnest($names))"
_DOCUMENT_ORDER = "month DESC, name, region, office"
_DOCUMENT_KEY = "name, region, office, figure"
_BY_DOCUMENT = _nearest(_documents(_HOLDING), _DOCUMENT_KEY, _DOCUMENT_ORDER)
_OF_DOCUMENTS = _nearest(_documents(_NAMED), _DOCUMENT_KEY, _DOCUMENT_ORDER)
# To number all rows that hold a short text takes many times as long as to pick the first of them.
_NEAREST_ROWS = f"""
    SELECT name FROM ({_documents(_HOLDING)})
    ORDER BY {_nearness("form")}, {_DOCUMENT_ORDER} LIMIT $rows"""
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
    if not (sought := folded(asked)):
        return pl.DataFrame(schema=PLACES)
    with connection.cursor() as cursor:
        return _places(cursor, _BY_CUSTOMER, {"asked": sought, "month": month, "most": most})


def documents_named(
    connection: Connection, asked: str, month: date, most: int, managers: pl.DataFrame
) -> pl.DataFrame:
    """The documents whose numbers are or hold `asked`, the nearest first (`PLACES`).

    `managers` (month, region, manager) says whose travel is the manager's own (三).
    """
    key = keys(pl.Series([asked]))[0]
    if not key:
        return pl.DataFrame(schema=PLACES)
    # Where nothing sought has another case, the stored numbers need not be brought into one either.
    form = "e.document" if key == key.lower() else "upper(e.document)"
    sought: dict[str, object] = {"asked": key, "month": month, "most": most}
    with connection.cursor() as cursor:
        cursor.register("managers", managers)
        rows = most * _ROWS_EACH
        if rows > _MOST_PICKED:
            return _places(cursor, _BY_DOCUMENT.format(form=form), sought)
        near = result(cursor, _NEAREST_ROWS.format(form=form), {"asked": key, "rows": rows})["name"]
        names = near.unique(maintain_order=True).head(most).to_list()
        if near.len() == rows and len(names) < most:
            return _places(cursor, _BY_DOCUMENT.format(form=form), sought)
        return _places(cursor, _OF_DOCUMENTS.format(form=form), sought | {"names": names})


def loads_named(connection: Connection, asked: str, most: int) -> pl.DataFrame:
    """The loads whose number or file names hold `asked`, the newest first (`LOADS`); a file of each."""
    if not (sought := folded(asked)):
        return pl.DataFrame(schema=LOADS)
    with connection.cursor() as cursor:
        found = result(cursor, _BY_FILE, {"asked": sought, "most": most})
        return found.select(list(LOADS)).cast(pl.Schema(LOADS))


def _places(cursor: duckdb.DuckDBPyConnection, query: str, asked: dict[str, object]) -> pl.DataFrame:
    return result(cursor, query, asked).select(list(PLACES)).cast(pl.Schema(PLACES))
