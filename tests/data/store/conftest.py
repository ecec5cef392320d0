"""Tests here run on every kind of store, all offline; some of them on a DuckLake at night only.

On one with its catalog in PostgreSQL all of them wait for the night, but for those marked `all_kinds`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store
from tests.built import store_copy
from tests.postgres import url_of

#: Modules about what is one for both kinds: SQL, the log. Every day `test_kinds.py` asks both the same, and
#: what rests on the database (transactions, threads, a torn file) is marked `both_kinds`.
_SQL_ALONE = {
    *("test_breakdowns", "test_days_and_customers", "test_differences", "test_facts", "test_preview"),
    *("test_tracing", "test_audit", "test_loads", "test_scenarios", "test_repair", "test_people"),
    *("test_backup", "test_schema", "test_finding", "test_conditions", "test_as_of", "test_at_hand"),
    *("test_moved", "test_originals", "test_policies", "test_publications"),
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a DuckLake, where a question takes ten times as long, these modules wait for the night."""
    for item in items:
        module = item.module.__name__.rpartition(".")[2]  # type: ignore[attr-defined]
        given = item.callspec.params.values() if hasattr(item, "callspec") else ()
        is_lake = any(isinstance(each, str) and each == "ducklake" for each in given)
        is_shared = any(isinstance(each, str) and each == "postgresql" for each in given)
        if is_shared and item.get_closest_marker("all_kinds") is None:
            item.add_marker(pytest.mark.nightly)
        if module in _SQL_ALONE and is_lake and item.get_closest_marker("both_kinds") is None:
            item.add_marker(pytest.mark.nightly)


@pytest.fixture(params=["duckdb", "ducklake", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that does not exist yet."""
    return url_of(request.param, tmp_path)


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    if url.startswith("duckdb:"):
        store_copy("blank", _blank, tmp_path)
    with Store.open(url) as opened:
        yield opened


def _blank(path: Path) -> None:
    Store.open(path).close()
