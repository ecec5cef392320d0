"""Every test here runs on both kinds of store; both are offline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store


@pytest.fixture(params=["duckdb", "ducklake"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that does not exist yet."""
    return f"duckdb://{tmp_path}/store.duckdb" if request.param == "duckdb" else f"ducklake://{tmp_path}/lake"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    with Store.open(url) as opened:
        yield opened
