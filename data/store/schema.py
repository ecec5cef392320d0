"""The store's tables, derived from `data/fields.py`, and the views over them.

Only what DuckDB and DuckLake both speak: plain tables, NOT NULL. No keys, sequences,
indexes, enums, ON CONFLICT or RETURNING.

Every load appends; nothing is updated or deleted. Which rows count is decided by views:
the latest load per extract, region and period that was not rolled back. The views belong
to the connection, which makes them anew each time: a store that could bring its own
would decide which rows count.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from datetime import date

import duckdb

from data.fields import EXTRACTS, Extract, Field
from data.store.amounts import MONEY, QUANTITY

#: The period of extracts that have none (the organisation).
NO_PERIOD = date(1, 1, 1)
#: Columns of every table of rows, before and after those of the extract.
BOOKKEEPING = ("load_id", "position", "period")
_TYPES = {
    "year": "INTEGER",
    "month": "DATE",
    "date": "DATE",
    "text": "VARCHAR",
    "code": "VARCHAR",
    "name": "VARCHAR",
    "choice": "VARCHAR",
    "money": MONEY,
    "quantity": QUANTITY,
}

HISTORY = {
    "loads": """
        load_id VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
        accepted_reason VARCHAR, row_count BIGINT NOT NULL""",
    "load_files": """
        load_id VARCHAR NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, size BIGINT NOT NULL,
        left_out VARCHAR""",
    "load_scopes": """
        load_id VARCHAR NOT NULL, extract VARCHAR NOT NULL, period DATE NOT NULL,
        region VARCHAR NOT NULL, row_count BIGINT NOT NULL""",
    "load_issues": """
        load_id VARCHAR NOT NULL, position INTEGER NOT NULL, issue VARCHAR NOT NULL""",
    "load_rollbacks": """
        load_id VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
        reason VARCHAR NOT NULL""",
}
_OFFICE_MONTH = """
        load_id VARCHAR NOT NULL, extract VARCHAR NOT NULL, period DATE NOT NULL,
        region VARCHAR NOT NULL, office VARCHAR NOT NULL"""
#: Sums of the ledgers, written with each load, so that no page ever reads a ledger through.
TOTALS = {
    "day_totals": f"{_OFFICE_MONTH}, date DATE NOT NULL, amount {MONEY} NOT NULL",
    "measure_totals": f"{_OFFICE_MONTH}, measure VARCHAR NOT NULL, amount {MONEY}, row_count BIGINT NOT NULL",
    "receivable_totals": f"""{_OFFICE_MONTH}, customer_type VARCHAR NOT NULL,
        balance_owed {MONEY} NOT NULL, overdue {MONEY} NOT NULL""",
    "expense_totals": f"""{_OFFICE_MONTH}, category VARCHAR NOT NULL, claimant VARCHAR,
        status VARCHAR NOT NULL, amount {MONEY} NOT NULL""",
    "payment_totals": f"""{_OFFICE_MONTH}, customer VARCHAR NOT NULL, customer_type VARCHAR NOT NULL,
        amount {MONEY} NOT NULL""",
}
_CURRENT_SCOPES = """
    SELECT extract, period, region, max(load_id) AS load_id
    FROM {tables}load_scopes
    WHERE NOT EXISTS (SELECT 1 FROM {tables}load_rollbacks r WHERE r.load_id = load_scopes.load_id)
    GROUP BY extract, period, region"""

#: What counts no more: live scopes that a later live load has too, and those of loads that were taken back.
#: As a rule that is little, where the scopes that count are many: leaving it out is a tenth of their work.
REPLACED = """
    SELECT s.extract, s.period, s.region, s.load_id
    FROM load_scopes s ANTI JOIN load_rollbacks USING (load_id)
    SEMI JOIN (
        SELECT extract, period FROM load_scopes ANTI JOIN load_rollbacks USING (load_id)
        WHERE period BETWEEN $first AND $last GROUP BY ALL HAVING min(load_id) <> max(load_id)) several
    ON several.extract = s.extract AND several.period = s.period
    WHERE s.period BETWEEN $first AND $last
    QUALIFY s.load_id <> max(s.load_id) OVER (PARTITION BY s.extract, s.period, s.region)
    UNION ALL
    SELECT extract, period, region, load_id FROM load_scopes SEMI JOIN load_rollbacks USING (load_id)
    WHERE period BETWEEN $first AND $last"""
_OF_TABLES = dict.fromkeys(TOTALS, "t.extract") | {each.name: f"'{each.name}'" for each in EXTRACTS}
#: `$first` and `$last` of everything, rows without a period included.
EVERY_MONTH = {"first": NO_PERIOD, "last": date.max}


def of_months(table: str) -> str:
    """SQL of the current rows of a table, of the months `$first` to `$last`: those of `current_<table>`.

    The query that asks for them is one `with_replaced`.
    """
    return f"""(
        SELECT t.* FROM {quoted(table)} t ANTI JOIN replaced c ON c.load_id = t.load_id
            AND c.region = t.region AND c.period = t.period AND c.extract = {_OF_TABLES[table]}
        WHERE t.period BETWEEN $first AND $last)"""


def with_replaced(query: str) -> str:
    """`query` with what `of_months` leaves out in it: found once, however often it asks for rows."""
    rest = query.strip().removeprefix("WITH ")
    others = ", " if rest != query.strip() else " "
    return f"WITH replaced AS MATERIALIZED ({REPLACED}){others}{rest}"


def quoted(name: str) -> str:
    """A column or table name as SQL; ours hold no quotes."""
    return f'"{name}"'


def row_columns(extract: Extract) -> dict[str, str]:
    """Name and SQL type of every column of the table that holds the rows of `extract`."""

    def declared(field: Field) -> str:
        may_be_null = field.is_nullable or field.is_optional
        return _TYPES[field.kind] + ("" if may_be_null else " NOT NULL")

    return {
        "load_id": "VARCHAR NOT NULL",
        "position": "BIGINT NOT NULL",
        "period": "DATE NOT NULL",
        **{field.name: declared(field) for field in extract.fields},
        "source_file": "VARCHAR NOT NULL",
        "source_sheet": "VARCHAR",
        "source_row": "INTEGER NOT NULL",
    }


def views(tables: str = "", views: str = "") -> dict[str, str]:
    """Name and text of every view; the parameters stand before the names of tables and of views."""
    return {"current_scopes": _CURRENT_SCOPES.format(tables=tables)} | {
        f"current_{table}": f"""
            SELECT t.* FROM {tables}{quoted(table)} t JOIN {views}current_scopes c
            ON c.load_id = t.load_id AND c.region = t.region AND c.period = t.period
            AND c.extract = {extract}"""
        for table, extract in _OF_TABLES.items()
    }


def create_everything(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of a store of version 1, as `data/fields.py` has them today."""
    tables = HISTORY | {
        extract.name: ", ".join(f"{quoted(name)} {kind}" for name, kind in row_columns(extract).items())
        for extract in EXTRACTS
    }
    for name, columns in tables.items():
        cursor.execute(f"CREATE TABLE {quoted(name)} ({columns})")
    for name in TOTALS:
        create_totals(cursor, name)


def create_totals(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make the table `name` of `TOTALS`, unless it is there."""
    cursor.execute(f"CREATE TABLE IF NOT EXISTS {name} ({TOTALS[name]})")
