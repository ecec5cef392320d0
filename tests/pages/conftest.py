"""Pages run in process. Those that only read share a worker's store, and with it what was computed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

from dashboard import formats, i18n
from dashboard.cache import current
from dashboard.cache.opened import current_store
from dashboard.services.evaluation import Snapshot
from dashboard.services.policies import policies
from dashboard.services.stores.stores import STORE_VARIABLE
from data.store import Store
from data.store.reader import Reader
from engine.policy.parameters import Policies
from tests.built import copied
from tests.dashboard.demo import demo_file

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")
Opened = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def _packages_are_searched_once() -> Iterator[None]:
    """Every `AppTest` reads what all installed packages say of themselves; none brings a component."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(autouse=True)
def _spaces_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are read as they are typed; a browser takes one kind of space for the other by itself."""
    monkeypatch.setattr(formats, "NO_BREAK", " ")
    monkeypatch.setattr(formats, "NO_PARTING", "")


@pytest.fixture(scope="session", autouse=True)
def _runs_are_waited_for() -> Iterator[None]:
    """`AppTest` looks a thousand times a second whether a run is over, a tenth of what a page takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", _wait)
        yield


def _wait(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
    """Return once the run is over; RuntimeError if it takes longer than `timeout` seconds."""
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        runner.request_stop()
        runner.join()
        raise RuntimeError(f"the page took longer than {timeout} s")


@pytest.fixture(scope="session")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company that pages which only read are opened on, one test after another."""
    return copied(demo_file(), tmp_path_factory.mktemp("shared") / "store.duckdb")


@pytest.fixture(scope="session")
def shared_head(shared_store: Path) -> str:
    """The head of its audit log, which every change would move."""
    with Store.open(shared_store) as store:
        return store.audit_head()


@pytest.fixture(scope="session", autouse=True)
def _the_demo_company_is_evaluated_once(shared_store: Path, shared_head: str) -> Iterator[None]:
    """However many copies of its store are opened: as long as the log of one ends as it did in the original,
    nothing was written into it."""
    with pytest.MonkeyPatch.context() as patch:
        evaluated, rules, known = current.snapshot, policies().digest, list[Snapshot]()

        def once(reader: Reader, under: Policies) -> Snapshot:
            if under.digest != rules or reader.live.audit_head() != shared_head:
                return evaluated(reader, under)
            if not known:
                known.append(evaluated(reader, under))
            return known[0]

        patch.setattr(current, "snapshot", once)
        yield


@pytest.fixture(autouse=True)
def _language_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_current", i18n._current)


@pytest.fixture
def opened(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    shared_store: Path,
    shared_head: str,
) -> Iterator[Opened]:
    """Opens a page on the demo company (or on an empty store) with an address bar.

    A test that is marked `own_store` has one for itself; the others may change nothing in theirs.
    """
    own, is_own = tmp_path / "store.duckdb", request.node.get_closest_marker("own_store") is not None
    seen: set[Path] = set()

    def open_page(key: str = "overview", *, is_empty: bool = False, **address: str) -> AppTest:
        path = own if is_own or is_empty else shared_store
        if is_own and not is_empty and path not in seen:
            copied(demo_file(), path)
        seen.add(path)
        monkeypatch.setenv(STORE_VARIABLE, str(path))
        app = AppTest.from_file(APP, default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        if key != "overview":
            app.switch_page(f"../pages/{key}.py")
        return app.run()

    yield open_page
    for path in seen:
        monkeypatch.setenv(STORE_VARIABLE, str(path))
        if path == own:
            current_store().close()
        else:
            assert current_store().audit_head() == shared_head, "a store that other tests read was changed"
