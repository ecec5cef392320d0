"""Overview: the course of sales and collections against their targets."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import GOOD, NEUTRAL, framed, height_of, share_ticks
from dashboard.formats import percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import title

#: Lines say no more for being higher than so many bars.
_MOST_ROWS = 16
#: So much is seen above and below, that no hundredth looks like a cliff.
_LEAST_MARGIN = 0.03


@remembered
def attainment_lines(totals: pl.DataFrame, rows: int = 5, *, is_open: bool = False) -> go.Figure:
    """Whole-month attainment of sales and collections, month by month, against 100 %.

    As high as a chart of `rows` bars, which it stands beside, while those are not too many. A last month
    that is not over (`is_open`) is a hollow mark apart from the lines.
    """
    figure = go.Figure()
    months = [f"{month:%Y-%m}" for month in totals["month"]]
    for column, name, colour, dash in (
        ("sales_rate", title("sales_attainment"), GOOD, "solid"),
        ("collections_rate", title("collections_attainment"), "#8a63c7", "dash"),
    ):
        values = totals[column].to_list()
        if is_open:
            figure.add_scatter(
                name=_("{figure}, month to date", figure=name),
                x=months[-1:],
                y=values[-1:],
                mode="markers",
                marker={"symbol": "circle-open", "size": 11, "color": colour, "line": {"width": 2.5}},
                hovertemplate=f"{percent(values[-1])}<extra></extra>",
                showlegend=False,
            )
            values = [*values[:-1], None]
        figure.add_scatter(
            name=name,
            x=months,
            y=values,
            mode="lines+markers",
            line={"color": colour, "width": 2.5, "dash": dash},
            customdata=[f"{name} {percent(value)}" for value in values],
            hovertemplate="%{x}<br>%{customdata}<extra></extra>",
        )
    figure.add_hline(y=1.0, line={"color": NEUTRAL, "width": 2})
    known = [
        value
        for column in ("sales_rate", "collections_rate")
        for value in totals[column]
        if value is not None
    ]
    low, high = min([1.0, *known]), max([1.0, *known])
    # Lines, unlike bars, need no zero: months between 93 and 100 % would be one line on top of the chart.
    margin = max((high - low) * 0.15, _LEAST_MARGIN)
    ends = (low - margin, high + margin)
    figure.update_yaxes(range=ends, title=None, **share_ticks(*ends, 8))
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=months,
        showgrid=False,
        nticks=5,
        tickangle=0,
    )
    return framed(figure, height_of(min(rows, _MOST_ROWS), extra=110))
