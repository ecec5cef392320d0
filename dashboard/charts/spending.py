"""Spending (三): the year's course against the cap line, and categories."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import NEUTRAL, PALE, add_words, framed, height_of, rows_downwards, verdict
from dashboard.formats import Unit, label, money, percent
from dashboard.i18n import _
from dashboard.memory import remembered


@remembered
def cap_steps(course: pl.DataFrame, unit: Unit, bars: int = 6) -> go.Figure:
    """Month by month: counted to date, pending outlined on top; the cap to date as a line.

    As high as a chart of `bars` bars, which it stands beside.
    """
    rows = course.to_dicts()
    months = [f"{row['month']:%Y-%m}" for row in rows]
    colours = [verdict(row["is_within_cap"]) for row in rows]
    hovers = [
        _(
            "{month}<br>counted to date {counted}<br>cap to date {cap} ({ratio})<br>"
            "awaiting approval {pending}",
            month=month,
            counted=money(row["expense_counted"], unit),
            cap=money(row["expense_cap"], unit),
            ratio=percent(row["expense_to_cap"]),
            pending=money(row["expense_pending"], unit),
        )
        for month, row in zip(months, rows, strict=True)
    ]
    waiting = [row["expense_pending"] or 0.0 for row in rows]
    figure = go.Figure(
        [
            go.Bar(
                name=_("Counted, approved"),
                x=months,
                y=[
                    (row["expense_counted"] - wait) / unit.scale
                    for row, wait in zip(rows, waiting, strict=True)
                ],
                marker={"color": colours},
                customdata=hovers,
                hovertemplate="%{customdata}<extra></extra>",
            ),
            go.Bar(
                name=_("Counted, awaiting approval"),
                x=months,
                y=[wait / unit.scale for wait in waiting],
                marker={"color": PALE, "line": {"color": colours, "width": 2}},
                customdata=hovers,
                hovertemplate="%{customdata}<extra></extra>",
            ),
            go.Scatter(
                name=_("Cap to date"),
                x=months,
                y=[row["expense_cap"] / unit.scale for row in rows],
                mode="lines+markers",
                line={"color": NEUTRAL, "width": 2.5},
                marker={"symbol": "line-ew", "size": 14, "line": {"width": 3, "color": NEUTRAL}},
                hoverinfo="skip",
            ),
        ]
    )
    figure.update_layout(barmode="stack")
    figure.update_xaxes(type="category", showgrid=False, nticks=4, tickangle=0)
    figure.update_yaxes(title=unit.label, tickformat=",", nticks=5, rangemode="tozero")
    return framed(figure, height_of(bars))


@remembered
def category_bars(frame: pl.DataFrame, unit: Unit) -> go.Figure:
    """Per category: approved solid, pending outlined; own travel, which no cap holds, hatched at the end."""
    rows = frame.to_dicts()
    labels = [label(row["category"], 26) for row in rows]
    colours = [NEUTRAL if row["kind"] != "counted" else verdict(is_good=True) for row in rows]
    figure = go.Figure(
        [
            go.Bar(
                name=_("Approved"),
                y=labels,
                x=[(row["counted"] - row["pending"]) / unit.scale for row in rows],
                orientation="h",
                marker={
                    "color": colours,
                    "pattern": {"shape": ["/" if row["kind"] == "apart" else "" for row in rows]},
                },
                hoverinfo="skip",
                showlegend=False,
            ),
            go.Bar(
                name=_("Awaiting approval"),
                y=labels,
                x=[row["pending"] / unit.scale for row in rows],
                orientation="h",
                marker={"color": PALE, "line": {"color": colours, "width": 2}},
                hoverinfo="skip",
            ),
        ]
    )
    furthest = max([1e-9, *(row["counted"] / unit.scale for row in rows)])
    add_words(
        figure,
        labels,
        [max(0.0, row["counted"]) / unit.scale + furthest * 0.02 for row in rows],
        [
            money(row["counted"], unit)
            + ("" if row["share"] is None else f" ({percent(row['share'], 0, ())})")
            for row in rows
        ],
    )
    figure.update_layout(barmode="stack")
    figure.update_xaxes(range=[0, furthest * 1.04], title=unit.label, tickformat=",", nticks=5)
    return rows_downwards(framed(figure, height_of(len(labels))), labels)
