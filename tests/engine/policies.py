"""The shipped policy with a few values changed, for cases about other settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from engine.policy.parameters import DEFAULT_FOLDER, Policies, load_policies, policies_from, policy_from_text


@cache
def shipped() -> Policies:
    """The policies as shipped."""
    return load_policies()


def from_yaml(text: str) -> Any:
    """What a text in YAML holds, by the quick reader."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def to_yaml(raw: object) -> str:
    """A text that `from_yaml` gives back."""
    return yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True)


def policies_with(changes: Mapping[str, Any]) -> Policies:
    """The shipped policy with `changes` by dotted key; a parameter's key means its value."""
    if not changes:
        return shipped()
    raw = from_yaml((DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8"))
    for key, value in changes.items():
        *path, last = (int(part) if part.isdigit() else part for part in key.split("."))
        place = raw
        for part in path:
            place = place[part]
        current = place.get(last) if isinstance(place, dict) else None
        if isinstance(current, dict) and "value" in current:
            current["value"] = value
        else:
            place[last] = value
    return policies_from([policy_from_text(to_yaml(raw), "case.yaml")])
