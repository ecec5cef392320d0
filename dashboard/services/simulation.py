"""What-if for pages and the command line: scenarios beside the baseline, goal seek, policy replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import polars as pl

from dashboard.services.evaluation import Snapshot, checkpoint_day
from data.store import Store, StoreChanged
from engine.books import Books
from engine.evaluation import Evaluation, evaluate
from engine.facts import Facts
from engine.goalseek import Answer, Terms, answers
from engine.levers import KINDS, LARGEST, Lever, LeverKind
from engine.overrides import Overrides, overridden
from engine.parameters import Policies
from engine.relevance import relevant
from engine.replay import MONTHS, Replay, replay
from engine.scenario import Scenario, applied

Kind = Literal["money", "ratio", "score", "count", "code", "flag"]

#: What baseline and scenario are compared by, and how each reads. Money in yuan.
FIGURES: Mapping[str, Kind] = {
    "sales": "money",
    "collections": "money",
    "sales_to_checkpoint": "money",
    "collections_to_checkpoint": "money",
    "sales_checkpoint_ratio": "ratio",
    "collections_checkpoint_ratio": "ratio",
    "checkpoint_outcome": "code",
    "checkpoint_award": "money",
    "sales_attainment": "ratio",
    "collections_attainment": "ratio",
    "retail_receivables": "money",
    "inventory": "money",
    "contract_overdue": "money",
    "capital_quota": "money",
    "capital_overrun": "money",
    "capital_overrun_ratio": "ratio",
    "capital_tier": "count",
    "capital_award": "money",
    "is_explanation_required": "flag",
    "expense_counted": "money",
    "expense_ratio": "ratio",
    "score": "score",
    "pay_coefficient": "score",
    "rank": "count",
    "is_last": "flag",
    "last_place_streak": "count",
    "escalation": "code",
}
_DAY = "checkpoint.day"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a simulation starts from: the facts, their evaluation, and the versions both rest on."""

    store: Store
    facts: Facts
    evaluation: Evaluation
    policies: Policies
    data_version: str

    def facts_under(self, policies: Policies) -> Facts:
        """The facts with month-to-date figures up to the policies' own checkpoint days.

        StoreChanged if something was loaded since: the figures would not be comparable.
        """
        facts = self.store.facts(checkpoint_day(policies))
        if self.store.data_version() != self.data_version:
            raise StoreChanged
        return facts


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of a region that the scenario changes; `change` is after minus before, None for codes."""

    region: str
    figure: str
    kind: Kind
    before: float | str | bool | None
    after: float | str | bool | None
    change: float | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """Baseline and scenario side by side.

    before, after: the month's rows of `Evaluation.regions`, sorted by region. differences:
    every changed figure of every region, in the order of `FIGURES`. award_change: what all
    regions together gain (negative: lose) in rewards and fines, in yuan.
    """

    scenario: Scenario
    before: pl.DataFrame
    after: pl.DataFrame
    differences: tuple[Difference, ...]
    award_change: float

    def of_region(self, region: str) -> tuple[Difference, ...]:
        """The differences of one region."""
        return tuple(difference for difference in self.differences if difference.region == region)


def basis(store: Store, current: Snapshot) -> Basis:
    """What simulations of a snapshot start from.

    The store may have moved on; then the facts are evaluated anew under the same policies,
    so that baseline and scenario always rest on the same data.
    """
    version = store.data_version()
    facts = store.facts(checkpoint_day(current.policies))
    is_same = version == current.data_version == store.data_version()
    evaluation = current.evaluation if is_same else evaluate(facts, current.policies)
    return Basis(store, facts, evaluation, current.policies, version)


def simulated(start: Basis, scenario: Scenario) -> Simulation:
    """The scenario's month beside the baseline, all regions ranked anew.

    LeverError or OverrideError where it does not fit, StoreChanged as in `facts_under`.
    Without changed policy values only the months that enter this one are evaluated.
    """
    month = scenario.month
    if scenario.overrides:
        rules = overridden(start.policies, scenario.overrides, since=month)
        facts = start.facts_under(rules) if _DAY in scenario.overrides else start.facts
        rows = evaluate(applied(facts, month, scenario.levers), rules).regions
    else:
        moved = relevant(applied(start.facts, month, scenario.levers), month, _longest_streak(start, month))
        rows = evaluate(moved, start.policies).regions
    before, after = (frame.filter(pl.col("month") == month) for frame in (start.evaluation.regions, rows))
    change = sum(float((after[name] - before[name]).sum()) for name in ("checkpoint_award", "capital_award"))
    return Simulation(scenario, before, after, _differences(before, after), change)


def capacities(start: Basis, month: date, region: str) -> dict[LeverKind, dict[str, int | None]]:
    """Per lever and office of a region the most it can move in fen, None where it is not available.

    LeverError if month or region do not exist.
    """
    books = Books(start.facts, month, [region])
    offices = books.offices(region)
    return {
        kind: {office: books.capacity(kind, region, office).amount for office in offices} for kind in KINDS
    }


def next_levers(before: Sequence[Lever], now: Sequence[Lever]) -> tuple[Lever, ...] | None:
    """The levers after one more step like the last one, None where it was not one lever's step."""
    changed = [lever for lever in now if lever not in before]
    if len(changed) != 1:
        return None
    (lever,) = changed
    same = [old for old in before if replace(old, amount=lever.amount) == lever]
    others = sum(1 for old in before if old not in now and old not in same)
    amount = 2 * lever.amount - sum(old.amount for old in same)
    if others or not 0 < amount <= LARGEST:
        return None
    return tuple(replace(lever, amount=amount) if one is lever else one for one in now)


def goal_answers(start: Basis, month: date, region: str, terms: Terms | None = None) -> tuple[Answer, ...]:
    """What each outcome of a region and month needs at least; see `engine.goalseek`."""
    return answers(start.facts, start.policies, month, region, terms)


def replayed(start: Basis, overrides: Overrides, until: date, months: int = MONTHS) -> Replay:
    """The past months under changed policy values; see `engine.replay`."""
    facts = None
    if _DAY in overrides:
        facts = start.facts_under(overridden(start.policies, overrides))
    return replay(start.facts, start.policies, overrides, until, months=months, changed_facts=facts)


def answer_as_dict(answer: Answer) -> dict[str, Any]:
    """An answer as plain values for JSON; amounts in fen, awards in yuan."""
    plain: dict[str, Any] = {name: getattr(answer, name) for name in Answer.__slots__ if name != "steps"}
    return plain | {
        "is_reachable": answer.is_reachable,
        "steps": [lever.as_dict() for lever in answer.steps],
    }


def _longest_streak(start: Basis, month: date) -> int:
    earlier = start.evaluation.regions.filter(pl.col("month") < month)["last_place_streak"]
    return 0 if earlier.is_empty() else int(earlier.to_numpy().max())


def _differences(before: pl.DataFrame, after: pl.DataFrame) -> tuple[Difference, ...]:
    then = {row["region"]: row for row in after.iter_rows(named=True)}
    found = []
    for row in before.iter_rows(named=True):
        other = then[row["region"]]
        for figure, kind in FIGURES.items():
            old, new = row[figure], other[figure]
            if not _is_same(old, new):
                is_number = kind not in ("code", "flag") and old is not None and new is not None
                change = new - old if is_number else None
                found.append(Difference(row["region"], figure, kind, old, new, change))
    return tuple(found)


def _is_same(old: Any, new: Any) -> bool:
    """Whether two figures are equal; the last bits of a float may depend on the frame's length."""
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) <= 1e-12 * max(abs(old), abs(new))
    return bool(old == new)
