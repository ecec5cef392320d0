"""Outlook: the forecast of a month under way, in words and shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from dashboard.formats import NONE, Markdown, award, money_with_unit, percent, plain
from dashboard.i18n import _
from dashboard.published import column
from dashboard.services.forecasts import REASONS
from dashboard.tables import Column, Table
from dashboard.views.capital.tiers import tier_name
from dashboard.views.scope import Scope
from engine.exact import ratio_of_yuan
from engine.forecasting import CERTAINTIES, Forecast
from engine.policy.parameters import Tier
from engine.regulation.verdicts import share

FIGURES = ("sales", "collections")
_HUNDREDTH = 0.01
Share = tuple[str, float, float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A region's outlook for the checkpoint: shares of the targets, chances, and what they mean."""

    shares: tuple[Share, ...]
    checkpoint_chance: float | None
    last_chance: float | None
    reason: Markdown
    sentences: tuple[str, ...]


def names() -> dict[str, str]:
    """The figures in the reader's words."""
    return {"sales": _("Sales"), "collections": _("Collections")}


def outlook(scope: Scope, made: Forecast, region: str) -> Outlook:
    """What the 28th will look like if nothing more is done than usual."""
    amounts = made.amounts.filter((pl.col("region") == region) & (pl.col("horizon") == "checkpoint"))
    rows = {row["figure"]: row for row in amounts.iter_rows(named=True)}
    shares: list[Share] = []
    sentences: list[str] = []
    threshold = float(scope.policy.checkpoint.threshold.value)
    reason = NONE
    for figure in FIGURES:
        row = rows.get(figure)
        if row is None or row["reason"] is not None or not row["target"]:
            reason = plain(_(REASONS[row["reason"]])) if row is not None and row["reason"] else reason
            continue
        target = row["target"]
        low, middle, high = (
            None if row[name] is None else share(row[name], target) for name in ("low", "middle", "high")
        )
        shares.append((names()[figure], share(row["to_date"], target), low, middle, high))
        sentences.append(
            _(
                "{figure}: {to_date} so far ({share} of the target); by the checkpoint about {middle}, with "
                "80 % certainty between {low} and {high}. It takes {threshold}.",
                figure=names()[figure],
                to_date=money_with_unit(row["to_date"], scope.unit),
                share=percent(share(row["to_date"], target), 1, scope.edges),
                middle=percent(middle, 1, scope.edges),
                low=percent(low, 1, scope.edges),
                high=percent(high, 1, scope.edges),
                threshold=percent(threshold, 0),
            )
        )
    chance = made.chances.filter(pl.col("region") == region).row(0, named=True)
    return Outlook(
        tuple(shares), chance["checkpoint_chance"], chance["last_chance"], reason, tuple(sentences)
    )


def basis_note(scope: Scope) -> Markdown:
    """On what forecasts and chances rest for somebody who does not see all regions; blank for who does.

    Forecasts learn from what the reader may see alone: nothing of other regions may be told by a chance.
    """
    if not scope.is_part:
        return NONE
    return _(
        "Forecasts and chances are estimated from the regions you see; the general manager's rest on all "
        "regions and may differ."
    )


def chance_text(chance: float | None) -> str:
    """A chance as a whole percentage, as `shown_chance` has it."""
    shown = shown_chance(chance)
    return "\u2014" if shown is None else f"{round(shown * 100)} %"


def shown_chance(chance: float | None) -> float | None:
    """A chance in whole hundredths; never 0 or 1, which nobody can know.

    Not rounded up to a certainty that it does not reach: something is still needed for that.
    """
    if chance is None:
        return None
    nearest = min(99, max(1, round(chance * 100)))
    is_short = any(chance < float(c) and c <= Fraction(nearest, 100) for c in CERTAINTIES)
    return (nearest - is_short) / 100


def tier_table(made: Forecast, region: str, tiers: Sequence[Tier]) -> Table:
    """The chance of each capital tier at the end of the month, in words next to none or all."""
    frame = made.tiers.filter(pl.col("region") == region).sort("tier")
    words: dict[str, list[str]] = {
        "name": [tier_name(tiers, number) for number in frame["tier"]],
        "pays": [award(value) for value in frame["award"]],
        "chance": [_tier_chance(chance) for chance in frame["chance"]],
    }
    return Table(
        "tier_chances",
        _("Chance of each capital tier at month end"),
        frame.with_columns(pl.Series(name, texts, dtype=pl.String) for name, texts in words.items()),
        (
            Column("name", _("Overrun ratio")),
            Column("pays", _("Reward or fine")),
            Column("chance", _("Chance")),
        ),
    )


def _tier_chance(chance: float) -> str:
    """Chances of tiers come to a whole: what is less than a hundredth is not rounded up to one."""
    if chance < _HUNDREDTH:
        return _("below 1 %")
    return _("above 99 %") if chance > 1 - _HUNDREDTH else percent(chance, 0, ())


def region_table(scope: Scope, made: Forecast) -> Table:
    """All regions: where the checkpoint's two figures will be, and the chance to meet it and to come last."""
    wide = made.chances.select("region", "checkpoint_chance", "last_chance")
    for figure in FIGURES:
        rows = made.amounts.filter((pl.col("figure") == figure) & (pl.col("horizon") == "checkpoint"))
        wide = wide.join(
            rows.select(
                "region",
                ratio_of_yuan(pl.col("to_date"), pl.col("target")).alias(f"{figure}_now"),
                ratio_of_yuan(pl.col("middle"), pl.col("target")).alias(f"{figure}_expected"),
            ),
            on="region",
            how="left",
        )
    edges = scope.edges
    last = Column("last_chance", _("Chance to come last"), "ratio", digits=0, edges=())
    return Table(
        "outlook",
        _("Outlook for the checkpoint, {month}", month=f"{made.month:%Y-%m}"),
        wide.sort("checkpoint_chance", "region", nulls_last=True).with_columns(
            pl.col("checkpoint_chance", "last_chance").map_elements(shown_chance, return_dtype=pl.Float64)
        ),
        (
            column("region"),
            Column("checkpoint_chance", _("Chance to meet it"), "ratio", digits=0, edges=()),
            Column("sales_now", _("Sales so far"), "ratio", digits=1, edges=edges),
            Column("sales_expected", _("Sales expected"), "ratio", digits=1, edges=edges),
            Column("collections_now", _("Collections so far"), "ratio", digits=1, edges=edges),
            Column("collections_expected", _("Collections expected"), "ratio", digits=1, edges=edges),
            # Others decide on it, whom a reader of a part does not see.
            *(() if scope.is_part else (last,)),
        ),
    )
