"""Chase list (催收清单): whom to collect from for a goal, three ways side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from dashboard.formats import Unit, award, money_with_unit
from dashboard.i18n import _
from dashboard.services.chasing import KINDS, WAYS
from dashboard.tables import Column, Table
from dashboard.views.month.outlook import chance_text
from engine.collecting.chase import Selection, Way
from engine.collecting.effort import Frontier
from engine.collecting.payments import Kind, Window
from engine.whatif.goalseek import Answer

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
            "{count} customers, {asked} to ask for",
            count=found.rows.height,
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


def frontier_table(found: Frontier, *, is_over: bool) -> Table:
    """Every amount of effort worth spending, what it gains, and where; in the past of a month over."""
    is_money = found.measure == "money"
    steps = found.steps.sort("point", "gain", descending=[False, True])
    where = steps.group_by("point", maintain_order=True).agg(
        pl.concat_str("region", pl.lit(" "), pl.col("gain").map_elements(award, return_dtype=pl.String))
        .str.join(_("; "))
        .alias("where")
    )
    frame = found.points.join(where, on="point", how="left").with_columns(
        (pl.col("effort") / 100.0 if is_money else pl.col("effort")).alias("effort")
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
            Column("where", _("Where")),
        ),
    )
