"""An evaluation narrowed to what a scope sees: own rows whole, of the others what is published. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace

import orjson
import polars as pl

from data.fields import Extract
from data.people.scope import Scope
from engine.evaluation import REGION_FIGURES, Evaluation
from engine.facts import Facts
from engine.figures import Figure, names, of_level
from engine.settlement.carried import CORRECTION
from engine.settlement.items import ITEMS

#: What follows from the order of rows in files of several regions is no figure of the region.
_ORDER = "position"
_SEEN = "seen-"


def narrowed(evaluation: Evaluation, scope: Scope) -> Evaluation:
    """What `scope` sees of an evaluation over all regions; ranks stay those among all.

    Of regions that are not seen, `regions` and `settlement` keep the months in which something is published,
    `Figure.is_public` columns alone, the others null; every other frame loses their rows. Of a region of
    which an office is seen, the region's own figures stay whole, its other offices go.
    """
    if scope.is_everything:
        return evaluation
    totals, offices = sees_totals(scope), sees_office(scope)
    kept = evaluation.regions.filter(totals | (pl.lit(value=scope.is_public) & _is_published()))
    lines = evaluation.settlement.join(kept, on=["month", "region"], how="semi", maintain_order="left")
    return replace(
        evaluation,
        regions=_published(kept, REGION_FIGURES, totals),
        offices=evaluation.offices.filter(offices),
        declarations=evaluation.declarations.filter(offices),
        components=evaluation.components.filter(totals),
        settlement=_published(lines, of_level("line"), totals),
        carried=_published(_carried(evaluation.carried, scope, totals), of_level("carried"), totals),
        plan_differences=evaluation.plan_differences.filter(totals),
        sources=evaluation.sources.filter(totals),
    )


def only_seen(evaluation: Evaluation, scope: Scope) -> Evaluation:
    """What `narrowed` gives without any row of other regions: sums are then those of the own ones."""
    if scope.is_everything:
        return evaluation
    inside, totals = narrowed(evaluation, scope), sees_totals(scope)
    frames = {name: getattr(inside, name).filter(totals) for name in ("regions", "settlement", "carried")}
    return replace(inside, **frames)


def only_facts(facts: Facts, scope: Scope) -> Facts:
    """The facts of the regions whose totals are seen: what is evaluated of them ranks among them alone.

    Of a region of which an office is seen all offices are in them, for its totals: they are to be
    shown by region. Which months were loaded is known to all.
    """
    if scope.is_everything:
        return facts
    own = sees_totals(scope)
    kept = {f.name: getattr(facts, f.name) for f in fields(Facts)}
    # Last places are told to all.
    is_own = {name: "region" in frame.columns and name != "published_places" for name, frame in kept.items()}
    return Facts(**{name: frame.filter(own) if is_own[name] else frame for name, frame in kept.items()})


def seen_rows(frame: pl.DataFrame, scope: Scope, *, has_offices: bool = True) -> pl.DataFrame:
    """The rows of a frame with `region` (and `office`) that a scope sees in full.

    A row without an office is the whole region's.
    """
    if scope.is_everything:
        return frame
    return frame.filter(sees_office(scope) if has_offices else sees_totals(scope))


def seen_of_extract(frame: pl.DataFrame, extract: Extract, scope: Scope) -> pl.DataFrame:
    """The rows of an extract that a scope sees; those of whole regions are the regions' own figures."""
    return seen_rows(frame, scope, has_offices=any(field.name == "office" for field in extract.fields))


def sees_totals(scope: Scope) -> pl.Expr:
    """Whether the own figures of a row's `region` are seen."""
    if scope.regions is None:
        return pl.lit(value=True)
    return pl.col("region").is_in(sorted(scope.regions | scope.totals)).fill_null(value=False)


def sees_office(scope: Scope) -> pl.Expr:
    """Whether all of a row's `office` is seen."""
    if scope.regions is None:
        return pl.lit(value=True)
    own = [(pl.col("region") == region) & (pl.col("office") == office) for region, office in scope.offices]
    seen = pl.col("region").is_in(sorted(scope.regions))
    return pl.any_horizontal(seen, *own).fill_null(value=False)


def version_of(evaluation: Evaluation, shown: Evaluation | None = None) -> str:
    """A short text that differs where two narrowed evaluations do, whatever else was loaded.

    shown: the same as published, if that is not the same.
    """
    whole = hashlib.sha256()
    for frame in (*_frames(evaluation), *(_frames(shown) if shown not in {None, evaluation} else ())):
        told = frame.drop(_ORDER, strict=False)
        whole.update(orjson.dumps([told.columns, told.rows()]))
    return f"{_SEEN}{whole.hexdigest()[:12]}"


def _frames(evaluation: Evaluation) -> tuple[pl.DataFrame, ...]:
    return (
        *(evaluation.regions, evaluation.offices, evaluation.declarations, evaluation.components),
        *(evaluation.settlement, evaluation.plan_differences, evaluation.sources),
        *(frame for frame in (evaluation.carried,) if not frame.is_empty()),
    )


def is_of_a_part(version: str) -> bool:
    """Whether a version is that of a narrowed evaluation (`version_of`)."""
    return version.startswith(_SEEN)


def _published(frame: pl.DataFrame, figures: tuple[Figure, ...], own: pl.Expr) -> pl.DataFrame:
    """The frame with all but the public columns emptied where a row is not `own`."""
    public = set(names(each for each in figures if each.is_public))
    hidden = [name for name in frame.columns if name not in public]
    return frame.with_columns(pl.when(own).then(pl.col(name)).alias(name) for name in hidden)


def _carried(carried: pl.DataFrame, scope: Scope, totals: pl.Expr) -> pl.DataFrame:
    """Of others the corrections that are published; what is due would tell what is not."""
    is_told = pl.lit(value=scope.is_public) & pl.col("is_published") & (pl.col("item") == CORRECTION)
    return carried.filter(totals | is_told)


def _is_published() -> pl.Expr:
    """Whether a region has a score or an award in a month: else there is nothing of it to be published."""
    awarded = (pl.col(item.award) != 0 for item in ITEMS)
    return pl.any_horizontal(pl.col("score").is_not_null(), *awarded).fill_null(value=False)
