"""What other readings of the regulation would have changed, for the page and the decision paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.services.simulation import DAY_KEYS, Basis, without_places
from engine.evaluation import evaluate
from engine.policy.overrides import overridden
from engine.whatif.alternatives import Alternative, Price, price


def price_of(start: Basis, alternative: Alternative, until: date) -> Price:
    """The history through the month `until` under the alternative, in force from the beginning.

    StoreChanged if something was loaded since and month-to-date figures have to be asked for.
    """
    rules = overridden(start.policies, {alternative.key: alternative.choice})
    facts = start.facts_under(rules) if alternative.key in DAY_KEYS else start.facts
    # What was published would hold the streaks of one reading in the other.
    plain = start.facts.unpublished
    before = start.evaluation if plain is start.facts else evaluate(plain, start.policies)
    after = evaluate(facts.unpublished, rules)
    if start.baseline.is_part:
        # The ranks that follow from another reading rest on regions that are not seen.
        before, after = (replace(each, regions=without_places(each.regions)) for each in (before, after))
    return price(alternative, before, after, until)
