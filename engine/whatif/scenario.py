"""A scenario: levers over the facts of a month and changed policy values, as data.

The same `evaluate` computes baseline and scenario; nothing here knows a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from engine.evaluation import Evaluation, evaluate
from engine.facts import Facts
from engine.policy.overrides import Override, OverrideError, canonical, overridden
from engine.policy.parameters import Policies
from engine.whatif.books import Books, Capacity
from engine.whatif.levers import Lever, LeverError, LeverKind

_FORMAT = 1
_KEYS = ("format", "name", "month", "levers", "overrides", "data_version", "policy_digest")


class ScenarioError(ValueError):
    """Stored data that is no scenario. code: not_a_scenario, unknown_format, unknown_key, not_a_month."""

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Scenario:
    """What if, in `month`, these levers were moved and these policy values held from then on?

    `data_version` and `policy_digest` say what it was made on; "" if it was not stamped.
    """

    month: date
    levers: tuple[Lever, ...] = ()
    overrides: Mapping[str, Override] = field(default_factory=dict)
    name: str = ""
    data_version: str = ""
    policy_digest: str = ""

    def stamped(self, data_version: str, policies: Policies) -> Scenario:
        """The scenario, marked with what it now rests on."""
        return replace(self, data_version=data_version, policy_digest=policies.digest)

    def staleness(self, data_version: str, policies: Policies) -> tuple[str, ...]:
        """What has changed since it was stamped: data_changed, policy_changed, or nothing."""
        changes = {
            "data_changed": self.data_version != data_version,
            "policy_changed": self.policy_digest != policies.digest,
        }
        return tuple(code for code, is_changed in changes.items() if is_changed)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `from_dict` reads them back to an equal scenario."""
        return {
            "format": _FORMAT,
            "name": self.name,
            "month": f"{self.month:%Y-%m}",
            "levers": [lever.as_dict() for lever in self.levers],
            "overrides": {key: canonical(key, value) for key, value in self.overrides.items()},
            "data_version": self.data_version,
            "policy_digest": self.policy_digest,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Scenario:
        """The scenario that `as_dict` wrote, without asking whether it still fits: see `problems`.

        ScenarioError, LeverError or OverrideError name what is wrong.
        """
        if not isinstance(plain, Mapping):
            raise ScenarioError("not_a_scenario", value=plain)
        if plain.get("format", _FORMAT) != _FORMAT:
            raise ScenarioError("unknown_format", value=plain["format"])
        for key in plain:
            if key not in _KEYS:
                raise ScenarioError("unknown_key", key=key)
        levers, overrides = plain.get("levers", []), plain.get("overrides", {})
        texts = {key: plain.get(key, "") for key in ("name", "data_version", "policy_digest")}
        is_well_formed = isinstance(levers, list | tuple) and isinstance(overrides, Mapping)
        if not is_well_formed or not all(isinstance(text, str) for text in texts.values()):
            raise ScenarioError("not_a_scenario", value=plain)
        try:
            month = date.fromisoformat(f"{plain.get('month')}-01")
        except ValueError:
            raise ScenarioError("not_a_month", value=plain.get("month")) from None
        return cls(
            month=month,
            levers=tuple(Lever.from_dict(lever) for lever in levers),
            overrides={str(key): canonical(str(key), value) for key, value in overrides.items()},
            **texts,
        )


def applied(facts: Facts, month: date, levers: Sequence[Lever]) -> Facts:
    """The facts with `levers` moved in `month`, one after the other. LeverError as in `Books.parts`."""
    if not levers:
        return facts
    regions = sorted({lever.region for lever in levers})
    books = Books(facts, month, regions)
    books.move(levers)
    untouched = ~((pl.col("month") == month) & pl.col("region").is_in(regions))
    rows = pl.concat([facts.office_months.filter(untouched), books.frame()])
    return replace(facts, office_months=rows)


def capacity(facts: Facts, month: date, kind: LeverKind, region: str, office: str | None = None) -> Capacity:
    """The most a lever can move; LeverError if month, region or office do not exist."""
    return Books(facts, month, [region]).capacity(kind, region, office)


def evaluated(facts: Facts, policies: Policies, scenario: Scenario) -> Evaluation:
    """The evaluation under the scenario: all regions, all months. LeverError or OverrideError."""
    rules = overridden(policies, scenario.overrides, since=scenario.month)
    return evaluate(applied(facts, scenario.month, scenario.levers), rules)


def problems(facts: Facts, policies: Policies, scenario: Scenario) -> tuple[LeverError | OverrideError, ...]:
    """Everything that keeps the scenario from being applied to these facts; empty if nothing does.

    Levers are tried in turn; one that cannot be moved is left out for those after it.
    """
    found: list[LeverError | OverrideError] = []
    for key, value in scenario.overrides.items():
        try:
            overridden(policies, {key: value}, since=scenario.month)
        except OverrideError as error:
            found.append(error)
    if not found:
        try:
            overridden(policies, scenario.overrides, since=scenario.month)
        except OverrideError as error:
            found.append(error)
    tried = facts
    for lever in scenario.levers:
        try:
            tried = applied(tried, scenario.month, [lever])
        except LeverError as error:
            found.append(error)
    return tuple(found)
