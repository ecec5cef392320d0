"""Extracts of an upload whose rows are loaded already, whatever the bytes they came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from data.batches import Batch, month_column
from data.current_state import OFFICE_MONTHS, CurrentState
from data.fields import Extract
from data.issues import Issue
from data.plausibility.measures import office_months_of

#: Where the order in a file says what counts: within rows of the first columns, the others in order.
_DECIDED_BY_ORDER = {
    "declarations": (("month", "region", "office", "declared_on"), pl.all()),
    "org": (("region", "effective_month"), pl.col("manager", "vice_president").last()),
}


def period_of(extract: Extract) -> pl.Expr:
    """The period of a row's scope: its month, the January of its year, or null where there is none."""
    month = month_column(extract)
    if month is not None:
        return month
    return pl.date(pl.col("year"), 1, 1) if extract.period == "year" else pl.lit(None, pl.Date)


def loaded_already(batches: Mapping[str, Batch], state: CurrentState) -> dict[str, tuple[str, ...]]:
    """Extract → the loads that its rows came in with; of extracts whose rows all equal what is current.

    What is compared is all that is current in the scopes that the rows cover, in every column but
    provenance. Rows without a region or period, which are in error, equal nothing.
    """
    sums = _sums_of(batches, state)
    found = {}
    for name, batch in batches.items():
        if _sums_differ(batch, sums):
            continue
        scopes = batch.frame.select("region", period_of(batch.extract).alias("period")).unique()
        current = state.current(name, scopes)
        columns = [field.name for field in batch.extract.fields]
        if _are_equal(name, batch.frame.select(columns), current.select(columns)):
            found[name] = tuple(current["load_id"].unique().sort())
    return found


def _sums_of(batches: Mapping[str, Batch], state: CurrentState) -> pl.DataFrame:
    """What is loaded of the batches' extracts, in their months."""
    months = [
        batch.frame.select(month=month)["month"]
        for batch in batches.values()
        if (month := month_column(batch.extract)) is not None
    ]
    known = pl.concat(months).drop_nulls() if months else pl.Series([], dtype=pl.Date)
    if known.is_empty():
        return pl.DataFrame(schema=OFFICE_MONTHS)
    return state.office_months(batches.keys(), (known.min(), known.max()))  # type: ignore[arg-type]


def _sums_differ(batch: Batch, sums: pl.DataFrame) -> bool:
    """Whether office-months differ: that is cheap to say, and most uploads are new."""
    month = month_column(batch.extract)
    before = sums.filter(pl.col("extract") == batch.extract.name)
    is_summed = any(field.kind == "money" for field in batch.extract.fields)
    if month is None or not is_summed or "office" not in batch.frame.columns:
        return False
    if before.is_empty():
        return True
    scopes = batch.frame.select("region", month.alias("month")).unique()
    before = before.join(scopes, on=["region", "month"], how="semi")
    measure = before["measure"].head(1)
    if before.filter(pl.col("measure").is_in(measure.implode()))["rows"].sum() != batch.frame.height:
        return True
    order = ["month", "region", "office", "measure"]
    uploaded = office_months_of({batch.extract.name: batch.frame})
    # A column that is blank in every row has no sum, or one of 0.
    same = [pl.col("amount").fill_null(0), pl.col("rows")]
    return not before.select(*order, *same).sort(order).equals(uploaded.select(*order, *same).sort(order))


def _are_equal(name: str, rows: pl.DataFrame, current: pl.DataFrame) -> bool:
    if rows.height != current.height:
        return False
    if rows.equals(current):
        return True
    if not rows.sort(pl.all()).equals(current.sort(pl.all())):
        return False
    if name not in _DECIDED_BY_ORDER:
        return True
    by, deciding = _DECIDED_BY_ORDER[name]
    first, second = (
        frame.group_by(by, maintain_order=True).agg(deciding).sort(by) for frame in (rows, current)
    )
    return first.equals(second)


@dataclass(frozen=True, slots=True)
class Reload:
    """What is left of an upload without the extracts that are loaded already.

    left_out: file → the names of extracts of which it holds rows that are left out.
    """

    batches: dict[str, Batch]
    issues: list[Issue]
    left_out: dict[str, tuple[str, ...]]


def without_reloads(batches: Mapping[str, Batch], issues: Iterable[Issue], state: CurrentState) -> Reload:
    """`batches` and their `issues` without what is loaded already, and an issue per file about that.

    It is a note while other extracts remain, else an error. batches: without errors. Doubts about
    rows that are left out concern nobody any more.
    """
    loads = loaded_already(batches, state)
    kept = {name: batch for name, batch in batches.items() if name not in loads}
    left_out: dict[str, list[str]] = {}
    for name in loads:
        for file in batches[name].frame["source_file"].unique(maintain_order=True):
            left_out.setdefault(file, []).append(name)
    about = Issue("note" if kept else "error", "rows_left_out" if kept else "rows_already_loaded")
    told = [
        replace(
            about,
            file=file,
            parameters={
                "extracts": "、".join(batches[name].extract.sheet for name in names),
                "load": "、".join(sorted({load for name in names for load in loads[name]})),
            },
        )
        for file, names in left_out.items()
    ]
    remaining = [issue for issue in issues if issue.severity != "warning" or issue.extract not in loads]
    return Reload(kept, [*remaining, *told], {file: tuple(names) for file, names in left_out.items()})
