"""Saved what-if scenarios: kept in the store, told by an id, checked against what is true now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.people.narrowing import is_of_a_part
from data.store.reader import Reader
from data.store.writer import Writer
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
    writer: Writer, scenario: Scenario, data_version: str, policies: Policies, scenario_id: str | None = None
) -> str:
    """Save the scenario, stamped with the data and policy it rests on, and return its id; ActRefused.

    What this person has on the list word for word is not saved once more.
    """
    body = scenario.stamped(data_version, policies).as_dict()
    if scenario_id is None:
        for saved in writer.reader().saved_scenarios().values():
            if saved.actor == writer.doer.actor and saved.body == body:
                return saved.scenario_id
    return writer.save_scenario(body, scenario_id)


def kept_scenarios(store: Reader) -> tuple[Kept, ...]:
    """The saved scenarios that exist for a reader, the newest first."""
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


def fit(
    scenario: Scenario, facts: Facts, policies: Policies, data_version: str, *, is_own: bool = True
) -> Fit:
    """Whether the scenario still fits the facts and the policy of today.

    Whether data changed is known where it was stamped with a version of the same: of all, or (`is_own`) of
    what one sees oneself.
    """
    is_narrow = [is_of_a_part(version) for version in (scenario.data_version, data_version)]
    is_comparable = not any(is_narrow) or (all(is_narrow) and is_own)
    seen = data_version if is_comparable else scenario.data_version
    return Fit(scenario.staleness(seen, policies), problems(facts, policies, scenario))
