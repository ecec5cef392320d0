"""What every test may count on: one folder of things made once, small files read without a child process."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest
from hypothesis import settings

from tests.built import FOLDER
from tests.reading import read_here

# How long an example takes says nothing on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """The folder of `built.py`: one a run, whichever worker needs something of it first."""
    if FOLDER in os.environ:
        return  # a worker's, or that of a test which runs tests
    folder = os.environ[FOLDER] = tempfile.mkdtemp(prefix="cockpit-tests-")

    def forget() -> None:
        del os.environ[FOLDER]
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(forget)


@pytest.fixture(autouse=True)
def _quick_reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child process is for is tested where it is named; elsewhere it would take most of the time."""
    if request.node.get_closest_marker("child") is None:
        for caller in ("data.reading.reader", "data.annotated"):
            monkeypatch.setattr(f"{caller}.run_child", read_here)
