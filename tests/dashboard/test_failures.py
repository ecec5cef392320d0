"""Troubles of the store reach a reader as sentences in his language."""

from __future__ import annotations

import pytest

from dashboard import i18n
from dashboard.components.failures import trouble
from data.store import (
    AuditDamaged,
    BackupRefused,
    LoadFailed,
    OriginalDamaged,
    OriginalNotKept,
    StoreBusy,
    StoreError,
    StoreTooNew,
    StoreUnreadable,
)
from tests.dashboard.test_i18n import CJK


@pytest.mark.parametrize(
    "error",
    [
        AuditDamaged(),
        BackupRefused("no_backup"),
        LoadFailed("x"),
        OriginalDamaged("ab"),
        OriginalNotKept("No space left on device"),
        StoreBusy("/srv/a", 7),
        StoreTooNew(9, 2),
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
