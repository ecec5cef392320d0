"""What a load or a rollback would change: rows, then figures and money, by the one `evaluate`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from dashboard.services.evaluation import Snapshot, checkpoint_day
from dashboard.services.forecasts import unfinished_until
from dashboard.services.uploads.ingest import Checked, load_request
from data.people.narrowing import narrowed, sees_totals
from data.store import Preview, Store, StoreChanged
from data.store.process.publications import Published
from data.store.process.shown import as_published
from data.store.reader import Reader
from engine.evaluation import REGION_FIGURES, Evaluation, evaluate
from engine.figures import names
from engine.forecasting import Days

#: The figures of a region-month that are compared: why an outcome changes, and what changes.
FIGURES = names(each for each in REGION_FIGURES if each.is_compared)
_REGION_MONTH = ["month", "region"]
_LINE = ["month", "region", "clause", "item"]


@dataclass(frozen=True, slots=True)
class Consequences:
    """The difference between two states of the store, before and after.

    rows: `Preview.rows`, per extract and month.
    regions: one row per region-month of which any of `FIGURES` differs; columns month,
        region, `is_new` (not evaluated before), `is_gone` (evaluated no longer), and per
        figure `<figure>_before` and `<figure>_after`; amounts in yuan.
    settlement: one row per settlement line whose amount or status differs; columns month,
        region, clause, item, `amount_before`, `amount_after`, `status_before`,
        `status_after` (null: no such line) and `difference`, all in yuan.
    balance_before, balance_after: all settlement lines of all months added up, in yuan.
    ahead_before, ahead_after: the newest month, while its checkpoint's day is still to come: what it falls
        short of so far is not missed.
    """

    rows: pl.DataFrame
    regions: pl.DataFrame
    settlement: pl.DataFrame
    balance_before: float
    balance_after: float
    ahead_before: date | None = None
    ahead_after: date | None = None

    @property
    def changes_figures(self) -> bool:
        """Whether any figure or settlement line differs."""
        return not (self.regions.is_empty() and self.settlement.is_empty())


def consequences_of_load(store: Store | Reader, checked: Checked, current: Snapshot) -> Consequences:
    """What committing `checked` would change in `current`, as far as its scope sees it; writes nothing.

    StoreChanged if the store is no longer what was checked or evaluated, LoadFailed if it
    refuses the rows, ValueError if there are none.
    """
    request = load_request(checked, actor="", reason=None)
    days = store.daily_totals()  # which a preview then asks for no more, but where it changes them
    return _consequences(store.preview(request, checkpoint_day(current.policies)), current, days)


def consequences_of_rollback(store: Store | Reader, load_id: str, current: Snapshot) -> Consequences:
    """What taking a load back would change in `current`; writes nothing.

    StoreChanged as above; LoadUnknown or LoadRolledBack if there is nothing to take back.
    """
    days = store.daily_totals()
    return _consequences(store.preview_rollback(load_id, checkpoint_day(current.policies)), current, days)


def _consequences(preview: Preview, current: Snapshot, days: Days) -> Consequences:
    if preview.data_version != current.read_at:
        raise StoreChanged("The store has changed since it was evaluated.")
    seen = narrowed(evaluate(preview.facts, current.policies), current.scope)
    then = as_published(seen, current.published, current.scope)
    found = compared(current.evaluation, then, preview.rows, current.published)
    own = replace(preview.days, totals=preview.days.totals.filter(sees_totals(current.scope)))
    before, after = (_ahead(each, current) for each in (days, own))
    return replace(found, ahead_before=before, ahead_after=after)


def _ahead(days: Days, current: Snapshot) -> date | None:
    """The newest month with figures, unless they reach the checkpoint's day or it is published."""
    month = days.totals["month"].max()
    if not isinstance(month, date) or month in current.published:
        return None
    until = unfinished_until(days, month)
    return month if until is not None and until.day < current.policies.at(month).checkpoint_day else None


def compared(
    before: Evaluation,
    after: Evaluation,
    rows: pl.DataFrame,
    published: Mapping[date, Published] | None = None,
) -> Consequences:
    """The difference between two evaluations; `rows` as in `Preview.rows` are passed on.

    published: months of which the lines stay; what they would come to now is a correction of the open month.
    """
    lines, then = (_lines(as_published(each, published or {})) for each in (before, after))
    return Consequences(
        rows=rows,
        regions=_changed_regions(before.regions, after.regions),
        settlement=_changed_lines(lines, then),
        balance_before=_balance(lines),
        balance_after=_balance(then),
    )


def _lines(evaluation: Evaluation) -> pl.DataFrame:
    """Own lines and those carried, of which several of a clause are one."""
    carried = evaluation.carried
    if carried.is_empty():
        return evaluation.settlement
    summed = carried.group_by(_LINE).agg(pl.col("amount").sum(), pl.col("status").first())
    return pl.concat([evaluation.settlement.select(*_LINE, "amount", "status"), summed])


def _paired(before: pl.DataFrame, after: pl.DataFrame, on: list[str], figures: list[str]) -> pl.DataFrame:
    """Both frames side by side, where any figure differs or a row stands on one side only."""

    def side(frame: pl.DataFrame, suffix: str) -> pl.DataFrame:
        named = [pl.col(figure).alias(f"{figure}_{suffix}") for figure in figures]
        return frame.select(*on, *named, pl.lit(value=True).alias(f"is_{suffix}"))

    joined = side(before, "before").join(side(after, "after"), on=on, how="full", coalesce=True)
    is_other = (
        pl.col(f"{figure}_before").ne_missing(pl.col(f"{figure}_after")) for figure in ("is", *figures)
    )
    return joined.filter(pl.any_horizontal(is_other)).sort(on)


def _changed_regions(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    paired = _paired(before, after, _REGION_MONTH, list(FIGURES))
    return paired.select(
        *_REGION_MONTH,
        pl.col("is_before").is_null().alias("is_new"),
        pl.col("is_after").is_null().alias("is_gone"),
        *(f"{figure}_{side}" for figure in FIGURES for side in ("before", "after")),
    )


def _changed_lines(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    paired = _paired(before, after, _LINE, ["amount", "status"])
    # Of what is not seen in full a line has no status: it is there as soon as it comes to something.
    is_told = pl.any_horizontal(pl.col("status_before", "status_after").is_not_null())
    difference = _fen(pl.col("amount_after").fill_null(0)) - _fen(pl.col("amount_before").fill_null(0))
    return paired.select(
        *_LINE,
        *(f"{figure}_{side}" for figure in ("amount", "status") for side in ("before", "after")),
        (difference / 100).alias("difference"),
    ).filter(is_told | (pl.col("difference") != 0))


def _balance(settlement: pl.DataFrame) -> float:
    return float(settlement.select(_fen(pl.col("amount")).sum() / 100).item() or 0.0)


def _fen(yuan: pl.Expr) -> pl.Expr:
    """Awards are policy values of at most two decimals: as fen they add up exactly."""
    return (yuan * 100).round().cast(pl.Int64)
