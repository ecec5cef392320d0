"""Forecasts on the demo company and the acceptance pack, against what happened there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import polars as pl
import pytest

from dashboard.i18n import speaking
from dashboard.services.forecasts import (
    REASONS,
    ForecastBasis,
    forecast_basis,
    latest_day,
    month_forecast,
)
from dashboard.services.policies import policies
from dashboard.views.capital.tiers import tier_name
from dashboard.views.month.outlook import tier_table
from data.current_state import EmptyState
from data.ingestion import Upload, ingest
from data.sample import frames
from data.store import LoadFile, LoadRequest, Store
from engine.evaluation import evaluate
from engine.forecasting import Days, Forecast, backtest, calibration, chance_scores, month_length

FIXTURES = Path(__file__).parents[1] / "fixtures"
SEPTEMBER = date(2026, 9, 1)


def basis_of(store: Store, extracts: dict[str, object]) -> ForecastBasis:
    store.commit(LoadRequest(extracts, [LoadFile("pack.xlsx", "00", 1)], "tester"))  # type: ignore[arg-type]
    return forecast_basis(store, policies())


@cache
def demo() -> ForecastBasis:
    with Store.open(":memory:") as store:
        return basis_of(store, dict(frames()))


@cache
def pack() -> ForecastBasis:
    content = (FIXTURES / "acceptance" / "pack.xlsx").read_bytes()
    read = ingest([Upload("pack.xlsx", content)], EmptyState(), today=date(2026, 10, 1))
    with Store.open(":memory:") as store:
        return basis_of(store, dict(read.frames))


@pytest.fixture(params=["demo", "pack"])
def basis(request: pytest.FixtureRequest) -> ForecastBasis:
    """Both companies in turn."""
    return {"demo": demo, "pack": pack}[request.param]()


@dataclass(frozen=True)
class Record:
    """How forecasts made in the past did: all of them, by horizon and day, and the chances by event."""

    overall: pl.DataFrame
    by_day: pl.DataFrame
    chances: pl.DataFrame


@cache
def record_of(name: str) -> Record:
    """Of all months that are over but the first three."""
    basis = {"demo": demo, "pack": pack}[name]()
    months = sorted(basis.facts.loaded_months["month"])[3:]
    over = [month for month in months if latest_day(basis.days, month) == month_length(month)]
    tested = backtest(basis.facts, policies(), basis.days, over, (10, 20, 28))
    return Record(
        calibration(tested.amounts),
        calibration(tested.amounts, "horizon", "as_of_day"),
        chance_scores(tested.events),
    )


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["demo", "pack"])
def test_seven_to_nine_of_ten_months_end_within_the_80_percent_range(name: str) -> None:
    assert 0.70 <= record_of(name).overall["coverage"].item() <= 0.90
    assert record_of(name).by_day["coverage"].is_between(0.70, 0.90).all()


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["demo", "pack"])
def test_the_forecast_errs_less_than_the_run_rate_on_every_day(name: str) -> None:
    by_day = record_of(name).by_day
    assert (by_day["error"] < by_day["run_rate_error"]).all()
    assert record_of(name).overall["error"].item() < record_of(name).overall["run_rate_error"].item() / 3


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["demo", "pack"])
def test_chances_tell_more_than_how_often_things_happen(name: str) -> None:
    scores = record_of(name).chances
    assert scores["event"].to_list() == ["last", "met", "tier"]
    assert (scores["score"] < scores["base_score"]).all()


def test_the_last_day_forecasts_what_the_evaluation_finds(basis: ForecastBasis) -> None:
    made = month_forecast(basis, policies(), SEPTEMBER)
    assert made is not None
    assert made.as_of_day == 30
    regions = evaluate(basis.facts, policies()).regions.filter(month=SEPTEMBER).sort("region")
    for figure in ("sales", "collections"):
        ends = made.amounts.filter(figure=figure, horizon="month_end").sort("region")
        assert ends["middle"].to_list() == regions[figure].to_list()
    outcomes = [float(outcome == "met") for outcome in regions["checkpoint_outcome"]]
    assert made.chances["checkpoint_chance"].to_list() == outcomes


def test_a_day_beyond_what_is_loaded_is_not_taken_for_a_day_without_business() -> None:
    basis = demo()
    cut = Days(
        basis.days.totals.filter(
            ~((basis.days.totals["month"] == SEPTEMBER) & (basis.days.totals["day"] > 12))
        ),
        basis.days.undated,
    )
    assert latest_day(cut, SEPTEMBER) == 12
    assert latest_day(cut, date(2026, 2, 1)) == 28
    made = month_forecast(ForecastBasis(basis.facts, cut), policies(), SEPTEMBER, 20)
    assert made is not None
    assert made.as_of_day == 12


def test_a_month_without_rows_has_no_forecast() -> None:
    assert month_forecast(demo(), policies(), date(2026, 10, 1)) is None


def test_the_end_of_a_month_is_never_forecast_below_its_28th() -> None:
    """In the pack nothing is paid back after the 28th."""
    days = pack().days.totals
    late = days.filter(days["day"] > 28)
    assert min(late["sales"].min(), late["collections"].min()) >= 0  # type: ignore[type-var, operator]
    for month in sorted(pack().facts.loaded_months["month"])[4:]:
        made = month_forecast(pack(), policies(), month, 15)
        assert made is not None
        ends = made.amounts.pivot(on="horizon", index=["region", "figure"], values=["low", "middle", "high"])
        for name in ("low", "middle", "high"):
            assert (ends[f"{name}_month_end"] >= ends[f"{name}_checkpoint"]).all()


def test_every_reason_has_words() -> None:
    assert len(set(REASONS.values())) == len(REASONS)


def test_chances_of_tiers_name_the_tier_and_say_in_words_what_is_next_to_none() -> None:
    """Chances of 0.996, 0.004 and 0 are no certainties; a tier is called as on the other pages."""
    tiers = policies().at(date(2026, 9, 1)).capital.tiers.steps
    frame = pl.DataFrame(
        {"region": ["East"] * 3, "tier": [0, 1, 2], "award": [500, 0, -500], "chance": [0.996, 0.004, 0.0]}
    )
    with speaking("en"):
        rows = tier_table(cast("Forecast", SimpleNamespace(tiers=frame)), "East", tiers).frame
        names = [tier_name(tiers, number) for number in range(3)]
    assert rows["name"].to_list() == names
    assert rows["chance"].to_list() == ["above 99 %", "below 1 %", "below 1 %"]
