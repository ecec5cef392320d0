"""Effort: what each further bit of collecting gains, as a staircase."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import GOOD, amount_axis, framed
from dashboard.formats import Unit, money
from dashboard.i18n import _
from dashboard.memory import remembered


@remembered
def frontier_line(points: pl.DataFrame, unit: Unit, *, is_money: bool) -> go.Figure:
    """Awards gained (yuan) over the effort spent: fen to collect, or customers to ask."""
    scale = 100 * unit.scale if is_money else 1
    efforts = [value / scale for value in points["effort"]]
    gains = points["gain"].to_list()
    title = _("collected ({unit})", unit=unit.label) if is_money else _("customers asked")
    texts = [f"{effort:,.2f} → {money(gain, plus=True)}" for effort, gain in zip(efforts, gains, strict=True)]
    figure = go.Figure(
        go.Scatter(
            x=efforts,
            y=gains,
            mode="lines+markers",
            line={"shape": "hv", "color": GOOD, "width": 2.5},
            customdata=texts,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.update_xaxes(title=title, rangemode="tozero", nticks=6)
    figure.update_yaxes(**amount_axis(0.0, max([1.0, *gains]) * 1.08, _("yuan")))
    return framed(figure, 300, legend=False)
