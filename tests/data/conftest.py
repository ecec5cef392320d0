"""Small files are read in the tests' own process; what the child is for is tested where it is named."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from hypothesis import settings

from data.reading import child, reader
from data.reading.container import Limits

#: Modules about the child process and its limits.
_WITH_CHILD = {"test_annotated", "test_reading"}
#: Anything larger may be meant to be too large.
_SMALL = 100_000
_run_child = reader.run_child

# How long an example takes says nothing on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def _read_here(module: str, folder: Path, limits: Limits) -> bool:
    if (folder / "input").stat().st_size > _SMALL:
        return _run_child(module, folder, limits)
    request = orjson.loads((folder / "request.json").read_bytes())
    child.leave(folder, child.described(folder, request["name"], limits))
    return True


@pytest.fixture(autouse=True)
def _quick_reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.module.__name__.rpartition(".")[2] not in _WITH_CHILD:
        monkeypatch.setattr(reader, "run_child", _read_here)
