"""The price of a missing file: what is still possible of a month while extracts of it are missing.

A figure that a missing extract brings is taken to lie between the least and the most that the region's
own months before showed; where they are too few, between 0 and the most of any region in any month
before. Where of a month-to-date figure the whole month is known, what is not known of it lies between 0 and
that. These are assumptions, and the screen says so.

Awards and points rise, or fall, steadily with each such figure, whatever the others are: attainment
rises with sales and with collections, the overrun with balances, the expense ratio with expenses, and
falls as collections rise. The extremes of such a figure lie where every one of its operands is at an end,
so that all corners of the ranges, put through the steps of `evaluate`, hold them. The one exception is
where a sum of collections ceases to be positive, since a ratio to it drops out: the fen on both sides of
that place are corners too. Ranks follow: a region's is best with its own best corner and everybody
else's worst, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

import polars as pl

from engine.evaluation import Evaluation, region_amounts, with_chapters
from engine.exact import hundredths
from engine.facts import LOADED_MONTHS, Facts
from engine.policy.parameters import Policy
from engine.regulation.actuals import LOADED_BY, SUMS_OF_MONTHS, TO_CHECKPOINT
from engine.regulation.appraisal import with_components, with_score
from engine.regulation.expenses import counted_sum
from engine.regulation.ranking import with_rank
from engine.settlement.items import ITEMS
from engine.whatif.baseline import Baseline

#: So many months of its own make a region's past; with fewer, the company's stands in.
ENOUGH = 6
_BALANCES = ("retail_receivables", "contract_overdue", "inventory")
_PLACES = ("rank_best", "rank_worst")
_RANGE: dict[str, Any] = {
    "region": pl.String,
    "figure": pl.String,
    "extract": pl.String,
    "least": pl.Int64,
    "most": pl.Int64,
    "is_own": pl.Boolean,
    "is_of_month": pl.Boolean,
}
_REGIONS: dict[str, Any] = {
    "region": pl.String,
    "extracts": pl.List(pl.String),
    **dict.fromkeys(("awards_least", "awards_most", "score_least", "score_most"), pl.Float64),
    **dict.fromkeys(_PLACES, pl.Int64),
}
_LINES: dict[str, Any] = {
    "region": pl.String,
    "item": pl.String,
    "amount_least": pl.Float64,
    "amount_most": pl.Float64,
}


@dataclass(frozen=True, slots=True, eq=False)
class Possible:
    """What is still possible of a month. Amounts in yuan.

    extracts: those that are missing. figures: what each could bring: region, figure, extract, least,
    most, `is_own`, whether the region's own past says so, and `is_of_month`, whether the whole month's known
    figure says so at either end; least and most are null where nothing ever showed the figure. regions: per
    region of the month (sorted) `extracts`, those missing that can still change its awards or its score;
    `awards_least`, `awards_most`, `score_least`, `score_most`, `rank_best`, `rank_worst`: null where nothing
    bounds them, and for score and rank where there may be none. lines: per region and item `amount_least`,
    `amount_most`.
    """

    month: date
    extracts: tuple[str, ...]
    figures: pl.DataFrame
    regions: pl.DataFrame
    lines: pl.DataFrame

    @property
    def is_bounded(self) -> bool:
        """Whether the past says how much every missing figure could come to."""
        return self.figures["most"].null_count() == 0


def has_gap(evaluation: Evaluation, month: date) -> bool:
    """Whether some figure of `month` is not known that an extract brings: at once, of published regions.

    A company that never loaded a ledger or a summary has no gaps: it is appraised by something else.
    """
    names = (*TO_CHECKPOINT, *TO_CHECKPOINT.values(), *_BALANCES, "expense_counted_month")
    figures = evaluation.regions.select("month", *names)
    rows = figures.filter(pl.col("month") == month)
    is_used = any(figures[name].count() for name in names)
    return is_used and any(rows[name].null_count() for name in names)


def possible(start: Baseline, month: date, *, is_over: bool = True) -> Possible | None:
    """What is still possible of `month`, None where no extract of it is missing.

    is_over: whether the month has ended; of one that has not, a file may bring next to nothing yet.
    """
    policy = start.evaluation.policies.at(month)
    missing = missing_figures(start.amounts.filter(pl.col("month") == month), policy)
    if missing.is_empty():
        return None
    ranges = _ranges(start.amounts, month, missing, _within_month(start.facts, month), is_over=is_over)
    extracts = tuple(missing["extract"].unique().sort())
    figures = ranges.with_columns(hundredths(pl.col("least", "most")))
    if ranges["most"].null_count():
        return Possible(month, extracts, figures, *_nothing_known(start, month))
    base = region_amounts(
        _as_if_loaded(start.facts, month, missing), start.records, start.evaluation.policies
    )
    worlds = _worlds(base.filter(pl.col("month") == month), ranges, policy)
    regions = _of_regions(worlds, ranges)
    if start.is_part:
        # What others may come to is not known.
        regions = regions.with_columns(pl.lit(None, pl.Int64).alias(name) for name in _PLACES)
    return Possible(month, extracts, figures, regions, _of_lines(worlds))


def missing_figures(amounts: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """What a month's extracts did not bring: region, figure, extract, in that order.

    amounts: rows of `region_amounts` of one month. An extract that was loaded for some region counts
    as 0 for the others (一.3) and is not missing.
    """
    asked = {**{name: name for name in ("sales", "collections")}, **TO_CHECKPOINT}
    asked |= {name: name for name in (*_BALANCES, *(column for _, column in counted_sum(policy)))}
    return pl.concat(
        amounts.filter(pl.col(figure).is_null()).select(
            "region",
            pl.lit(figure).alias("figure"),
            pl.lit(LOADED_BY[whole].removeprefix("is_").removesuffix("_loaded")).alias("extract"),
        )
        for figure, whole in asked.items()
    ).sort("region", "figure")


def _within_month(facts: Facts, month: date) -> dict[tuple[str, str], tuple[int, int]]:
    """By region and month-to-date figure the least and most of it that the whole month's known figure leaves.

    The offices of which it is known bring what they brought, the others between nothing and their month.
    """
    rows = facts.office_months.filter(pl.col("month") == month)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for part, whole in TO_CHECKPOINT.items():
        known, left = pl.col(part).fill_null(0), pl.when(pl.col(part).is_null()).then(whole).fill_null(0)
        ends = (known + pl.min_horizontal(left, 0), known + pl.max_horizontal(left, 0))
        sums = rows.filter(pl.col(whole).is_not_null()).group_by("region").agg(*_named(ends))
        found |= {(region, part): (low, high) for region, low, high in sums.iter_rows()}
    return found


def _named(ends: tuple[pl.Expr, pl.Expr]) -> Iterable[pl.Expr]:
    return (end.sum().alias(name) for name, end in zip(("least", "most"), ends, strict=True))


def _ranges(
    amounts: pl.DataFrame,
    month: date,
    missing: pl.DataFrame,
    within: Mapping[tuple[str, str], tuple[int, int]],
    *,
    is_over: bool,
) -> pl.DataFrame:
    """The least and most of every missing figure in fen (`_RANGE`); within: `_within_month`."""
    past = amounts.filter(pl.col("month") < month)
    past_of = {region: rows for (region,), rows in past.partition_by("region", as_dict=True).items()}
    most_of_all = {figure: past[figure].max() for figure in missing["figure"].unique()}
    rows = []
    for region, figure, extract in missing.iter_rows():
        own = past_of.get(region, past.clear())[figure].drop_nulls()
        is_own = own.len() >= ENOUGH
        lows = [*own] if is_own and is_over else [*own, 0]
        most = own.max() if is_own else most_of_all[figure]
        least = None if most is None else min(lows)
        shown = None if least is None else (least, max(most, least))
        ends = _narrowed(shown, within.get((region, figure)))
        rows.append((region, figure, extract, *(ends or (None, None)), is_own, ends != shown))
    return pl.DataFrame(rows, schema=_RANGE, orient="row")


def _narrowed(shown: tuple[int, int] | None, left: tuple[int, int] | None) -> tuple[int, int] | None:
    """What the past showed as far as the month leaves it; what the month leaves where the two are apart."""
    if shown is None or left is None:
        return shown or left
    both = max(shown[0], left[0]), min(shown[1], left[1])
    return both if both[0] <= both[1] else left


def _as_if_loaded(facts: Facts, month: date, missing: pl.DataFrame) -> Facts:
    """`facts` as if the month's missing extracts had been loaded and had brought nothing."""
    here = pl.col("month") == month
    flags = [f"is_{extract}_loaded" for extract in missing["extract"].unique()]
    known = facts.loaded_months.filter(here)
    if known.is_empty():
        nothing = {name: [month if name == "month" else False] for name in LOADED_MONTHS}
        known = pl.DataFrame(nothing, schema=LOADED_MONTHS)
    loaded = known.with_columns(pl.lit(value=True).alias(flag) for flag in flags)
    offices = facts.office_months.with_columns(
        pl.when(here & pl.col(whole).is_not_null())
        .then(pl.col(part).fill_null(0))
        .otherwise(part)
        .alias(part)
        for part, whole in TO_CHECKPOINT.items()
    )
    return replace(
        facts, loaded_months=pl.concat([facts.loaded_months.filter(~here), loaded]), office_months=offices
    )


def _worlds(base: pl.DataFrame, ranges: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Every region at every corner of its ranges, judged, scored and all set in one order.

    base: the month's `region_amounts` with 0 for what is missing. Adds `<figure>.brought` (null where the
    figure is not missing) to judged regions; `place` orders all rows by the rules of the rank.
    """
    corners = _corners(base, ranges)
    moved = base.join(corners, on="region").with_columns(
        (pl.col(whole) + pl.coalesce(pl.col(f"{figure}.brought") - pl.col(figure), 0)).alias(whole)
        for figure in ranges["figure"].unique(maintain_order=True)
        for whole in (figure, *SUMS_OF_MONTHS.get(figure, ()))
        if whole in base.columns
    )
    scored = with_score(with_components(with_chapters(moved, policy), policy), policy)
    # Each corner ranks as a region of its own, so that ties are told apart exactly as in the rank.
    return with_rank(scored, policy).rename({"rank": "place"})


def _corners(base: pl.DataFrame, ranges: pl.DataFrame) -> pl.DataFrame:
    """Per region a row for each corner: `region` and `<figure>.brought`."""
    figures = ranges["figure"].unique(maintain_order=True).to_list()
    rows: list[dict[str, Any]] = []
    for row in base.iter_rows(named=True):
        own = ranges.filter(pl.col("region") == row["region"])
        ends = [
            _ends(row, figure, least, most)
            for figure, least, most in own.select("figure", "least", "most").rows()
        ]
        names = own["figure"].to_list()
        rows += [
            {"region": row["region"], **dict(zip(names, corner, strict=True))} for corner in product(*ends)
        ]
    schema = {"region": pl.String, **dict.fromkeys(figures, pl.Int64)}
    return pl.DataFrame(rows, schema=schema).rename({name: f"{name}.brought" for name in figures})


def _ends(row: dict[str, Any], figure: str, least: int, most: int) -> Sequence[int]:
    """Where a figure's extremes are looked for: both ends, and where a sum of collections turns positive."""
    turns: Iterable[int] = ()
    if figure == "collections":
        sums = (row.get(name) for name in (figure, *SUMS_OF_MONTHS[figure]))
        turns = (row[figure] - total + step for total in sums if total is not None for step in (0, 1))
    return sorted({least, most, *(turn for turn in turns if least < turn < most)})


def _of_regions(worlds: pl.DataFrame, ranges: pl.DataFrame) -> pl.DataFrame:
    ends = worlds.group_by("region").agg(
        pl.col("awards").min().alias("awards_least"),
        pl.col("awards").max().alias("awards_most"),
        *(
            _if_always("score", end).alias(f"score_{name}")
            for name, end in (("least", "min"), ("most", "max"))
        ),
        pl.col("place").min().alias("best"),
        _if_always("place", "max").alias("worst"),
    )
    rows = []
    for row in ends.sort("region").iter_rows(named=True):
        others = ends.filter(pl.col("region") != row["region"])
        # Who is surely ahead of one's best, and who may be ahead of one's worst.
        surely = None if row["worst"] is None else others.filter(pl.col("worst") < row["best"]).height
        maybe = None if row["worst"] is None else others.filter(pl.col("best") < row["worst"]).height
        rows.append(
            {
                "region": row["region"],
                "extracts": _deciding(worlds, ranges, row["region"]),
                **{name: row[name] for name in ("awards_least", "awards_most", "score_least", "score_most")},
                "rank_best": None if surely is None else surely + 1,
                "rank_worst": None if maybe is None else maybe + 1,
            }
        )
    return pl.DataFrame(rows, schema=_REGIONS)


def _if_always(column: str, end: str) -> pl.Expr:
    """The least or most of a column in its group; null where any is."""
    extreme = pl.col(column).min() if end == "min" else pl.col(column).max()
    return pl.when(pl.col(column).null_count() == 0).then(extreme)


def _deciding(worlds: pl.DataFrame, ranges: pl.DataFrame, region: str) -> list[str]:
    """The region's missing extracts that alone can change its awards or score, whatever the others bring."""
    own, here = ranges.filter(pl.col("region") == region), worlds.filter(pl.col("region") == region)
    found = []
    for extract in own["extract"].unique().sort():
        others = [f"{name}.brought" for name in own.filter(pl.col("extract") != extract)["figure"]]
        outcome = pl.struct("awards", "score_cents").n_unique().alias("outcomes")
        counted = here.group_by(others).agg(outcome) if others else here.select(outcome)
        if counted["outcomes"].max() != 1:
            found.append(extract)
    return found


def _of_lines(worlds: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        worlds.group_by("region").agg(
            pl.lit(item.name).alias("item"),
            pl.col(item.award).min().alias("amount_least"),
            pl.col(item.award).max().alias("amount_most"),
        )
        for item in ITEMS
    ).sort("region", "item")


def _nothing_known(start: Baseline, month: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Regions and lines without ranges: nothing says how much the missing figures could come to."""
    names = start.amounts.filter(pl.col("month") == month)["region"].sort()
    regions = pl.DataFrame([{"region": name, "extracts": []} for name in names], schema=_REGIONS)
    lines = [{"region": name, "item": item.name} for name in names for item in ITEMS]
    return regions, pl.DataFrame(lines, schema=_LINES).sort("region", "item")
