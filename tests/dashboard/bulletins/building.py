"""Bulletins of the demo company, also with other names, made without a store where none is needed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import polars as pl

from dashboard.bulletins.content import Bulletin, bulletin
from dashboard.bulletins.stamps import Stamps
from dashboard.formats import WAN, Unit
from dashboard.services.evaluation import Snapshot
from engine.forecasting import Forecast
from tests.dashboard.demo import demo, demo_snapshot

SEPTEMBER = date(2026, 9, 1)
CHANGED = datetime(2026, 10, 3, 8, 15, tzinfo=UTC)


def stamps_of(month: date, snapshot: Snapshot) -> Stamps:
    """Stamps as a store that last changed on 3 October would give them."""
    return Stamps(
        month=month,
        data_through=snapshot.loaded_through,
        through_day=25,
        is_under_way=month == snapshot.loaded_through,
        data_version=str(snapshot.data_version),
        data_changed_at=CHANGED,
        policy_version=snapshot.policy_version(month),
        audit_head="0f1e" * 16,
    )


@cache
def demo_bulletin(month: date = SEPTEMBER, unit: Unit = WAN) -> Bulletin:
    """The demo company's bulletin; on paper it is in wan yuan."""
    snapshot = demo_snapshot()
    return bulletin(snapshot, stamps_of(month, snapshot), demo().conduct[month], unit)


def demo_bulletin_under_way(made: Forecast | None) -> Bulletin:
    """The bulletin of the month under way, which reaches to the 25th."""
    snapshot, month = demo_snapshot(), date(2026, 10, 1)
    until = month.replace(day=25)
    return bulletin(snapshot, stamps_of(month, snapshot), demo().conduct[month], WAN, until, made=made)


def renamed_bulletin(names: dict[str, str]) -> Bulletin:
    """The demo company's bulletin with other names for some of its regions."""
    snapshot = demo_snapshot()
    frames: dict[str, Any] = {
        part.name: frame.with_columns(pl.col("region").replace(names))
        for part in fields(snapshot.evaluation)
        if isinstance(frame := getattr(snapshot.evaluation, part.name), pl.DataFrame)
        and "region" in frame.columns
    }
    renamed = replace(snapshot, evaluation=replace(snapshot.evaluation, **frames))
    recorded = demo().conduct[SEPTEMBER].with_columns(pl.col("region").replace(names))
    return bulletin(renamed, stamps_of(SEPTEMBER, renamed), recorded, WAN)
