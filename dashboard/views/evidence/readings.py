"""The price of ambiguity: what other readings of the regulation would have changed, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard.formats import clause_text, money
from dashboard.i18n import _
from dashboard.published import column, sides
from dashboard.tables import Column, Table
from dashboard.views.evidence.operands import MEANINGS, choice_text, operand_title
from engine.whatif.alternatives import Alternative, Price
from engine.whatif.replay import worst_first


def dearest_first(prices: Sequence[Price]) -> list[Price]:
    """The questions that would cost or spare most first, and so their answers; those alike as they came."""

    def stake(price: Price) -> tuple[float, float, int]:
        return -abs(price.cost), -price.moved, -price.changed("rank")

    by_key: dict[str, list[Price]] = {}
    for price in prices:
        by_key.setdefault(price.alternative.key, []).append(price)
    questions = sorted(
        (sorted(group, key=stake) for group in by_key.values()), key=lambda group: stake(group[0])
    )
    return [price for group in questions for price in group]


def reading_title(alternative: Alternative) -> str:
    """What is in dispute, in the reader's words."""
    return operand_title(alternative.key)


def summary_table(prices: Sequence[Price], *, is_part: bool = False) -> Table:
    """A row per alternative: what it would have changed over all loaded months; ranks, if they are told."""
    places = (
        Column("ranks", _("Ranks changed"), "count", help=_("Counted by region and month.")),
        Column("last", _("Last places changed"), "count"),
        Column("escalations", _("Proposals changed"), "count"),
    )
    rows = [
        {
            "clause": clause_text(price.alternative.clause),
            "reading": reading_title(price.alternative),
            "current": choice_text(price.alternative.current),
            "choice": choice_text(price.alternative.choice),
            "cost": price.cost,
            "moved": price.moved,
            "lines": price.awards.height,
            "flipped": price.flipped,
            "ranks": price.changed("rank"),
            "last": price.changed("is_last"),
            "escalations": price.changed("escalation"),
            "question": _(MEANINGS[price.alternative.key]),
        }
        for price in prices
    ]
    return Table(
        "readings",
        _("What other readings would have changed"),
        pl.DataFrame(rows),
        (
            column("clause", "line"),
            Column("reading", _("In dispute")),
            Column("current", _("Read as")),
            Column("choice", _("Might be read as")),
            Column("cost", _("Paid out more (yuan)"), "yuan", help=_("Negative: less.")),
            Column("moved", _("Moved in all (yuan)"), "yuan"),
            Column("lines", _("Awards with another amount"), "count"),
            Column(
                "flipped",
                _("Awards flipped"),
                "count",
                help=_("A reward, a fine and nothing have changed places."),
            ),
            *(() if is_part else places),
            Column("question", _("In our words")),
        ),
    )


def region_table(prices: Sequence[Price], *, is_part: bool = False) -> Table:
    """A row per alternative and region that it would have touched."""
    frames = [_of_regions(price) for price in prices]
    return Table(
        "readings-regions",
        _("By region"),
        pl.concat(frames),
        (
            Column("reading", _("In dispute")),
            Column("choice", _("Might be read as")),
            column("region"),
            Column("change", _("Difference (yuan)"), "yuan"),
            Column("flipped", _("Awards flipped"), "count"),
            *(() if is_part else (Column("ranks", _("Ranks changed"), "count"),)),
        ),
    )


def _of_regions(price: Price) -> pl.DataFrame:
    money_of = price.awards.group_by("region").agg(
        pl.col("amount_change").sum().alias("change"),
        pl.col("is_flipped").sum().cast(pl.Int64).alias("flipped"),
    )
    differs = pl.col("rank_before").ne_missing(pl.col("rank_after"))
    places = price.places.group_by("region").agg(differs.sum().cast(pl.Int64).alias("ranks"))
    joined = money_of.join(places, on="region", how="full", coalesce=True).with_columns(
        pl.col("change").fill_null(0.0), pl.col("flipped", "ranks").fill_null(0), *_named(price)
    )
    return worst_first(joined, "change", "region").select(
        "reading", "choice", "region", "change", "flipped", "ranks"
    )


def line_table(prices: Sequence[Price]) -> Table:
    """Every settlement line that would have another amount, of each reading the greatest loss first."""
    frames = [
        worst_first(price.awards, "amount_change", "month", "region").with_columns(_named(price))
        for price in prices
    ]
    return Table(
        "readings-lines",
        _("Rewards and fines, line by line"),
        pl.concat(frames),
        (
            Column("reading", _("In dispute")),
            Column("choice", _("Might be read as")),
            column("month"),
            column("region"),
            column("item", "line"),
            Column("amount_before", _("As it was (yuan)"), "yuan"),
            Column("amount_after", _("As it would have been (yuan)"), "yuan"),
            Column("amount_change", _("Difference (yuan)"), "yuan"),
        ),
    )


def place_table(prices: Sequence[Price]) -> Table:
    """Every region-month with another rank or proposal, of each reading the most places lost first."""
    lost = pl.col("rank_after").cast(pl.Int64) - pl.col("rank_before").cast(pl.Int64)
    differs = pl.any_horizontal(
        pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in ("rank", "escalation")
    )
    frames = [
        price.places.filter(differs)
        .sort(lost, "month", "region", descending=[True, False, False], nulls_last=True)
        .with_columns(_named(price))
        for price in prices
    ]
    return Table(
        "readings-places",
        _("Ranks and proposals, line by line"),
        pl.concat(frames),
        (
            Column("reading", _("In dispute")),
            Column("choice", _("Might be read as")),
            column("month"),
            column("region"),
            *sides("rank", "score", "escalation"),
        ),
    )


def _named(price: Price) -> list[pl.Expr]:
    return [
        pl.lit(reading_title(price.alternative)).alias("reading"),
        pl.lit(choice_text(price.alternative.choice)).alias("choice"),
    ]


def consequence_text(price: Price) -> str:
    """One sentence: what the alternative would have changed."""
    ranks, proposals = price.changed("rank"), price.changed("escalation")
    parts = []
    if price.awards.height:
        said = {
            "count": price.awards.height,
            "flipped": price.flipped,
            "amount": money(abs(price.cost)),
        }
        more = _("{count} awards differ, {flipped} of them flipped; {amount} yuan paid out more", **said)
        less = _("{count} awards differ, {flipped} of them flipped; {amount} yuan paid out less", **said)
        even = _("{count} awards differ, {flipped} of them flipped; in all they even out", **said)
        parts.append(more if price.cost > 0 else less if price.cost < 0 else even)
    if ranks:
        parts.append(_("{count} ranks differ", count=ranks))
    if proposals:
        parts.append(_("{count} proposals differ", count=proposals))
    return _("; ").join(parts) or _("nothing in the loaded months")
