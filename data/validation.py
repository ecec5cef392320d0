"""Typed rows held against the model, the organisation and what is loaded already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

import polars as pl

from data.aliases import alias_issues
from data.batches import Batch, month_column, row_issues
from data.claimants import named_leaders
from data.current_state import CurrentState
from data.extracts import code_of, violations
from data.issues import Issue, Severity
from data.lookalikes import name_issues
from data.organisation import Life, Organisation
from data.parallel import results
from data.repeats import document_issues, key_issues

#: Plans reach ahead; figures of what happened do not.
_AHEAD = {"org": 36, "annual_plan": 36, "monthly_plan": 24, "declarations": 24}
_PLANS = {"monthly_plan", "declarations"}


def resolved(batch: Batch, organisation: Organisation) -> tuple[Batch, list[Issue]]:
    """The batch with the organisation's own names, and an issue for every name it does not know."""
    frame, issues = batch.frame, list[Issue]()
    if batch.extract.name == "org" or "region" not in frame.columns:
        return batch, issues
    if organisation.is_empty:
        first = frame.row(0, named=True)
        return batch, [
            Issue(
                "error",
                "no_organisation",
                first["source_file"],
                batch.extract.name,
                first["source_sheet"] or None,
            )
        ]
    has_office = "office" in frame.columns
    keys = ["region", "office"] if has_office else ["region"]
    pairs = frame.select(keys).unique(maintain_order=True).drop_nulls("region")
    answers = []
    for pair in pairs.iter_rows(named=True):
        office = pair.get("office")
        found = organisation.office(pair["region"], office) if office else organisation.region(pair["region"])
        answers.append(
            {
                **pair,
                "__region": found.region,
                "__office": found.office,
                "__code": found.code,
                "__known": found.detail,
            }
        )
    schema = {
        **dict.fromkeys(keys, pl.String),
        "__region": pl.String,
        "__office": pl.String,
        "__code": pl.String,
        "__known": pl.String,
    }
    table = pl.DataFrame(answers, schema=schema)
    if table["__code"].null_count() == table.height and all(
        table[name].equals(table[f"__{name}"], null_equal=True) for name in keys
    ):
        return batch, []
    joined = frame.join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")
    wrong = joined.filter(pl.col("__code").is_not_null())
    for code, field in (
        ("unknown_region", "region"),
        ("unknown_office", "office"),
        ("office_of_other_region", "office"),
    ):
        rows = wrong.filter(pl.col("__code") == code)
        if rows.height:
            issues += row_issues(batch, rows, code, field, known="__known", region="region")
    renamed = [pl.coalesce("__region", "region").alias("region")]
    if has_office:
        renamed.append(pl.coalesce("__office", "office").alias("office"))
    frame = joined.with_columns(renamed).select(frame.columns)
    is_sound = batch.is_sound & joined["__code"].is_null()
    return Batch(batch.extract, frame, is_sound, batch.places), issues


def _months_ahead(today: date, months: int) -> date:
    years, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(years, month + 1, 1)


def period_issues(batch: Batch, organisation: Organisation, today: date) -> list[Issue]:
    """Months and days that lie ahead, and rows of offices that do not exist yet or any more."""
    extract, frame = batch.extract, batch.frame
    issues: list[Issue] = []
    latest = _months_ahead(today, _AHEAD.get(extract.name, 0))
    for field in extract.fields:
        if field.kind == "month" and field.name != "end_month":
            rows = frame.filter(pl.col(field.name) > latest)
            issues += row_issues(batch, rows, "future_month", field.name)
        elif field.kind == "date" and not field.is_ahead:
            rows = frame.filter(pl.col(field.name) > today)
            issues += row_issues(batch, rows, "future_date", field.name)
        elif field.kind == "year":
            rows = frame.filter(pl.col(field.name) > latest.year)
            issues += row_issues(batch, rows, "future_month", field.name)
    month = month_column(extract)
    if month is None or organisation.is_empty or "region" not in frame.columns:
        return issues
    severity: Severity = "warning" if extract.name in _PLANS else "error"
    dated = frame.with_columns(__month=month)
    regions = {(name,): life for name, life in organisation.region_lives().items()}
    if "office" in frame.columns:
        gone, place = _gone(dated, regions.items()), ["region", "__month"]
        there = dated if gone.is_empty() else dated.join(gone, on=place, how="anti", maintain_order="left")
        issues += _outside(batch, there, organisation.lives.items(), ("region", "office"), severity)
        parts = [there.filter(pl.col("office").is_null()), dated.join(gone, on=place, how="semi")]
        dated = pl.concat(parts)
    if not dated.is_empty():
        issues += _outside(batch, dated, regions.items(), ("region",), severity)
    return issues


def _gone(dated: pl.DataFrame, regions: Iterable[tuple[tuple[str, ...], Life]]) -> pl.DataFrame:
    """`region` and `__month` of rows of regions of which no office is left: they count for nothing."""
    ends = {name: life.latest_end for (name, *_), life in regions}
    places = dated.select("region", "__month").unique().drop_nulls()
    end = pl.col("region").replace_strict(ends, default=None, return_dtype=pl.Date)
    return places.filter(pl.col("__month") > end)


def _outside(
    batch: Batch,
    dated: pl.DataFrame,
    lives: Iterable[tuple[tuple[str, ...], Life]],
    names: tuple[str, ...],
    severity: Severity,
) -> list[Issue]:
    """Rows of offices, or of regions as a whole, before they open and after they close.

    dated: rows of the batch with their `__month`; names: the columns that name whose life it is.
    """
    spans = pl.DataFrame(
        [(*name, life.first, life.latest_end) for name, life in lives],
        schema={**dict.fromkeys(names, pl.String), "__first": pl.Date, "__end": pl.Date},
        orient="row",
    )
    # Office-months are few where rows are many: those outside a life are sought among the former.
    places = dated.select(*names, "__month").unique().join(spans, on=names)
    outside = places.filter(
        (pl.col("__month") < pl.col("__first")) | (pl.col("__month") > pl.col("__end"))
    ).with_columns(
        __first_text=pl.col("__first").dt.strftime("%Y-%m"), __end_text=pl.col("__end").dt.strftime("%Y-%m")
    )
    if outside.is_empty():
        return []
    period, whose = batch.extract.period, names[-1]
    rows = dated.join(outside, on=[*names, "__month"], maintain_order="left")
    early = rows.filter(pl.col("__month") < pl.col("__first"))
    late = rows.filter(pl.col("__month") > pl.col("__end"))
    return [
        *row_issues(
            batch, early, f"{whose}_not_yet", period, severity, since="__first_text", **{whose: whose}
        ),
        *row_issues(batch, late, f"{whose}_closed", period, "warning", until="__end_text", **{whose: whose}),
    ]


def model_issues(batch: Batch) -> list[Issue]:
    """What the pandera model refuses in rows that could be read."""
    sound = batch.frame.filter(batch.is_sound)
    broken = violations(batch.extract.name, sound)
    issues: list[Issue] = []
    for (column, check), cases in broken.group_by("column", "check", maintain_order=True):
        rows = sound[cases["index"].drop_nulls().to_list()]
        names = {f.name for f in batch.extract.fields}
        code = code_of(str(check))
        if str(column) not in names or rows.is_empty():
            first = sound.row(0, named=True)
            issues.append(
                Issue(
                    "error",
                    "model",
                    first["source_file"],
                    batch.extract.name,
                    first["source_sheet"] or None,
                    parameters={"field": str(column), "check": str(check)},
                )
            )
            continue
        field = batch.extract.field(str(column))
        if field.kind in {"money", "quantity"}:
            scale = 100 if field.kind == "money" else 10_000
            rows = rows.with_columns(__written=(pl.col(field.name) / scale).cast(pl.String))
        issues += row_issues(
            batch, rows, code, field.name, choices="、".join(field.choices), check=str(check)
        )
    return issues


def organisation_issues(batch: Batch) -> list[Issue]:
    """Contradictions inside an uploaded organisation."""
    if batch.extract.name != "org":
        return []
    frame = batch.frame
    issues = row_issues(
        batch, frame.filter(pl.col("end_month") < pl.col("effective_month")), "ends_before_start", "end_month"
    )
    clash = frame.filter(
        (pl.col("manager").n_unique().over("region", "effective_month") > 1)
        | (pl.col("vice_president").n_unique().over("region", "effective_month") > 1)
    )
    issues += row_issues(
        batch,
        clash.unique(["region", "effective_month"], maintain_order=True),
        "two_managers",
        "manager",
        "note",
        region="region",
    )
    return issues


def validated(
    batch: Batch, organisation: Organisation, state: CurrentState, today: date
) -> tuple[Batch, list[Issue]]:
    """The batch under the organisation's names, and everything that is wrong with it."""
    if batch.frame.is_empty():
        return batch, []
    written = batch
    batch, issues = resolved(batch, organisation)
    batch, leaders = named_leaders(batch, organisation)
    issues += leaders
    checks = (
        partial(model_issues, batch),
        partial(period_issues, batch, organisation, today),
        partial(key_issues, batch),
        partial(document_issues, batch, state),
        partial(organisation_issues, batch),
        partial(alias_issues, batch, organisation),
        partial(name_issues, written, state),
    )
    for found in results(checks, batch.frame.height):
        issues += found
    return batch, issues
