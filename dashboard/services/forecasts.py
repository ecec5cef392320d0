"""The forecast of a month under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.i18n import N_
from dashboard.memory import remembered
from data.store import Store
from data.store.reader import Reader
from engine.facts import Facts
from engine.forecasting import (
    Days,
    Forecast,
    Reason,
    forecast,
    month_length,
)
from engine.policy.parameters import Policies

#: Why there is no number, for a table's cell.
REASONS: dict[Reason, str] = {
    "no_target": N_("○ no target"),
    "no_days": N_("? the days of this month are not loaded"),
    "short_history": N_("? too little history to forecast from"),
    "peers_unknown": N_("? another region cannot be forecast"),
    "peers_unseen": N_("? the other regions are not yours to see"),
    "no_capital_data": N_("? last month's balances or the quota are not known"),
}


@dataclass(frozen=True, slots=True)
class ForecastBasis:
    """What forecasts are made from; read once per data version. is_part: there are regions beside these."""

    facts: Facts
    days: Days
    is_part: bool = False


def forecast_basis(store: Store | Reader, policies: Policies) -> ForecastBasis:
    """The facts and daily totals of `store`; no ledger is read."""
    is_part = isinstance(store, Reader) and not store.scope.is_everything
    facts = store.facts(lambda month: policies.at(month).checkpoint_day)
    return ForecastBasis(facts, store.daily_totals(), is_part)


def latest_day(days: Days, month: date) -> int | None:
    """The day of `month` through which rows are loaded; None without any.

    A month that later ones follow is loaded to its end.
    """
    return _latest_day(days.totals, month)


@remembered
def _latest_day(totals: pl.DataFrame, month: date) -> int | None:
    last = totals["month"].max()
    own = totals.filter(pl.col("month") == month)["day"]
    if own.is_empty():
        return None
    return month_length(month) if last != month else int(own.max())  # type: ignore[arg-type]


def unfinished_until(days: Days, month: date) -> date | None:
    """The last day with figures of a month that is not over; None if it is, or nobody knows."""
    day = latest_day(days, month)
    return None if day in {None, month_length(month)} else month.replace(day=day)


def month_forecast(
    basis: ForecastBasis, policies: Policies, month: date, as_of_day: int | None = None
) -> Forecast | None:
    """The forecast of `month` at the end of `as_of_day` (default, and at most: the latest day loaded).

    None where no row of the month is loaded.
    """
    latest = latest_day(basis.days, month)
    if latest is None:
        return None
    day = latest if as_of_day is None else min(as_of_day, latest)
    return forecast(basis.facts, policies, basis.days, month, day, is_part=basis.is_part)
