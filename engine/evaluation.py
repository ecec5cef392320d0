"""The order of calculation. There is one `evaluate`; everything that shows a figure calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from engine.exact import Frame, ratio
from engine.facts import Facts
from engine.figures import Figure, names, of_level
from engine.policy.parameters import Policies, Policy
from engine.policy.scheme import Appraisal
from engine.regulation.actuals import region_actuals
from engine.regulation.appraisal import components, with_components, with_score
from engine.regulation.expenses import with_expenses
from engine.regulation.measures import with_measures, with_sanctions
from engine.regulation.places import NUMBERS, joined, placed, places_of_either
from engine.regulation.ranking import (
    AMONG_EQUALS,
    with_escalation,
    with_published_scores,
    with_rank,
    with_streak,
)
from engine.regulation.targets import (
    OFFICE_MONTH,
    judged_declarations,
    office_targets,
    plan_differences,
    region_targets,
)
from engine.settlement.carried import carried
from engine.settlement.derivations import receipt
from engine.settlement.items import derivation, judged, region_figures, settlement
from engine.settlement.origins import sourced
from engine.settlement.receipt import Receipt

#: The figures of `Evaluation.regions`, in the order of their columns.
REGION_FIGURES = region_figures()
REGION_COLUMNS = names(REGION_FIGURES)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What the regulation comes to, for all months at once.

    Amounts are yuan (Float64, unrounded), ratios fractions, `month` the first of the
    month. Null means no data. Rows stand sorted by month and region.

    regions: `REGION_COLUMNS`, `VERDICTS` among them. offices: targets of record and actuals per office-month.
    declarations: as uploaded, each with its `status` and `is_late`. components: the
    score's parts. settlement: rewards and fines. carried: what months carry besides their own lines,
    corrections and adjustments (`engine.settlement.carried`). plan_differences: fully planned years
    that do not add up to the annual target. sources: as in `Facts`.
    receipts: those that lines were published with, by month, region and item, where they are shown so.
    """

    regions: pl.DataFrame
    offices: pl.DataFrame
    declarations: pl.DataFrame
    components: pl.DataFrame
    settlement: pl.DataFrame
    carried: pl.DataFrame
    plan_differences: pl.DataFrame
    sources: pl.DataFrame
    policies: Policies
    receipts: Mapping[tuple[date, str, str], Receipt] = field(default_factory=dict)

    def months(self) -> list[date]:
        """The evaluated months, ascending."""
        return self.regions["month"].unique().sort().to_list()

    def receipt(self, month: date, region: str, item: str) -> Receipt:
        """How `item` of a region and month came about; KeyError if there is none.

        item: `checkpoint`, `capital_overrun` (the settlement's lines), `expense_ratio`, `score`.
        """
        if (kept := self.receipts.get((month, region, item))) is not None:
            return kept
        here = (pl.col("month") == month) & (pl.col("region") == region)
        rows = self.regions.filter(here)
        if rows.is_empty():
            raise KeyError((month, region))
        parts, policy = self.components.filter(here).to_dicts(), self.policies.at(month)
        made = receipt(rows.row(0, named=True), item, derivation(item), policy, parts)
        return sourced(made, self.sources, self.offices, policy)


def evaluate(facts: Facts, policies: Policies) -> Evaluation:
    """Applies each month's policy to the facts: chapters 一, 二, 三, 四, 六 and the settlement."""
    known = placed(facts)
    declared, targets, planned, regions = _measured(known, policies)
    parts = [(policy, with_place(rows, policy)) for policy, rows in _partitions(regions, policies)]
    ranked = with_streak(
        pl.concat([rows for _, rows in parts], how="diagonal_relaxed"), policies, facts.published_places
    )
    scores = with_published_scores(ranked, facts.published_places)
    ranked = _by_policy(ranked, policies, lambda rows, policy: with_escalation(rows, policy, scores))
    lines = _by_policy(ranked, policies, settlement)
    return Evaluation(
        regions=published_regions(ranked),
        offices=_offices(known, targets),
        declarations=_published(declared, of_level("declaration")),
        components=pl.concat([components(rows, policy) for policy, rows in parts]),
        settlement=lines,
        carried=carried(facts, ranked, lines, policies),
        plan_differences=_published(plan_differences(planned, known.annual_plans), of_level("year")),
        sources=facts.sources,
        policies=policies,
    )


def measured_regions(facts: Facts, policies: Policies) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Judged declarations, office targets, and the regions with all that is scored, before any ranking."""
    declared, targets, _, regions = _measured(placed(facts), policies)
    return _unplaced(declared), _unplaced(targets), _unplaced(regions)


def recorded(facts: Facts, policies: Policies) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`region_records` and `region_amounts` of facts, sorted by month and region."""
    known = placed(facts)
    planned = region_targets(targets_of_record(known, policies)[1])
    records = region_records(known, planned, policies)
    return _unplaced(records), _unplaced(region_amounts(known, records, policies))


def _unplaced(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop(NUMBERS, strict=False)


def _measured(
    facts: Facts, policies: Policies
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Judged declarations, targets of offices and of regions, and the regions with all that is scored."""
    declared, targets = targets_of_record(facts, policies)
    planned = region_targets(targets)
    amounts = region_amounts(facts, region_records(facts, planned, policies), policies)
    return declared, targets, planned, judged_regions(amounts, policies)


def judged_regions(amounts: pl.DataFrame, policies: Policies) -> pl.DataFrame:
    """`region_amounts` of any months with what chapters 一 to 三 make of them, each under its policy."""
    return _by_policy(amounts, policies, with_chapters)


def targets_of_record(facts: Facts, policies: Policies) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Judged declarations and office targets (一.2); actual figures do not enter."""
    declared = _by_policy(
        facts.declarations,
        policies,
        lambda rows, policy: judged_declarations(rows, facts.office_plans, facts.region_months, policy),
    )
    return declared, office_targets(facts.office_plans, declared)


def region_records(facts: Facts, planned: pl.DataFrame, policies: Policies) -> pl.DataFrame:
    """Per region and month what is on record besides actual figures: targets and sanctions.

    planned: `region_targets`. Columns: month, region; in fen `*_plan`, `*_target` (一.3) and
    `annual_*_target`; one per sanction (六).
    """
    regions = facts.region_months.drop("manager", "vice_president")
    records = joined(regions, planned, ["month", "region"])
    records = joined(records, _annual_targets(facts), ["year", "region"])
    return with_sanctions(records, facts.conduct, _schemes(policies))


def region_amounts(facts: Facts, records: pl.DataFrame, policies: Policies) -> pl.DataFrame:
    """All that the chapters judge, per region and month of the facts, sorted by region and month.

    records: `region_records`. Adds to them, in fen, the actual figures and what is uploaded or
    taken year to date. Nothing here rests on a month's chapters, so that they can be applied
    to one month alone.
    """
    actuals = region_actuals(facts)
    amounts = joined(actuals, records, ["month", "region"])
    return with_measures(amounts, facts.indicators, _schemes(policies))


def with_chapters(regions: Frame, policy: Policy) -> Frame:
    """Adds what chapters 一 to 三 make of the amounts."""
    framed = with_expenses(judged(regions, policy), policy)
    return framed.with_columns(pl.lit(policy.stamp).alias("policy_version"))


def with_place(regions: pl.DataFrame, policy: Policy, unseen: pl.DataFrame | None = None) -> pl.DataFrame:
    """Adds score, pay coefficient and rank (四) to measured regions of whole months, in their order.

    unseen: month, region and score (with `score_cents`) of regions of which only that is known, if there are
    any; they are ranked with the others and follow them in the answer. What would break a tie with them is
    not known: where their `among_equals` is 0 they come before the others of their score, where 2 after.
    Where it is 1 they bring what breaks ties (`tie_columns`).
    """
    scored = _with_conduct(with_score(with_components(regions, policy), policy), policy)
    if unseen is not None:
        scored = pl.concat([scored, unseen], how="diagonal_relaxed").with_columns(
            pl.col(AMONG_EQUALS).fill_null(1)
        )
    return with_rank(scored, policy)


def published_regions(ranked: pl.DataFrame) -> pl.DataFrame:
    """`REGION_COLUMNS` in yuan of regions with streak and escalation."""
    return _published(ranked, REGION_FIGURES)


def _with_conduct(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Adds `conduct_deduction`: points that sanctions cost, before the floor; null without such a line."""
    names = [i.name for i in policy.appraisal.indicators if i.measure == "conduct"]
    deductions = [pl.col(f"{name}.value") for name in names]
    total = pl.sum_horizontal(deductions) if deductions else pl.lit(None, dtype=pl.Float64)
    return regions.with_columns(total.alias("conduct_deduction"))


def _schemes(policies: Policies) -> list[Appraisal]:
    return [policy.appraisal for policy in policies.items]


def _annual_targets(facts: Facts) -> pl.DataFrame:
    return facts.annual_plans.rename(
        {f"{figure}_target": f"annual_{figure}_target" for figure in ("sales", "collections")}
    )


def _offices(facts: Facts, targets: pl.DataFrame) -> pl.DataFrame:
    of_either = places_of_either(targets, facts.office_months, OFFICE_MONTH)
    both = joined(joined(of_either, targets, OFFICE_MONTH), facts.office_months, OFFICE_MONTH)
    framed = both.with_columns(
        *(
            ratio(pl.col(figure), pl.col(f"{figure}_target")).alias(f"{figure}_attainment")
            for figure in ("sales", "collections")
        ),
        pl.col("target_source").fill_null("none"),
    )
    return _published(framed, of_level("office"))


def _published(frame: pl.DataFrame, figures: tuple[Figure, ...]) -> pl.DataFrame:
    """The figures' columns of `frame`, those calculated in fen turned into yuan."""
    # By a column Polars divides, and exactly so; by a number it multiplies, and would have to be rounded.
    divided = frame.with_columns(pl.Series("hundred", np.full(frame.height, 100.0)))
    return divided.select(_in_yuan(figures))


@cache
def _in_yuan(figures: tuple[Figure, ...]) -> list[pl.Expr]:
    return [pl.col(each.name) / pl.col("hundred") if each.is_fen else pl.col(each.name) for each in figures]


def _partitions(frame: pl.DataFrame, policies: Policies) -> list[tuple[Policy, pl.DataFrame]]:
    """`frame` cut by the policy in force in each `month`, without empty parts.

    An empty frame is one part, so that columns exist.
    """
    if len(policies.items) == 1:
        return [(policies.items[0], frame)]
    starts = [policy.effective_from for policy in policies.items]
    starts[0] = date.min
    ends = [*starts[1:], date.max]
    parts = [
        (policy, frame.filter(pl.col("month").is_between(start, end, closed="left")))
        for policy, start, end in zip(policies.items, starts, ends, strict=True)
    ]
    return [part for part in parts if not part[1].is_empty()] or parts[:1]


def _by_policy(
    frame: pl.DataFrame, policies: Policies, step: Callable[[pl.DataFrame, Policy], pl.DataFrame]
) -> pl.DataFrame:
    parts = [step(part, policy) for policy, part in _partitions(frame, policies)]
    # One policy's products may take wider columns than another's.
    return parts[0] if len(parts) == 1 else pl.concat(parts, how="vertical_relaxed")
