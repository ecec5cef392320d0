"""What every test may count on: one folder of things made once, small files read without a child process."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile

import pytest
from hypothesis import settings

from data.store import attaching, definitions
from tests.built import FOLDER
from tests.reading import read_here
from tests.rewritten import rewrite_share

# How long an example takes says nothing on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A small store needs one thread: waking a second one takes a quarter more. DuckLake's extension is hashed
# whenever it is loaded, 0.15 s, but not here. Programs that tests start open their stores as when served.
attaching._CONFIG.update({"threads": 1, "allow_unsigned_extensions": "true"})


def pytest_configure(config: pytest.Config) -> None:
    """The folder of `built.py`: one a run, whichever worker needs something of it first."""
    rewrite_share(config)
    if FOLDER in os.environ:
        return  # a worker's, or that of a test which runs tests
    folder = os.environ[FOLDER] = tempfile.mkdtemp(prefix="cockpit-tests-")

    def forget() -> None:
        del os.environ[FOLDER]
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(forget)


def pytest_collection_finish() -> None:
    """Thousands of tests and what they import stay to the end: garbage is not looked for among them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _quick_reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child process is for is tested where it is named; elsewhere it would take most of the time."""
    if request.node.get_closest_marker("child") is None:
        for caller in ("data.reading.reader", "data.annotated"):
            monkeypatch.setattr(f"{caller}.run_child", read_here)


@pytest.fixture(autouse=True)
def _quick_opening(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All functions that DuckDB has are gone through for macros, a quarter of opening a store: where a test
    is about what a store may hold, and in programs that tests start."""
    if not request.node.nodeid.startswith("tests/data/store/test_definitions.py"):
        monkeypatch.setattr(definitions, "_MACROS", "SELECT '', '', '' LIMIT 0")
