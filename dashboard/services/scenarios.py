"""Saved what-if scenarios: kept in the store, told by an id, checked against what is true now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.store import Store
from data.store.reader import Reader
from engine.facts import Facts
from engine.policy.overrides import OverrideError
from engine.policy.parameters import Policies
from engine.whatif.levers import LeverError
from engine.whatif.scenario import Scenario, ScenarioError, problems

#: What keeps a saved scenario from being what it says.
Problem = LeverError | OverrideError | ScenarioError


class ScenarioGone(KeyError):
    """There is no saved scenario with this id: it was removed, or the link is not complete."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved scenario. `scenario` is None where what was saved cannot be read any more (`unreadable`)."""

    scenario_id: str
    saved_at: datetime
    actor: str
    name: str
    scenario: Scenario | None
    unreadable: Problem | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a scenario still fits: what has changed since it was saved, and what no longer applies."""

    changes: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def is_stale(self) -> bool:
        """Whether its figures may differ from those it was saved with."""
        return bool(self.changes)


def save(
    store: Store,
    scenario: Scenario,
    policies: Policies,
    actor: str,
    scenario_id: str | None = None,
    *,
    data_version: str | None = None,
) -> str:
    """Save the scenario, stamped with today's data and policy, and return its id.

    data_version: that of what is seen, where whoever saves does not see all.
    """
    stamped = scenario.stamped(data_version or store.data_version(), policies)
    return store.save_scenario(stamped.as_dict(), actor, scenario_id)


def kept_scenarios(store: Reader) -> tuple[Kept, ...]:
    """All saved scenarios, the newest first."""
    found = []
    for saved in store.saved_scenarios().values():
        scenario, unreadable = None, None
        try:
            scenario = Scenario.from_dict(saved.body)
        except (ScenarioError, LeverError, OverrideError) as error:
            unreadable = error
        name = str(saved.body.get("name", ""))
        found.append(Kept(saved.scenario_id, saved.saved_at, saved.actor, name, scenario, unreadable))
    return tuple(found)


def kept_scenario(store: Reader, scenario_id: str) -> Kept:
    """The saved scenario with this id; ScenarioGone if there is none."""
    for kept in kept_scenarios(store):
        if kept.scenario_id == scenario_id:
            return kept
    raise ScenarioGone(scenario_id)


def fit(scenario: Scenario, facts: Facts, policies: Policies, data_version: str) -> Fit:
    """Whether the scenario still fits the facts and the policy of today."""
    return Fit(scenario.staleness(data_version, policies), problems(facts, policies, scenario))
