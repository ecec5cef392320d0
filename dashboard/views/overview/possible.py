"""What is still possible of a month while extracts of it are missing, per region in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from dashboard.formats import NONE, Markdown, award, money_with_unit, plain, run_on, unit_of
from dashboard.i18n import N_, _
from dashboard.memory import remembered
from dashboard.published import column, title
from dashboard.tables import Column, Table
from dashboard.views.evidence.operands import extract_title
from dashboard.views.scope import Scope
from dashboard.words import SHORT_ITEMS, word
from engine.settlement.items import ITEMS
from engine.whatif.missing import Possible

#: So many regions are told in sentences, those with most at stake; all stand in the table.
MOST_TOLD = 10


def possible_title(scope: Scope, found: Possible) -> Markdown:
    """The heading of what is still possible: which files are missing."""
    return _(
        "{month}, {extracts} missing: what is still possible",
        month=scope.title,
        extracts=plain(_extracts(found.extracts)),
    )


@remembered
def possible_sentences(scope: Scope, found: Possible) -> list[Markdown]:
    """What is at stake in all, then each region's ranges, those with most at stake first."""
    if not found.is_bounded:
        return [_("No month before says how much it could bring, so that no bounds can be given.")]
    rows = _regions(scope, found)
    told = [
        _sentence(row, _ranks(scope, row), is_one=len(found.extracts) == 1)
        for row in rows.head(MOST_TOLD).iter_rows(named=True)
    ]
    return [*_in_all(scope, rows), *told]


def possible_note(scope: Scope, found: Possible) -> Markdown:
    """How many regions are left to the table, and what is assumed; nothing where nothing bounds it."""
    if not found.is_bounded:
        return NONE
    left = _regions(scope, found).height - MOST_TOLD
    more = _("{count} more in the table.", count=f"{left:,}") if left > 0 else NONE
    assumed = _(
        "Assumed: what is missing stays within what the months before showed (each region's bounds: table)."
    )
    within = NONE
    if found.figures["is_of_month"].any():
        # Returns behind the checkpoint would break it.
        within = _("Up to the checkpoint no more came in than in the whole month, where that is known.")
    return run_on(more, assumed, within)


def _regions(scope: Scope, found: Possible) -> pl.DataFrame:
    rows = found.regions
    if scope.region is not None:
        rows = rows.filter(pl.col("region") == scope.region)
    return rows.sort(pl.col("awards_most") - pl.col("awards_least"), "region", descending=[True, False])


def _in_all(scope: Scope, rows: pl.DataFrame) -> Iterator[Markdown]:
    """The price over all regions, and on whom the last place may fall; each region goes its own way."""
    if rows.height < 2:
        return
    awards = _awards(*(float(rows[f"awards_{end}"].sum()) for end in ("least", "most")))
    if scope.is_part:
        # Who else may be last is not theirs to see.
        yield _("**Your regions together**: {awards}.", awards=awards)
        return
    yield _("**All regions**: {awards}{last}.", awards=awards, last=_last(scope, rows))


def _last(scope: Scope, rows: pl.DataFrame) -> Markdown:
    ranked = rows.drop_nulls("rank_worst")
    if ranked.height < rows.height or ranked.height < scope.policy.appraisal.last_place.minimum_regions.value:
        return NONE
    names = ranked.filter(pl.col("rank_worst") == ranked.height).sort("rank_best", descending=True)["region"]
    if names.len() > MOST_TOLD:
        return _("; {count} regions may still be last", count=f"{names.len():,}")
    listed = plain(_(", ").join(names))
    is_certain = names.len() == 1 and ranked.filter(pl.col("rank_best") == ranked.height).height == 1
    if is_certain:
        return _("; last in any case: {regions}", regions=listed)
    return _("; last may still be: {regions}", regions=listed) if names.len() else NONE


def _sentence(row: dict[str, Any], ranks: Markdown, *, is_one: bool) -> Markdown:
    said = {
        "region": plain(row["region"]),
        "awards": _awards(row["awards_least"], row["awards_most"]),
        "ranks": ranks,
    }
    if not row["extracts"]:
        return _("**{region}**: {awards}; {ranks}; its own files decide nothing more.", **said)
    if is_one:
        return _("**{region}**: {awards}; {ranks}.", **said)
    return _(
        "**{region}**: {awards}; {ranks}; decided by {extracts}.",
        extracts=plain(_extracts(row["extracts"])),
        **said,
    )


def _awards(least: float, most: float) -> Markdown:
    if least == most:
        return _("{award} in any case", award=award(most))
    return _("from {least} to {most}", least=award(least), most=award(most))


def _ranks(scope: Scope, row: dict[str, Any]) -> Markdown:
    best: int | None = row["rank_best"]
    worst: int | None = row["rank_worst"]
    if best is None or worst is None:
        # Of one's own score everything is known; what others may come to is not shown.
        is_of_others = scope.is_part and row["score_least"] is not None
        return _("the rank depends on the other regions too") if is_of_others else _("no rank yet")
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
        possible_title(scope, found),
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
        if row["is_of_month"]:
            told = _(
                "Assumed: {region}, {figure} from {least} to {most} (the whole month's known figure).", **said
            )
        elif row["is_own"]:
            told = _("Assumed: {region}, {figure} from {least} to {most} (its own months before).", **said)
        else:
            told = _(
                "Assumed: {region}, {figure} from {least} to {most} (the company's months before).", **said
            )
        notes.append(told)
    return notes


def _extracts(names: Any) -> str:
    return _(", ").join(extract_title(name) for name in names)
