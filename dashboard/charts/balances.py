"""Balances (二): what is tied up, part by part."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import GOOD, NEUTRAL, PALE, WATCH, framed, height_of, lying, rows_downwards
from dashboard.formats import Unit, label, money
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.capital.balances import part_names

#: Retail receivables and inventory are blues, overdue is ochre; what does not count is only outlined.
_COLOURS = {
    "retail_receivables": GOOD,
    "inventory": "#57a6dd",
    "contract_overdue": WATCH,
    "contract_current": PALE,
}


@remembered
def structure_bars(frame: pl.DataFrame, unit: Unit) -> go.Figure:
    """Per region: retail receivables, inventory, contract overdue; then (outlined) contract not yet due."""
    labels = [label(name) for name in frame["region"]]
    figure = go.Figure()
    for part, name in part_names().items():
        values = frame[part].to_list()
        is_beside = part == "contract_current"
        hovers = [
            f"{region}<br>{name} {_('no data') if value is None else money(value, unit)}"
            for region, value in zip(labels, values, strict=True)
        ]
        figure.add_trace(
            lying(
                f"{name} {_('(does not count)')}" if is_beside else name,
                labels,
                [(value or 0.0) / unit.scale for value in values],
                hovers,
                marker={"color": _COLOURS[part], "line": {"color": NEUTRAL, "width": 1 if is_beside else 0}},
            )
        )
    figure.update_layout(barmode="stack")
    figure.update_xaxes(title=unit.label, tickformat=",", zeroline=True, nticks=5, rangemode="tozero")
    return rows_downwards(framed(figure, height_of(max(len(labels), 5))), labels)
