"""The regulation's numbers: dated YAML files parsed into typed, immutable policies.

Every value carries its clause, its unit, its kind (stated or assumed) and the range a
change may reach. Unknown keys, a missing clause, values out of range and overlapping
tiers are refused with a sentence that names the file and the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from engine.policy.parameter import Clause, Exact, Kind, Parameter, Strict, check_ladder, check_within
from engine.policy.process import Process
from engine.policy.readings import HALF_YEAR, Readings
from engine.policy.scheme import Appraisal, Escalation

DEFAULT_FOLDER = Path(__file__).parent


class PolicyError(ValueError):
    """A policy file that may not be used; the message names file, key and remedy."""


Rate = Parameter[Exact]
Amount = Parameter[Exact]
Day = Parameter[int]


class Targets(Strict):
    """一.2, declaration of targets."""

    declaration_day: Day
    adjustment_day: Day
    approval_threshold: Rate


class Checkpoint(Strict):
    """一.3, the look at month-to-date figures on the 28th."""

    day: Day
    threshold: Rate
    reward: Amount
    fine: Amount
    required: Parameter[Literal["both", "either"]]


class Tier(Strict):
    """Overrun ratios up to `up_to`, inclusive, earn `award` yuan."""

    up_to: Exact | None = None
    award: Exact
    is_explanation_required: bool = False


class Tiers(Strict):
    """A ladder of tiers, ascending, the last one open."""

    clause: Clause
    unit: Literal["yuan"]
    kind: Kind
    range: tuple[Exact, Exact]
    steps: tuple[Tier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ascends(self) -> Tiers:
        check_ladder([tier.up_to for tier in self.steps], "up_to", is_ascending=True)
        for tier in self.steps:
            check_within(tier.award, self.range)
        return self


class Capital(Strict):
    """二, capital tied up in receivables and stock."""

    quota_rate: Rate
    collections_basis: Parameter[Literal["annual_target", "trailing_twelve_months"]]
    is_overdue_offset_by_quota: Parameter[bool]
    tiers: Tiers


class Expenses(Strict):
    """三, the cap on expenses."""

    cap_rate: Rate
    span: Parameter[Literal["year_to_date", "month"]]


class Policy(Strict):
    """Every number of the regulation from one effective month on."""

    version: str = Field(min_length=1)
    effective_from: date
    targets: Targets
    checkpoint: Checkpoint
    capital: Capital
    expenses: Expenses
    appraisal: Appraisal
    readings: Readings = Field(default_factory=Readings)
    process: Process = Field(default_factory=Process)
    digest: str = ""

    @field_validator("effective_from", mode="before")
    @classmethod
    def _month(cls, value: object) -> object:
        if isinstance(value, str):
            try:
                return date.fromisoformat(f"{value}-01")
            except ValueError:
                raise ValueError("must be a month such as 2025-01") from None
        return value

    @property
    def stamp(self) -> str:
        """Version and the first eight digits of the file's SHA-256: what a figure was computed under."""
        return f"{self.version}+{self.digest[:8]}" if self.digest else self.version

    def parameters(self) -> Iterator[tuple[str, Parameter[Any]]]:
        """Every single value with its dotted name, in the order of the file."""
        for section in ("targets", "checkpoint", "capital", "expenses"):
            model: BaseModel = getattr(self, section)
            for name in type(model).model_fields:
                value = getattr(model, name)
                if isinstance(value, Parameter):
                    yield f"{section}.{name}", value
        yield "appraisal.minimum_regions", self.appraisal.last_place.minimum_regions
        for name, value in self.readings.choices():
            yield f"readings.{name}", value

    def process_values(self) -> Iterator[tuple[str, Parameter[Any]]]:
        """The values of the process with their dotted names: no figure rests on them."""
        for name in Process.model_fields:
            yield f"process.{name}", getattr(self.process, name)

    def last_day(self, day: Day) -> int:
        """The last day of the month that is still "by" `day` (一.2, 一.3)."""
        return day.value if self.readings.deadline_days.value == "included" else day.value - 1

    @property
    def checkpoint_day(self) -> int:
        """The last day whose sales and collections count at the checkpoint (一.3)."""
        return self.last_day(self.checkpoint.day)

    @property
    def is_half_year_by_mean(self) -> bool:
        """Whether half a year last is read as the half-year's mean score (四)."""
        return self.readings.half_year_last.value == "half_year_mean"

    @property
    def escalations_in_a_row(self) -> tuple[Escalation, ...]:
        """What months in last place running lead to: half a year read by its mean is none of them (四)."""
        steps = self.appraisal.last_place.escalations
        return tuple(s for s in steps if not (self.is_half_year_by_mean and s.months == HALF_YEAR))

    @property
    def escalation_by_mean(self) -> Escalation | None:
        """What the lowest mean score of a half-year leads to; None where nothing does (四)."""
        steps = self.appraisal.last_place.escalations
        found = (s for s in steps if self.is_half_year_by_mean and s.months == HALF_YEAR)
        return next(found, None)

    @property
    def is_mean_without_step(self) -> bool:
        """Whether half a year is read by its mean score though no step is of half a year (四)."""
        return self.is_half_year_by_mean and self.escalation_by_mean is None


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies of a company by effective month, ascending; at least one."""

    items: tuple[Policy, ...]

    def at(self, month: date) -> Policy:
        """The policy in force in `month`; months before the first file fall under the first."""
        current = self.items[0]
        for policy in self.items:
            if policy.effective_from <= month:
                current = policy
        return current

    @property
    def digest(self) -> str:
        """Changes when any value of any file changes."""
        return hashlib.sha256("".join(policy.digest for policy in self.items).encode()).hexdigest()


def _refuse_repeated(loader: yaml.constructor.SafeConstructor, node: yaml.MappingNode) -> None:
    """YAML lets the last of two equal keys win in silence; a regulation must not."""
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.MarkedYAMLError(problem=f"key {key} stands twice", problem_mark=node.start_mark)


class _Quick(yaml.CSafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        _refuse_repeated(self, node)
        return super().construct_mapping(node, deep)


class _Quoting(yaml.SafeLoader):
    """Six times as slow; its complaints quote the line that is meant."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        _refuse_repeated(self, node)
        return super().construct_mapping(node, deep)


def _from_yaml(text: str) -> object:
    try:
        return yaml.load(text, Loader=_Quick)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError:
        return yaml.load(text, Loader=_Quoting)  # noqa: S506 - a SafeLoader


def policy_from_text(text: str, name: str) -> Policy:
    """The policy written in YAML `text`; PolicyError names `name` and the key that is wrong."""
    try:
        raw = _from_yaml(text)
    except yaml.YAMLError as error:
        raise PolicyError(f"{name}: not readable as YAML: {error}") from error
    if not isinstance(raw, dict):
        raise PolicyError(f"{name}: must be a mapping of sections")
    if "digest" in raw:
        raise PolicyError(f"{name}: digest: is computed, leave it out")
    digest = hashlib.sha256(text.encode()).hexdigest()
    try:
        return Policy.model_validate({**raw, "digest": digest})
    except ValidationError as error:
        raise PolicyError(f"{name}: {_sentence(error)}") from error


def _sentence(error: ValidationError) -> str:
    lines = []
    for detail in error.errors():
        key = ".".join(str(part) for part in detail["loc"]) or "file"
        message = {"extra_forbidden": "unknown key", "missing": "is missing"}.get(
            detail["type"], detail["msg"]
        )
        lines.append(f"{key}: {message.removeprefix('Value error, ')}")
    return "; ".join(lines)


def policies_from(policies: Sequence[Policy]) -> Policies:
    """`policies` in order of their effective month; PolicyError if two share one or there is none."""
    ordered = tuple(sorted(policies, key=lambda policy: policy.effective_from))
    if not ordered:
        raise PolicyError("no policy file found: put at least one YAML file into the folder")
    for earlier, later in pairwise(ordered):
        if earlier.effective_from == later.effective_from:
            raise PolicyError(
                f"{earlier.version} and {later.version} both take effect in {later.effective_from:%Y-%m}"
            )
    return Policies(ordered)


def policies_from_texts(texts: Mapping[str, str]) -> Policies:
    """The policies in YAML texts by the names of their files; PolicyError names what is wrong."""
    return policies_from([policy_from_text(text, name) for name, text in sorted(texts.items())])


def policy_texts(folder: Path | None = None) -> dict[str, str]:
    """The texts of the YAML files of `folder` (default: ours) by name."""
    files = sorted((folder or DEFAULT_FOLDER).glob("*.yaml"))
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def load_policies(folder: Path | None = None) -> Policies:
    """The policies in the YAML files of `folder` (default: ours); PolicyError names what is wrong."""
    return policies_from_texts(policy_texts(folder))
