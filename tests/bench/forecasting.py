"""`make backtest`: the tables of docs/forecast.md. Every plain rule by itself, per company, fresh seeds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from dashboard.services.forecasts import ForecastBasis, forecast_basis
from dashboard.services.policies import policies
from data.current_state import EmptyState
from data.ingestion import Upload, ingest
from data.sample import frames
from data.store import LoadFile, LoadRequest, Store
from engine.forecasting import FIGURES, HORIZONS, month_length
from engine.forecasting.panel import Panel, panel
from tests.engine.processes import MODES, PROCESSES, Seen, seen
from tests.engine.rivals import OURS, RULES, Record, record, reliability

PACK = Path(__file__).parents[1] / "fixtures" / "acceptance" / "pack.xlsx"
AS_OF_DAYS = (5, 10, 15, 20, 25, 28)
#: Months of history before the first forecast.
WARM_UP = 3


def company(name: str) -> ForecastBasis:
    """The demo company or the acceptance pack."""
    if name == "demo company":
        extracts = frames()
    else:
        extracts = dict(
            ingest([Upload(PACK.name, PACK.read_bytes())], EmptyState(), today=date(2026, 10, 1)).frames
        )
    with Store.open(":memory:") as store:
        store.commit(LoadRequest(extracts, [LoadFile(name, "00", 1)], "bench"))
        return forecast_basis(store, policies())


def company_seen(basis: ForecastBasis, days: tuple[int, ...] = AS_OF_DAYS) -> Iterator[Seen]:
    """Every month but the first three of a company that is loaded, on each day on which it is open."""
    months = sorted(basis.facts.loaded_months["month"])
    over: list[Panel] = []
    for month in months:
        length = month_length(month)
        done = panel(basis.facts, policies(), basis.days, month, length)
        if len(over) >= WARM_UP:
            for day in days:
                if day < length:
                    yield Seen(
                        panel(basis.facts, policies(), basis.days, month, day),
                        _came(done),
                        {
                            pair: np.stack([_came(past)[pair] for past in over], axis=1)
                            for pair in _came(done)
                        },
                    )
        over.append(done)


def _came(done: Panel) -> dict[tuple[str, str], np.ndarray]:
    ends = {"checkpoint": done.to_checkpoint, "month_end": done.to_date}
    return {(f, h): ends[h][f] / np.maximum(done.targets[f], 1) for f in FIGURES for h in HORIZONS}


def records(seeds: tuple[int, ...]) -> Iterator[tuple[str, Record]]:
    """The two companies, and every process in both modes over the seeds."""
    for name in ("demo company", "acceptance pack"):
        yield name, record(company_seen(company(name)))
    for process in PROCESSES:
        for mode in MODES:
            whole = Record()
            for seed in seeds:
                whole.add(record(seen(process, mode, seed, AS_OF_DAYS)))
            yield f"{process}, {mode}", whole


def _print_row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def main(seeds: tuple[int, ...]) -> None:
    """Prints the tables as Markdown."""
    names, whole = [], Record()
    found = dict(records(seeds))
    print("Mean error, percent of target")
    _print_row("", OURS, *RULES)
    _print_row(*["---"] * (2 + len(RULES)))
    for name, made in found.items():
        names.append(name)
        whole.add(made)
        _print_row(name, *(f"{made.error(rule):.2f}" for rule in (OURS, *RULES)))
    print("\nBrier score")
    _print_row("", OURS, "own frequency", *RULES)
    _print_row(*["---"] * (3 + len(RULES)))
    for name, made in found.items():
        _print_row(name, *(f"{made.score(rule):.3f}" for rule in (OURS, "own frequency", *RULES)))
    print("\nRanges")
    _print_row("", "within", "least of a region with a year behind it", "in its months after that year")
    _print_row(*["---"] * 4)
    for name, made in found.items():
        least, late = made.least_within(), made.least_within(late=True)
        _print_row(name, f"{100 * made.within():.1f} %", f"{100 * least:.0f} %", f"{100 * late:.0f} %")
    _print_row("all", f"{100 * whole.within():.1f} %", "", "")
    print("\nChances")
    _print_row("said", "happened", "cases")
    _print_row(*["---"] * 3)
    for said, happened, count in reliability(whole, 10):
        _print_row(f"{said:.2f}", f"{happened:.2f}", count)


if __name__ == "__main__":
    main(tuple(int(seed) for seed in sys.argv[1:]) or (101,))
