"""A month under levers, at every key press: only what levers can reach is computed again.

Levers move the actual figures of some regions in one month. Plans, declarations and with
them targets stay, as do other regions and months; sums follow by what was moved. The
month's chapters, scores and ranks are drawn up anew, by the steps of `evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from engine.evaluation import (
    Evaluation,
    published_regions,
    recorded,
    with_chapters,
    with_place,
)
from engine.facts import FEN, Facts
from engine.regulation.actuals import SUMS_OF_MONTHS
from engine.regulation.ranking import (
    AMONG_EQUALS,
    tie_columns,
    with_escalation,
    with_published_scores,
    with_streak,
)
from engine.whatif.books import Books
from engine.whatif.levers import Lever

_PLACE = ("month", "region", "manager", "is_last")
_SCORED = ("month", "region", "manager")
#: What is known of regions beside those of the facts, with their `score_cents`.
UNSEEN = (*_SCORED, "score", "rank")
#: Of those unseen that share a rank with a region of the facts: which. Nothing tells the two apart.
_EQUAL_TO = "equal_to"


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """Facts, their evaluation, and the steps of it that scenarios share. Made by `baseline`.

    records: `region_records`. amounts: `region_amounts` of all months, in fen.
    last_places: month, region and manager of every region that was last alone (四).
    scores: what `half_year_last` takes. unseen: `UNSEEN` of regions that are not in the facts and of
    which only the score is known; None if there are none. The evaluation's ranks are those among all.
    """

    facts: Facts
    evaluation: Evaluation
    records: pl.DataFrame
    amounts: pl.DataFrame
    last_places: pl.DataFrame
    scores: pl.DataFrame
    unseen: pl.DataFrame | None = None

    @property
    def is_part(self) -> bool:
        """Whether there are regions besides those of the facts."""
        return self.unseen is not None

    def unseen_in(self, month: date) -> pl.DataFrame | None:
        """`unseen` in a month."""
        return None if self.unseen is None else self.unseen.filter(pl.col("month") == month)

    def others(self, month: date, region: str) -> pl.DataFrame:
        """The rows of `Evaluation.regions` of other regions, with those beside, of which little is known."""
        own = self.evaluation.regions.filter((pl.col("month") == month) & (pl.col("region") != region))
        unseen = self.unseen_in(month)
        return (
            own
            if unseen is None
            else pl.concat([own, unseen.drop("score_cents", AMONG_EQUALS, _EQUAL_TO)], how="diagonal")
        )


def baseline(facts: Facts, evaluation: Evaluation, unseen: pl.DataFrame | None = None) -> Baseline:
    """What scenarios over `facts` share; `evaluation` is that of these facts.

    unseen: rows of `Evaluation.regions` of other regions, among which those of the facts were ranked; of
    them the score is looked at alone.
    """
    policies = evaluation.policies
    records, amounts = recorded(facts, policies)
    last_places = evaluation.regions.filter("is_last").select(_PLACE)
    cents = (pl.col("score") * 100).round().cast(pl.Int64).alias("score_cents")
    scores = evaluation.regions.select(*_SCORED, cents)
    if unseen is not None:
        unseen = _placed(unseen.select(*UNSEEN, cents), evaluation)
        scores = pl.concat([scores, unseen.select(scores.columns)])
    return Baseline(facts, evaluation, records, amounts, last_places, scores, unseen)


def _placed(unseen: pl.DataFrame, evaluation: Evaluation) -> pl.DataFrame:
    """`unseen` with `among_equals` and `equal_to`: at equal scores the order found among all stays."""
    own = evaluation.regions.select("month", "score", "rank", "region")
    is_ahead, is_tied = pl.col("rank") < pl.col("rank_own"), pl.col("score") == pl.col("score_own")
    found = (
        unseen.join(own, on="month", suffix="_own")
        .group_by("month", "region")
        .agg(
            is_tied.any().alias("is_tied"),
            (is_tied & is_ahead).any().alias("is_tied_ahead"),
            is_ahead.any().alias("is_ahead"),
            pl.col("region_own")
            .filter(is_tied & (pl.col("rank") == pl.col("rank_own")))
            .first()
            .alias(_EQUAL_TO),
        )
    )
    ahead = pl.when("is_tied").then("is_tied_ahead").otherwise("is_ahead").fill_null(value=False)
    placed = unseen.join(found, on=["month", "region"], how="left", maintain_order="left")
    at = pl.when(pl.col(_EQUAL_TO).is_not_null()).then(1).when(ahead).then(0).otherwise(2)
    return placed.select(*unseen.columns, at.alias(AMONG_EQUALS), _EQUAL_TO)


def month_under(
    start: Baseline,
    month: date,
    levers: Sequence[Lever],
    further: Mapping[str, Mapping[str, int]] | None = None,
) -> pl.DataFrame:
    """The rows of `month` in `evaluate(applied(facts, month, levers), policies).regions`.

    `REGION_COLUMNS` in yuan, sorted by region. further: moves of regions without levers (`rival_moves`).
    LeverError as in `Books.parts`.
    """
    if not (levers or further):
        return start.evaluation.regions.filter(pl.col("month") == month)
    policy = start.evaluation.policies.at(month)
    books = Books(start.facts, month, sorted({lever.region for lever in levers}))
    moves = dict(further or {}) | books.moves(levers)
    amounts = with_moves(start.amounts.filter(pl.col("month") == month), moves)
    rows = ranked(start, month, with_chapters(amounts, policy))
    scores = pl.concat([_scores_of_others(start, month), rows.select(start.scores.columns)])
    scores = with_published_scores(scores, start.facts.published_places)
    return published_regions(with_escalation(_with_streak_of(rows, month, start), policy, scores))


def ranked(start: Baseline, month: date, regions: pl.DataFrame) -> pl.DataFrame:
    """Regions of `month` with chapters, scored, and ranked with those beside, who are left out again."""
    policy = start.evaluation.policies.at(month)
    return with_place(regions, policy, unseen_to_rank(start, month)).head(regions.height)


def unseen_to_rank(start: Baseline, month: date) -> pl.DataFrame | None:
    """`unseen` as `with_place` takes it: their rank is to be found anew."""
    unseen = start.unseen_in(month)
    if unseen is None:
        return None
    equal, unseen = unseen[_EQUAL_TO], unseen.drop("rank", _EQUAL_TO)
    if equal.null_count() == equal.len():
        return unseen
    # What breaks ties with these is what it is of the region that they share their rank with.
    policy = start.evaluation.policies.at(month)
    own = with_chapters(start.amounts.filter(pl.col("month") == month), policy)
    known = own.select(pl.col("region").alias(_EQUAL_TO), *tie_columns(policy))
    brought = equal.to_frame().join(known, on=_EQUAL_TO, how="left", maintain_order="left")
    return unseen.hstack(brought.drop(_EQUAL_TO))


def _scores_of_others(start: Baseline, month: date) -> pl.DataFrame:
    """The scores of other months, and of those unseen in this one."""
    others = start.scores.filter(pl.col("month") != month)
    unseen = start.unseen_in(month)
    return others if unseen is None else pl.concat([others, unseen.select(others.columns)])


def worlds_under(
    start: Baseline,
    month: date,
    region: str,
    options: pl.DataFrame,
    moves: Mapping[str, Mapping[str, int]] | None = None,
) -> pl.DataFrame:
    """What `month` would be if `region` moved its figures in one way or another, all judged in one go.

    options: a row per way, a column per figure that is moved, in fen; moves: what is moved in any case, as
    `Books.moves` gives it. The regions under each option, with chapters and place (no streak), in fen but
    for awards and verdicts; `world` is the option's row.
    """
    policy = start.evaluation.policies.at(month)
    amounts = with_moves(start.amounts.filter(pl.col("month") == month), moves or {})
    is_moved = pl.col("region") == region
    # Each option is ranked by itself, as a month of its own.
    stacked = amounts.join(options.rename(_moved).with_row_index("world"), how="cross").with_columns(
        pl.col("month") + pl.duration(days="world"),
        *(
            (
                pl.col(whole) + pl.when(is_moved, pl.col(name).is_not_null()).then(_moved(name)).otherwise(0)
            ).alias(whole)
            for name in options.columns
            for whole in (name, *SUMS_OF_MONTHS.get(name, ()))
            if whole in amounts.columns
        ),
    )
    unseen = unseen_to_rank(start, month)
    if unseen is not None:
        days = pl.col("month") + pl.duration(days="world")
        unseen = unseen.join(stacked.select("world").unique(), how="cross").with_columns(days)
    return with_place(with_chapters(stacked.sort("world", "region"), policy), policy, unseen)


def _moved(name: str) -> str:
    return f"{name}.moved"


def with_moves(amounts: pl.DataFrame, moves: Mapping[str, Mapping[str, int]]) -> pl.DataFrame:
    """`region_amounts` of one month after levers; `moves` as `Books.moves` gives them, by region.

    All amounts are sums over offices, the year's months or twelve months: what a lever adds to
    the month's figure it adds to each sum that holds it. What is not known stays unknown.
    """

    def moved(name: str) -> pl.Expr:
        fen = {region: figures.get(name, 0) for region, figures in moves.items()}
        return pl.col("region").replace_strict(fen, default=0, return_dtype=FEN)

    return amounts.with_columns(
        pl.when(pl.col(name).is_not_null())
        .then(pl.col(whole) + moved(name))
        .otherwise(pl.col(whole))
        .alias(whole)
        for name in sorted({name for figures in moves.values() for name in figures})
        for whole in (name, *SUMS_OF_MONTHS.get(name, ()))
        if whole in amounts.columns
    )


def _with_streak_of(rows: pl.DataFrame, month: date, start: Baseline) -> pl.DataFrame:
    """`rows` of `month`, sorted by region, with `last_place_streak`.

    Of earlier months only last places count: any other row ends a streak as a missing one does.
    """
    earlier = start.last_places.filter(pl.col("month") < month)
    policies, published = start.evaluation.policies, start.facts.published_places
    places = with_streak(pl.concat([earlier, rows.select(_PLACE)]), policies, published)
    return rows.with_columns(places.filter(pl.col("month") == month)["last_place_streak"])
