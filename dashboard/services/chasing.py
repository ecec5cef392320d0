"""Whom to collect from in a region, and where in the company collecting avoids most penalties."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.i18n import N_
from data.store.reader import Reader
from engine.collecting.ageing import ageing
from engine.collecting.chase import Candidates, Way, candidates
from engine.collecting.effort import Frontier, Measure, frontier
from engine.collecting.payments import Kind, Window
from engine.evaluation import measured_regions
from engine.forecasting import Forecast, month_after
from engine.policy.parameters import Policies

#: How many months of payments make a customer's record.
RECORD_MONTHS = 12

KINDS: dict[Kind, str] = {
    "retail_balance": N_("retail balances"),
    "contract_overdue": N_("contract overdue"),
    "contract_current": N_("contract balances not yet due"),
}
WAYS: dict[Way, str] = {
    "largest_first": N_("largest first"),
    "fewest": N_("fewest customers"),
    "surest": N_("surest by their record"),
}
MEASURES: dict[Measure, str] = {
    "money": N_("money to collect"),
    "customers": N_("customers to ask"),
}


def chase_candidates(
    store: Reader, region: str, month: date, kind: Kind, window: Window | None
) -> Candidates:
    """Who owes something of that kind in `month`, with a record of the twelve months before it.

    window: the days in which money may still come; the record is of the same days. Without one nobody
    can say what will, and there is no record. Reads the receivables and collections of this region
    only. `chase.selections` picks.
    """
    first, last = month_after(month, -RECORD_MONTHS), month_after(month, -1)
    days = (1, 31) if window is None else (window.first, window.last)
    payments = store.customer_payments(region, first, last, days)
    known = payments if window is not None else payments.clear()
    return candidates(store.customer_balances(month, region), known, kind)


def chase_ageing(store: Reader, region: str, month: date, kind: Kind, on: date) -> pl.DataFrame:
    """How long what customers owe of a kind has been due as of `on`; see `ageing.ageing`."""
    return ageing(store.balance_rows(month, region), kind, on)


def effort_of_month(store: Reader, policies: Policies, month: date, measure: Measure) -> Frontier:
    """The frontier of a month with known balances: what collecting more of them would have gained."""
    facts = store.facts(lambda m: policies.at(m).checkpoint_day)
    _, _, regions = measured_regions(facts, policies)
    balances = store.customer_balances(month)
    return frontier(regions.filter(pl.col("month") == month), balances, policies.at(month), measure)


def effort_ahead(store: Reader, policies: Policies, made: Forecast, measure: Measure) -> Frontier:
    """The frontier of a month under way: the middle of its forecast, and what customers owed before it.

    After the checkpoint's day only tiers can be gained.
    """
    policy = policies.at(made.month)
    balances = store.customer_balances(month_after(made.month, -1))
    is_open = made.as_of_day < policy.checkpoint_day
    return frontier(made.expected, balances, policy, measure, is_checkpoint_open=is_open)
