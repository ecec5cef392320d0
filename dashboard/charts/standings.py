"""Standings (四): the streak clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import BAD, TEXT, WATCH, framed, height_of, rows_downwards
from dashboard.formats import label
from dashboard.i18n import _
from dashboard.memory import remembered


@remembered
def streak_clock(places: pl.DataFrame, months: Sequence[str], steps: Sequence[int]) -> go.Figure:
    """Who was last in which month, each mark with its count; vermilion from the first step of `steps` on.

    `months` are all of the trend, so that months without a last place stay visible.
    """
    regions = [name for (name,) in places.group_by("region", maintain_order=True).agg().iter_rows()]
    labels = [label(name) for name in reversed(regions)]
    rows = places.to_dicts()
    figure = go.Figure()
    kinds = [(_("last place, no proposal yet") if steps else _("last place"), False, WATCH, "183,121,31")]
    if steps:
        due = _("from month {steps} on: a proposal is due", steps=min(steps))
        kinds.append((due, True, BAD, "217,84,30"))
    for name, is_due, colour, tint in kinds:
        mine = [row for row in rows if _is_due(row, steps) is is_due]
        figure.add_scatter(
            name=name,
            x=[f"{row['month']:%Y-%m}" for row in mine],
            y=[label(row["region"]) for row in mine],
            mode="markers+text",
            marker={
                "symbol": "square",
                "size": 20,
                "color": f"rgba({tint},0.25)",
                "line": {"color": colour, "width": 3 if is_due else 1.5},
            },
            text=[str(row["streak"]) for row in mine],
            textfont={"color": TEXT, "size": 13},
            textposition="middle center",
            customdata=[
                _("{region}<br>month {streak} in last place", region=label(r["region"]), streak=r["streak"])
                for r in mine
            ],
            hovertemplate="%{x}<br>%{customdata}<extra></extra>",
        )
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(months),
        range=[-0.6, len(months) - 0.4],
        showgrid=False,
        nticks=6,
        tickangle=0,
        tickfont={"color": TEXT},
    )
    return rows_downwards(framed(figure, height_of(max(1, len(labels)), extra=100)), labels)


def _is_due(row: dict[str, Any], steps: Sequence[int]) -> bool:
    """Whether something is proposed; of regions of which only the places are seen the count tells."""
    if row["escalation"] is None:
        return bool(steps) and row["streak"] >= min(steps)
    return bool(row["escalation"] != "none")
