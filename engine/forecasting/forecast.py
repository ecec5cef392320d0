"""The forecast of one month on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from engine.facts import Facts
from engine.forecasting.amounts import amounts, outlook
from engine.forecasting.balances import balances
from engine.forecasting.chances import chances
from engine.forecasting.needed import Needed
from engine.forecasting.panel import Days, month_length, panel
from engine.forecasting.possible import expected_month
from engine.policy.parameters import Policies


@dataclass(frozen=True, slots=True)
class Forecast:
    """What may become of a month, as it looks at the end of `as_of_day`.

    amounts: `amounts.FIGURE_SCHEMA`, a row per region, figure (sales, collections) and
    horizon (checkpoint, month_end), in yuan. chances: `chances.CHANCE_SCHEMA`, a row per
    region. needed: `needed.NEEDED_SCHEMA` of the regions it is asked for, a row per region and
    certainty, none once the checkpoint's day has come. tiers: `chances.TIER_SCHEMA`, a row per
    region and capital tier; none where nothing can be said. expected: the regions at the middle of the
    forecast, as `evaluation.measured_regions` has them, for `engine.collecting.effort`. Null numbers come
    with a reason (`amounts.Reason`).
    """

    month: date
    as_of_day: int
    amounts: pl.DataFrame
    chances: pl.DataFrame
    needed: Needed
    tiers: pl.DataFrame
    expected: pl.DataFrame


def forecast(
    facts: Facts, policies: Policies, days: Days, month: date, as_of_day: int, *, is_part: bool = False
) -> Forecast:
    """The forecast of `month` as of the end of `as_of_day`, for the regions that exist in it.

    Days after the as-of day and later months are not looked at.
    Of `facts`, no amount of `month` or later is looked at, nor a declaration after the
    as-of day. is_part: there are regions beside those of the facts, so that nothing can be said of last
    places. Raises ValueError if the month has no such day.
    """
    if not 1 <= as_of_day <= month_length(month):
        raise ValueError(f"{month:%Y-%m} has no day {as_of_day}")
    known = panel(facts, policies, days, month, as_of_day)
    found = outlook(known)
    policy = policies.at(month)
    levels = balances(known, policy)
    of_regions, tiers, extra = chances(known, found, levels, policy, is_part=is_part)
    expected = expected_month(known, found, levels, policy)
    return Forecast(month, as_of_day, amounts(known, found), of_regions, extra, tiers, expected)
