"""One of two corrections of a region is held alone: it is not paid, the other is."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from dashboard.bulletins.making import bulletin_files
from dashboard.bulletins.tables import reward_list
from dashboard.formats import YUAN
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.views.evidence.payments import payment_table
from dashboard.views.evidence.settlement import line_table, published_lines
from dashboard.views.process.lines import appealable, holdable, line_title
from dashboard.views.scope import Scope
from data.people.scope import EVERYTHING
from data.store import Store
from data.store.reader import Reader
from tests.dashboard.seen import MONTHS, NORTH, SOUTH, company, printed, stored
from tests.dashboard.test_process_command import PEOPLE, person
from tests.dashboard.test_two_clocks import without_collections
from tests.data.store.building import request
from tests.data.store.publishing import publish

JANUARY, FEBRUARY = MONTHS
CHECKPOINT, CAPITAL = "correction/2026-01/checkpoint", "correction/2026-01/capital_overrun"


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """January published; then South collected nothing and had far more stock, so that both clauses differ."""
    made = tmp_path_factory.mktemp("corrected") / "store.duckdb"
    with stored(made, [company()]) as store:
        store.people.load([person(*each) for each in PEOPLE], "op", datetime(2026, 1, 1, tzinfo=UTC))
        publish(store, JANUARY)
        here = (pl.col("region") == SOUTH) & (pl.col("month") == JANUARY)
        stock = pl.when(here).then(pl.col("amount") * 100).otherwise("amount").alias("amount")
        more = {"inventory": company()["inventory"].with_columns(stock)}
        store.commit(request("99", **without_collections(SOUTH), **more))
    return made


@pytest.fixture(scope="module")
def path(corrected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """February published, with one of South's two corrections held; tests only read it."""
    made = copied(corrected, tmp_path_factory.mktemp("held"))
    assert said(made, "submit", "2026-02", "--as", "stat")[0] == 0
    held = ("--hold", f"{SOUTH}/{CHECKPOINT}", "--reason", "回单未到")
    assert said(made, "verify", "2026-02", *held, "--as", "finance")[0] == 0
    with Store.open(made) as store:
        publish(store, FEBRUARY, held=store.process.book().held(FEBRUARY))
    return made


def copied(store: Path, folder: Path) -> Path:
    shutil.copytree(store.parent, folder, dirs_exist_ok=True)
    return folder / store.name


def said(path: Path, *arguments: object) -> tuple[int, str]:
    code, _, text = printed(path, *arguments).decode().partition("\n")
    return int(code), text.strip()


def settlement(path: Path, month: str, *more: str) -> list[dict[str, Any]]:
    code, text = said(path, "evaluate", "--month", month, "--format", "json", *more)
    assert code == 0, text
    return list(json.loads(text)["settlement"])


def paid(path: Path) -> dict[str, float]:
    """South's corrections in February's payment list."""
    with Store.open(path) as store:
        reader = Reader(store, EVERYTHING)
        table = payment_table(reader.with_held(FEBRUARY), reader.published())
    return dict(zip(table.frame["region"], table.frame["correction"], strict=True))


def test_a_correction_held_by_its_name_is_not_paid_and_the_other_one_is(corrected: Path, path: Path) -> None:
    due = {
        line["clause"]: line["amount"]
        for line in settlement(corrected, "2026-02")
        if (line["item"], line["region"]) == ("correction", SOUTH)
    }
    assert sorted(due) == ["一.3", "二"]
    assert paid(path)[SOUTH] == due["二"]
    assert paid(path)[NORTH] == 0


def test_only_what_there_is_can_be_held(corrected: Path, tmp_path: Path) -> None:
    here = copied(corrected, tmp_path)
    assert said(here, "submit", "2026-02", "--as", "stat")[0] == 0
    wrong = ("--hold", f"{SOUTH}/correction/2025-12/checkpoint", "--reason", "x")
    code, text = said(here, "verify", "2026-02", *wrong)
    assert (code, "没有" in text) == (1, True)


def test_a_published_line_says_whether_it_is_held_on_screen_and_in_json(path: Path) -> None:
    told = settlement(path, "2026-02", "--published")
    standing = {
        (line["region"], line["item"], line["clause"]): (line["status"], line["standing"]) for line in told
    }
    assert standing[SOUTH, "correction", "一.3"] == ("proposed", "held")
    assert standing[SOUTH, "correction", "二"] == ("proposed", "published")
    assert standing[NORTH, "checkpoint", "一.3"] == ("proposed", "published")
    with Store.open(path) as store:
        reader = Reader(store, EVERYTHING)
        scope = Scope(snapshot(reader, policies()).shown, FEBRUARY, None, YUAN)
        held = reader.with_held(FEBRUARY)[-1][1]
        table = published_lines(line_table(scope), held)
        shown = next(column for column in table.columns if column.title == "状态")
        words = {
            (row["region"], row["item"], row["clause"]): shown.words[row[shown.name]]
            for row in table.frame.iter_rows(named=True)
        }
        assert words[SOUTH, "correction", "一.3"] == "◆ 暂缓"
        assert words[SOUTH, "correction", "二"] == words[NORTH, "checkpoint", "一.3"] == "已核定并公布"
        # On the form both stand, each by itself; the one that is held is chosen.
        offered = holdable(scope, held)
        assert [name for (region, name), why in offered.items() if why and region == SOUTH] == [CHECKPOINT]
        assert offered[SOUTH, CAPITAL] is None
        assert line_title(SOUTH, CAPITAL) == f"{SOUTH} · 2026-01 更正（资金超占）"
        lines = store.process.book().published(FEBRUARY).content["lines"]  # type: ignore[union-attr]
        assert (SOUTH, CHECKPOINT) in appealable(lines, [SOUTH])


def test_the_published_bulletin_says_which_lines_are_held(path: Path) -> None:
    with Store.open(path) as store:
        reader = Reader(store, EVERYTHING)
        made = bulletin_files(reader, snapshot(reader, policies()), FEBRUARY, ["xlsx"])
    book = openpyxl.load_workbook(io.BytesIO(made["bulletin-2026-02.xlsx"]), read_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert cells.count("◆ 暂缓") == 1
    [below] = [cell for cell in cells if str(cell).startswith("暂缓，尚不支付")]
    assert all(part in below for part in (SOUTH, "2026-01 更正", "回单未到"))
    assert "已核定并公布" in cells


@pytest.mark.nightly
def test_verifying_again_releases_it_and_holding_the_kind_holds_both(path: Path, tmp_path: Path) -> None:
    path = copied(path, tmp_path)
    both = sum(
        line["amount"] for line in settlement(path, "2026-02", "--published") if line["item"] == "correction"
    )
    assert said(path, "verify", "2026-02", "--as", "finance")[0] == 0
    assert paid(path)[SOUTH] == both
    every = ("--hold", f"{SOUTH}/correction", "--reason", "待查")
    assert said(path, "verify", "2026-02", *every, "--as", "finance")[0] == 0
    assert paid(path)[SOUTH] == 0


@pytest.mark.parametrize(
    ("since", "others"),
    [
        ([{"end_month": JANUARY}], []),
        ([{}, {"manager": "新经理", "effective_month": FEBRUARY}], ["新经理"]),
    ],
    ids=["closed", "managed anew"],
)
def test_what_is_corrected_is_paid_to_who_managed_the_region_then_also_when_it_is_no_more(
    corrected: Path, tmp_path: Path, since: list[dict[str, Any]], others: list[str]
) -> None:
    org = company()["org"].filter(pl.col("region") == SOUTH)
    rows = [org.with_columns(pl.lit(value).alias(name) for name, value in each.items()) for each in since]
    with Store.open(copied(corrected, tmp_path)) as store:
        store.commit(request("97", org=pl.concat(rows)))
        reader = Reader(store, EVERYTHING)
        scope = Scope(snapshot(reader, policies()).shown, FEBRUARY, None, YUAN)
        lines, listed = line_table(scope), reward_list(scope).table
        publish(store, FEBRUARY)
        versions, published = reader.with_held(FEBRUARY), reader.published()
    paid = payment_table(versions, published)
    # Of a region that the publication of then does not have, it is who manages it now.
    unknown = {JANUARY: replace(published[JANUARY], regions=())}
    managers = payment_table(versions, unknown).frame.filter(pl.col("region") == SOUTH)["manager"]
    assert managers.to_list() == (others or [None])
    due = lines.frame.filter((pl.col("region") == SOUTH) & (pl.col("item") == "correction"))["amount"].sum()
    assert due != 0
    for table, net in ((listed, "net"), (paid, "due")):
        assert table.totals[net] == lines.totals["amount"]
        south = table.frame.filter(pl.col("region") == SOUTH).select("manager", "correction", net)
        assert south.filter(pl.col("correction") != 0).rows() == [(org["manager"][0], due, due)]
        assert south.filter(pl.col("correction") == 0)["manager"].to_list() == others
