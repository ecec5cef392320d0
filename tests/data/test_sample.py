"""The demo company: deterministic, in the form of cleaned frames, its books exact."""

from __future__ import annotations

import io
from collections import defaultdict
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.current_state import EmptyState
from data.fields import BY_NAME, EXTRACTS
from data.ingestion import Upload, ingest
from data.sample import AS_OF, frames, workbook

LAST = date(2026, 9, 1)
#: No indicator of theirs is rated by the regulation as it ships.
LEFT_OUT = {"indicators"}
Frames = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def company() -> Frames:
    return frames()


@pytest.fixture(scope="module")
def content(company: Frames) -> bytes:
    return workbook(company)


# ---------------------------------------------------------------- form


def test_the_same_seed_gives_the_same_company(company: Frames) -> None:
    for name, frame in frames().items():
        assert_frame_equal(frame, company[name])


def test_another_seed_gives_other_documents(company: Frames) -> None:
    assert not frames(seed=11)["sales"].equals(company["sales"])


def test_the_ledgers_are_of_modest_size(company: Frames) -> None:
    rows = sum(company[name].height for name in ("sales", "collections", "expenses"))
    assert 8_000 <= rows <= 12_500


def test_all_extracts_but_the_summary_are_there(company: Frames) -> None:
    assert list(company) == [extract.name for extract in EXTRACTS if extract.name != "summary"]


@pytest.mark.parametrize("name", [extract.name for extract in EXTRACTS if extract.name != "summary"])
def test_an_extract_has_the_form_of_a_cleaned_frame(company: Frames, name: str) -> None:
    extract, frame = BY_NAME[name], company[name]
    types = {"year": pl.Int32, "month": pl.Date, "date": pl.Date, "money": pl.Int64, "quantity": pl.Int64}
    assert frame.schema == pl.Schema(
        {
            **{field.name: types.get(field.kind, pl.String) for field in extract.fields},
            "source_file": pl.String,
            "source_sheet": pl.String,
            "source_row": pl.Int32,
        }
    )
    for field in extract.fields:
        column = frame[field.name]
        assert field.is_nullable or column.null_count() == 0, field.name
        if field.kind == "month":
            assert (column.drop_nulls().dt.day() == 1).all()
        if field.choices:
            assert set(column) <= set(field.choices)
        if field.is_non_negative:
            assert int(column.min()) >= 0  # type: ignore[arg-type]
    if extract.key:
        assert not frame.select(extract.key).is_duplicated().any()
    assert frame["source_row"].to_list() == list(range(2, frame.height + 2))
    assert frame.is_empty() == (name in LEFT_OUT)
    assert frame.is_empty() or set(frame["source_sheet"]) == {extract.sheet}
    assert frame.is_empty() or set(frame["source_file"]) == {"demo.xlsx"}


def test_eight_regions_thirty_offices_eighteen_months(company: Frames) -> None:
    organisation = company["org"]
    assert organisation["region"].n_unique() == 8
    assert organisation.select("region", "office").n_unique() == 30
    months = company["receivables"]["month"].unique().sort()
    assert (months.len(), months[0], months[-1]) == (18, date(2025, 4, 1), LAST)


@pytest.mark.parametrize("name", ["monthly_plan", "declarations", "sales", "collections", "receivables",
                                  "inventory", "expenses"])  # fmt: skip
def test_every_office_has_rows_in_every_month_of_its_life_and_no_other(company: Frames, name: str) -> None:
    life = {
        row["office"]: (row["effective_month"], row["end_month"])
        for row in company["org"].sort("effective_month", descending=True).iter_rows(named=True)
    }
    frame = company[name]
    period = pl.col("month") if "month" in frame.columns else pl.col("date").dt.month_start()
    there = set(frame.select("office", period.alias("month")).unique().iter_rows())
    months = sorted({month for _, month in there})
    assert there == {
        (office, month)
        for office, (begin, end) in life.items()
        for month in months
        if begin <= month and (end is None or month <= end)
    }


def test_an_office_opened_and_one_closed(company: Frames) -> None:
    organisation = company["org"]
    assert organisation.filter(office="宜昌")["effective_month"].to_list() == [date(2026, 1, 1)]
    assert organisation.filter(office="贵阳")["end_month"].to_list() == [date(2026, 3, 1)]
    left = company["receivables"].filter((pl.col("office") == "贵阳") & (pl.col("month") == date(2026, 3, 1)))
    assert set(left["balance"]) == {0}


def test_a_customer_belongs_to_one_office_and_type(company: Frames) -> None:
    for name in ("sales", "collections", "receivables"):
        customers = company[name].select("customer", "office", "customer_type").unique()
        assert customers["customer"].is_unique().all(), name


# ---------------------------------------------------------------- books


def by_customer(company: Frames) -> pl.DataFrame:
    """What each customer owed: the rows of one customer, by due date, add up."""
    key = ["month", "region", "office", "customer", "customer_type"]
    return company["receivables"].group_by(key, maintain_order=True).agg(pl.col("balance", "overdue").sum())


def test_balances_are_the_last_ones_plus_sales_minus_collections(company: Frames) -> None:
    moves: defaultdict[tuple[str, date], int] = defaultdict(int)
    for name, sign in (("sales", 1), ("collections", -1)):
        for row in company[name].iter_rows(named=True):
            moves[(row["customer"], row["date"].replace(day=1))] += sign * row["amount"]
    before: dict[str, int] = {}
    for row in by_customer(company).sort("month").iter_rows(named=True):
        customer, month = row["customer"], row["month"]
        opening = 0 if row["office"] == "宜昌" else None
        opening = before.get(customer, opening)
        if opening is not None:
            assert row["balance"] == opening + moves[(customer, month)], (customer, month)
        before[customer] = row["balance"]


def test_overdue_is_what_is_older_than_the_customers_term(company: Frames) -> None:
    bought: defaultdict[tuple[str, date], int] = defaultdict(int)
    for row in company["sales"].iter_rows(named=True):
        bought[(row["customer"], row["date"].replace(day=1))] += row["amount"]
    for row in by_customer(company).filter(pl.col("month") >= date(2025, 6, 1)).iter_rows(named=True):
        month = row["month"]
        terms = (
            [month] if row["customer_type"] == "零售" else [month, date.fromordinal(month.toordinal() - 1)]
        )
        young = sum(bought[(row["customer"], term.replace(day=1))] for term in terms)
        assert row["overdue"] == max(0, row["balance"] - young)


def test_what_is_overdue_was_due_within_the_month_and_the_rest_falls_due_later(company: Frames) -> None:
    owed = company["receivables"].filter(pl.col("balance") > 0)
    is_due = pl.col("due_date") <= pl.col("month").dt.month_end()
    assert owed["due_date"].null_count() == 0
    assert (owed["overdue"] > 0).any()
    assert owed.filter(is_due & (pl.col("overdue") != pl.col("balance"))).is_empty()
    assert owed.filter(~is_due & (pl.col("overdue") != 0)).is_empty()
    late = owed.select((pl.col("month").dt.month_end() - pl.col("due_date")).dt.total_days())
    assert (late > 90).to_series().any()


def test_each_customer_has_one_salesperson_of_its_office(company: Frames) -> None:
    people = company["receivables"].select("customer", "office", "salesperson").unique()
    assert people["customer"].is_unique().all()
    assert people.filter(~pl.col("salesperson").str.starts_with(pl.col("office"))).is_empty()


def test_there_are_credit_balances(company: Frames) -> None:
    assert company["receivables"].filter(pl.col("balance") < 0).height > 5


def test_plans_add_up_to_the_annual_targets_of_2026_but_for_one_region(company: Frames) -> None:
    planned = (
        company["monthly_plan"]
        .filter(pl.col("month").dt.year() == 2026)
        .group_by("region")
        .agg(pl.col("sales_plan", "collections_plan").sum(), pl.col("month").n_unique())
    )
    joined = planned.join(company["annual_plan"].filter(year=2026), on="region")
    assert set(joined["month"]) == {12}
    off = joined.filter(
        (pl.col("sales_plan") != pl.col("sales_target"))
        | (pl.col("collections_plan") != pl.col("collections_target"))
    )
    assert off["region"].to_list() == ["西南"]
    assert (off["sales_plan"] < off["sales_target"]).all()


def test_every_fate_of_a_declaration_occurs_in_the_last_month(company: Frames) -> None:
    rows = company["declarations"].filter(month=LAST)
    eve = date(2026, 8, 28)
    plans = company["monthly_plan"].filter(month=LAST).select("office", "sales_plan")
    low = rows.join(plans, on="office").filter(pl.col("sales") * 100 < pl.col("sales_plan") * 95)
    assert low.filter(pl.col("approved_on") <= date(2026, 9, 10))["office"].to_list() == ["沈阳"]
    assert low.filter(pl.col("approver").is_null())["office"].to_list() == ["哈尔滨"]
    assert rows.filter(pl.col("declared_on") > date(2026, 9, 10))["office"].to_list() == ["兰州"]
    first = rows.group_by("office").agg(pl.col("declared_on").min(), pl.len().alias("rows"))
    assert first.filter(pl.col("declared_on") > eve)["office"].to_list() == ["南宁"]
    assert first.filter(rows=3)["office"].to_list() == ["苏州"]


# ---------------------------------------------------------------- workbook


def test_the_workbook_holds_the_frames_cell_by_cell(company: Frames, content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert book.sheetnames == [BY_NAME[name].sheet for name in company]
    for name, frame in company.items():
        rows = list(book[BY_NAME[name].sheet].iter_rows(values_only=True))
        fields = BY_NAME[name].fields
        assert rows[0] == tuple(field.zh for field in fields)
        assert len(rows) == frame.height + 1
        for column, field in enumerate(fields):
            cells = [row[column] for row in rows[1:]]
            if field.kind == "money":
                cells = [round(cell * 100) for cell in cells]
            elif field.kind == "quantity":
                cells = [round(cell * 10_000) for cell in cells]
            elif field.kind == "date":
                cells = [cell.date() if isinstance(cell, datetime) else cell for cell in cells]
            elif field.kind == "month":
                cells = [date.fromisoformat(f"{cell}-01") if cell else None for cell in cells]
            assert cells == frame[field.name].to_list(), (name, field.name)


def test_the_workbook_is_the_same_bytes_again(content: bytes) -> None:
    assert workbook() == content


def test_the_workbook_loads_without_a_word_and_gives_the_frames_back(company: Frames, content: bytes) -> None:
    found = ingest([Upload("demo.xlsx", content)], EmptyState(), today=AS_OF)
    assert found.issues == ()
    assert list(found.frames) == [name for name in company if name not in LEFT_OUT]
    for name, frame in found.frames.items():
        assert_frame_equal(frame, company[name])
