"""What-if for pages and the command line: scenarios beside the baseline, goal seek, policy replay."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date

import polars as pl

from dashboard.services.evaluation import Snapshot, checkpoint_day, snapshot
from data.people.narrowing import sees_totals
from data.people.scope import EVERYTHING, Scope
from data.store import StoreChanged
from data.store.reader import Reader
from engine.evaluation import Evaluation, evaluate
from engine.facts import Facts
from engine.policy.overrides import Overrides, overridden
from engine.policy.parameters import Policies
from engine.whatif.baseline import Baseline, baseline, month_under
from engine.whatif.books import Books
from engine.whatif.goalseek import Answer, Terms, answers
from engine.whatif.levers import KINDS, LARGEST, Lever, LeverError, LeverKind
from engine.whatif.replay import MONTHS, Replay, replay
from engine.whatif.rivals import rival_moves, with_rivals
from engine.whatif.scenario import Scenario, applied

#: What follows from the place among all regions.
PLACES = ("rank", "is_rank_shared", "is_last", "is_last_shared", "last_place_streak", "escalation")
#: Values that decide up to which day month-to-date figures reach.
DAY_KEYS = frozenset({"checkpoint.day", "readings.deadline_days"})


@dataclass(frozen=True, slots=True)
class Basis:
    """What a simulation starts from: the facts, their evaluation, and the versions both rest on.

    Of a reader that sees not everything: the facts of what is seen, evaluated among all regions.
    stored_version: the version of all data, not to be shown; empty where `data_version` is that.
    scope: what of all is seen.
    """

    store: Reader
    baseline: Baseline
    data_version: str
    stored_version: str = ""
    scope: Scope = EVERYTHING

    @property
    def read_at(self) -> str:
        """The store's version that it was read at; not to be shown."""
        return self.stored_version or self.data_version

    @property
    def facts(self) -> Facts:
        """The facts as loaded."""
        return self.baseline.facts

    @property
    def evaluation(self) -> Evaluation:
        """The evaluation of `facts`."""
        return self.baseline.evaluation

    @property
    def policies(self) -> Policies:
        """The policies that `evaluation` rests on."""
        return self.evaluation.policies

    def facts_under(self, policies: Policies) -> Facts:
        """The facts with month-to-date figures up to the policies' own checkpoint days.

        StoreChanged if something was loaded since: the figures would not be comparable.
        """
        with suppress(StoreChanged):
            return self.store.as_of(self.read_at).facts(checkpoint_day(policies))
        facts = self.store.live.facts(checkpoint_day(policies))
        if not self._is_as_it_was():
            raise StoreChanged
        return facts

    def _is_as_it_was(self) -> bool:
        """Whether what is seen is what it was, whatever else was loaded: that is not told."""
        now = self.store.live.facts(checkpoint_day(self.policies))
        return all(getattr(now, each.name).equals(getattr(self.facts, each.name)) for each in fields(Facts))


@dataclass(frozen=True, slots=True)
class Simulation:
    """Baseline and scenario side by side.

    before, after: the month's rows of `Evaluation.regions`, sorted by region. award_change: what
    all regions together gain (negative: lose) in rewards and fines, in yuan.
    """

    scenario: Scenario
    before: pl.DataFrame
    after: pl.DataFrame
    award_change: float


def basis(store: Reader, current: Snapshot) -> Basis:
    """What simulations of a snapshot, of what the reader sees, start from.

    The store may have moved on; then everything is evaluated anew under the same policies,
    so that baseline and scenario always rest on the same data.
    """
    version = store.data_version()
    facts = store.facts(checkpoint_day(current.policies))
    is_same = version == current.read_at == store.data_version()
    now = current if is_same else snapshot(store, current.policies)
    begin = baseline(facts, now.own, unseen=others(now))
    return Basis(store, begin, now.data_version, now.stored_version, now.scope)


def others(current: Snapshot) -> pl.DataFrame | None:
    """What is published of regions of which no more is seen, as `Baseline.beside`; None if all are seen."""
    if current.scope.is_everything:
        return None
    return current.evaluation.regions.filter(~sees_totals(current.scope))


def simulated(start: Basis, scenario: Scenario, likely: pl.DataFrame | None = None) -> Simulation:
    """The scenario's month beside the baseline, all regions ranked anew.

    likely: the month as it is expected to end, for rivals that come to their forecast.
    LeverError or OverrideError where it does not fit, StoreChanged as in `facts_under`.
    Without changed policy values only what the levers reach is computed: see `engine.whatif.baseline`.
    """
    month = scenario.month
    in_month = pl.col("month") == month
    own = {lever.region for lever in scenario.levers}
    moves = rival_moves(start.baseline.amounts.filter(in_month), scenario.rivals, own, likely)
    if scenario.overrides:
        # Under other rules nobody knows the scores of regions that are not seen.
        rules = overridden(start.policies, scenario.overrides, since=month)
        facts = start.facts_under(rules) if DAY_KEYS & scenario.overrides.keys() else start.facts
        moved = with_rivals(applied(facts, month, scenario.levers), month, moves)
        after = evaluate(moved, rules).regions.filter(in_month)
        if start.baseline.is_part:
            after = without_places(after)
    else:
        after = month_under(start.baseline, month, scenario.levers, moves)
    before = start.evaluation.regions.filter(in_month)
    return Simulation(scenario, before, after, float((after["awards"] - before["awards"]).sum()))


def without_places(regions: pl.DataFrame) -> pl.DataFrame:
    """Rows of `Evaluation.regions` without what follows from the place among all regions."""
    return regions.with_columns(pl.lit(None, regions.schema[name]).alias(name) for name in PLACES)


def baseline_under(start: Basis, month: date, overrides: Overrides) -> Baseline:
    """What scenarios start from where policy values are changed from `month` on; `start`'s own without."""
    if not overrides:
        return start.baseline
    rules = overridden(start.policies, overrides, since=month)
    facts = start.facts_under(rules) if DAY_KEYS & overrides.keys() else start.facts
    return baseline(facts, evaluate(facts, rules))


def capacities(start: Basis, month: date, region: str) -> dict[LeverKind, dict[str, int | None]]:
    """Per lever and office of a region the most it can move in fen, None where it is not available.

    LeverError if month or region do not exist.
    """
    books = Books(start.facts, month, [region])
    offices = books.offices(region)
    return {
        kind: {office: books.capacity(kind, region, office).amount for office in offices} for kind in KINDS
    }


def office_parts(start: Basis, month: date, lever: Lever) -> dict[str, int]:
    """How a lever's fen go to its region's offices; empty where it cannot be moved."""
    try:
        return Books(start.facts, month, [lever.region]).parts(lever)
    except LeverError:
        return {}


def steps_ahead(
    before: Sequence[Lever], now: Sequence[Lever], region: str, step: int, *, is_by_checkpoint: bool = True
) -> list[tuple[Lever, ...]]:
    """Where a region's levers may stand next: one more move like the last one, or a `step` (fen) up or down.

    Of the lever that was moved last; of each, if none was. A lever that is split over offices is
    left out: where its offices go is not known before it is moved.
    """
    changed = [kind for kind in KINDS if _total(kind, before) != _total(kind, now)]
    found = []
    for kind in changed or KINDS:
        own = [lever for lever in now if lever.kind == kind]
        if any(lever.office is not None for lever in own):
            continue
        lever = own[0] if own else Lever(kind, region, 0, is_by_checkpoint=is_by_checkpoint)
        others = [other for other in now if other.kind != kind]
        again, place = 2 * lever.amount - _total(kind, before), lever.amount // step
        for amount in dict.fromkeys((again, (place + 1) * step, (place - 1) * step)):
            if amount != lever.amount and 0 <= amount <= LARGEST:
                found.append((*others, *([replace(lever, amount=amount)] if amount else [])))
    return found


def _total(kind: LeverKind, levers: Sequence[Lever]) -> int:
    return sum(lever.amount for lever in levers if lever.kind == kind)


def goal_answers(start: Basis, month: date, region: str, terms: Terms | None = None) -> tuple[Answer, ...]:
    """What each outcome of a region and month needs at least; see `engine.whatif.goalseek`."""
    return answers(start.baseline, month, region, terms)


def replayed(start: Basis, overrides: Overrides, until: date, months: int = MONTHS) -> Replay:
    """The past months under changed policy values; see `engine.whatif.replay`."""
    facts = None
    if DAY_KEYS & overrides.keys():
        facts = start.facts_under(overridden(start.policies, overrides))
    found = replay(start.facts, start.policies, overrides, until, months=months, changed_facts=facts)
    if not start.baseline.is_part:
        return found
    return replace(found, lines=_unranked(found.lines), regions=_unranked(found.regions))


def _unranked(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame of `Replay` without what follows from the place among all regions."""
    sides = [f"{name}_{side}" for name in PLACES for side in ("before", "after")]
    hidden = [*sides, "rank_change", "rank_changes", "last_before", "last_after"]
    return frame.with_columns(
        pl.lit(None, frame.schema[name]).alias(name) for name in hidden if name in frame.columns
    )
