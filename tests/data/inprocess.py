"""Reading in the tests' own process: small files whose limits are tested elsewhere need no child for each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.reading import reader
from data.reading.child import _described as described
from data.reading.container import Limits


def _read_here(_module: str, folder: Path, _limits: Limits) -> bool:
    request = json.loads((folder / "request.json").read_text("utf-8"))
    (folder / "result.json").write_text(json.dumps(described(folder, request), ensure_ascii=False), "utf-8")
    return True


@pytest.fixture
def quick_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read without a child process."""
    monkeypatch.setattr(reader, "run_child", _read_here)
