"""What changed since last month: ranks, outcomes, tiers and money, in sentences and a table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl

from dashboard.formats import NONE, NOTHING, Markdown, money, percent, plain
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.capital.tiers import tier_name
from dashboard.views.evidence.settlement import balance_text
from dashboard.views.scope import Scope
from dashboard.views.verdicts import outcomes
from dashboard.words import ESCALATIONS, OUTCOMES, word
from engine.settlement.items import award_columns

_COMPARED = (
    *("rank", "score", "checkpoint_outcome", "capital_tier", "capital_overrun_ratio"),
    *("last_place_streak", "escalation", "awards"),
)

#: So many sentences are said; the table has all regions.
MOST = 6


@remembered
def compared(scope: Scope) -> pl.DataFrame:
    """The month's regions beside the month before (`_before`, null for a region that was not there)."""
    before = (scope.month - timedelta(days=1)).replace(day=1)
    past = scope.evaluation.regions.filter(pl.col("month") == before)
    frame = scope.regions.join(
        past.select("region", pl.lit(value=True).alias("is_known"), *_COMPARED),
        on="region",
        how="left",
        suffix="_before",
        maintain_order="left",
    )
    return frame.with_columns(
        (pl.col("rank_before").cast(pl.Int64) - pl.col("rank").cast(pl.Int64)).alias("climbed"),
        (pl.col("awards") - pl.col("awards_before")).alias("awards_change"),
        (pl.col("score") - pl.col("score_before")).round(2).alias("score_change"),
    )


@remembered
def developments(scope: Scope) -> list[Markdown]:
    """The weightiest changes, a sentence per region, safe inside Markdown; empty without a month before."""
    said = []
    for row in compared(scope).filter(pl.col("is_known").is_not_null()).iter_rows(named=True):
        parts = [
            part
            for part in (
                _money(scope, row),
                _outcome(scope, row),
                _tier(scope, row),
                _rank(row),
                _clock(row),
            )
            if part
        ]
        if parts:
            weight = (abs(row["awards_change"] or 0), abs(row["climbed"] or 0))
            said.append((weight, f"**{plain(row['region'])}** {_('; ').join(parts)}"))
    said.sort(key=lambda item: item[0], reverse=True)
    return [sentence for _weight, sentence in said]


def _money(scope: Scope, row: dict[str, Any]) -> Markdown:
    # Before the checkpoint nothing of it is fined yet: the amounts do not compare.
    if not row["awards_change"] or scope.is_checkpoint_ahead:
        return NONE
    return _(
        "{change} yuan ({before} → {after})",
        change=money(row["awards_change"], plus=True),
        before=money(row["awards_before"], plus=True),
        after=money(row["awards"], plus=True),
    )


def _outcome(scope: Scope, row: dict[str, Any]) -> Markdown:
    before, after = row["checkpoint_outcome_before"], row["checkpoint_outcome"]
    if before == after or (scope.is_checkpoint_ahead and after in ("met", "missed")):
        return NONE
    return _(
        "checkpoint {before} → {after}",
        before=plain(word(OUTCOMES, before)),
        after=plain(word(OUTCOMES, after)),
    )


def _tier(scope: Scope, row: dict[str, Any]) -> Markdown:
    before, after = row["capital_tier_before"], row["capital_tier"]
    if before == after or before is None or after is None:
        return NONE
    return _(
        "capital overrun {ratio_before} → {ratio} (tier: {before} → {after})",
        before=_tier_then(scope, before),
        after=plain(tier_name(scope.policy.capital.tiers.steps, after)),
        ratio_before=_ratio(scope, row["capital_overrun_ratio_before"]),
        ratio=_ratio(scope, row["capital_overrun_ratio"]),
    )


def _tier_then(scope: Scope, number: int) -> Markdown:
    """A tier of the month before, under the policy of that month."""
    past = scope.evaluation.policies.at((scope.month - timedelta(days=1)).replace(day=1))
    return plain(tier_name(past.capital.tiers.steps, number))


def _rank(row: dict[str, Any]) -> Markdown:
    if not row["climbed"]:
        return NONE
    steps = {"before": int(row["rank_before"]), "after": int(row["rank"]), "steps": abs(int(row["climbed"]))}
    if row["climbed"] > 0:
        return _("rank {before} → {after} ▲ up {steps}", **steps)
    return _("rank {before} → {after} ▼ down {steps}", **steps)


def _clock(row: dict[str, Any]) -> Markdown:
    if row["escalation"] == row["escalation_before"]:
        return NONE
    if row["escalation"] == "none":
        return _("no longer last")
    return _("newly due: {action}", action=plain(word(ESCALATIONS, row["escalation"])))


@remembered
def development_table(scope: Scope) -> Table:
    """Every region then and now."""
    frame = compared(scope)
    rows = frame.with_columns(
        pl.Series("rank_course", [_course(r["rank_before"], r["rank"]) for r in frame.iter_rows(named=True)]),
        pl.Series(
            "outcome_course",
            [
                _course(
                    word(OUTCOMES, r["checkpoint_outcome_before"]),
                    word(outcomes(scope), r["checkpoint_outcome"]),
                )
                for r in frame.iter_rows(named=True)
            ],
        ),
        pl.Series(
            "overrun_course",
            [
                _course(
                    _ratio(scope, r["capital_overrun_ratio_before"]),
                    _ratio(scope, r["capital_overrun_ratio"]),
                )
                for r in frame.iter_rows(named=True)
            ],
        ),
    )
    return Table(
        "developments",
        _("Since last month, {month}", month=scope.title),
        rows,
        (
            column("region"),
            Column("rank_course", _("Rank")),
            Column("score_change", _("Score, change"), "score"),
            Column("outcome_course", _("Checkpoint")),
            Column("overrun_course", _("Capital overrun ratio")),
            Column("awards_before", _("Rewards and fines, last month (yuan)"), "yuan"),
            column("awards"),
            Column("awards_change", _("Change (yuan)"), "yuan"),
        ),
    )


def _ratio(scope: Scope, value: float | None) -> Markdown:
    return percent(value, 1, scope.edges)


def _course(before: Any, after: Any) -> str:
    then, now = (NOTHING if value in (None, "") else str(value) for value in (before, after))
    return now if then == now else f"{then} → {now}"


def balance_sentence(scope: Scope) -> Markdown:
    """The month's money in a sentence."""
    awards = scope.regions.select(award_columns())
    amounts = [value for column in awards.iter_columns() for value in column]
    return balance_text(sum(v for v in amounts if v > 0), sum(v for v in amounts if v < 0))
