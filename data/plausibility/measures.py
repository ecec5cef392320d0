"""Office-month sums of an upload and of the store, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from data.batches import Batch, month_column
from data.current_state import OFFICE_MONTHS
from data.fields import BY_NAME
from data.issues import DETAILED, Issue, Severity

PLACE = ["month", "region", "office"]


def office_months_of(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Cleaned frames per extract as one frame of `data.current_state.OFFICE_MONTHS`."""
    parts = []
    for name, frame in frames.items():
        extract = BY_NAME[name]
        month = month_column(extract)
        measures = [f.name for f in extract.fields if f.kind == "money"]
        if month is None or not measures or "office" not in frame.columns or frame.is_empty():
            continue
        sums = frame.group_by(month.alias("month"), "region", "office").agg(
            *(pl.col(m).sum() for m in measures), pl.len().cast(pl.Int64).alias("rows")
        )
        parts.append(
            sums.unpivot(on=measures, index=[*PLACE, "rows"], variable_name="measure", value_name="__amount")
            .with_columns(extract=pl.lit(name))
            .rename({"__amount": "amount"})
            .select(pl.col(c).cast(t) for c, t in OFFICE_MONTHS.items())
        )
    return pl.concat(parts) if parts else pl.DataFrame(schema=OFFICE_MONTHS)


@dataclass(frozen=True, slots=True)
class History:
    """Office-months: `uploaded`, `before` (as loaded now), `after` (as it will be once loaded).

    `replaced`: what a correction takes away, of offices without any other month to be held against.
    """

    uploaded: pl.DataFrame
    before: pl.DataFrame
    after: pl.DataFrame
    replaced: pl.DataFrame

    @classmethod
    def of(cls, batches: Mapping[str, Batch], known: pl.DataFrame) -> History:
        """From validated batches and the store's current office-months."""
        uploaded = office_months_of({name: batch.frame for name, batch in batches.items()})
        before = known.select(pl.col(c).cast(t) for c, t in OFFICE_MONTHS.items())
        scopes = uploaded.select("extract", "month", "region").unique()
        kept = before.join(scopes, on=["extract", "month", "region"], how="anti")
        after = pl.concat([kept, uploaded])
        series = ["extract", "region", "office"]
        several = after.group_by(series).agg(pl.col("month").n_unique()).filter(pl.col("month") > 1)
        replaced = before.join(scopes, on=["extract", "month", "region"], how="semi")
        return cls(uploaded, before, after, replaced.join(several, on=series, how="anti"))


def yuan(fen: int) -> str:
    """An amount for a message: `1,234.50`."""
    return f"{fen / 100:,.2f}"


def about(
    batch: Batch,
    severity: Severity,
    code: str,
    measure: str | None,
    place: Mapping[str, object],
    **parameters: object,
) -> Issue:
    """An issue about an office-month; it names the row where there is exactly one."""
    month = month_column(batch.extract)
    rows = batch.frame
    for name in ("region", "office"):
        if name in place:
            rows = rows.filter(pl.col(name) == place[name])
    if month is not None and "month" in place:
        rows = rows.filter(month == place["month"])
    source = rows if rows.height else batch.frame
    first = source.row(0, named=True)
    column = batch.places.get((first["source_file"], first["source_sheet"], measure)) if measure else None
    row = first["source_row"] if rows.height == 1 else None
    shown = {k: v.strftime("%Y-%m") if hasattr(v, "strftime") else v for k, v in place.items()}
    return Issue(
        severity, code, first["source_file"], batch.extract.name, first["source_sheet"] or None, row,
        column.text if column else None, column.index if column else None,
        parameters={
            "extract": batch.extract.sheet,
            "field": batch.extract.field(measure).zh if measure else "",
            **shown, **parameters,
        },
    )  # fmt: skip


def beyond(batch: Batch, severity: Severity, code: str, count: int) -> list[Issue]:
    """How many of `count` issues of a kind are left unnamed after the first `DETAILED`; none, no issue."""
    if count <= DETAILED:
        return []
    first = batch.frame.row(0, named=True)
    file, sheet = first["source_file"], first["source_sheet"] or None
    parameters = {"of": code}
    name = batch.extract.name
    return [
        Issue(severity, "more_of_the_same", file, name, sheet, parameters=parameters, count=count - DETAILED)
    ]
