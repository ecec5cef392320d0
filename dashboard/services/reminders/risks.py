"""Regions that will miss the checkpoint of the month under way: what is missing, and who owes most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.formats import WAN, money_with_unit, unit_of
from dashboard.i18n import N_, Translator
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import forecast_basis, month_forecast
from data.issues import visible
from data.store.reader import Reader
from engine.forecasting import Forecast, month_after

#: Below this chance a region is told that it will miss the checkpoint.
LIKELY = 0.5
#: So many customers are named.
CUSTOMERS = 5
_FIGURES = {"sales": N_("sales"), "collections": N_("collections")}


@dataclass(frozen=True, slots=True)
class Risk:
    """A region that will miss the checkpoint on `day`.

    chance: to reach it, None where nobody can say. missing: figure and yuan. customers: name and yuan
    of who owes most, overdue first. is_part: the chance rests on the regions that the reader sees alone.
    """

    month: date
    region: str
    day: int
    chance: float | None
    missing: tuple[tuple[str, float], ...]
    customers: tuple[tuple[str, float], ...]
    is_part: bool = False

    def text(self, _: Translator) -> str:
        """The risk in a sentence or two; plain."""
        lacking = _(", ").join(
            _("{figure} {amount}", figure=_(_FIGURES[name]), amount=_yuan(amount))
            for name, amount in self.missing
        )
        about = {"region": visible(self.region), "day": self.day, "month": f"{self.month:%Y-%m}"}
        missing = lacking or _("nothing as of today")
        said = (
            _(
                "{region} has not reached day {day} of {month} yet. Missing: {missing}.",
                **about,
                missing=missing,
            )
            if self.chance is None
            else _(
                "{region} will probably miss day {day} of {month} (chance {chance}). Missing: {missing}.",
                **about,
                chance=f"{self.chance:.0%}",
                missing=missing,
            )
        )
        if self.chance is not None and self.is_part:
            said += _(" The chance is estimated from the regions you see.")
        if not self.customers:
            return said
        owing = _(", ").join(f"{visible(name)} {_yuan(amount)}" for name, amount in self.customers)
        return said + _(" Who owes most: {customers}.", customers=owing)


def risks_of(reader: Reader, snapshot: Snapshot, day: date, regions: frozenset[str]) -> tuple[Risk, ...]:
    """The regions among `regions` that will miss the checkpoint of the day's month.

    Before the policy's day, and after the checkpoint, nobody is warned.
    """
    month = day.replace(day=1)
    policy = snapshot.policies.at(month)
    if not regions or not policy.process.remind_from_day.value <= day.day <= policy.checkpoint_day:
        return ()
    made = month_forecast(forecast_basis(reader, snapshot.policies), snapshot.policies, month)
    return () if made is None else tuple(_risks(reader, snapshot, made, regions))


def _risks(reader: Reader, snapshot: Snapshot, made: Forecast, regions: frozenset[str]) -> list[Risk]:
    month, day = made.month, snapshot.policies.at(made.month).checkpoint_day
    here = (pl.col("month") == month) & pl.col("region").is_in(sorted(regions))
    rows = {row["region"]: row for row in snapshot.own.regions.filter(here).iter_rows(named=True)}
    chances: dict[str, float | None] = dict(made.chances.select("region", "checkpoint_chance").iter_rows())
    found = []
    for region, row in sorted(rows.items()):
        chance, missing = chances.get(region), _missing(row)
        # Where nobody can say how likely it is, what is missing speaks for itself.
        if (missing and chance is None) or (chance is not None and chance < LIKELY):
            owing = _customers(reader, region, month)
            is_part = not reader.scope.is_everything
            found.append(Risk(month, region, day, chance, missing, owing, is_part=is_part))
    return found


def _missing(row: dict[str, object]) -> tuple[tuple[str, float], ...]:
    return tuple(
        (name, float(str(row[f"{name}_checkpoint_gap"])))
        for name in _FIGURES
        if row[f"is_{name}_checkpoint_reached"] is False and row[f"{name}_checkpoint_gap"] is not None
    )


def _customers(reader: Reader, region: str, month: date) -> tuple[tuple[str, float], ...]:
    """Who owed most at the end of the month before, among the offices that the reader sees."""
    owed = reader.customer_balances(month_after(month, -1), region)
    if owed.is_empty():
        return ()
    largest = (
        owed.group_by("customer")
        .agg(pl.col("balance", "overdue").sum())
        .sort("overdue", "balance", "customer", descending=(True, True, False))
        .head(CUSTOMERS)
    )
    return tuple(
        (row["customer"], (row["overdue"] or row["balance"]) / 100) for row in largest.iter_rows(named=True)
    )


def _yuan(amount: float) -> str:
    return money_with_unit(amount, unit_of(amount, WAN))
