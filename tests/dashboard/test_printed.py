"""What of a table goes on paper: all of it, in the decimals of the screen, and no markup from a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
import streamlit as st

from dashboard.components.elements import printed
from dashboard.components.elements.tables import print_table, shown_frame
from dashboard.formats import WAN, YUAN
from dashboard.i18n import speaking
from dashboard.tables import Column, Table

MARCH = date(2026, 3, 1)


def _table(count: int = 1, region: str = "East") -> Table:
    frame = pl.DataFrame(
        {
            "month": [MARCH] * count,
            "region": [region] * count,
            "sales": [1_234_567.0] * count,
            "ratio": [0.69996] * count,
            "award": [-1000.0] * count,
            "score": [98.5] * count,
            "rank": [None] * count,
            "rows": [12_345] * count,
            "row": [12_345] * count,
        }
    )
    return Table(
        "t",
        "T",
        frame,
        (
            Column("month", "Month", "month"),
            Column("region", "Region"),
            Column("sales", "Sales", "money"),
            Column("ratio", "Ratio", "ratio"),
            Column("award", "Award", "yuan"),
            Column("score", "Score", "score"),
            Column("rank", "Rank", "count"),
            Column("rows", "Rows", "count"),
            Column("row", "Row", "number"),
        ),
    )


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is put on paper."""
    said: list[str] = []
    monkeypatch.setattr(st, "html", said.append)
    return said


def test_a_cell_reads_as_on_screen_and_nothing_rounds_across_a_threshold(paper: list[str]) -> None:
    with speaking("en"):
        print_table(_table(), WAN)
    (html,) = paper
    cells = html.partition("<tbody>")[2].replace("</td>", "").split("<td")[1:]
    assert [cell.partition(">")[2].partition("</tr>")[0] for cell in cells] == [
        "2026-03", "East", "123.46", "69.996", "-1,000", "98.50", "—", "12,345", "12345",
    ]  # fmt: skip


def test_a_column_keeps_its_name_in_every_unit_so_that_its_order_holds_while_paper_names_the_unit(
    paper: list[str],
) -> None:
    with speaking("en"):
        names = {unit: shown_frame(_table(), unit).columns for unit in (WAN, YUAN)}
        print_table(_table(), WAN)
    assert names[WAN] == names[YUAN]
    assert "Sales (wan yuan)" in paper[0]


def test_an_amount_is_as_many_wan_as_its_fen_make() -> None:
    """7,028,000.00 yuan divided by ten thousand as a float are 702.8000000000001."""
    table = _table()
    held = replace(table, frame=table.frame.with_columns(sales=pl.lit(7_028_000.0)))
    assert shown_frame(held, WAN)["Sales"].to_list() == [702.8]


def test_every_row_is_there_up_to_a_limit_and_what_is_left_out_is_told(paper: list[str]) -> None:
    with speaking("en"):
        print_table(_table(printed.MOST_PRINTED), WAN)
        print_table(_table(printed.MOST_PRINTED + 3), WAN)
    assert [html.count("<tr>") - 1 for html in paper] == [printed.MOST_PRINTED] * 2
    assert "more rows" not in paper[0]
    assert "3 more rows" in paper[1]


def test_a_name_from_a_file_is_text_on_paper_too(paper: list[str]) -> None:
    with speaking("en"):
        print_table(_table(region="<img src=x onerror=alert(1)>"), WAN)
    assert "<img" not in paper[0]
    assert "&lt;img" in paper[0]
