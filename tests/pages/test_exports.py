"""Every table that a page offers as a file names the unit of every amount in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from dashboard.components.elements import cards, downloads, parts
from dashboard.formats import Unit
from dashboard.navigation import ENTRIES
from dashboard.services.behind import Fact
from dashboard.services.exports import csv_bytes, xlsx_bytes
from dashboard.tables import Table
from tests.nightly import by_night
from tests.pages.conftest import Opened

PAGES = [entry.key for entry in ENTRIES]
#: Kinds of columns that hold numbers which are no amounts.
NUMBERS = ("ratio", "score", "count")


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Table]:
    """Fills with the tables that pages offer, also those that a chart keeps folded away."""
    found: dict[str, Table] = {}
    offer, behind = downloads.offer_downloads, cards._show_behind

    def taken(table: Table | Callable[[], Table], stem: str, **named: Any) -> None:
        found[stem] = table if isinstance(table, Table) else table()
        offer(table, stem, **named)

    def opened(table: Table, *rest: Any) -> None:
        found[f"chart-{rest[-1]}"] = table
        behind(table, *rest)

    def at_once(made: parts.Parts, unit: Unit, month: date) -> None:
        for part in made.values():
            cards.show_cards(part() or (), unit, month)

    monkeypatch.setattr(cards, "_show_behind", opened)
    monkeypatch.setattr(parts, "show_parts", at_once)
    for module in _offering():
        monkeypatch.setattr(module, "offer_downloads", taken)
    return found


def _offering() -> list[Any]:
    from importlib import import_module
    from pkgutil import walk_packages

    from dashboard import components

    found = walk_packages(components.__path__, f"{components.__name__}.")
    modules = [import_module(each.name) for each in found]
    return [module for module in modules if hasattr(module, "offer_downloads")]


@pytest.mark.parametrize("region", by_night(["", "东北"], but=["东北"]))
@pytest.mark.parametrize("key", by_night(PAGES, but=("overview", "year", "settlement", "capital", "conduct")))
def test_every_amount_names_its_unit(
    opened: Opened, offered: dict[str, Table], key: str, region: str
) -> None:
    app = opened(key, month="2026-09", **({"region": region} if region else {}))
    assert not app.exception
    assert offered or key in ("upload", "whatif", "trace", "replay", "mine", "home", "month")
    for table in offered.values():
        headers = next(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"))))
        sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table))).worksheets[0]
        for place, column in enumerate(table.columns):
            written = {headers[place], sheet.cell(1, place + 1).value}
            is_number = table.frame.schema[column.name].is_float()
            if column.kind in ("money", "yuan") or (is_number and column.kind not in NUMBERS):
                assert len(written) == 1, (table.name, written)
                assert headers[place].endswith("（元）"), (table.name, headers[place])
                assert headers[place].count("元") == 1, (table.name, headers[place])
            assert "万元" not in headers[place], (table.name, headers[place])


def test_the_list_for_finance_has_month_net_totals_and_nothing_but_rows(
    opened: Opened, offered: dict[str, Table]
) -> None:
    opened("settlement", month="2026-09")
    for stem in ("rewards-2026-09", "settlement-2026-09"):
        lines = list(csv.reader(io.StringIO(csv_bytes(offered[stem]).decode("utf-8-sig"))))
        assert {len(line) for line in lines} == {len(lines[0])}
        assert not [line for line in lines if line[0].startswith("#")]
    header, *rows, total = csv.reader(io.StringIO(csv_bytes(offered["rewards-2026-09"]).decode("utf-8-sig")))
    place = {title: position for position, title in enumerate(header)}
    assert {row[place["月份"]] for row in rows} == {"2026-09"}
    for row in rows:
        amounts = [row[place[title]] for title in ("奖励（元）", "罚款（元）", "净额（元）")]
        assert all(amount.partition(".")[2] and len(amount.partition(".")[2]) == 2 for amount in amounts)
        assert float(amounts[0]) + float(amounts[1]) == float(amounts[2])
    for title in ("奖励（元）", "罚款（元）", "净额（元）"):
        assert float(total[place[title]]) == sum(float(row[place[title]]) for row in rows)
    assert "-1000.00" in rows[-1] + rows[0] + [cell for row in rows for cell in row]


def test_a_cut_list_says_so_and_is_exported_whole(opened: Opened, offered: dict[str, Table]) -> None:
    app = opened("expenses", month="2026-09")
    whole = offered["claims-2026-09"].frame
    count = whole.item(0, "claims")
    assert whole.height == count > 12
    captions = [caption.value for caption in app.caption]
    assert any(f"共 {count} 行" in caption and "最大的 12 行" in caption for caption in captions)
    shown = next(frame.value for frame in app.dataframe if "报销人" in frame.value.columns)
    assert len(shown) == 12
    app.toggle(key="all_claims").set_value(True).run()
    assert max(len(frame.value) for frame in app.dataframe if "报销人" in frame.value.columns) == min(
        count, 100
    )
    assert round(float(whole["amount"].sum()), 2) == whole.item(0, "total")


def test_a_receipt_opens_all_rows_of_a_fact(opened: Opened, offered: dict[str, Table]) -> None:
    app = opened("expenses", month="2026-09", region="东北", receipt="expense_ratio")
    app.button_group(key="behind/receipt/东北/expense_ratio/2026-09").set_value(
        Fact("expense_collections", date(2026, 1, 1))
    ).run()
    (rows,) = [table for stem, table in offered.items() if stem.startswith("rows-")]
    assert rows.frame.height > 100
    assert rows.frame["month"].unique().sort().to_list() == [date(2026, month, 1) for month in range(1, 10)]
    assert rows.frame["extract"].unique().to_list() == ["collections"]
    sources = {"文件", "工作表", "行", "计入金额（元）"}
    (shown,) = [frame.value for frame in app.dataframe if sources <= set(frame.value.columns)]
    assert len(shown) == 100
    caption = next(caption.value for caption in app.caption if "本页为第 1 至 100 行" in caption.value)
    assert f"共 {rows.frame.height} 行" in caption
    assert f"{rows.frame['counted'].sum():,.2f}" in caption
    assert rows.totals["counted"] == round(float(rows.frame["counted"].sum()), 2)
