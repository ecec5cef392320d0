"""Which months a reader may choose, which is under way, and which is shown before one is chosen."""

from __future__ import annotations

from datetime import date

from dashboard.memory import remembered
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import latest_day
from engine.forecasting import Days


@remembered
def offered_months(snapshot: Snapshot) -> dict[str, date]:
    """The months that can be chosen, by the name they have in an address; the newest first."""
    through = snapshot.loaded_through
    # A year that is planned ahead has months without figures: nothing to look back on yet.
    known = [month for month in snapshot.own.months() if through is None or month <= through]
    return {f"{month:%Y-%m}": month for month in reversed(known)}


def running_month(snapshot: Snapshot, days: Days) -> date | None:
    """The month under way: the newest one, if its checkpoint is still to come and it is not published."""
    newest = next(iter(offered_months(snapshot).values()), None)
    if newest is None or newest in snapshot.published:
        return None
    day = latest_day(days, newest)
    is_open = day is not None and day < snapshot.policies.at(newest).checkpoint_day
    return newest if is_open else None


def settled_month(snapshot: Snapshot, days: Days) -> date | None:
    """The newest month whose checkpoint has passed; if there is none, the newest; None without any month."""
    months, running = offered_months(snapshot).values(), running_month(snapshot, days)
    return next((month for month in months if month != running), next(iter(months), None))
