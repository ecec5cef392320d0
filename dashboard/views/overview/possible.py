"""What is still possible of a month while extracts of it are missing, per region in a sentence."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.formats import Markdown, award, money_with_unit, plain, unit_of
from dashboard.i18n import N_, _
from dashboard.memory import remembered
from dashboard.published import column, title
from dashboard.tables import Column, Table
from dashboard.views.evidence.operands import extract_title
from dashboard.views.scope import Scope
from dashboard.words import SHORT_ITEMS, word
from engine.settlement.items import ITEMS
from engine.whatif.missing import Possible


def possible_title(scope: Scope) -> Markdown:
    """The heading of what is still possible."""
    return _("Still possible, {month}", month=scope.title)


@remembered
def possible_sentences(scope: Scope, found: Possible) -> list[Markdown]:
    """What is missing and assumed, then each region's ranges, those with most at stake first."""
    missing = plain(_extracts(found.extracts))
    if not found.is_bounded:
        said = _(
            "Not loaded for this month: {extracts}. No month before says how much it could bring, so that "
            "no bounds can be given.",
            extracts=missing,
        )
        return [said]
    told = _(
        "Not loaded for this month: {extracts}. Below is the least and the most that it can still lead to, "
        "if (assumed) each figure stays within what the region's own months before showed.",
        extracts=missing,
    )
    return [told, *(_sentence(row) for row in _regions(scope, found).iter_rows(named=True))]


def _regions(scope: Scope, found: Possible) -> pl.DataFrame:
    rows = found.regions
    if scope.region is not None:
        rows = rows.filter(pl.col("region") == scope.region)
    return rows.sort(pl.col("awards_most") - pl.col("awards_least"), "region", descending=[True, False])


def _sentence(row: dict[str, Any]) -> Markdown:
    said = {
        "region": plain(row["region"]),
        "awards": _awards(row["awards_least"], row["awards_most"]),
        "ranks": _ranks(row["rank_best"], row["rank_worst"]),
    }
    if row["extracts"]:
        return _(
            "**{region}**: {awards}; {ranks}; decided by {extracts}.",
            extracts=plain(_extracts(row["extracts"])),
            **said,
        )
    return _("**{region}**: {awards}; {ranks}; its own files decide nothing more.", **said)


def _awards(least: float, most: float) -> Markdown:
    if least == most:
        return _("{award} in any case", award=award(most))
    return _("from {least} to {most}", least=award(least), most=award(most))


def _ranks(best: int | None, worst: int | None) -> Markdown:
    if best is None or worst is None:
        return _("no rank yet")
    if best == worst:
        return _("rank {rank} in any case", rank=best)
    return _("rank {best} to {worst}", best=best, worst=worst)


@remembered
def possible_table(scope: Scope, found: Possible) -> Table:
    """The ranges per region: awards together and by item, score, rank, and the files that decide."""
    lines = found.lines.pivot("item", index="region", values=["amount_least", "amount_most"])
    frame = (
        _regions(scope, found)
        .join(lines, on="region", how="left", maintain_order="left")
        .with_columns(pl.col("extracts").map_elements(_extracts, return_dtype=pl.String))
    )
    ends = (("least", N_("{figure}, at least")), ("most", N_("{figure}, at most")))
    return Table(
        "possible",
        possible_title(scope),
        frame,
        (
            column("region"),
            *(_end(f"awards_{end}", text, title("awards"), "yuan") for end, text in ends),
            *(
                _end(f"amount_{end}_{item.name}", text, word(SHORT_ITEMS, item.name), "yuan")
                for item in ITEMS
                for end, text in ends
            ),
            Column("rank_best", _("Best rank"), "count"),
            Column("rank_worst", _("Worst rank"), "count"),
            *(_end(f"score_{end}", text, title("score"), "score") for end, text in ends),
            Column("extracts", _("Decided by")),
        ),
        tuple(_bounds(scope, found)),
    )


def _end(name: str, text: str, figure: str, kind: Any) -> Column:
    return Column(name, _(text, figure=figure), kind)


def _bounds(scope: Scope, found: Possible) -> list[str]:
    """The assumed ends of every missing figure, one note each."""
    rows = found.figures
    if scope.region is not None:
        rows = rows.filter(pl.col("region") == scope.region)
    notes = []
    for row in rows.drop_nulls(["least", "most"]).iter_rows(named=True):
        said = {
            "region": row["region"],
            "figure": title(row["figure"], "office"),
            "least": money_with_unit(row["least"], unit_of(row["least"], scope.unit)),
            "most": money_with_unit(row["most"], unit_of(row["most"], scope.unit)),
        }
        if row["is_own"]:
            told = _("Assumed: {region}, {figure} from {least} to {most} (its own months before).", **said)
        else:
            told = _(
                "Assumed: {region}, {figure} from {least} to {most} (the company's months before).", **said
            )
        notes.append(told)
    return notes


def _extracts(names: Any) -> str:
    return _(", ").join(extract_title(name) for name in names)
