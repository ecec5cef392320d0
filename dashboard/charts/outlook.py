"""Outlook: where sales and collections stand, where they are heading, and the line they must reach."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from dashboard.charts.template import GOOD, NEUTRAL, PALE, framed, judge_shares, lying, rows_downwards
from dashboard.formats import percent
from dashboard.i18n import _
from dashboard.memory import remembered

Row = dict[str, Any]


@remembered
def outlook_bars(
    rows: tuple[tuple[str, float, float | None, float | None, float | None], ...], threshold: float
) -> go.Figure:
    """Per figure, as shares of its target: reached so far (solid), the forecast (hatched) and its 80 % range.

    rows: title, to date, low, middle and high as fractions of the target; None without a forecast.
    """
    titles = [row[0] for row in rows]
    to_date = [max(0.0, row[1]) for row in rows]
    rest = [max(0.0, (row[3] or row[1]) - row[1]) for row in rows]
    figure = go.Figure(
        [
            lying(
                _("So far"),
                titles,
                to_date,
                [f"{row[0]} {percent(row[1], 1, (threshold, 1.0))}" for row in rows],
                marker={"color": GOOD},
            ),
            lying(
                _("Forecast, with its 80 % range"),
                titles,
                rest,
                [_range(row, threshold) for row in rows],
                marker={"color": PALE, "pattern": {"shape": "/"}, "line": {"color": NEUTRAL, "width": 1}},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [max(0.0, (r[4] or 0) - (r[3] or 0)) for r in rows],
                    "arrayminus": [max(0.0, (r[3] or 0) - (r[2] or 0)) for r in rows],
                    "color": NEUTRAL,
                    "thickness": 2,
                },
            ),
        ]
    )
    figure.update_layout(barmode="stack")
    furthest = max([1.05, *(value for row in rows for value in row[1:] if value is not None)])
    judge_shares(figure, threshold, furthest * 1.05)
    return rows_downwards(framed(figure, 190), titles)


def _range(row: tuple[str, float, float | None, float | None, float | None], threshold: float) -> str:
    if row[3] is None:
        return _("no forecast")
    low, middle, high = (percent(value, 1, (threshold, 1.0)) for value in row[2:])
    return _(
        "{title}: about {middle}, between {low} and {high}", title=row[0], middle=middle, low=low, high=high
    )
