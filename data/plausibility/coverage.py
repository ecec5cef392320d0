"""Offices and regions that should have rows and have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import polars as pl

from data.batches import Batch
from data.current_state import OFFICES, CurrentState
from data.issues import Issue
from data.organisation import Organisation
from data.plausibility.measures import History, about

#: Extracts in which every office has rows every month; the others are sparse by nature.
DENSE = ("monthly_plan", "sales", "collections", "receivables", "inventory", "summary")
_LEDGERS = ("sales", "collections", "receivables", "inventory")
_Places = dict[date, set[tuple[str, str]]]


def _present(months: pl.DataFrame, extracts: tuple[str, ...]) -> _Places:
    places: _Places = defaultdict(set)
    rows = months.filter(pl.col("extract").is_in(extracts)).select("month", "region", "office").unique()
    for month, region, office in rows.iter_rows():
        places[month].add((region, office))
    return places


def _stand_ins(extract: str) -> tuple[str, ...]:
    """Extracts that supply the same figures: the summary for a ledger, any ledger for the summary."""
    if extract == "summary":
        return _LEDGERS
    return ("summary",) if extract in _LEDGERS else ()


def coverage_issues(
    batches: Mapping[str, Batch],
    organisation: Organisation,
    history: History,
    state: CurrentState,
    scope: frozenset[str] | None = None,
) -> list[Issue]:
    """A warning per office, or per region where all of its offices are missing; `scope` as for ingestion."""
    issues: list[Issue] = []
    for name in DENSE:
        batch = batches.get(name)
        if batch is None:
            continue
        uploaded, before = _present(history.uploaded, (name,)), _present(history.before, (name,))
        after, stand_ins = _present(history.after, (name,)), _present(history.after, _stand_ins(name))
        for month in sorted(uploaded):
            dropped = before[month] - after[month]
            expected = set(organisation.expected_offices(month))
            missing = (expected - after[month] - stand_ins[month]) | dropped
            missing = {(region, office) for region, office in missing if scope is None or region in scope}
            issues += _grouped(batch, month, missing, dropped, after[month])
    return [*issues, *_dropped_from_organisation(batches, organisation, history, state)]


def _grouped(
    batch: Batch,
    month: date,
    missing: set[tuple[str, str]],
    dropped: set[tuple[str, str]],
    after: set[tuple[str, str]],
) -> list[Issue]:
    issues = []
    present_regions = {region for region, _ in after}
    for region in sorted({region for region, _ in missing}):
        offices = sorted(office for r, office in missing if r == region)
        if region not in present_regions:
            code = "region_dropped" if any(r == region for r, _ in dropped) else "region_missing"
            place = {"month": month, "region": region}
            issues.append(about(batch, "warning", code, None, place, offices="、".join(offices)))
            continue
        for office in offices:
            code = "office_dropped" if (region, office) in dropped else "office_missing"
            issues.append(
                about(batch, "warning", code, None, {"month": month, "region": region, "office": office})
            )
    return issues


def _dropped_from_organisation(
    batches: Mapping[str, Batch], organisation: Organisation, history: History, state: CurrentState
) -> list[Issue]:
    """Offices with loaded rows that the uploaded organisation no longer knows."""
    batch = batches.get("org")
    if batch is None:
        return []
    regions = batch.frame["region"].drop_nulls().unique()
    known = pl.DataFrame(list(organisation.lives), schema=OFFICES, orient="row")
    scopes = history.uploaded.select("extract", "month", "region").unique()
    loaded = state.office_months_beside(known).join(scopes, on=scopes.columns, how="anti")
    strange = (
        pl.concat([loaded.select(list(OFFICES)), history.uploaded.select(list(OFFICES))])
        .filter(pl.col("region").is_in(regions.implode()))
        .join(known, on=list(OFFICES), how="anti")
        .unique()
        .sort("region", "office")
    )
    return [
        about(batch, "warning", "office_left_organisation", None, {"region": region, "office": office})
        for region, office in strange.iter_rows()
    ]
