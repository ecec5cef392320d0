"""All rows behind a region's figure, flat: from every office and month that it is added up from.

Each row names its file, sheet and row and carries what it counts for, so that `counted`
adds up to the figure. Only one page of them leaves the store unless all are asked for.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from data.fields import BY_NAME
from data.store.amounts import sql_integer
from data.store.conditions import sql
from data.store.connection import Connection, result
from data.store.schema import quoted
from data.store.tracing import FIGURES, Figure, ledger_rows, summarised
from engine.policy.readings import Readings
from engine.regulation.what_counts import claims, is_travel_inside

#: Columns of the rows; `counted` is fen, and ten-thousandths for `PLAIN` facts.
ROWS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "office": pl.String,
    "extract": pl.String,
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "date": pl.Date,
    "document": pl.String,
    "party": pl.String,
    "counted": pl.Int64,
    "load_id": pl.String,
}
_ORDER = "month, extract, load_id, position"
#: The facts of a receipt that are sums over offices, by their names there.
SUMS = FIGURES | {
    "trailing_collections": FIGURES["collections"],
    "expense_collections": FIGURES["collections"],
    # A summary does not say what awaits approval.
    "expense_pending": replace(FIGURES["expense_counted"], summary=()),
}
#: Targets of record, and the column that supplies each in a plan and in a declaration.
TARGETS = {
    "sales_target": ("sales_plan", "sales"),
    "collections_target": ("collections_plan", "collections"),
}
ANNUAL = {"annual_collections_target": "collections_target"}
#: What an appraisal adds: an uploaded indicator's two figures (四), and the points that conduct costs (六).
UPLOADED = {"indicator_actual": "actual", "indicator_target": "target"}
CONDUCT = "conduct"
#: Facts that are no amounts of money.
PLAIN = (*UPLOADED, CONDUCT)
#: What can be opened down to its rows.
FACTS = (*SUMS, *TARGETS, *ANNUAL, *PLAIN)
#: How many units of `counted` make one yuan, or one of what is counted.
FEN, TEN_THOUSANDTHS = 100, 10_000
_NO_POINTS = pl.Schema({"sanction": pl.String, "points": pl.Int64})


@dataclass(frozen=True, slots=True)
class Behind:
    """Whose figure it is: a region, the months it spans, and the offices' sources of its targets.

    months: month, manager and checkpoint `day` of each. declared: the `position` (as in
    `Facts.declarations`) of each declaration that became a target of record, with its
    month and office; an office-month without one goes by its plan. indicator: which uploaded
    one. points: `sanction` and the ten-thousandths of a point that each costs. readings: how the
    policy reads which claims count (三).
    """

    region: str
    months: pl.DataFrame
    declared: pl.DataFrame
    indicator: str = ""
    points: pl.DataFrame = field(default_factory=_NO_POINTS.to_frame)
    readings: Readings = field(default_factory=Readings)


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the rows (`ROWS`, in the order of months and files), how many all are, their sum.

    unit: `FEN` or `TEN_THOUSANDTHS`, what `counted` and `total` are counted in.
    """

    frame: pl.DataFrame
    rows: int
    total: int
    unit: int = FEN


def rows_behind(
    connection: Connection, fact: str, behind: Behind, first: int = 0, most: int | None = None
) -> Found:
    """`most` rows from the `first` on, or all of them.

    fact: one of `FACTS`; KeyError for others.
    """
    source = " UNION ALL ".join(_parts(fact, behind.readings))
    page = "" if most is None else f"LIMIT {int(most)} OFFSET {int(first)}"
    asked = {"region": behind.region} | ({"indicator": behind.indicator} if fact in UPLOADED else {})
    with connection.snapshot() as cursor:
        cursor.register("places", behind.months)
        cursor.register("declared", behind.declared)
        cursor.register("points", behind.points)
        # Not as window functions beside the rows: in DuckDB 1.5.5 their threads fail now and then.
        sums = f"SELECT count(*) AS rows, CAST(coalesce(sum(counted), 0) AS BIGINT) AS total FROM ({source})"
        count, total = result(cursor, sums, asked).row(0)
        frame = result(cursor, f"SELECT * FROM ({source}) ORDER BY {_ORDER} {page}", asked)
    unit = TEN_THOUSANDTHS if fact in PLAIN else FEN
    return Found(frame.select(list(ROWS)).cast(pl.Schema(ROWS)), count, total, unit)


def _parts(fact: str, readings: Readings) -> list[str]:
    """One query for each extract that supplies the fact; no row stands in two of them."""
    if fact in UPLOADED:
        brought = f"{_of_region('current_indicators')} AND e.indicator = $indicator"
        return [_rows("indicators", brought, sql_integer(f"e.{UPLOADED[fact]}", "quantity"))]
    if fact == CONDUCT:
        costly = f"{_of_region('current_conduct')} JOIN points p ON p.sanction = e.sanction"
        return [_rows("conduct", costly, "p.points", "sanction")]
    if fact in ANNUAL:
        here = "e.year IN (SELECT year(month) FROM places)"
        return [
            _rows(
                "annual_plan",
                f"current_annual_plan e WHERE e.region = $region AND {here}",
                sql_integer(f"e.{ANNUAL[fact]}"),
            )
        ]
    if fact in TARGETS:
        planned, declared = TARGETS[fact]
        undeclared = "ANTI JOIN declared d ON d.month = e.period AND d.office = e.office"
        return [
            _rows(
                "monthly_plan",
                f"{_of_region('current_monthly_plan')} {undeclared}",
                sql_integer(f"e.{planned}"),
            ),
            _rows(
                "declarations",
                f"{_DECLARED} SEMI JOIN declared d ON d.position = e.place",
                sql_integer(f"e.{declared}"),
            ),
        ]
    figure = _figure(fact, readings)
    has_ledger = f"""ANTI JOIN (SELECT DISTINCT period, region, office FROM current_{figure.extract}) l
        ON l.period = e.period AND l.region = e.region AND l.office = e.office"""
    summary = summarised(figure)
    return [
        _rows(
            figure.extract,
            f"{_of_region(ledger_rows(figure))} WHERE {sql(figure.condition)}",
            sql_integer(figure.amount),
            figure.party,
        ),
        _rows(
            "summary",
            f"{_of_region('current_summary')} {has_ledger} WHERE ({summary}) IS NOT NULL",
            sql_integer(summary),
        ),
    ]


def _figure(fact: str, readings: Readings) -> Figure:
    """The sum behind a fact; which claims are added up for a region is a reading (三)."""
    figure, read = SUMS[fact], claims(readings)
    if fact not in read:
        return figure
    is_joined = fact == "expense_counted" and is_travel_inside(readings)
    summary = (*figure.summary, *FIGURES["manager_travel"].summary) if is_joined else figure.summary
    return replace(figure, condition=read[fact], summary=summary)


def _of_region(source: str) -> str:
    """The rows of `source` of the region in one of the months, each beside what holds in its month."""
    return f"(SELECT * FROM {source} WHERE region = $region) e JOIN places m ON m.month = e.period"


# Numbered as the facts number them (`facts.py`).
_DECLARED = """(
    SELECT *, row_number() OVER (ORDER BY load_id, position) - 1 AS place FROM current_declarations) e"""


def _rows(extract: str, source: str, counted: str, party: str | None = None) -> str:
    names = {each.name for each in BY_NAME[extract].fields}

    def column(name: str, kind: str) -> str:
        return f"CAST({f'e.{quoted(name)}' if name in names else 'NULL'} AS {kind})"

    date = column("declared_on" if extract == "declarations" else "date", "DATE")
    return f"""
        SELECT e.period AS month, {column("office", "VARCHAR")} AS office, '{extract}' AS extract,
            e.source_file, e.source_sheet, e.source_row, {date} AS date,
            {column("document", "VARCHAR")} AS document, {column(party or "", "VARCHAR")} AS party,
            {counted} AS counted, e.load_id, e.position
        FROM {source}"""
