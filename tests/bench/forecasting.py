"""`python -m tests.bench.forecasting`: the tables of docs/forecast.md.

Ways to forecast the end of a month, the product's among them, on months that are over:
the mean distance from what came, in percent of the target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from dashboard.services.forecasts import Known, known, track_record
from dashboard.services.policies import policies
from data.ingestion import Upload, ingest
from data.known import Empty
from data.sample import frames
from data.store import LoadFile, LoadRequest, Store
from engine.forecasting import FIGURES, HORIZONS, month_length
from engine.forecasting.amounts import outlook
from engine.forecasting.course import Shares
from engine.forecasting.panel import Panel, panel

PACK = Path(__file__).parents[1] / "fixtures" / "acceptance" / "pack.xlsx"
AS_OF_DAYS = (5, 10, 15, 20, 25, 28)
#: Months of history before the first forecast.
WARM_UP = 3


def companies() -> Iterator[tuple[str, Known]]:
    """The demo company and the acceptance pack."""
    read = ingest([Upload(PACK.name, PACK.read_bytes())], Empty(), today=date(2026, 10, 1))
    for name, extracts in (("demo company", frames()), ("acceptance pack", dict(read.frames))):
        with Store.open(":memory:") as store:
            store.commit(LoadRequest(extracts, [LoadFile(name, "00", 1)], "bench"))
            yield name, known(store, policies())


def _means(shares: Shares, valid: np.ndarray, pooling: float = 0.0) -> Shares:
    masked = np.where(valid, shares, np.nan)
    counts = valid.sum(axis=1)
    own: Shares = (np.nansum(masked, axis=1) + pooling * np.nanmean(masked)) / (counts + pooling)
    return own


def _run_rate(known: Panel, figure: str, horizon: str) -> Shares:
    span = known.checkpoint_day if horizon == "checkpoint" else month_length(known.month)
    return known.to_date[figure] / known.targets[figure] / known.as_of_day * span


def _mean_share(pooling: float) -> Callable[[Panel, str, str], Shares]:
    """So far ÷ the mean share of the total that had come by the day."""

    def forecast(known: Panel, figure: str, horizon: str) -> Shares:
        ends = known.ends[figure, horizon]
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(ends > 0, known.standing[figure] / ends, np.nan)
        usual = _means(np.nan_to_num(shares), known.valid & ~np.isnan(shares), pooling)
        return known.to_date[figure] / known.targets[figure] / np.maximum(usual, 0.01)

    return forecast


def _median_log_ratio(known: Panel, figure: str, horizon: str) -> Shares:
    """So far × the median of total ÷ so far."""
    is_usable = known.valid & (known.standing[figure] > 0) & (known.ends[figure, horizon] > 0)
    ratios = np.where(is_usable, known.ends[figure, horizon], np.nan) / np.where(
        is_usable, known.standing[figure], np.nan
    )
    usual: Shares = np.exp(np.nanmedian(np.log(ratios), axis=1))
    return known.to_date[figure] / known.targets[figure] * usual


def _usual_rest(known: Panel, figure: str, horizon: str) -> Shares:
    """So far + what usually came after the day, as a share of the target."""
    rest = known.ends[figure, horizon] - known.standing[figure]
    return known.to_date[figure] / known.targets[figure] + _means(rest, known.valid, 2.0)


def _usual_attainment(known: Panel, figure: str, horizon: str) -> Shares:
    """The target × the usual attainment, whatever came so far."""
    return _means(known.ends[figure, horizon], known.valid, 2.0)


def _ours(known: Panel, figure: str, horizon: str) -> Shares:
    found = outlook(known)
    return found.centre[figure, horizon] + np.median(found.errors[figure, horizon])


METHODS: dict[str, Callable[[Panel, str, str], Shares]] = {
    "run rate × days": _run_rate,
    "own mean share curve": _mean_share(0.0),
    "own median log-ratio": _median_log_ratio,
    "share curve shrunk to all regions": _mean_share(3.0),
    "so far + usual rest": _usual_rest,
    "target × usual attainment": _usual_attainment,
    "**usual course, fitted slope**": _ours,
}


def errors(basis: Known) -> pl.DataFrame:
    """Mean absolute error by method, horizon and as-of day, in percent of the target."""
    rules = policies()
    rows = []
    for month in sorted(basis.facts.loaded_months["month"])[WARM_UP:]:
        over = panel(basis.facts, rules, basis.days, month, month_length(month))
        for day in AS_OF_DAYS:
            seen = panel(basis.facts, rules, basis.days, month, min(day, month_length(month)))
            for figure in FIGURES:
                ends = {"checkpoint": over.to_checkpoint[figure], "month_end": over.to_date[figure]}
                for horizon in HORIZONS:
                    if seen.is_known(horizon):
                        continue
                    actual = ends[horizon] / over.targets[figure]
                    rows += [
                        (
                            name,
                            horizon,
                            day,
                            100 * float(np.abs(method(seen, figure, horizon) - actual).mean()),
                        )
                        for name, method in METHODS.items()
                    ]
    frame = pl.DataFrame(rows, schema=["method", "horizon", "day", "error"], orient="row")
    return frame.group_by("method", "horizon", "day", maintain_order=True).agg(pl.col("error").mean())


def _print_head(*titles: object) -> None:
    print("\n| " + " | ".join(map(str, titles)) + " |\n" + "|---" * len(titles) + "|")


def main() -> None:
    """Prints all tables of both companies as Markdown."""
    for name, basis in companies():
        table = errors(basis)
        for horizon in HORIZONS:
            wide = table.filter(horizon=horizon).pivot(on="day", index="method", values="error")
            print(f"\n{name}, {horizon}")
            _print_head("method", *wide.columns[1:])
            for method, *values in wide.rows():
                print(f"| {method} | " + " | ".join(f"{value:.1f}" for value in values) + " |")
        months = sorted(basis.facts.loaded_months["month"])[WARM_UP:]
        record = track_record(basis, policies(), months, AS_OF_DAYS)
        assert record is not None
        _print_head("horizon", "day", "forecasts", "within the range", "width", "error", "run rate")
        for horizon, day, count, *shares in [*record.by_day.rows(), ("all", "", *record.overall.row(0))]:
            print(f"| {horizon} | {day} | {count} | " + " | ".join(f"{100 * s:.1f} %" for s in shares) + " |")
        _print_head("event", "chances", "happened", "mean chance", "score", "score of the frequency")
        for event, count, *values in record.chances.rows():
            print(f"| {event} | {count} | " + " | ".join(f"{value:.3f}" for value in values) + " |")


if __name__ == "__main__":
    main()
