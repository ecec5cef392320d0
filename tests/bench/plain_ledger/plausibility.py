"""What a careful colleague would ask about a ledger of sales before loading it."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pandas as pd

from tests.bench.plain_ledger.checks import Organisation

KEYS = ["month", "region", "office"]
SERIES = ["measure", "region", "office"]
Doubt = tuple[str, object, object, object]


def stored_months(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The office-months of sales in the store, money columns below each other, in fen."""
    return connection.execute(
        "SELECT CAST(period AS TIMESTAMP) AS month, region, office, measure, "
        "CAST(amount * 100 AS BIGINT) AS amount "
        "FROM current_measure_totals WHERE extract = 'sales'"
    ).df()


def of_summary(connection: duckdb.DuckDBPyConnection) -> dict[tuple[Any, ...], int]:
    """(month, region, office) → sales of the summary, in fen."""
    rows = connection.execute(
        "SELECT period, region, office, CAST(sales * 100 AS BIGINT) FROM current_summary"
    ).fetchall()
    return {(pd.Timestamp(month), region, office): amount for month, region, office, amount in rows}


def doubts_about(
    frame: pd.DataFrame, connection: duckdb.DuckDBPyConnection, known: Organisation
) -> list[Doubt]:
    """(code, month, region, office) of everything doubtful or unusual."""
    new = frame.groupby(KEYS, as_index=False)[["amount", "gross_profit"]].sum()
    new = new.melt(id_vars=KEYS, var_name="measure", value_name="fen")
    new = new.rename(columns={"fen": "amount"}).astype({"amount": "int64"})
    before, summary = stored_months(connection), of_summary(connection)
    replaced = set(new[["month", "region"]].itertuples(index=False, name=None))
    is_kept = [pair not in replaced for pair in zip(before["month"], before["region"], strict=True)]
    after = pd.concat([before[is_kept], new]).astype({"amount": "int64"})
    return [
        *uncovered(new, before, after, summary, known),
        *jumps(new, after),
        *contradictions(frame, new, after, summary, connection),
        *rushes(frame, connection),
    ]


def places(months: pd.DataFrame) -> dict[date, set[tuple[str, str]]]:
    """Month → the offices that have rows."""
    found: dict[date, set[tuple[str, str]]] = {}
    for month, region, office in months[KEYS].drop_duplicates().itertuples(index=False):
        found.setdefault(month, set()).add((region, office))
    return found


def uncovered(
    new: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, summary: dict[Any, int], known: Organisation
) -> list[Doubt]:
    """Offices and regions that should have rows and have none."""
    doubts: list[Doubt] = []
    was, will = places(before), places(after)
    for month in sorted(places(new)):
        present = will[month]
        dropped = was.get(month, set()) - present
        stand_ins = {(region, office) for when, region, office in summary if when == month}
        missing = (known.expected(month.date()) - present - stand_ins) | dropped
        for region in sorted({region for region, _ in missing}):
            offices = sorted(office for r, office in missing if r == region)
            if region not in {r for r, _ in present}:
                is_dropped = any(r == region for r, _ in dropped)
                doubts.append(("region_dropped" if is_dropped else "region_missing", month, region, None))
            else:
                doubts += [
                    ("office_dropped" if (region, o) in dropped else "office_missing", month, region, o)
                    for o in offices
                ]
    return doubts


def month_jumps(new: pd.DataFrame, after: pd.DataFrame) -> list[Doubt]:
    """Whole months far from the nearest other one."""
    doubts: list[Doubt] = []
    sums = after[after["measure"] == "amount"]
    months = sorted(sums["month"].unique())
    for month in sorted(new["month"].unique()):
        others = [other for other in months if other != month]
        if not others:
            continue
        nearest = min(others, key=lambda other: (abs((other - month).days), other))
        pairs = sums[sums["month"] == month].merge(sums[sums["month"] == nearest], on=["region", "office"])
        now, then = pairs["amount_x"].sum(), pairs["amount_y"].sum()
        if len(pairs) < 2 or then < 1_000_000 or now <= 0:
            continue
        base = pairs[pairs["amount_y"] > 0]
        middle = (base["amount_x"] / base["amount_y"]).median()
        if now >= 8 * then and middle >= 8:
            doubts.append(("month_far_above", month, None, None))
        elif now * 50 <= then and middle * 50 <= 1:
            doubts.append(("month_far_below", month, None, None))
    return doubts


def jumps(new: pd.DataFrame, after: pd.DataFrame) -> list[Doubt]:
    """Amounts out of all proportion to the office's other months or to the other offices."""
    doubts = month_jumps(new, after)
    whole = {month for _, month, _, _ in doubts}
    rows = after.assign(size=after["amount"].abs())
    rows["positive"] = rows["amount"].where(rows["amount"] > 0)
    rows["nonzero"] = rows["size"].where(rows["amount"] != 0)
    own, peers = rows.groupby(SERIES), rows.groupby(["measure", "month"])
    rows["months"] = own["month"].transform("nunique")
    largest = own["size"].transform("max")
    second = own["size"].transform(lambda sizes: sizes.nlargest(2).min())
    rows["other"] = largest.where(rows["size"] != largest, second)
    rows["smallest"] = own["positive"].transform(lambda sizes: sizes.nsmallest(2).max())
    rows["median"] = peers["nonzero"].transform("median")
    rows["peers"] = peers["nonzero"].transform("count")
    rows = rows.merge(new[["measure", *KEYS]], on=["measure", *KEYS])
    factor = (rows["months"] >= 4).map({True: 50, False: 200})
    above_own = (rows["months"] > 1) & (rows["other"] >= 100_000) & (rows["size"] >= factor * rows["other"])
    above_peers = (rows["peers"] > 5) & (rows["size"] >= 1_000 * rows["median"])
    above = (rows["size"] >= 1_000_000) & (above_own | above_peers)
    below = (
        (rows["measure"] == "amount")
        & (rows["amount"] > 0)
        & (rows["months"] > 1)
        & (rows["peers"] > 5)
        & (rows["amount"] * 1_000 <= rows["smallest"])
        & (rows["amount"] * 1_000 <= rows["median"])
    )
    for code, where in (("far_above", above), ("far_below", below)):
        for row in rows[where].itertuples():
            if row.measure != "amount" or row.month not in whole:
                doubts.append((code, row.month, row.region, row.office))
    return doubts


def contradictions(
    frame: pd.DataFrame,
    new: pd.DataFrame,
    after: pd.DataFrame,
    summary: dict[Any, int],
    connection: duckdb.DuckDBPyConnection,
) -> list[Doubt]:
    """Ledger against summary and plan, and customers of two offices."""
    doubts: list[Doubt] = []
    touched = set(new[["month", "region"]].itertuples(index=False, name=None))
    for row in after[after["measure"] == "amount"].itertuples():
        stated = summary.get((row.month, row.region, row.office))
        if (row.month, row.region) in touched and stated is not None and stated != row.amount:
            doubts.append(("ledger_differs", row.month, row.region, row.office))
    plans = connection.execute("SELECT DISTINCT period, region, office FROM current_monthly_plan").fetchall()
    planned = {(pd.Timestamp(month), region, office) for month, region, office in plans}
    months = {month for month, _, _ in planned}
    for row in new[(new["measure"] == "amount") & (new["amount"] != 0)].itertuples():
        if row.month in months and (row.month, row.region, row.office) not in planned:
            doubts.append(("sales_without_plan", row.month, row.region, row.office))
    offices = frame[["customer", "region", "office"]].drop_duplicates()
    if offices["customer"].duplicated().any():
        doubts.append(("customer_in_two_offices", None, None, None))
    return doubts


def rushes(frame: pd.DataFrame, connection: duckdb.DuckDBPyConnection) -> list[Doubt]:
    """Sales bunched right before the checkpoint of which half or more goes back the month after."""
    amounts = frame["amount"]
    months = by_month(frame.assign(sold=amounts.clip(lower=0), returned=-amounts.clip(upper=0)))
    stored = connection.execute(
        "SELECT region, office, CAST(date AS TIMESTAMP) AS date, "
        "greatest(CAST(amount * 100 AS BIGINT), 0) AS sold, "
        "greatest(-CAST(amount * 100 AS BIGINT), 0) AS returned "
        "FROM current_day_totals WHERE extract = 'sales'"
    ).df()
    covered = set(months.index)
    loaded = by_month(stored)
    loaded = loaded[[key not in covered for key in loaded.index]]
    doubts: list[Doubt] = []
    for (month, region, office), row in pd.concat([months, loaded]).iterrows():
        later = (month + pd.DateOffset(months=1), region, office)
        back = months["returned"].get(later)
        if back is not None and row["rush"] * 25 > 15 * row["usual"] > 0 and 2 * back >= row["rush"]:
            doubts.append(("month_end_rush", month, region, office))
    return doubts


def by_month(days: pd.DataFrame) -> pd.DataFrame:
    """Per office-month: sold on days 26 to 28, sold on the others, returned."""
    is_late = days["date"].dt.day.between(26, 28)
    sums = days.assign(
        month=days["date"].dt.to_period("M").dt.to_timestamp(),
        rush=days["sold"].where(is_late, 0),
        usual=days["sold"].where(~is_late, 0),
    )
    return sums.groupby(KEYS)[["rush", "usual", "returned"]].sum()
