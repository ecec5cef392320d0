"""Policies with a few values changed: what if the regulation said something else?

A value is named by its dotted key as in the policy file, an indicator by its name:
`capital.quota_rate`, `capital.tiers.steps.1.award`, `appraisal.indicators.sales.weight`.
A parameter's key means its value; its clause, kind and range stay.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import takewhile
from typing import Any

from pydantic import ValidationError

from engine.policy.parameter import OutOfBounds
from engine.policy.parameters import Policies, Policy

#: What an override may be: a number (a fraction as text, "7/100"), a choice or a flag.
Override = str | int | bool
Overrides = Mapping[str, Override]
Bounds = tuple[Fraction, Fraction]

_ALIASES = {"appraisal.minimum_regions": "appraisal.last_place.minimum_regions"}
_SECTIONS = ("targets", "checkpoint", "capital", "expenses", "appraisal", "readings")
#: Keys that describe a value instead of being one.
_WORDS = ("clause", "kind", "unit", "range", "choices", "name", "measure", "period", "better", "action")

#: Text like 1e999999999 is a short way to a number that fills the memory.
_HUGE = re.compile(r"[eE][+-]?\d{3}|.{64}", re.DOTALL)


class OverrideError(ValueError):
    """A value that may not be changed so. code: unknown_policy_key, value_refused, not_a_value.

    bounds: the least and the most it may be, where that is why it is refused.
    """

    def __init__(
        self, code: str, key: str, value: object, reason: str = "", bounds: Bounds | None = None
    ) -> None:
        super().__init__(code, key, value, reason)
        self.code = code
        self.parameters = {"key": key, "value": str(value), "reason": reason}
        self.bounds = bounds


def canonical(key: str, value: object) -> Override:
    """`value` as it is stored: floats and fractions as exact text. OverrideError not_a_value."""
    if isinstance(value, bool | int) or (isinstance(value, str) and not _HUGE.search(value)):
        return value
    if isinstance(value, float | Fraction):
        try:
            return str(Fraction(str(value)))
        except ValueError:
            pass
    raise OverrideError("not_a_value", key, value)


def adjustable(policy: Policy) -> dict[str, Any]:
    """Every value that can be changed, by key, in the order of the file: Fractions, choices, flags, days."""
    return {
        key: value
        for section in _SECTIONS
        for key, value in _leaves(section, getattr(policy, section).model_dump())
    }


def overridden(policies: Policies, overrides: Overrides, since: date | None = None) -> Policies:
    """The policies with `overrides` in force from `since` on (default: from the beginning).

    Months before `since` keep the policy they had. Changed policies carry a `*` after their
    version and a digest of their own. OverrideError names the key that is unknown or the
    value that its range, its choices or its neighbours (tiers ascend) refuse.
    """
    if not overrides:
        return policies
    if since is None or since <= policies.items[0].effective_from:
        return Policies(tuple(_changed(policy, overrides) for policy in policies.items))
    before = [policy for policy in policies.items if policy.effective_from < since]
    first = policies.at(since).model_copy(update={"effective_from": since})
    after = [policy for policy in policies.items if policy.effective_from > since]
    return Policies((*before, *(_changed(policy, overrides) for policy in (first, *after))))


def _changed(policy: Policy, overrides: Overrides) -> Policy:
    raw = policy.model_dump()
    plain = {key: canonical(key, value) for key, value in overrides.items()}
    for key, value in plain.items():
        _put(raw, key, value)
    text = json.dumps(plain, sort_keys=True)
    raw["version"] = f"{policy.version}*"
    raw["digest"] = hashlib.sha256(f"{policy.digest}{text}".encode()).hexdigest()
    try:
        return Policy.model_validate(raw)
    except ValidationError as error:
        reason = "; ".join(detail["msg"].removeprefix("Value error, ") for detail in error.errors())
        key = _blamed(error, raw, plain)
        raise OverrideError("value_refused", key, plain[key], reason, _bounds(error)) from error


def _bounds(error: ValidationError) -> Bounds | None:
    cause = error.errors()[0].get("ctx", {}).get("error")
    return (cause.low, cause.high) if isinstance(cause, OutOfBounds) else None


def _put(raw: dict[str, Any], key: str, value: Override) -> None:
    path = _ALIASES.get(key, key).split(".")
    if path[0] not in _SECTIONS or path[-1] in _WORDS:
        raise OverrideError("unknown_policy_key", key, value)
    *way, last = path
    place: Any = raw
    try:
        for step in way:
            place = _child(place, step)
        current = _child(place, last)
    except (KeyError, IndexError, TypeError, ValueError):
        raise OverrideError("unknown_policy_key", key, value) from None
    if isinstance(current, dict) and "value" in current:
        place, last, current = current, "value", current["value"]
    if isinstance(current, dict | list | tuple) or not isinstance(place, dict):
        raise OverrideError("unknown_policy_key", key, value)
    place[last] = value


def _child(place: Any, step: str) -> Any:
    if isinstance(place, list | tuple):
        return place[int(step)] if step.isdigit() else {item["name"]: item for item in place}[step]
    return place[step]


def _leaves(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        if "value" in value:
            yield key, value["value"]
            return
        for name, child in value.items():
            if name not in _WORDS:
                yield from _leaves(f"{key}.{name}", child)
    elif isinstance(value, list | tuple):
        for position, child in enumerate(value):
            yield from _leaves(f"{key}.{child.get('name', position)}", child)
    elif value is not None:
        yield key, value


def _blamed(error: ValidationError, raw: dict[str, Any], overrides: Mapping[str, Override]) -> str:
    """The override that the error speaks of: the one whose key agrees longest with its place."""
    place = [str(part) for part in error.errors()[0]["loc"]]
    if place[:2] == ["appraisal", "indicators"] and len(place) > 2:
        place[2] = raw["appraisal"]["indicators"][int(place[2])]["name"]

    def agreement(key: str) -> int:
        path = _ALIASES.get(key, key).split(".")
        return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(path, place, strict=False))))

    return max(overrides, key=agreement)
