"""Pages of a shared store while a load of somebody else is made ready: all of one state, and no step back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.cache import warming
from dashboard.cache.opened import ACTED, current_store
from dashboard.services.stores.heads import Heads
from dashboard.services.stores.stores import STORE_VARIABLE
from data.store import Store
from tests.data.store.building import FEB, JAN, NORTH, SOUTH, frame, load
from tests.pages.conftest import APP
from tests.postgres import url_of

pytestmark = pytest.mark.nightly


def load_sales(store: Store, sales: int) -> None:
    places = [{"region": each, "month": month} for each in (NORTH, SOUTH) for month in (JAN, FEB)]
    load(
        store,
        org=frame("org", {"effective_month": JAN}, {"region": SOUTH, "effective_month": JAN}),
        monthly_plan=frame("monthly_plan", *places),
        summary=frame("summary", *({**each, "sales": sales} for each in places)),
    )


@pytest.fixture
def heads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heads]:
    """A store of two regions, followed by nobody but the test."""
    url = url_of("postgresql", tmp_path)
    with Store.open(url) as store:
        load_sales(store, 500_00)
    monkeypatch.setenv(STORE_VARIABLE, url)
    with monkeypatch.context() as patched:
        patched.setattr(Heads, "follow", lambda self, goes_on: None)
        patched.setattr(warming, "has_begun", lambda: True)
        made = warming.followed(url)
        assert made is not None
        made._clock = lambda: 0.0
        made.look()
        yield made
    current_store().close()
    st.cache_resource.clear()


def opened(page: str = "overview") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=300)
    app.query_params["lang"] = "en"
    if page != "overview":
        app.switch_page(f"../pages/{page}.py")
    return app.run()


def version(app: AppTest) -> str:
    """The data version that the page names."""
    assert not app.exception
    assert [each.value for each in app.error] == []
    [stamp] = [str(each.value) for each in app.caption if "data version" in str(each.value)]
    return stamp.replace("\\", "").rpartition("data version ")[2].split()[0]


def present(store: Store) -> str:
    """The present version as a page names it."""
    return store.data_version()[:12]


def test_a_load_is_shown_when_it_is_ready_and_the_state_before_until_then(heads: Heads) -> None:
    app, store = opened(), current_store()
    before = present(store)
    load_sales(store, 900_00)
    assert version(app.run()) == before
    heads.look()
    assert version(app.run()) == present(store) != before


def test_who_asks_for_what_was_not_kept_is_shown_the_present_state_and_stays_there(heads: Heads) -> None:
    app, store = opened(), current_store()
    before = version(app)
    load_sales(store, 900_00)
    app.switch_page("../pages/expenses.py").run()  # whose categories nobody asked for yet
    assert version(app) == present(store) != before
    app.switch_page("../pages/overview.py").run()
    assert version(app) == present(store)


def test_whoever_acts_sees_what_comes_of_it_at_once(heads: Heads) -> None:
    app, store = opened(), current_store()
    load_sales(store, 900_00)
    app.session_state[f"kept_{ACTED}"] = time.monotonic()
    assert version(app.run()) == present(store)
    # Nor does the page go back when the act is long over.
    app.session_state[f"kept_{ACTED}"] = 0.0
    assert version(app.run()) == present(store)
