"""Regulation: every value, the score, tiers and bands, what follows from last places."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.cards.card import Beside, Card, Rows
from dashboard.views.evidence.regulation import (
    band_table,
    consequence_table,
    scheme_table,
    tier_table,
    value_table,
)
from engine.policy.parameters import Policy


def values(policy: Policy) -> Iterator[Card]:
    """Every value of a policy."""
    yield Rows(value_table(policy), "values")


def score(policy: Policy) -> Iterator[Card]:
    """What the score is made of."""
    yield Rows(scheme_table(policy), "scheme")


def steps(policy: Policy) -> Iterator[Card | Beside]:
    """Tiers and bands, and what follows from last places."""
    yield Beside((Rows(tier_table(policy), "tiers"), Rows(band_table(policy), "bands")))
    yield Rows(consequence_table(policy), "consequences")
