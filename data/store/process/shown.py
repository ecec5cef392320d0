"""Publications as a scope sees them, and an evaluation with published months as they were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from data.people.scope import Scope
from data.store.process.publications import Published
from engine.evaluation import REGION_FIGURES, Evaluation
from engine.figures import names, of_level
from engine.settlement.carried import ADJUSTMENT, CORRECTION
from engine.settlement.items import ITEMS

_PUBLIC_OF_REGIONS = {*names(each for each in REGION_FIGURES if each.is_public)}
_PUBLIC_OF_LINES = {"of", *names(each for each in of_level("line") if each.is_public)}
#: What of a region follows from the others, and what stands there for one that was not published.
_AMONG_ALL: dict[str, Any] = {
    "rank": None,
    "is_rank_shared": False,
    "is_last": False,
    "is_last_shared": False,
    "last_place_streak": 0,
    "escalation": "none",
}
#: What of a receipt moves with what is loaded for others.
_OF_ALL_DATA = {"published_data", "now_data"}


def seen_published(published: Published, scope: Scope) -> Published:
    """What a scope sees of a publication: own regions whole, of others what all are told; no stamps or files.

    Of others manual adjustments are not told, nor regions without score and award.
    """
    if scope.is_everything:
        return published

    def is_told(row: Mapping[str, Any]) -> bool:
        awarded = any(row.get(item.award) for item in ITEMS)
        return scope.is_public and (row["score"] is not None or awarded)

    told = {row["region"] for row in published.regions if is_told(row)}
    regions = tuple(
        row if scope.sees_totals(row["region"]) else _only(row, _PUBLIC_OF_REGIONS)
        for row in published.regions
        if scope.sees_totals(row["region"]) or row["region"] in told
    )
    lines = tuple(
        _own_line(line) if scope.sees_totals(line["region"]) else _only(line, _PUBLIC_OF_LINES)
        for line in published.lines
        if scope.sees_totals(line["region"]) or (line["region"] in told and line["item"] != ADJUSTMENT)
    )
    return replace(
        published,
        data_version="",
        audit_head="",
        regions=regions,
        components=tuple(row for row in published.components if scope.sees_totals(row["region"])),
        lines=lines,
        receipts=tuple(each for each in published.receipts if scope.sees_totals(each["region"])),
        files=(),
    )


def as_published(
    evaluation: Evaluation, published: Mapping[date, Published], scope: Scope | None = None
) -> Evaluation:
    """The evaluation with the figures of published months as they were published.

    Regions, components and lines with their receipts; offices and declarations stay. scope: if given, only
    the regions of which it does not see the totals, and of its own the places among them all: those would
    tell what the others would be now. published: the publications in force as they are seen.
    The same object where nothing is published.
    """
    if not published:
        return evaluation

    def is_meant(row: Mapping[str, Any]) -> bool:
        return scope is None or not scope.sees_totals(row["region"])

    months = list(published)
    is_kept = ~pl.col("month").is_in(months)
    if scope is not None:
        own = sorted({*evaluation.regions["region"], *evaluation.settlement["region"]})
        is_kept |= pl.col("region").is_in([region for region in own if scope.sees_totals(region)])
    each = published.values()
    regions = [row for one in each for row in one.regions if is_meant(row)]
    known = evaluation.regions if scope is None else _placed(evaluation.regions, published)
    components = [row for one in each for row in one.components if is_meant(row)]
    lines = [line for one in each for line in one.lines if is_meant(line) and not is_carried(line)]
    receipts = {
        (one.month, line["region"], line["item"]): one.receipt(line)
        for one in each
        for line in one.lines
        if is_meant(line) and not is_carried(line) and line["receipt"] is not None
    }
    if scope is None:
        receipts |= {
            (one.month, *place): receipt for one in each for place, receipt in one.other_receipts().items()
        }
    return replace(
        evaluation,
        regions=_replaced(known, is_kept, regions).sort("month", "region"),
        components=_replaced(evaluation.components, is_kept, components),
        settlement=_replaced(evaluation.settlement, is_kept, [in_yuan(line) for line in lines]).sort(
            "month", "region", "item"
        ),
        receipts={**evaluation.receipts, **receipts},
    )


def _placed(regions: pl.DataFrame, published: Mapping[date, Published]) -> pl.DataFrame:
    """The regions with the places that were published, in published months."""
    schema = {"month": pl.Date, "region": pl.String} | {name: regions.schema[name] for name in _AMONG_ALL}
    rows = [{name: row[name] for name in schema} for each in published.values() for row in each.regions]
    then = pl.DataFrame(rows, schema=schema)
    is_published = pl.col("month").is_in(list(published))
    return regions.join(then, on=["month", "region"], how="left", suffix="_then").select(
        pl.when(is_published)
        .then(pl.col(f"{name}_then").fill_null(_AMONG_ALL[name]) if name != "rank" else pl.col("rank_then"))
        .otherwise(pl.col(name))
        .alias(name)
        if name in _AMONG_ALL
        else pl.col(name)
        for name in regions.columns
    )


def is_carried(line: Mapping[str, Any]) -> bool:
    """Whether a published line is a correction or an adjustment."""
    return line["item"] in {CORRECTION, ADJUSTMENT}


def in_yuan(line: Mapping[str, Any]) -> dict[str, Any]:
    """A published line with its amount in yuan."""
    return {**line, "amount": line["amount"] / 100}


def _replaced(frame: pl.DataFrame, is_kept: pl.Expr, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The rows that are kept, and others; a column that they do not have is null."""
    known = [{name: row.get(name) for name in frame.columns} for row in rows]
    return pl.concat([frame.filter(is_kept), pl.DataFrame(known, schema=frame.schema)])


def _only(row: Mapping[str, Any], public: set[str]) -> dict[str, Any]:
    return {name: value if name in public else None for name, value in row.items()}


def _own_line(line: Mapping[str, Any]) -> dict[str, Any]:
    receipt = line["receipt"]
    told = [each for each in receipt["operands"] if each["name"] not in _OF_ALL_DATA]
    return {**line, "receipt": {**receipt, "operands": told}}
