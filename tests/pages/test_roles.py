"""Every page shows for everybody: own figures in full, what is published of others, never a crash."""

from __future__ import annotations

import pytest

from dashboard.navigation import ENTRIES
from tests.pages.conftest import Opened
from tests.pages.looking import PEOPLE, look_as
from tests.pages.received import recorded

PARTIAL = ("vp", "region_manager", "office_head", "statistician", "admin")


@pytest.mark.parametrize("key", [entry.key for entry in ENTRIES if entry.key != "upload"])
@pytest.mark.parametrize("role", PARTIAL)
def test_a_page_shows_for_a_role(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, role: str, key: str
) -> None:
    look_as(monkeypatch, PEOPLE[role])  # type: ignore[index]
    recorded(monkeypatch)
    for month in ("2026-09", "2026-10"):
        for address in ({}, {"region": "华北"}):
            app = opened(key, month=month, **address)
            assert not app.exception, (month, address)
            assert not app.error, (month, address, app.error[0].value)
