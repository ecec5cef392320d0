"""What the reader looks at: an evaluation narrowed to a month and perhaps a region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from dashboard.formats import THRESHOLDS, Markdown, Unit
from dashboard.i18n import _
from dashboard.memory import remembered
from engine.evaluation import Evaluation
from engine.policy.parameters import Policy

#: So many months are drawn in trends.
TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """An evaluation, a month, perhaps one region, and the unit of amounts.

    until: the last day with figures of a month that is not over; nothing of it is settled. published: where
    the reader does not see all regions, the evaluation with what is published of the others too; else None.
    now: where months stand as they were published, the evaluation as it would be now; None if it is the same.
    """

    evaluation: Evaluation
    month: date
    region: str | None
    unit: Unit
    until: date | None = None
    published: Evaluation | None = None
    now: Evaluation | None = None

    @property
    def as_now(self) -> Scope:
        """The same with all months as they would be now."""
        return self if self.now is None else replace(self, evaluation=self.now, now=None)

    @property
    def is_part(self) -> bool:
        """Whether there are regions of which the reader sees what is published and no more."""
        return self.published is not None

    @property
    def everyone(self) -> Scope:
        """The same with all regions; of those that are not seen, all but what is published is null."""
        if self.published is None:
            return self
        return replace(self, evaluation=self.published, published=None, now=None)

    @property
    def is_checkpoint_ahead(self) -> bool:
        """Whether the checkpoint's day is still to come: what falls short so far is not missed."""
        return self.until is not None and self.until.day < self.policy.checkpoint_day

    @property
    def title(self) -> Markdown:
        """The month as titles name it; one that is not over with the day its figures reach."""
        month = f"{self.month:%Y-%m}"
        if self.until is None:
            return month
        return _("{month} (through {day})", month=month, day=f"{self.until:%m-%d}")

    @property
    def policy(self) -> Policy:
        """The policy in force in the month."""
        return self.evaluation.policies.at(self.month)

    @property
    def edges(self) -> tuple[float, ...]:
        """Every ratio that decides about something under the policy: no figure may be rounded across one."""
        return _edges(self)

    @property
    def regions(self) -> pl.DataFrame:
        """The month's regions in the order of their rank; the same frame each time it is asked for."""
        return _regions(self)

    @property
    def region_order(self) -> list[str]:
        """Their names in that order."""
        return self.regions["region"].to_list()

    @property
    def all_regions(self) -> pl.DataFrame:
        """The month's regions whatever region is chosen, in the order of their rank."""
        return by_rank(self.evaluation.regions.filter(pl.col("month") == self.month))

    def narrowed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of `frame` that belong to the month and, if one is chosen, the region."""
        rows = frame.filter(pl.col("month") == self.month)
        return rows if self.region is None else rows.filter(pl.col("region") == self.region)

    def trend(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of `frame` of the last months up to this one, all of the chosen region if any."""
        start = pl.lit(self.month).dt.offset_by(f"-{TREND_MONTHS - 1}mo")
        rows = frame.filter(pl.col("month").is_between(start, pl.lit(self.month)))
        return rows if self.region is None else rows.filter(pl.col("region") == self.region)

    @property
    def region_names(self) -> list[str]:
        """The regions that exist in the month."""
        return list(_region_names(self.evaluation.regions, self.month))


@remembered
def _region_names(regions: pl.DataFrame, month: date) -> tuple[str, ...]:
    return tuple(regions.filter(pl.col("month") == month)["region"].sort())


@remembered
def _edges(scope: Scope) -> tuple[float, ...]:
    policy = scope.policy
    tiers = (tier.up_to for tier in policy.capital.tiers.steps if tier.up_to is not None)
    deciding = (
        policy.checkpoint.threshold.value,
        policy.targets.approval_threshold.value,
        policy.expenses.cap_rate.value,
        *tiers,
    )
    return tuple(sorted({*THRESHOLDS, *(float(edge) for edge in deciding)}))


@remembered
def _regions(scope: Scope) -> pl.DataFrame:
    return by_rank(scope.narrowed(scope.evaluation.regions))


def by_rank(frame: pl.DataFrame) -> pl.DataFrame:
    """Best rank first, unranked last, equal ranks by name."""
    return frame.sort("rank", "region", nulls_last=True)
