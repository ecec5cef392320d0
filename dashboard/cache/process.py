"""What the forms of the month rest on, kept between runs."""

from __future__ import annotations

from datetime import date

from dashboard.cache.current import current_reader, current_snapshot, days_at
from dashboard.cache.keys import Key, current_key, kept
from dashboard.services.declaring import Standing, facts_of, region_forecast, standings
from dashboard.services.forecasts import ForecastBasis
from dashboard.services.policies import policies
from dashboard.services.stores.people import today
from engine.facts import Facts
from engine.policy.parameters import Policies


@kept(max_entries=8)
def _facts(key: Key, _policies: Policies) -> Facts:
    return facts_of(key.reader, _policies)


def current_standings(month: date) -> dict[tuple[str, str], Standing]:
    """What became of a month's declarations that need an approval and have none: by region and office."""
    return standings(current_snapshot(), current_reader(), month, today())


def judging_facts() -> Facts:
    """The facts by which declarations are judged, of what is seen."""
    return _facts(current_key(), policies())


@kept(max_entries=64)
def _forecast(key: Key, month: date, region: str, _policies: Policies) -> dict[str, int]:
    known = ForecastBasis(_facts(key, _policies), days_at(key), is_part=not key.scope.is_everything)
    return region_forecast(known, _policies, month, region)


def forecast_in(month: date, region: str) -> dict[str, int]:
    """What a region is expected to sell and collect in a month to come; {} where nobody can say."""
    return _forecast(current_key(), month, region, policies())
