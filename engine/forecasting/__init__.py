"""Forecast of the checkpoint and of month end, from the course of earlier months.

- `panel.py`    what was known on a day: facts and days cut off there, as arrays
- `experts.py`  plain ways to say where a month ends, now and in the past
- `mixture.py`  what weight each of them has earned, region by region
- `amounts.py`  sales and collections with an 80 % range
- `balances.py` how capital at month end moves from last month's
- `possible.py` many possible ends of the month, put through the regulation
- `habits.py`   a chance pooled with how often it happened before and with the plain mean
- `chances.py`  in how many of them the checkpoint, a tier, the last place comes to pass
- `needed.py`   how much more than will come anyway makes the checkpoint so and so certain
- `backtest.py` the same forecasts for months that are over, against what happened

The forecast of a month looks at earlier months and at the month's days up to the as-of
day, at nothing else. It has no chance in it: possible ends are drawn by a fixed sequence.
"""

from engine.forecasting.amounts import Reason
from engine.forecasting.backtest import Backtest, backtest, calibration, chance_scores
from engine.forecasting.forecast import Forecast, forecast
from engine.forecasting.needed import CERTAINTIES
from engine.forecasting.panel import FIGURES, HORIZONS, Days, month_after, month_length

__all__ = [
    "CERTAINTIES",
    "FIGURES",
    "HORIZONS",
    "Backtest",
    "Days",
    "Forecast",
    "Reason",
    "backtest",
    "calibration",
    "chance_scores",
    "forecast",
    "month_after",
    "month_length",
]
