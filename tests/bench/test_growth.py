"""The growth table cannot rot: its company passes every check, and its steps are those of a real month."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.services.stores.stores import STORE_VARIABLE
from data.store import Store
from tests.bench.growth.__main__ import HEAD, KINDS, LOAD, PAGE, main, row
from tests.bench.growth.company import LAST, Size, frames
from tests.bench.growth.steps import Meter, Step, fill, last_month

SIZE = Size(600, 3, 4)
#: What the organisation and the targets of years bring, which come with some months only.
_SELDOM = {"org", "annual_plan"}


def test_a_company_has_about_the_rows_that_were_asked_for() -> None:
    for size in (Size(10_000, 8, 12), Size(50_000_000, 1_000, 120)):
        assert abs(size.exact / size.rows - 1) < 0.1
    of_months = [frames(SIZE, number) for number in range(SIZE.months)]
    assert SIZE.exact == sum(
        frame.height for given in of_months for name, frame in given.items() if name not in _SELDOM
    )


@pytest.mark.nightly
def test_its_last_month_is_checked_loaded_and_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = str(tmp_path / "store.duckdb")
    monkeypatch.setenv(STORE_VARIABLE, url)
    fill(url, SIZE)
    steps = list(last_month(url, SIZE, Meter()))
    assert {step.name for step in steps} == {*LOAD, *PAGE}
    assert all(step.cpu > 0 and step.peak > 0 for step in steps)
    with Store.open(url) as store:
        assert len(store.loads()) == SIZE.months
        assert store.audit().findings == ()
        for name, sent in frames(SIZE, SIZE.months - 1).items():
            assert (
                store.current(name, LAST)
                .drop("source_file", "source_sheet", "source_row")
                .equals(sent.drop("source_file", "source_sheet", "source_row"))
            )


def test_a_step_that_was_not_taken_is_a_dash_in_a_whole_row() -> None:
    known = {name: Step(name, 1.25, 2.5, 3_000_000) for name in ("history", "first page", "check")}
    found = row(SIZE, "duckdb", known, 7_000_000)
    assert found.count("|") == HEAD.splitlines()[0].count("|")
    assert found.count("–") == 4
    assert found.endswith("| 7 MB | 3 MB, 3 MB |")


def test_what_children_did_is_counted() -> None:
    busy = "import time\nwhile time.process_time() < 0.2: pass"
    _, step = Meter().taken("child", lambda: subprocess.run([sys.executable, "-S", "-c", busy], check=True))
    assert step.cpu >= 0.2


@pytest.mark.nightly
def test_the_table_has_a_row_of_each_kind(tmp_path: Path) -> None:
    main(["--only", SIZE.name, "--out", str(tmp_path / "table.md")])
    *head, file, postgresql = (tmp_path / "table.md").read_text("utf-8").splitlines()
    assert head == HEAD.splitlines()
    assert [KINDS[kind] in text for kind, text in (("duckdb", file), ("postgresql", postgresql))] == [
        True
    ] * 2
    assert "–" not in file + postgresql
