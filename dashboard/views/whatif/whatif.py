"""What-if (模拟): levers, and what a scenario would change, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from dashboard.formats import (
    NOTHING,
    YUAN,
    Markdown,
    Unit,
    award,
    money,
    money_with_unit,
    percent,
    plain,
    points_of_percent,
    score,
)
from dashboard.i18n import N_, _
from dashboard.published import codes, column, published, title
from dashboard.services.simulation import Simulation
from dashboard.tables import Column, Table
from dashboard.words import ESCALATIONS, OUTCOMES_AHEAD, word
from engine.figures import Figure
from engine.whatif.levers import Lever, LeverError

Row = dict[str, Any]

LEVERS = {
    "collect_overdue": N_("Collect contract overdue"),
    "collect_retail": N_("Collect retail receivables"),
    "collect_current": N_("Collect contract balances not yet due"),
    "extra_sales": N_("Sell more"),
    "reduce_inventory": N_("Reduce inventory"),
    "cut_expenses": N_("Cut expenses"),
    "collect": N_("Collect: overdue first, then retail, then not yet due"),
}
_PROBLEMS = {
    "not_available": N_("{lever}: the figures it needs are not loaded."),
    "beyond_capacity": N_("{lever}: {amount} is more than the {capacity} that is there."),
    "unknown_office": N_("The office {office} no longer exists in {region}; its lever was left out."),
    "unknown_region": N_("The region {region} does not exist in this month; its lever was left out."),
    "unknown_month": N_("The month has no data; choose another one."),
    "amount_out_of_range": N_("{lever}: the amount is out of range."),
    "share_out_of_range": N_("The share that stays owed must lie between 0 and 100 %."),
}


def yuan(fen: int | None) -> float | None:
    """Fen as yuan, for display."""
    return None if fen is None else fen / 100


def amount_text(fen: int | None, unit: Unit) -> str:
    """An amount in the reader's unit; small ones and those that 万 would round in full yuan."""
    if fen is None:
        return NOTHING
    return _to_the_fen(fen) if _is_rounded(fen, unit) else money_with_unit(fen / 100, unit)


def _is_rounded(fen: int, unit: Unit) -> bool:
    return unit is not YUAN and fen % (unit.scale * 100 // 10**unit.digits) != 0


def _to_the_fen(fen: int) -> str:
    return f"{fen / 100:,.2f} {_('yuan')}"


def steps_text(levers: Sequence[Lever], unit: Unit) -> str:
    """What levers move, in words: kind by kind, whatever offices share it; all of it in one unit."""
    moved: dict[str, int] = {}
    for lever in levers:
        moved[lever.kind] = moved.get(lever.kind, 0) + lever.amount
    is_exact = any(_is_rounded(fen, unit) for fen in moved.values())
    return _("; ").join(
        _(
            "{lever}: {amount}",
            lever=_(LEVERS[kind]),
            amount=_to_the_fen(fen) if is_exact else amount_text(fen, unit),
        )
        for kind, fen in moved.items()
    )


def moved_texts(levers: Sequence[Lever], unit: Unit) -> list[str]:
    """What a scenario's levers move, region by region where there are several."""
    own: dict[str, list[Lever]] = {}
    for lever in levers:
        own.setdefault(lever.region, []).append(lever)
    if len(own) < 2:
        return [steps_text(levers, unit)] if levers else []
    return [_("{region}: {steps}", region=region, steps=steps_text(own[region], unit)) for region in own]


#: That a word became another one.
_CHANGED = "→"


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure now and under the scenario; `is_better` is None where nothing changed."""

    title: str
    before: str
    after: str
    change: str
    is_better: bool | None

    @property
    def difference(self) -> str | None:
        """The change in figures; None for words and where it is too small to be told."""
        return self.change if any(digit in self.change for digit in "123456789") else None


#: The figures that decide about money and rank, and what moves them.
_SHOWN = (
    *("checkpoint_outcome", "sales_checkpoint_ratio", "collections_checkpoint_ratio"),
    *("capital_overrun_ratio", "expense_ratio", "awards", "rank", "score", "last_place_streak"),
    *("capital_occupied", "contract_overdue"),
)


def compared(
    before: Row,
    after: Row,
    unit: Unit,
    edges: tuple[float, ...],
    names: Sequence[str] = _SHOWN,
    *,
    is_ahead: bool = False,
) -> list[Compared]:
    """The figures that decide about money and rank, or others, now and under the scenario.

    is_ahead: the checkpoint's day is still to come, so that nothing misses it.
    """
    return [_compared(published(name), before, after, unit, edges, is_ahead=is_ahead) for name in names]


def _compared(
    known: Figure, before: Row, after: Row, unit: Unit, edges: tuple[float, ...], *, is_ahead: bool
) -> Compared:
    one, two = before[known.name], after[known.name]
    then, now = (_text(known, row, unit, edges, is_ahead=is_ahead) for row in (before, after))
    if known.kind in ("state", "count"):
        change = "" if then == now else _CHANGED
    else:
        change = "" if None in (one, two) or one == two else _difference(known, two - one, unit)
    name = title(known.name, is_short=known.kind == "ratio")
    return Compared(name, then, now, change, _is_better(known, one, two) if change else None)


def _text(known: Figure, row: Row, unit: Unit, edges: tuple[float, ...], *, is_ahead: bool) -> str:
    value = row[known.name]
    match known.kind:
        case "money":
            return money(value, unit)
        case "award":
            return award(value)
        case "ratio":
            return percent(value, known.digits, edges)
        case "points":
            return score(value)
        case "state":
            is_open = is_ahead and known.name == "checkpoint_outcome"
            return word(OUTCOMES_AHEAD if is_open else codes(known.name), value)
    text = NOTHING if value is None else str(value)
    is_due = known.name == "last_place_streak" and row["escalation"] != "none"
    return f"{text} · {word(ESCALATIONS, row['escalation'])}" if is_due else text


def _difference(known: Figure, moved: float, unit: Unit) -> str:
    match known.kind:
        case "money":
            return money(moved, unit, plus=True)
        case "award":
            return f"{money(moved, plus=True)} {_('yuan')}"
        case "ratio":
            # A digit more than the ratio has: a press on a slider moves less than it shows.
            return points_of_percent(moved, known.digits + 1)
    return f"{moved:+.2f}"


def _is_better(known: Figure, one: Any, two: Any) -> bool | None:
    if known.kind == "state":
        return bool(two == "met")
    if one is None or two is None or one == two:
        return None
    return bool(two > one) == (known.better == "more")


def comparison_table(rows: Sequence[Compared]) -> Table:
    """Now and simulated side by side."""
    return Table(
        "comparison",
        _("Now and simulated"),
        pl.DataFrame(
            {
                "title": [row.title for row in rows],
                "before": [row.before for row in rows],
                "after": [row.after for row in rows],
                "change": [row.change for row in rows],
            }
        ),
        (
            Column("title", _("Figure")),
            Column("before", _("Now")),
            Column("after", _("Simulated")),
            Column("change", _("Change")),
        ),
    )


def together(simulation: Simulation, *, is_part: bool = False) -> Markdown:
    """What all regions gain or lose together; is_part: those that are seen."""
    change = plain(money(simulation.award_change, plus=True))
    if is_part:
        return _("Rewards and fines of your regions together: {change} yuan.", change=change)
    return _("Rewards and fines of all regions together: {change} yuan.", change=change)


def rank_changes(before: pl.DataFrame, after: pl.DataFrame, *, is_part: bool = False) -> Table:
    """All regions' score and rank, now and simulated, best simulated rank first; is_part: of those seen."""
    columns = ("region", "score", "rank")
    frame = before.select(columns).join(
        after.select("region", pl.col("score").alias("new_score"), pl.col("rank").alias("new_rank")),
        on="region",
    )
    return Table(
        "ranks",
        _("Your regions, now and simulated") if is_part else _("All regions, now and simulated"),
        frame.sort("new_rank", "region", nulls_last=True),
        (
            column("region"),
            replace(column("rank"), title=_("Rank now")),
            Column("new_rank", _("Rank simulated"), "count"),
            replace(column("score"), title=_("Score now")),
            Column("new_score", _("Score simulated"), "score"),
        ),
    )


def problem_text(error: LeverError, unit: Unit) -> str:
    """Why a lever cannot be moved, and what to do."""
    given = error.parameters
    template = _PROBLEMS.get(error.code, N_("A lever cannot be applied and was left out ({code})."))
    return _(
        template,
        code=error.code,
        lever=_(LEVERS.get(str(given.get("kind")), "Lever")),
        office=given.get("office"),
        region=given.get("region"),
        amount=amount_text(given.get("amount"), unit),
        capacity=amount_text(given.get("capacity"), unit),
    )
