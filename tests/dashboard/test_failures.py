"""Troubles of the store reach a reader as sentences in his language."""

from __future__ import annotations

import pytest

from dashboard import i18n
from dashboard.components.frame.failures import trouble
from data.store import (
    AuditDamaged,
    BackupRefused,
    DiskFailed,
    DiskFull,
    EntriesLost,
    HeadDamaged,
    LoadFailed,
    OriginalDamaged,
    OriginalNotKept,
    StoreBusy,
    StoreError,
    StoreForeign,
    StoreLost,
    StoreTooNew,
    StoreTorn,
    StoreUnreadable,
    StoreVanished,
)
from tests.dashboard.test_i18n import CJK


@pytest.mark.parametrize(
    "error",
    [
        AuditDamaged(),
        BackupRefused("no_backup"),
        DiskFailed("x"),
        DiskFull("x"),
        EntriesLost("/srv/a", 5, 3),
        HeadDamaged("/srv/a.head"),
        LoadFailed("x"),
        OriginalDamaged("ab"),
        OriginalNotKept("No space left on device"),
        StoreBusy("/srv/a", 7),
        StoreForeign("/srv/a", "x"),
        StoreLost("x"),
        StoreTooNew(9, 2),
        StoreTorn("/srv/a", "x"),
        StoreVanished("/srv/a"),
        StoreUnreadable("/srv/a", "x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_trouble_of_the_store_is_told_in_chinese(
    error: StoreError, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_current", lambda: "zh")
    assert CJK.search(trouble(error))
    assert "{" not in trouble(error)
