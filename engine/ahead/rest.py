"""What the rest of a year may bring: expected awards with a range, and the chances of last months in a row.

An expectation, on the forecast's assumptions (`docs/forecast.md`): targets, quotas and managers as they
are known, no further sanctions, expenses against collections as they stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from engine.ahead.months import OpenMonth, first_open, managers, open_months
from engine.ahead.outcomes import Outcomes, where
from engine.ahead.streaks import Counts, StreakCounts, streak_counts
from engine.evaluation import Evaluation
from engine.facts import Facts
from engine.forecasting.habits import tempered
from engine.forecasting.panel import FIGURES, Days, Flags, Shares, month_after

_RUNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "region": pl.String,
    "length": pl.Int64,
    "action": pl.String,
    "streak": pl.Int64,
    "is_there": pl.Boolean,
    "chance": pl.Float64,
    "earliest": pl.Date,
    "likeliest": pl.Date,
}
_DECIDED: dict[str, pl.DataType | type[pl.DataType]] = {
    "region": pl.String,
    "length": pl.Int64,
    "month": pl.Date,
    "chance": pl.Float64,
}


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """The open months of a year as they look on one day. Amounts in yuan, positive for the region's manager.

    months: those that are planned, ascending; missing: those for which nothing is planned, so that
    nothing can be said of them. regions: a row per region, sorted: what its `months_told` are expected
    to bring in all, the 80 % range of the sum (`low` to `high`), by item (`<award>_expected`), how many
    months it is expected to be last, and why months are left out (`reason`, as in `amounts.Reason`) or
    capital is. total: one row, all regions together. by_month: the same by month, with the chance to
    reach the checkpoint and to come last. streaks: per region and escalation (四) how many last months in
    a row it takes, the `streak` so far, whether that is reached already, the chance that it will be by
    `told_through`, the earliest month in which it can be, and the likeliest. decided: by month the
    chance that it is reached there first; months without any are left out. `told_through` is None where
    no month's last place can be told.
    """

    months: tuple[date, ...]
    missing: tuple[date, ...]
    regions: pl.DataFrame
    total: pl.DataFrame
    by_month: pl.DataFrame
    streaks: pl.DataFrame
    decided: pl.DataFrame
    told_through: date | None


def rest_of_year(
    facts: Facts, evaluation: Evaluation, days: Days, month: date, as_of_day: int, *, is_part: bool = False
) -> Rest | None:
    """The rest of the year of `month` as it looks at the end of `as_of_day`; None if no month is left.

    evaluation: of these facts; of it only last places before the first open month are looked at,
    and those as they were published, if they were.
    is_part: there are regions beside those of the facts, so that no last place can be told.
    """
    policies = evaluation.policies
    ahead = open_months(facts, policies, days, month, as_of_day)
    if not ahead:
        return None
    first = first_open(month, as_of_day)
    every = [month_after(first, count) for count in range(13 - first.month)]
    names = sorted({region for each in ahead for region in each.known.regions})
    found = Outcomes(ahead, names, is_part=is_part)
    is_before = pl.col("month") == month_after(first, -1)
    published = facts.published_places.filter(is_before)
    begun = evaluation.regions.filter(is_before) if published.is_empty() else published
    known = dict(begun.select("region", "last_place_streak").iter_rows())
    told = found.told_last()
    in_a_row, decided = _streak_rows(
        found, told, np.array([known.get(name, 0) for name in names]), _restarts(facts, ahead, first, names)
    )
    return Rest(
        months=tuple(each.month for each in ahead),
        missing=tuple(at for at in every if at not in {each.month for each in ahead}),
        regions=found.of_regions(told),
        total=found.together(),
        by_month=found.of_months(),
        streaks=in_a_row,
        decided=decided,
        told_through=ahead[told - 1].month if told else None,
    )


def _restarts(facts: Facts, ahead: Sequence[OpenMonth], first: date, names: Sequence[str]) -> Flags:
    """Months ahead × regions: whether a streak begins anew, for another manager or a gap."""
    months = [month_after(first, -1), *(each.month for each in ahead)]
    in_force = managers(facts, months)
    return np.array(
        [
            [
                month_after(before) != each.month
                or (
                    each.policy.readings.new_manager.value == "restarts"
                    and in_force[before].get(name) != in_force[each.month].get(name)
                )
                for name in names
            ]
            for before, each in zip(months[:-1], ahead, strict=True)
        ]
    )


def _streak_rows(
    found: Outcomes, told: int, start: Counts, restarts: Flags
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`Rest.streaks` and `Rest.decided`, over the first `told` months.

    start, restarts: as `streak_counts` takes them.
    """
    in_a_row, decided = [pl.DataFrame(schema=_RUNS)], [pl.DataFrame(schema=_DECIDED)]
    policy = found.ahead[-1].policy
    months, regions = np.array([each.month for each in found.ahead]), np.array(found.names)
    for step in policy.escalations_in_a_row:
        one = streak_counts(found.is_last[:told], start, restarts[:told], step.months)
        shares = _chances(found, told, one, step.months - start)
        is_told = ~one.is_there if told else np.zeros_like(one.is_there)
        is_possible = one.earliest < told
        is_likely: Flags = shares.max(axis=1, initial=0.0) > 0
        likeliest = shares.argmax(axis=1) if told else one.earliest
        in_a_row.append(
            pl.DataFrame(
                {
                    "region": found.names,
                    "length": [step.months] * len(regions),
                    "action": [step.action] * len(regions),
                    "streak": start,
                    "is_there": one.is_there,
                    "chance": where(is_told, shares.sum(axis=1)),
                    "earliest": where(is_possible, months[np.where(is_possible, one.earliest, 0)]),
                    "likeliest": where(is_likely, months[np.where(is_likely, likeliest, 0)]),
                },
                schema=_RUNS,
            )
        )
        of_region, at = np.nonzero(shares)
        decided.append(
            pl.DataFrame(
                {
                    "region": regions[of_region].tolist(),
                    "length": [step.months] * len(at),
                    "month": months[at].tolist(),
                    "chance": shares[of_region, at],
                },
                schema=_DECIDED,
            )
        )
    together, of_months = (
        pl.concat(frames).sort("region", maintain_order=True) for frames in (in_a_row, decided)
    )
    return together, of_months


def _chances(found: Outcomes, told: int, one: StreakCounts, lacking: Counts) -> Shares:
    """Regions × months: the chance that a run, so many months `lacking`, is reached there first.

    Never quite 0 where it is possible: a case more, in which chance alone decides who is last.
    """
    shares: Shares = one.reached / found.is_last.shape[1]
    policy, count = found.ahead[-1].policy, len(found.names)
    if count < policy.appraisal.last_place.minimum_regions.value:
        return shares
    even = np.zeros(shares.shape)
    possible = np.flatnonzero(one.earliest < told)
    even[possible, one.earliest[possible]] = [(1 / count) ** each for each in lacking[possible].tolist()]
    errors = len(found.ahead[0].found.errors[FIGURES[0], "month_end"])
    shares[possible] = tempered(shares[possible], even[possible], errors)
    return shares
