"""Office-month sums of an upload and of the store, side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.batches import Batch, month_column
from data.current_state import EXTREMES, OFFICE_MONTHS, CurrentState, Span
from data.fields import BY_NAME
from data.issues import DETAILED, Issue, Severity

PLACE = ["month", "region", "office"]
#: So many months before an upload's are looked at office by office.
MONTHS_BEFORE = 3
_SCOPE = ["extract", "month", "region"]


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

    `before` and `after` reach over the months near the upload's: `MONTHS_BEFORE` before them and the nearest
    other one that is loaded. Of all the others there are `months` (extract → months with rows once loaded, in
    order) and `kept`: the extremes of what stays as it is (`EXTREMES`).
    `replaced`: what a correction takes away, of offices without any other month to be held against.
    """

    uploaded: pl.DataFrame
    before: pl.DataFrame
    after: pl.DataFrame
    replaced: pl.DataFrame
    kept: pl.DataFrame
    months: Mapping[str, list[date]]

    @classmethod
    def of(cls, batches: Mapping[str, Batch], state: CurrentState) -> History:
        """From validated batches and what is loaded now."""
        uploaded = office_months_of({name: batch.frame for name, batch in batches.items()})
        own = uploaded["extract"].unique().sort().to_list()
        scopes = uploaded.select(_SCOPE).unique()
        if uploaded.is_empty():
            nothing = pl.DataFrame(schema=OFFICE_MONTHS)
            return cls(uploaded, nothing, nothing, nothing, pl.DataFrame(schema=EXTREMES), {})
        known = pl.concat([state.months(own), uploaded.select("extract", "month")])
        months = {
            name: known.filter(pl.col("extract") == name)["month"].unique().sort().to_list() for name in own
        }
        kept = state.extremes(own, scopes)
        before = state.office_months(None, _near(uploaded["month"].unique().to_list(), months))
        before = before.select(pl.col(c).cast(t) for c, t in OFFICE_MONTHS.items())
        after = pl.concat([before.join(scopes, on=_SCOPE, how="anti"), uploaded])
        series = ["extract", "region", "office"]
        several = (
            pl.concat(
                [
                    uploaded.group_by(series).agg(pl.col("month").n_unique().cast(pl.Int64).alias("months")),
                    kept.group_by(series).agg(pl.col("months").max()),
                ]
            )
            .group_by(series)
            .agg(pl.col("months").sum())
            .filter(pl.col("months") > 1)
        )
        replaced = before.join(scopes, on=_SCOPE, how="semi").join(several, on=series, how="anti")
        return cls(uploaded, before, after, replaced, kept, months)


def nearest(month: date, months: Collection[date]) -> date | None:
    """The other month of `months` that is nearest, the earlier of two; None if there is none."""
    others = (other for other in months if other != month)
    return min(others, key=lambda other: (abs((other - month).days), other), default=None)


def _near(uploaded: Collection[date], months: Mapping[str, Collection[date]]) -> Span:
    """From the first to the last of the months that these are looked at beside."""
    found = [*uploaded, *(_earlier(month, MONTHS_BEFORE) for month in uploaded)]
    found += [other for loaded in months.values() for month in uploaded if (other := nearest(month, loaded))]
    return min(found), max(found)


def _earlier(month: date, by: int) -> date:
    year, number = divmod(month.year * 12 + month.month - 1 - by, 12)
    return date(max(year, 1), number + 1, 1)


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
