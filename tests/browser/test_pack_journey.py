"""The main job in a real browser: the acceptance pack goes in through the page, its figures come out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dashboard.services.evaluation import Snapshot, snapshot
from dashboard.services.months import month_as_dict
from dashboard.services.policies import policies
from data.store import Store
from tests.browser.serving import served
from tests.reference.acceptance import assert_equal_to_published, published
from tests.reference.pack import ACCEPTANCE

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(scope="module")
def uploaded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was filled by uploading the pack on the page and pressing its one button."""
    store = tmp_path_factory.mktemp("browser") / "store.duckdb"
    with served(store) as address:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(f"{address}/upload")
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(ACCEPTANCE / "pack.xlsx")
        button = page.get_by_role("button", name="载入数据")
        expect(button).to_be_enabled(timeout=60_000)
        button.click()
        expect(page.get_by_text("已载入").first).to_be_visible(timeout=60_000)
        page.goto(f"{address}/?month=2026-09")
        expect(page.get_by_text("2026-09 需要关注").first).to_be_visible(timeout=60_000)
        page.context.close()
    return store


@pytest.fixture(scope="module")
def found(uploaded: Path) -> Snapshot:
    """What the dashboard makes of it."""
    with Store.open(uploaded) as store:
        return snapshot(store, policies())


@pytest.mark.parametrize("month", sorted(published()))
def test_a_pack_uploaded_on_the_page_comes_to_every_published_figure_of(month: str, found: Snapshot) -> None:
    first = date.fromisoformat(f"{month}-01")
    rows = month_as_dict(found, first)["regions"]
    assert_equal_to_published(month, [{"month": first, **row} for row in rows])
