"""Targets (一): regions against targets of record, offices, declarations, the year's differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from dashboard.formats import Markdown, award, clause_text, money_with_unit, percent, plain
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, columns
from dashboard.services.declaring import Standing
from dashboard.tables import Table
from dashboard.views.scope import Scope
from dashboard.views.targets.pace import Measure
from dashboard.views.verdicts import judged_columns
from dashboard.words import DECLARATION_STANDINGS, words


@remembered
def region_table(scope: Scope) -> Table:
    """Per region: target of record, month to date, whole month, outcome."""
    return Table(
        "targets",
        _("Targets by region, {month}", month=scope.title),
        scope.regions,
        judged_columns(
            scope,
            *("region", "manager", "checkpoint_outcome", "checkpoint_award"),
            *("sales_target", "sales_to_checkpoint", "sales_checkpoint_ratio", "sales", "sales_attainment"),
            *("collections_target", "collections_to_checkpoint", "collections_checkpoint_ratio"),
            *("collections", "collections_attainment"),
        ),
    )


@remembered
def office_table(scope: Scope) -> Table:
    """Per office: plan, declared, target of record, actual."""
    accepted = scope.narrowed(scope.evaluation.declarations).filter(pl.col("status") == "declaration")
    declared = accepted.select(
        "region",
        "office",
        pl.col("sales").alias("sales_declared"),
        pl.col("collections").alias("collections_declared"),
    )
    frame = scope.narrowed(scope.evaluation.offices).join(declared, on=["region", "office"], how="left")
    return Table(
        "offices",
        _("Targets by office, {month}", month=scope.title),
        frame.sort("region", "office"),
        (
            *columns(scope.edges, "region", "office", "target_source", "sales_plan", level="office"),
            replace(column("sales", "declaration"), name="sales_declared"),
            *columns(scope.edges, "sales_target", "sales", "sales_attainment", level="office"),
            *columns(scope.edges, "collections_plan", level="office"),
            replace(column("collections", "declaration"), name="collections_declared"),
            *columns(
                scope.edges, "collections_target", "collections", "collections_attainment", level="office"
            ),
        ),
    )


@remembered
def declaration_table(scope: Scope) -> Table:
    """Every declaration of the month with what became of it; nothing skipped is hidden."""
    frame = scope.narrowed(scope.evaluation.declarations)
    return Table(
        "declarations",
        _("Declarations, {month}", month=scope.title),
        frame,
        columns(
            scope.edges,
            *("region", "office", "status", "is_late", "declared_on", "sales", "collections"),
            *("reason", "remedy", "approver", "approved_on"),
            level="declaration",
        ),
    )


def stood_table(scope: Scope, standings: Mapping[tuple[str, str], Standing]) -> Table:
    """`declaration_table` with what became of those that need an approval and have none (`standings`)."""
    table = declaration_table(scope)
    latest: dict[tuple[str, str], int] = {}
    places = table.frame.select("region", "office", "declared_on", "position").rows()
    for at, (region, office, *_order) in sorted(enumerate(places), key=lambda each: each[1][2:]):
        latest[region, office] = at
    status = table.frame["status"].cast(pl.String).to_list()
    for place, standing in standings.items():
        if place in latest:
            status[latest[place]] = standing
    shown = tuple(
        replace(each, words={**each.words, **words(DECLARATION_STANDINGS)}) if each.name == "status" else each
        for each in table.columns
    )
    told = pl.Series("status", status, dtype=pl.String)
    return replace(table, frame=table.frame.with_columns(told), columns=shown)


@remembered
def plan_notes(scope: Scope) -> list[Markdown]:
    """Sentences on regions whose twelve months do not add up to the annual target."""
    frame = scope.evaluation.plan_differences.filter(pl.col("year") == scope.month.year)
    if scope.region is not None:
        frame = frame.filter(pl.col("region") == scope.region)
    notes = []
    for row in frame.iter_rows(named=True):
        parts = [
            _(
                "{figure} {difference}",
                figure=name,
                difference=money_with_unit(difference, scope.unit, plus=True),
            )
            for name, difference in (
                (_("sales"), row["sales_difference"]),
                (_("collections"), row["collections_difference"]),
            )
            if difference
        ]
        notes.append(
            _(
                "{region}: the twelve months of {year} less the annual target: {parts}.",
                region=plain(row["region"]),
                year=plain(row["year"]),
                parts=_("; ").join(parts),
            )
        )
    return notes


def chapter_note(scope: Scope) -> Markdown:
    """The checkpoint's rule in one sentence."""
    rules = scope.policy.checkpoint
    return _(
        "Checkpoint (clause {clause}): both figures through day {day} at {threshold} of "
        "the target of record or more "
        "earn the region manager {reward}; otherwise {fine}. The dotted mark is the "
        "checkpoint, the solid one 100 %; at the end of a bar stands what was reached by the checkpoint.",
        clause=plain(clause_text(rules.threshold.clause)),
        day=scope.policy.checkpoint_day,
        threshold=percent(float(rules.threshold.value), 0, ()),
        reward=award(float(rules.reward.value)),
        fine=award(-float(rules.fine.value)),
    )


def bullet_title(scope: Scope, measure: Measure) -> Markdown:
    """What the bars against the checkpoint show."""
    month = scope.title
    if measure == "sales":
        return _("Sales ÷ target of record, {month} (%)", month=month)
    return _("Collections ÷ target of record, {month} (%)", month=month)


def course_title(scope: Scope, measure: Measure) -> Markdown:
    """What the running total shows."""
    month, unit = scope.title, scope.unit.label
    if measure == "sales":
        return _("Sales to date against the calendar, {month} ({unit})", month=month, unit=unit)
    return _("Collections to date against the calendar, {month} ({unit})", month=month, unit=unit)


def ladder_title(scope: Scope, measure: Measure) -> Markdown:
    """What the bridge from plan to actual shows."""
    month, unit = scope.title, scope.unit.label
    if measure == "sales":
        return _("Sales from plan to actual, {month} ({unit})", month=month, unit=unit)
    return _("Collections from plan to actual, {month} ({unit})", month=month, unit=unit)


def last_days_title(scope: Scope, measure: Measure) -> Markdown:
    """What the bars of the late-month rush show."""
    if measure == "sales":
        return _("When the sales came, {month} (share of the month)", month=scope.title)
    return _("When the collections came, {month} (share of the month)", month=scope.title)
