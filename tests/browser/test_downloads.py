"""A file asked for after somebody else's load: never a wrong one, said in words, and there a click later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW
from tests.browser.serving import ROOT, served
from tests.dashboard.demo import store_with_demo
from tests.dashboard.test_load_command import ledger, missed

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def test_a_file_asked_for_after_somebody_elses_load_is_of_the_new_data(page: Page, tmp_path: Path) -> None:
    store = store_with_demo(tmp_path)
    region, month = missed()
    file = ledger(store, region, month, 2, tmp_path / "collections.csv")
    with served(store) as address:
        page.goto(f"{address}/targets?month={month:%Y-%m}&region={region}&receipt=checkpoint")
        page.get_by_role("radio", name="截至节点日回款额").click(timeout=SLOW)
        button = page.locator("[class*=st-key-csv_rows-]").get_by_role("button")
        with page.expect_download() as before:
            button.click()
        load = [sys.executable, "-m", "dashboard", "load", str(file), "--store", str(store)]
        subprocess.run([*load, "--accept-warnings", "更正"], cwd=ROOT, check=True, capture_output=True)
        button.click()
        expect(page.get_by_test_id("stDownloadButtonError")).to_contain_text("数据已有更新", timeout=SLOW)
        expect(page.get_by_test_id("stDownloadButtonError")).to_have_count(0, timeout=SLOW)
        with page.expect_download() as after:
            button.click()
    rows = [Path(each.value.path()).read_text("utf-8-sig") for each in (before, after)]
    assert len(rows[0].splitlines()) > 1
    assert rows[0] != rows[1]
