"""Many regions and years: what the first page and a check cost once one more month was loaded.

The tables are filled directly: ten years through the checks of an upload would take hours. Two offices a
region sell and collect once a day; everything else stands once a month. A thousand regions with ten years
are filled by `python -m tests.bench.years FOLDER 1000 120`, which then prints the same figures of them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from dashboard.services.policies import policies
from dashboard.services.uploads.ingest import check
from data.fields import BY_NAME
from data.ingestion import Upload
from data.store import LoadFile, LoadRequest, Store
from data.store.by_month import Kept
from data.store.ids import load_id
from data.store.totals import FOLLOWING, rows_that_follow
from tests.bench.timing import Ratio, measured_in_turn, seconds

FIRST_YEAR = 2016
REGIONS, MONTHS, ROUNDS = 100, 60, 5
#: Extract → SQL of its columns by name, of an office-month `p` (month, region, office, n: its number).
_AMOUNT = "CAST(100 + (p.n * 7919 + day * 104729 + month(p.month) * 15485863) % 90000 AS DECIMAL(18, 2))"
_ROWS: dict[str, dict[str, str]] = {
    "monthly_plan": {"month": "p.month", "sales_plan": "1500000", "collections_plan": "1400000"},
    "sales": {
        "date": "p.month + CAST(day - 1 AS INTEGER)",
        "document": "'XS' || strftime(p.month, '%y%m') || '-' || p.n || '-' || day",
        "customer": "'客户' || p.n || '-' || day % 5",
        "customer_type": "CASE day % 3 WHEN 0 THEN '零售' WHEN 1 THEN '合同' ELSE '备案' END",
        "amount": _AMOUNT,
    },
    "collections": {
        "date": "p.month + CAST(day - 1 AS INTEGER)",
        "document": "'SK' || strftime(p.month, '%y%m') || '-' || p.n || '-' || day",
        "customer": "'客户' || p.n || '-' || day % 5",
        "customer_type": "CASE day % 3 WHEN 0 THEN '零售' WHEN 1 THEN '合同' ELSE '备案' END",
        "amount": _AMOUNT,
    },
    "receivables": {
        "month": "p.month",
        "customer": "'客户' || p.n || '-' || day",
        "customer_type": "CASE day % 3 WHEN 0 THEN '零售' WHEN 1 THEN '合同' ELSE '备案' END",
        "balance": _AMOUNT,
        "overdue": "CASE day % 3 WHEN 0 THEN 0 ELSE 50 END",
    },
    "inventory": {"month": "p.month", "category": "'产品' || day", "amount": _AMOUNT},
    "expenses": {
        "date": "p.month + CAST(day - 1 AS INTEGER)",
        "document": "'FY' || strftime(p.month, '%y%m') || '-' || p.n || '-' || day",
        "claimant": "CASE day WHEN 1 THEN '经理' || p.region ELSE '员工' || p.n END",
        "category": "CASE day WHEN 1 THEN '差旅' ELSE '办公' END",
        "status": "'已批准'",
        "amount": "CAST(1000 + day AS DECIMAL(18, 2))",
    },
}
#: Rows an office has of an extract in a month.
_DAYS = {"sales": 28, "collections": 28, "receivables": 3, "inventory": 1, "expenses": 2}


def fill(path: Path, regions: int, months: int) -> None:
    """Write a company of `regions` with two offices each, and a load for each month."""
    with Store.open(path) as store, store._connection.transaction() as cursor:
        at, new = datetime(2015, 1, 1, tzinfo=UTC), load_id(datetime(2015, 1, 1, tzinfo=UTC), None, 0)
        cursor.execute(
            "CREATE TEMP TABLE offices AS SELECT '区' || lpad(CAST(n // 2 AS VARCHAR), 4, '0') AS region, "
            f"'办' || lpad(CAST(n AS VARCHAR), 5, '0') AS office, n FROM range({2 * regions}) t(n)"
        )
        org = {
            "manager": "'经理' || p.region",
            "vice_president": "'副总'",
            "effective_month": "DATE '2015-01-01'",
        }
        _insert(cursor, "org", org, new, date(1, 1, 1), 1)
        for month in months_of(months):
            at += timedelta(seconds=1)
            new = load_id(at, new, 0)
            for extract, columns in _ROWS.items():
                _insert(cursor, extract, columns, new, month, _DAYS.get(extract, 1))
            if month.month == 1:
                targets = {"year": str(month.year), "sales_target": "18000000", "collections_target": "17e6"}
                _insert(cursor, "annual_plan", targets, new, month, 1)
            cursor.execute("INSERT INTO loads SELECT $load, $at, 'bench', NULL, 1", {"load": new, "at": at})
        for table in FOLLOWING:
            if table != "load_scopes":
                cursor.execute(f"INSERT INTO {table} FROM ({rows_that_follow(table)}) ORDER BY ALL")
        cursor.execute(f"INSERT INTO load_scopes FROM ({rows_that_follow('load_scopes')}) ORDER BY ALL")


def months_of(count: int) -> Iterator[date]:
    """So many months from the first year's January."""
    return (date(FIRST_YEAR + n // 12, n % 12 + 1, 1) for n in range(count))


def measured() -> Iterator[Ratio]:
    """A company of some size, made for this."""
    with tempfile.TemporaryDirectory() as folder:
        yield from measured_in(Path(folder), REGIONS, MONTHS)


def measured_in(folder: Path, regions: int, months: int) -> Iterator[Ratio]:
    """One month more against everything anew; a check beside years against one beside a single month."""
    of_years, of_one = folder / "years.duckdb", folder / "month.duckdb"
    fill(of_years, regions, months)
    fill(of_one, regions, 1)
    *_, last = months_of(months)
    with Store.open(of_years) as store, Store.open(of_one) as single:
        sales = store.current("sales", last)

        def one_more() -> float:
            store.commit(LoadRequest({"sales": sales}, [LoadFile("again", "00", 1)], "bench"))
            return seconds(lambda: _first_page(store))

        def anew() -> float:
            store._connection.by_month = Kept()
            return seconds(lambda: _first_page(store))

        size = f"{regions:,} regions × {months} months"
        yield Ratio(
            f"facts and days after a load of one month, {size}",
            "made from nothing",
            *measured_in_turn(one_more, anew, ROUNDS),
        )
        content, day = _ledger(sales), last + timedelta(days=100)
        for each in (store, single):
            errors = check(each, [Upload("sales.csv", content)], day).ingestion.errors
            assert not errors, [error.text() for error in errors[:3]]
        yield Ratio(
            f"check of a month's sales, {size}",
            "beside one month",
            *measured_in_turn(
                lambda: seconds(lambda: check(store, [Upload("sales.csv", content)], day)),
                lambda: seconds(lambda: check(single, [Upload("sales.csv", content)], day)),
                ROUNDS,
            ),
        )


def _first_page(store: Store) -> None:
    rules = policies()
    store.facts(lambda month: rules.at(month).checkpoint_day)
    store.daily_totals()


def _ledger(sales: pl.DataFrame) -> bytes:
    """The next month's sales as a file."""
    fields = [field for field in BY_NAME["sales"].fields if not field.is_optional]
    return (
        sales.with_columns(
            date=pl.col("date").dt.offset_by("1mo"),
            document=pl.format("N{}", "document"),
            amount=pl.col("amount") / 100,
        )
        .select(pl.col(field.name).alias(field.zh) for field in fields)
        .write_csv()
        .encode()
    )


def _insert(
    cursor: duckdb.DuckDBPyConnection,
    extract: str,
    columns: dict[str, str],
    load: str,
    month: date,
    days: int,
) -> None:
    names = [field.name for field in BY_NAME[extract].fields]
    values = {"region": "p.region", "office": "p.office"} | columns
    told = [name for name in names if name in values]
    rows = "(SELECT DISTINCT region, min(n) AS n FROM offices GROUP BY region)"
    places = rows if extract == "annual_plan" else "offices"
    cursor.execute(
        f"""
        INSERT INTO {extract} (load_id, position, period, {", ".join(told)},
            source_file, source_sheet, source_row)
        SELECT '{load}', row_number() OVER () - 1, p.month, {", ".join(values[name] for name in told)},
            'bench.csv', NULL, 2
        FROM (SELECT *, DATE '{month:%Y-%m-%d}' AS month FROM {places}) p, range(1, {days} + 1) d(day)"""
        if month.year > 1
        else f"""
        INSERT INTO {extract} (load_id, position, period, {", ".join(told)},
            source_file, source_sheet, source_row)
        SELECT '{load}', row_number() OVER () - 1, DATE '0001-01-01',
            {", ".join(values[name] for name in told)}, 'bench.csv', NULL, 2 FROM offices p"""
    )


if __name__ == "__main__":
    for ratio in measured_in(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])):
        print(ratio.row(), flush=True)
