"""Chase list (催收清单): whom to collect from for a goal, three ways side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.formats import Unit, label, money, money_with_unit
from dashboard.i18n import _
from dashboard.services.chasing import KINDS, WAYS
from dashboard.tables import Column, Table
from dashboard.views.capital.tiers import tier_name
from dashboard.views.month.outlook import chance_text
from engine.collecting.chase import Selection, Way
from engine.collecting.effort import Frontier
from engine.collecting.payments import Kind, Window
from engine.policy.parameters import Policy
from engine.whatif.goalseek import Answer

#: The greatest change and all changes of a step in words, its effort, and the yuan gained in all.
FrontierStep = tuple[str, str, int, float]
#: Which lever's goal a kind of balance serves.
LEVER_OF_KIND: Mapping[Kind, str] = {
    "retail_balance": "collect_retail",
    "contract_overdue": "collect_overdue",
    "contract_current": "collect_current",
}


def goal_of(answers: Sequence[Answer], kind: Kind) -> int:
    """The amount to begin with, in fen: what the checkpoint still needs, else the nearest goal; 0 without."""
    own = [a for a in answers if a.lever in (LEVER_OF_KIND[kind], "collect") and a.least]
    checkpoint = [a.least for a in own if a.goal == "checkpoint" and a.least]
    return min(checkpoint or [a.least for a in own if a.least and a.lever != "collect"] or [0])


def first_kind(answers: Sequence[Answer], total_of: Callable[[Kind], int]) -> Kind:
    """The balance to begin with: overdue, then retail, then not yet due, if it suffices for its goal.

    total_of: what is owed of a kind, in fen. If none suffices, contract overdue.
    """
    kinds: tuple[Kind, ...] = ("contract_overdue", "retail_balance", "contract_current")
    return next((kind for kind in kinds if total_of(kind) >= max(1, goal_of(answers, kind))), kinds[0])


def way_title(way: Way) -> str:
    """A way in the reader's words."""
    return _(WAYS[way])


def horizon_text(window: Window) -> str:
    """By when, and how many days there are."""
    if window.ends == "checkpoint":
        return _("by the checkpoint on the {day}th", day=window.last)
    return _("by the end of the month")


def selection_sentence(found: Selection, goal: int, unit: Unit, window: Window | None) -> str:
    """What a way comes to, and what may be expected of it in the days that are left."""
    if not found.rows.height:
        return _("Nobody owes anything of this kind.")
    parts: list[str] = [
        _(
            "{asked} to ask for, customers: {count}",
            count=f"{found.rows.height:,}",
            asked=money_with_unit(found.asked / 100, unit),
        )
    ]
    if found.expected is not None and window is not None:
        words = {"expected": money_with_unit(found.expected / 100, unit), "horizon": horizon_text(window)}
        if found.chance is None:
            parts.append(
                _(
                    "by their record {expected} may be expected {horizon}; too few months to say how likely",
                    **words,
                )
            )
        else:
            chance = chance_text(found.chance)
            parts.append(
                _(
                    "by their record {expected} may be expected {horizon}, the goal with {chance} likelihood",
                    **words,
                    chance=chance,
                )
            )
    elif window is None:
        parts.append(_("which days are left is not known, and so no chance can be told"))
    if not found.is_reached:
        missing = goal - (found.total if found.way != "surest" else (found.expected or 0))
        parts.append(_("{amount} would still be missing", amount=money_with_unit(missing / 100, unit)))
    return _("; ").join(parts)


def kinds() -> dict[Kind, str]:
    """The kinds of balances in the reader's words."""
    return {kind: _(title) for kind, title in KINDS.items()}


def frontier_table(found: Frontier, policy: Policy, *, is_over: bool) -> Table:
    """Every amount of effort worth spending: what it changes, and in words what comes of it.

    The dearest region comes first. Of a month that is over, in the past.
    """
    is_money = found.measure == "money"
    changes = pl.concat_str(
        "region", pl.lit(" "), pl.col("gain_change").map_elements(_change_text, return_dtype=pl.String)
    )
    about = ["region", "gain", "is_checkpoint_met", "capital_tier"]
    # A region's step stands in many points, and is put into words once.
    outcomes = found.steps.select(about).unique()
    outcomes = outcomes.with_columns(
        pl.Series("where", [_outcome_text(step, policy) for step in outcomes.to_dicts()], dtype=pl.String)
    )
    steps = found.steps.sort("point", "gain", "region", descending=[False, True, False]).join(
        outcomes, on=about, how="left", nulls_equal=True, maintain_order="left"
    )
    frame = (
        found.points.join(_joined(found.changes(), changes, "change"), on="point", how="left")
        .join(_joined(steps, pl.col("where"), "where"), on="point", how="left")
        .sort("point")
        .with_columns((pl.col("effort") / 100.0 if is_money else pl.col("effort")).alias("effort"))
    )
    return Table(
        "frontier",
        _("Where collecting would have avoided most") if is_over else _("Where collecting avoids most"),
        frame,
        (
            Column(
                "effort",
                _("Collected") if is_money else _("Customers asked"),
                "money" if is_money else "count",
            ),
            Column("gain", _("Gained (yuan)"), "yuan"),
            Column("change", _("Changed by this step")),
            Column("where", _("Outcome by region")),
        ),
    )


def _joined(frame: pl.DataFrame, text: pl.Expr, name: str) -> pl.DataFrame:
    grouped = frame.with_columns(text.alias(name)).group_by("point", maintain_order=True)
    return grouped.agg(pl.col(name).str.join(_("; ")))


def _change_text(amount: float) -> str:
    return _("{amount} yuan", amount=money(amount, plus=True))


def _outcome_text(step: Mapping[str, Any], policy: Policy) -> str:
    """What comes of a region's step, in words, and what it changes."""
    said: list[str] = []
    if step["is_checkpoint_met"]:
        said.append(_("checkpoint reached"))
    if step["capital_tier"] is not None:
        tier = tier_name(policy.capital.tiers.steps, step["capital_tier"])
        said.append(_("capital: {tier}", tier=tier))
    return _(
        "{region}: {outcomes} ({change})",
        region=step["region"],
        outcomes=_(", ").join(said),
        change=_change_text(step["gain"]),
    )


def frontier_steps(found: Frontier) -> tuple[FrontierStep, ...]:
    """What each point beyond none changes, as a chart may show it, with its effort and all that it gains."""
    said: dict[int, tuple[str, str]] = {}
    for (point,), rows in found.changes().group_by("point", maintain_order=True):
        all_of = [
            (label(region, 8), money(change, plus=True)) for region, change in rows.drop("point").rows()
        ]
        region, amount = all_of[0]
        others = len(all_of) - 1
        first = _("{region} {amount}", region=region, amount=amount)
        several = _("{region} {amount} and {count} more", region=region, amount=amount, count=others)
        said[point] = (several if others else first, _("; ").join(" ".join(pair) for pair in all_of))
    return tuple(
        (*said.get(point, ("", "")), effort, gain)
        for point, effort, gain in found.points.sort("point").iter_rows()
        if point
    )
