"""Offices and regions that should have rows and have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import polars as pl

from data.batches import Batch
from data.current_state import OFFICES, CurrentState
from data.issues import Issue
from data.organisation import Life, Organisation
from data.plausibility.measures import History, about

#: Extracts in which every office has rows every month; the others are sparse by nature.
DENSE = ("monthly_plan", "sales", "collections", "receivables", "inventory", "summary")
_LEDGERS = ("sales", "collections", "receivables", "inventory")
#: Extracts of what was wanted: no figure is lost with them.
_WANTED = ("monthly_plan", "declarations", "annual_plan")
#: So many months are named one by one.
_SHOWN = 6
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
    org = batches.get("org")
    if org is None:
        return issues
    return [
        *issues,
        *_dropped_from_organisation(org, organisation, history, state),
        *_left_outside(org, organisation, history, state),
    ]


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
    batch: Batch, organisation: Organisation, history: History, state: CurrentState
) -> list[Issue]:
    """Offices with loaded rows that the uploaded organisation no longer knows."""
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


def _left_outside(
    batch: Batch, organisation: Organisation, history: History, state: CurrentState
) -> list[Issue]:
    """Offices whose loaded figures lie before their opening or behind their end, as uploaded now."""
    before = Organisation(state.organisation()).lives
    lives = {
        place: life
        for place, life in organisation.lives.items()
        if place in before and _span(life) != _span(before[place])
    }
    if not lives:
        return []
    others = [place for place in organisation.lives if place not in lives]
    scopes = history.uploaded.select("extract", "month", "region").unique()
    loaded = state.office_months_beside(pl.DataFrame(others, schema=OFFICES, orient="row"))
    months: dict[tuple[str, str], set[date]] = defaultdict(set)
    rows = loaded.filter(~pl.col("extract").is_in(_WANTED)).join(scopes, on=scopes.columns, how="anti")
    for region, office, month in rows.select("region", "office", "month").unique().iter_rows():
        if (region, office) in lives:
            months[region, office].add(month)
    issues = []
    for (region, office), found in sorted(months.items()):
        first, end = _span(lives[region, office])
        place = {"region": region, "office": office}
        early, late = (sorted(m for m in found if m < first), sorted(m for m in found if m > end))
        if early:
            named = {"since": f"{first:%Y-%m}", "months": _listed(early)}
            issues.append(about(batch, "warning", "figures_before_opening", None, place, **named))
        if late:
            named = {"until": f"{end:%Y-%m}", "months": _listed(late)}
            issues.append(about(batch, "warning", "figures_behind_closing", None, place, **named))
    return issues


def _span(life: Life) -> tuple[date, date]:
    return life.first, life.latest_end or date.max


def _listed(months: list[date]) -> str:
    """The months, the first and the last of many."""
    shown = months if len(months) <= _SHOWN else [months[0], months[-1]]
    return ("、" if shown is months else "…").join(f"{month:%Y-%m}" for month in shown)
