"""A scenario: levers over the facts of a month and changed policy values, as data.

The same `evaluate` computes baseline and scenario; nothing here knows a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

import polars as pl
from pydantic import ConfigDict, PlainSerializer, PlainValidator, TypeAdapter, ValidationError

from engine.collecting.settings import Setting
from engine.evaluation import Evaluation, evaluate
from engine.facts import Facts
from engine.policy.overrides import Override, OverrideError, canonical, overridden
from engine.policy.parameters import Policies
from engine.whatif.books import Books, Capacity
from engine.whatif.levers import Lever, LeverError, LeverKind
from engine.whatif.rivals import Rivals


class ScenarioError(ValueError):
    """Stored data that is no scenario. code: not_a_scenario. key: where (`levers.0.office`), value: what."""

    def __init__(self, key: str, value: object) -> None:
        super().__init__(key, value)
        self.code = "not_a_scenario"
        self.parameters = {"key": key, "value": value}


def _month(text: object) -> date:
    return date.fromisoformat(f"{text}-01")


def _canonical(overrides: object) -> dict[str, Override]:
    if not isinstance(overrides, Mapping):
        raise ValueError
    return {str(key): canonical(str(key), value) for key, value in overrides.items()}


@dataclass(frozen=True, slots=True)
class Scenario:
    """What if, in `month`, these levers were moved and these policy values held from then on?

    rivals: what the regions without levers do meanwhile; None: they stay as they are.
    `customers`: who is expected to pay what, where levers were set customer by customer.
    `data_version` and `policy_digest` say what it was made on; "" if it was not stamped.
    """

    month: Annotated[date, PlainValidator(_month), PlainSerializer("{:%Y-%m}".format)]
    levers: tuple[Lever, ...] = ()
    overrides: Annotated[Mapping[str, Override], PlainValidator(_canonical), PlainSerializer(_canonical)] = (
        field(default_factory=dict)
    )
    name: str = ""
    data_version: str = ""
    policy_digest: str = ""
    rivals: Rivals | None = None
    format: Literal[1] = 1
    customers: tuple[Setting, ...] = ()

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

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
        plain: dict[str, Any] = _STORED.dump_python(self, mode="json")
        if self.rivals is None:
            # Programs from before there were rivals read it, too.
            del plain["rivals"]
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Scenario:
        """The scenario that `as_dict` wrote, without asking whether it still fits: see `problems`.

        ScenarioError names the place that is wrong; LeverError or OverrideError where it is their value.
        """
        try:
            return _STORED.validate_python(plain)
        except ValidationError as error:
            first = error.errors()[0]
            cause = first.get("ctx", {}).get("error")
            if isinstance(cause, LeverError | OverrideError):
                raise cause from None
            raise ScenarioError(".".join(map(str, first["loc"])), first["input"]) from None


_STORED = TypeAdapter(Scenario)


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
    """The evaluation under levers and overrides: all regions, all months. LeverError or OverrideError.

    Rivals are not moved: `with_rivals` does that.
    """
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
