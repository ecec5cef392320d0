"""Extracts that contradict each other or themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from data.batches import Batch, month_column, row_issues
from data.fields import BY_NAME
from data.issues import DETAILED, Issue
from data.organisation import Organisation
from data.plausibility.measures import PLACE, History, about, beyond, yuan
from engine.conditions import expression
from engine.regulation.what_counts import (
    COUNTED_CLAIM,
    IS_OWED,
    MANAGERS_TRAVEL,
    OF_CONTRACT,
    OF_RETAIL,
    SALARIES,
    TRAVEL,
)

#: The day in the name of the summary's columns.
_CHECKPOINT_DAY = 28


def consistency_issues(
    batches: Mapping[str, Batch], organisation: Organisation, history: History
) -> list[Issue]:
    """Ledger against summary, overdue, negative stock (warnings); plans and customers (notes)."""
    return [
        *_ledger_differences(batches, organisation, history),
        *_overdue_above_balance(batches),
        *_checkpoint_against_month(batches),
        *_negative_stock(batches),
        *_doubtful_categories(batches),
        *_sales_without_plan(batches, history),
        *_customers_in_two_offices(batches),
    ]


def _sums(batch: Batch | None, amount: pl.Expr, where: pl.Expr) -> pl.DataFrame:
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "month": pl.Date,
        "region": pl.String,
        "office": pl.String,
        "ledger": pl.Int64,
    }
    if batch is None:
        return pl.DataFrame(schema=schema)
    month = month_column(batch.extract)
    assert month is not None
    return batch.frame.group_by(month.alias("month"), "region", "office").agg(
        ledger=pl.when(where).then(amount).otherwise(0).sum()
    )


def _recorded(history: History, extract: str, measure: str) -> pl.DataFrame:
    rows = history.after.filter((pl.col("extract") == extract) & (pl.col("measure") == measure))
    return rows.select(*PLACE, ledger="amount")


def _with_managers(expenses: Batch, organisation: Organisation) -> Batch:
    """With the `manager` of each row's region in its month."""
    month = month_column(expenses.extract)
    assert month is not None
    dated = expenses.frame.with_columns(__month=month)
    places = dated.select("region", "__month").unique()
    managers = [organisation.manager(region, when) for region, when in places.iter_rows()]
    placed = places.with_columns(manager=pl.Series(managers, dtype=pl.String))
    joined = dated.join(placed, on=["region", "__month"], how="left", nulls_equal=True)
    return replace(expenses, frame=joined.drop("__month"))


def _with_owed(receivables: Batch | None) -> Batch | None:
    """With what each row counts for: a customer's rows add up, and count unless the sum is a credit."""
    if receivables is None:
        return None
    customer = [*PLACE, "customer", "customer_type"]
    whole = receivables.frame.with_columns(balance=pl.col("balance").sum().over(customer))
    is_owed = whole.select(__is_owed=expression(IS_OWED))["__is_owed"]
    owed = pl.when(is_owed).then("balance").otherwise(0)
    return replace(receivables, frame=receivables.frame.with_columns(__owed=owed))


def _ledgers(
    batches: Mapping[str, Batch], organisation: Organisation, history: History
) -> list[tuple[str, pl.DataFrame, pl.DataFrame | None]]:
    """(summary column, ledger sums, other sums that agree as well) where a ledger can be compared."""
    receivables, expenses = batches.get("receivables"), batches.get("expenses")
    is_retail = expression(OF_RETAIL)
    found: list[tuple[str, pl.DataFrame, pl.DataFrame | None]] = [
        ("sales", _recorded(history, "sales", "amount"), None),
        ("collections", _recorded(history, "collections", "amount"), None),
        ("inventory", _recorded(history, "inventory", "amount"), None),
        # Whether a credit balance was netted in the summary is not written anywhere: both pass.
        (
            "retail_receivables",
            _sums(_with_owed(receivables), pl.col("__owed"), is_retail),
            _sums(receivables, pl.col("balance"), is_retail),
        ),
        ("contract_overdue", _sums(receivables, pl.col("overdue"), expression(OF_CONTRACT)), None),
    ]
    if expenses is not None:
        managed = _with_managers(expenses, organisation)
        for measure, claim in (("expenses", COUNTED_CLAIM), ("manager_travel", MANAGERS_TRAVEL)):
            found.append((measure, _sums(managed, pl.col("amount"), expression(claim)), None))
    return found


def _ledger_differences(
    batches: Mapping[str, Batch], organisation: Organisation, history: History
) -> list[Issue]:
    issues: list[Issue] = []
    uploaded = history.uploaded.select("month", "region").unique()
    for measure, ledger, other in _ledgers(batches, organisation, history):
        summary = _recorded(history, "summary", measure).rename({"ledger": "summary"})
        both = summary.join(ledger, on=PLACE).join(uploaded, on=["month", "region"], how="semi")
        if other is not None:
            both = both.join(other.rename({"ledger": "other"}), on=PLACE, how="left")
        else:
            both = both.with_columns(other=pl.col("ledger"))
        wrong = both.filter((pl.col("summary") != pl.col("ledger")) & (pl.col("summary") != pl.col("other")))
        batch = batches.get("summary") or next(iter(batches.values()))
        for row in wrong.sort(PLACE).head(DETAILED).iter_rows(named=True):
            field = measure if batch.extract.name == "summary" else None
            issues.append(
                about(
                    batch,
                    "warning",
                    "ledger_differs",
                    field,
                    {k: row[k] for k in PLACE},
                    summary=yuan(row["summary"]),
                    ledger=yuan(row["ledger"]),
                    figure=BY_NAME["summary"].field(measure).zh,
                )
            )
        issues += beyond(batch, "warning", "ledger_differs", wrong.height)
    return issues


def _overdue_above_balance(batches: Mapping[str, Batch]) -> list[Issue]:
    batch = batches.get("receivables")
    if batch is None:
        return []
    rows = batch.frame.filter(pl.col("overdue") > pl.col("balance").clip(0))
    return row_issues(batch, rows, "overdue_above_balance", "overdue", "warning")


def _checkpoint_against_month(batches: Mapping[str, Batch]) -> list[Issue]:
    """More up to the 28th than in the whole month; in a month that ends with it, less than in all of it."""
    batch = batches.get("summary")
    if batch is None:
        return []
    issues = []
    ends = pl.col("month").dt.month_end().dt.day() == _CHECKPOINT_DAY
    for whole in ("sales", "collections"):
        name = f"{whole}_to_checkpoint"
        rows = batch.frame.with_columns(__written=(pl.col(name) / 100).round(2).cast(pl.String))
        other = batch.extract.field(whole).zh
        for code, is_odd in (
            ("checkpoint_above_month", pl.col(name) > pl.col(whole)),
            ("checkpoint_below_month", ends & (pl.col(name) < pl.col(whole))),
        ):
            issues += row_issues(batch, rows.filter(is_odd), code, name, "warning", other=other)
    return issues


def _negative_stock(batches: Mapping[str, Batch]) -> list[Issue]:
    issues = []
    for name, column in (("inventory", "amount"), ("summary", "inventory")):
        batch = batches.get(name)
        if batch is not None:
            rows = batch.frame.filter(pl.col(column) < 0).with_columns(
                __written=(pl.col(column) / 100).round(2).cast(pl.String)
            )
            issues += row_issues(batch, rows, "negative_stock", column, "warning")
    return issues


def _doubtful_categories(batches: Mapping[str, Batch]) -> list[Issue]:
    """Categories that speak of travel or wages and are neither: they count as ordinary expenses."""
    batch = batches.get("expenses")
    if batch is None:
        return []
    category = pl.col("category")
    rows = batch.frame.filter(
        category.str.contains("差旅|工资|薪") & ~category.is_in([TRAVEL, SALARIES])
    ).unique("category", maintain_order=True)
    return row_issues(batch, rows, "doubtful_category", "category", "warning", known=f"{TRAVEL}、{SALARIES}")


def _sales_without_plan(batches: Mapping[str, Batch], history: History) -> list[Issue]:
    """Offices with sales and no plan, in months for which anybody has one."""
    plans = history.after.filter(pl.col("extract") == "monthly_plan").select(PLACE).unique()
    issues = []
    for name in ("sales", "summary"):
        batch = batches.get(name)
        if batch is None or plans.is_empty():
            continue
        measure = "amount" if name == "sales" else "sales"
        sold = history.uploaded.filter(
            (pl.col("extract") == name) & (pl.col("measure") == measure) & (pl.col("amount") != 0)
        )
        sold = sold.join(plans.select("month").unique(), on="month", how="semi").join(
            plans, on=PLACE, how="anti"
        )
        for row in sold.sort(PLACE).head(DETAILED).iter_rows(named=True):
            issues.append(about(batch, "note", "sales_without_plan", measure, {k: row[k] for k in PLACE}))
        issues += beyond(batch, "note", "sales_without_plan", sold.height)
    return issues


def _customers_in_two_offices(batches: Mapping[str, Batch]) -> list[Issue]:
    batch = batches.get("sales")
    if batch is None:
        return []
    several = (
        batch.frame.select("customer", "region", "office")
        .unique()
        .group_by("customer")
        .len()
        .filter(pl.col("len") > 1)["customer"]
        .drop_nulls()
        .sort()
    )
    if several.is_empty():
        return []
    names = "、".join(several.head(5).to_list())
    return [
        about(batch, "note", "customer_in_two_offices", "customer", {}, customers=names, number=several.len())
    ]
