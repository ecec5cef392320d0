"""`load --as`: own rows alone, errors at the cell, nothing learned of others, the person in the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import orjson
import polars as pl
import pytest

from data.people.person import Grant, Person
from data.store import Store
from data.store.audit.log import entries
from tests.built import store_copy
from tests.dashboard.changes import renamed, scaled, split
from tests.dashboard.seen import NORTH, OFFICES, SOUTH, Frames, changed, company, printed, stored
from tests.nightly import by_night

CLERK = Person("clerk", "统计甲", "", (Grant("statistician", frozenset({NORTH})),))
OTHER = Person("other", "统计乙", "", (Grant("statistician", frozenset({SOUTH})),))
HEADER = "日期,单据号,区域,办事处,客户,客户类型,产品,数量,销售额,毛利"


def sales(path: Path, *places: tuple[str, str]) -> Path:
    """Sales of March: one row per place."""
    rows = [
        f"2026-03-0{at},M{at:06},{region},{office},客户{region}3,零售,锁,1,4000.00,500.00"
        for at, (region, office) in enumerate(places, start=1)
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8-sig")
    return path


def own(path: Path) -> Path:
    return sales(path, *((NORTH, office) for office in OFFICES[NORTH]))


NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    made = store_copy("acts", _with_people, tmp_path)
    with Store.open(made):
        yield made


def _with_people(path: Path) -> None:
    with stored(path, [company()]) as store:
        store.people.load([CLERK, OTHER], "op", NOW)


def said(path: Path, *arguments: object) -> tuple[int, str]:
    code, _, text = printed(path, *arguments).decode().partition("\n")
    return int(code), text


def test_own_rows_are_loaded_and_the_history_and_the_log_name_the_person(path: Path, tmp_path: Path) -> None:
    code, text = said(path, "load", own(tmp_path / "m.csv"), "--as", "clerk", "--accept-warnings", "月中")
    assert code == 0, text
    with Store.open(path) as store:
        assert [load.actor for load in store.loads()] == ["clerk", "统计员"]
        with store._connection.cursor() as cursor:
            last = entries(cursor, "load")[-1]
    assert last.actor == "clerk"
    assert orjson.loads(last.details)["operator"]


def test_rows_of_another_region_are_an_error_at_the_cell_that_says_whom_to_ask(
    path: Path, tmp_path: Path
) -> None:
    both = sales(tmp_path / "m.csv", (NORTH, "北京"), (SOUTH, "广州"), (SOUTH, "深圳"), ("火星大区", "环"))
    code, text = said(path, "load", both, "--as", "clerk", "--accept-warnings", "硬来")
    assert code == 1
    south, mars = (
        next(line for line in text.splitlines() if f"“{name}”" in line) for name in (SOUTH, "火星大区")
    )
    assert "3" in south.split("·")[1], south  # the first of its rows
    assert "区域" in south.split("·")[1]
    assert "统计乙" in south
    assert "管理员" in mars
    with Store.open(path) as store:
        assert len(store.loads()) == 1


@pytest.mark.parametrize("account", ["north", "beijing", "vp", "gm", "root", "gone", "nobody"])
def test_whoever_is_no_statistician_loads_nothing_and_hears_why(
    path: Path, tmp_path: Path, account: str
) -> None:
    code, text = said(path, "load", own(tmp_path / "m.csv"), "--as", account, "--accept-warnings", "x")
    assert code == 1
    assert len(text.strip().splitlines()) == 1
    with Store.open(path) as store:
        assert len(store.loads()) == 1
        assert not store.holds(_digest(tmp_path / "m.csv"))


def _digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def bait(frames: Frames) -> Frames:
    """Of the south: the documents of the very file, and customers that look like those in it."""
    return changed(
        frames,
        SOUTH,
        pl.lit("M000001").alias("document"),
        pl.lit(f"客户{NORTH}З").alias("customer"),
        only=["sales"],
    )


CHANGES = (bait, split, partial(renamed, "甲"), partial(scaled, 7))


@pytest.mark.parametrize("change", by_night(CHANGES, but=[bait]))
def test_a_check_and_its_preview_tell_nothing_of_what_was_loaded_for_others(
    tmp_path: Path, change: Callable[[Frames], Frames]
) -> None:
    told = []
    for name, frames in (("a", company()), ("b", change(company()))):
        made = tmp_path / f"{name}.duckdb"
        with stored(made, [frames]) as store:
            store.people.load([CLERK], "op", NOW)
        file = own(tmp_path / "m.csv")
        told.append(printed(made, "load", file, "--as", "clerk", "--dry-run", "--all"))
        told.append(printed(made, "load", sales(file, (SOUTH, "广州")), "--as", "clerk"))
    assert told[:2] == told[2:]
    assert NORTH.encode() in told[0]


def test_the_same_bytes_loaded_for_others_are_not_told(path: Path, tmp_path: Path) -> None:
    file = sales(tmp_path / "m.csv", (SOUTH, "广州"), (SOUTH, "深圳"))
    before = said(path, "load", file, "--as", "clerk")
    assert said(path, "load", file, "--as", "other", "--accept-warnings", "月中")[0] == 0
    assert said(path, "load", file, "--as", "clerk") == before


def test_a_preview_names_of_other_regions_what_is_published_alone(path: Path, tmp_path: Path) -> None:
    from dashboard.services.evaluation import snapshot
    from dashboard.services.policies import policies
    from dashboard.services.stores.people import writer_of
    from dashboard.services.uploads.consequences import FIGURES, consequences_of_load
    from dashboard.services.uploads.ingest import check
    from data.ingestion import Upload
    from engine.evaluation import REGION_FIGURES

    file = sales(tmp_path / "m.csv", *((NORTH, office) for office in OFFICES[NORTH]))
    text = file.read_text(encoding="utf-8-sig").replace("2026-03-", "2026-02-").replace("4000.00", "90000.00")
    with Store.open(path) as store:
        writer = writer_of(store, "clerk", "sys")
        reader = writer.reader()
        checked = check(writer, [Upload("m.csv", text.encode("utf-8-sig"))], date(2026, 3, 1))
        assert not checked.has_errors
        found = consequences_of_load(reader, checked, snapshot(reader, policies()))
        whole = consequences_of_load(store, checked, snapshot(store, policies()))
    others = found.regions.filter(pl.col("region") != NORTH)
    assert others.height  # ranks of others change
    hidden = [name for name in FIGURES if not next(f for f in REGION_FIGURES if f.name == name).is_public]
    columns = [f"{name}_{side}" for name in hidden for side in ("before", "after")]
    assert others.select(columns).null_count().row(0) == (others.height,) * len(columns)
    mine = pl.col("region") == NORTH
    assert found.regions.filter(mine).equals(whole.regions.filter(mine))
    assert found.rows.equals(whole.rows)
