"""The collection list on paper: a sheet for each office with a line to sign."""

from __future__ import annotations

from dataclasses import replace

import fastexcel
import polars as pl
import pytest

from dashboard.bulletins.collection import (
    Listing,
    Paper,
    collection_paper,
    paper_data,
    paper_pdf,
    paper_workbook,
)
from engine.collecting.ageing import ageing
from engine.collecting.chase import candidates
from engine.collecting.lists import list_by_parts
from engine.collecting.payments import CUSTOMER
from tests.dashboard.demo import demo_scope
from tests.dashboard.test_customers import NO_PAYMENTS, ON, ROWS


@pytest.fixture(scope="module")
def paper() -> Paper:
    """Office A is to collect 300.00, office B 450.00."""
    owed = ROWS.group_by(CUSTOMER, maintain_order=True).agg(pl.col("balance", "overdue").sum())
    found = candidates(owed, NO_PAYMENTS, "retail_balance")
    listed = list_by_parts(found, {"A": 30_000, "B": 45_000}, "largest_first")
    aged = ageing(ROWS, "retail_balance", ON)
    made = Listing("retail_balance", listed, aged, ON, "largest_first", "7.0-abc")
    return collection_paper(demo_scope(), "East", made)


def test_the_workbook_has_a_sheet_for_each_office_that_comes_to_its_part_and_is_signed(paper: Paper) -> None:
    book = fastexcel.read_excel(paper_workbook(paper))
    assert book.sheet_names == ["A", "B"]
    for office, part, table in (("A", 300.0, paper.tables[0]), ("B", 450.0, paper.tables[1])):
        cells = book.load_sheet(office, header_row=None).to_polars()
        asked = [column.name for column in table.columns].index("asked")
        total = next(row for row in cells.iter_rows() if row[0] in ("合计", "Total"))
        assert float(total[asked]) == part
        signed = [row[0] for row in cells.iter_rows() if row[0] and ("签字" in row[0] or ", date" in row[0])]
        assert len(signed) == 3


def test_the_pages_leave_room_for_what_came_in_and_tell_days_overdue(paper: Paper) -> None:
    data = paper_data(paper)
    assert [page["title"].split(" · ")[-1] for page in data["offices"]] == ["A", "B"]
    names = [column.name for column in paper.tables[1].columns]
    assert names[-2:] == ["received", "remark"]
    assert {"days_overdue", "to_30", "salesperson"} <= set(names)
    assert not {"share", "months", "expected"} & set(names)
    assert len(data["signatures"]) == 3
    # Fen are printed, where there are any.
    odd = replace(paper, tables=(replace(paper.tables[0], totals={"asked": 300.07}),))
    assert "300.07" in [cell["text"] for cell in paper_data(odd)["offices"][0]["total"]]
    assert "2026-10-25" in data["day"]


def test_the_pdf_is_the_same_for_the_same_list(paper: Paper) -> None:
    made = paper_pdf(paper)
    assert made.startswith(b"%PDF-")
    assert made == paper_pdf(paper)
