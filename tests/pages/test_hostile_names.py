"""Names that attack: every element of every page shows them as they stand, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer
from streamlit.elements.lib.mutable_tab_container import TabContainer
from streamlit.testing.v1 import AppTest

from dashboard.cache.current import current_snapshot
from dashboard.cache.opened import current_store
from dashboard.navigation import ENTRIES
from dashboard.services.policies import policies
from dashboard.services.stores.stores import STORE_VARIABLE
from data.store import Store
from engine.whatif.scenario import Scenario
from tests.data.strangers import HEADER, ledger
from tests.data.workbooks import xlsx_bytes
from tests.pages.conftest import APP
from tests.pages.hostile import ATTACKS, live, load_hostile
from tests.pages.test_upload import uploaded

Visited = Callable[..., AppTest]
MONTH = "2026-09"


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file of the hostile company; copy it, do not write to it."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.duckdb"
    with Store.open(path) as store:
        load_hostile(store)
    return path


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hostile_store: Path) -> Iterator[Visited]:
    """Visits pages of the hostile company; whatever can be opened is open."""
    path = shutil.copy(hostile_store, tmp_path / "store.duckdb")
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    for container in (ExpanderContainer, TabContainer):
        monkeypatch.setattr(container, "open", property(lambda _self: True, lambda _self, _value: None))
    monkeypatch.setattr(Store, "original", lambda _self, _sha256: b"kept")
    app = AppTest.from_file(APP, default_timeout=60).run()

    def visit(key: str, **address: str) -> AppTest:
        for name, value in address.items():
            app.query_params[name] = value
        app.switch_page(f"../pages/{key}.py").run()
        assert not app.exception
        assert "本页暂时无法显示" not in "".join(error.value for error in app.error)
        return app

    yield visit
    current_store().close()


@pytest.mark.nightly
def test_no_page_of_all_regions_carries_a_hostile_name_alive(visited: Visited) -> None:
    assert {
        f"{entry.key}: {text}" for entry in ENTRIES for text in live(visited(entry.key, month=MONTH))
    } == set()


def test_no_page_carries_a_hostile_name_alive(visited: Visited) -> None:
    regions = current_snapshot().evaluation.regions["region"].unique().sort()
    assert len(regions) == 8
    kept = Scenario(date(2026, 9, 1), (), {}, name=ATTACKS[0])
    kept = kept.stamped(current_store().data_version(), policies())
    current_store().save_scenario(kept.as_dict(), ATTACKS[1])
    # With a region there are receipts, levers, steps down to the rows; each page meets another region.
    found = set()
    for entry, region in zip(ENTRIES, cycle(regions), strict=False):
        found |= {f"{entry.key}: {text}" for text in live(visited(entry.key, month=MONTH, region=region))}
    region = regions[0]
    rows = current_store().current("receivables").filter(region=region)
    for step in ({}, {"office": rows["office"][0]}, {"customer": rows["customer"][0]}):
        page = visited("trace", month=MONTH, region=region, figure="retail_receivables", **step)
        found |= {f"trace: {text}" for text in live(page)}
    astray = visited("trace", month=ATTACKS[0], region=ATTACKS[1], unit=ATTACKS[3], figure=ATTACKS[2])
    assert astray.warning
    assert found | live(astray) == set()


def test_no_hostile_file_sheet_header_or_value_comes_alive_on_the_upload_page(visited: Visited) -> None:
    rows = ledger(30)
    for number, row in enumerate(rows):
        for column in (7, 9, 11):
            row[column] = f"{ATTACKS[number % len(ATTACKS)]}"
    header = list(HEADER)
    # Two headers that no field is called by.
    header[3], header[4] = ATTACKS[6], ATTACKS[2]
    asked = uploaded(visited("upload"), (f"{ATTACKS[0]}.xlsx", xlsx_bytes([header, *rows], sheet=ATTACKS[6])))
    assert asked.selectbox
    found = live(asked)
    place = "年月,区域,办事处,品类,库存金额\n"
    lines = "".join(f'2026-09,"{attack}","{attack}",锁,x\n' for attack in ATTACKS)
    told = uploaded(visited("upload"), (f"{ATTACKS[1]}.csv", (place + lines).encode()))
    assert told.error
    assert found | live(told) == set()
