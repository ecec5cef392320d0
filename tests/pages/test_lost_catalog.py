"""A catalog that breaks off while a page is drawn: the reader sees the page, at worst after one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.cache.opened import current_store
from dashboard.services.stores.stores import STORE_VARIABLE
from data.store import Store
from data.store import catalog as catalogs
from data.store.holds import Hold
from tests.data.store.building import FEB, JAN, NORTH, SOUTH, frame, load
from tests.data.store.test_shared import cut
from tests.pages.conftest import APP
from tests.postgres import Cluster, cluster

pytestmark = pytest.mark.nightly


@pytest.fixture
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture
def app(server: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The overview of two regions and two months."""
    url = server.url(tmp_path / "data")
    with Store.open(url) as store:
        places = [{"region": each, "month": month} for each in (NORTH, SOUTH) for month in (JAN, FEB)]
        load(
            store,
            org=frame("org", {"effective_month": JAN}, {"region": SOUTH, "effective_month": JAN}),
            monthly_plan=frame("monthly_plan", *places),
            summary=frame("summary", *({**each, "sales": 500_00} for each in places)),
        )
    monkeypatch.setenv(STORE_VARIABLE, url)
    opened = AppTest.from_file(APP, default_timeout=300)
    opened.query_params["lang"] = "en"
    yield opened
    monkeypatch.setattr(catalogs, "_PATIENCE", 0.1)
    current_store().close()
    st.cache_resource.clear()


def shown(app: AppTest) -> str:
    """All texts of the page."""
    assert not app.exception
    return "\n".join(str(each.value) for each in (*app.markdown, *app.caption, *app.error, *app.get("html")))


def is_drawn(app: AppTest) -> bool:
    assert [each.value for each in app.error] == []
    return "data version" in shown(app).replace("\\", "")


def test_a_server_that_was_started_again_between_two_looks_is_not_noticed(
    app: AppTest, server: Cluster
) -> None:
    assert is_drawn(app.run())
    server.stop()
    server.start()
    assert is_drawn(app.run())


def test_a_connection_that_breaks_off_in_the_middle_of_a_run_is_made_anew(
    app: AppTest, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, broken = Store.held, [True]

    @contextmanager
    def breaking(store: Store, version: str | None = None) -> Iterator[Hold]:
        with held(store, version) as hold:
            if broken:
                broken.pop()
                cut(server)
            yield hold

    monkeypatch.setattr(Store, "held", breaking)
    assert is_drawn(app.run())
    assert broken == []


def test_a_server_that_stays_away_is_said_in_one_sentence_and_is_then_forgotten(
    app: AppTest, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_drawn(app.run())
    server.stop()
    with monkeypatch.context() as patched:
        patched.setattr(catalogs, "_PATIENCE", 0.5)
        app.run()
        assert not app.exception
        [said] = [each.value for each in app.error]
        assert "catalog" in said
        assert "Traceback" not in said
    server.start()
    assert is_drawn(app.run())
