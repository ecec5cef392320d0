"""The year: each region against its annual target, and the running totals against plan and last year."""

from __future__ import annotations

from itertools import compress
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import (
    GOOD,
    NEUTRAL,
    PALE,
    TEXT,
    add_words,
    framed,
    hatched,
    height_of,
    lying,
    rows_downwards,
    verdict,
)
from dashboard.formats import Unit, label, money, month_text, percent
from dashboard.i18n import _
from dashboard.memory import remembered
from engine.year.courses import Measure


@remembered
def year_bullets(regions: pl.DataFrame, measure: Measure, unit: Unit) -> go.Figure:
    """Per region, as shares of its annual target: to date solid, the year's end at this pace hatched.

    regions: of `Year.regions`, those with an annual target. A thick mark stands at the plan to date, a
    line at the annual target.
    """
    labels = [label(name) for name in regions["region"]]
    rows = regions.to_dicts()
    dates, ends, plans = (
        [_share(row[f"{measure}_{name}"], row[f"annual_{measure}_target"]) for row in rows]
        for name in ("to_date", "pace_end", "plan_to_date")
    )
    hovers = [_hover(name, row, measure, unit) for name, row in zip(labels, rows, strict=True)]
    furthest = max([1.0, *(max(0.0, end) for end in ends)])
    colours = [verdict(row[f"is_{measure}_year_reached"]) for row in rows]
    figure = go.Figure(
        [
            lying(_("Year's end at this pace"), labels, ends, hovers, width=0.66, marker=hatched(colours)),
            lying(_("Year to date"), labels, dates, hovers, width=0.36, marker={"color": colours}),
        ]
    )
    is_planned = [row[f"{measure}_plan_to_date"] is not None for row in rows]
    figure.add_scatter(
        name=_("Plan to date"),
        y=list(compress(labels, is_planned)),
        x=list(compress(plans, is_planned)),
        mode="markers",
        marker={"symbol": "line-ns", "size": 22, "line": {"width": 3.5, "color": NEUTRAL}},
        hoverinfo="skip",
    )
    add_words(figure, labels, [furthest * 1.03] * len(labels), [_said(row, measure) for row in rows])
    figure.update_layout(barmode="overlay")
    figure.add_vline(x=1.0, line={"color": NEUTRAL, "width": 2})
    figure.update_xaxes(
        range=[min(0.0, *dates, *ends), furthest * 1.04],
        tickvals=[0, 0.5, 1.0],
        ticktext=["0", "50 %", "100 %"],
        showgrid=False,
        zeroline=True,
    )
    return rows_downwards(framed(figure, height_of(len(labels), extra=110)), labels)


def _hover(name: str, row: dict[str, Any], measure: Measure, unit: Unit) -> str:
    return _(
        "{region}<br>to date {amount} ({share})<br>plan to date {plan}<br>annual target {target}"
        "<br>year's end at this pace {end}<br>needed per month {need}",
        region=name,
        amount=money(row[f"{measure}_to_date"], unit),
        share=percent(row[f"{measure}_of_annual"]),
        plan=money(row[f"{measure}_plan_to_date"], unit),
        target=money(row[f"annual_{measure}_target"], unit),
        end=money(row[f"{measure}_pace_end"], unit),
        need=money(row[f"{measure}_need"], unit),
    )


def _share(amount: float | None, whole: float) -> float:
    return 0.0 if amount is None else amount / whole


def _said(row: dict[str, Any], measure: Measure) -> str:
    is_reached = row[f"is_{measure}_year_reached"]
    if is_reached is None:
        return _("? no data")
    share = percent(row[f"{measure}_end_of_annual"], thresholds=(1.0,))
    return _("{mark} year {share}", mark="✓" if is_reached else "×", share=share)


@remembered
def year_lines(course: pl.DataFrame, measure: Measure, unit: Unit, *, is_open: bool) -> go.Figure:
    """Running totals: actual solid, plan dotted, last year pale; a month under way (`is_open`) is hollow."""
    months = [month_text(month) for month in course["month"]]
    figure = go.Figure()
    for column, name, line in (
        (f"{measure}_last_year", _("Last year"), {"color": PALE, "width": 4}),
        (f"{measure}_plan", _("Plan"), {"color": NEUTRAL, "width": 2, "dash": "dot"}),
        (measure, _("Year to date"), {"color": GOOD, "width": 3}),
    ):
        values = course[column].to_list()
        if all(value is None for value in values):
            continue
        last = max(position for position, value in enumerate(values) if value is not None)
        is_hollow = is_open and column == measure
        figure.add_scatter(
            name=name,
            x=months,
            y=[None if value is None else value / unit.scale for value in values],
            mode="lines+markers" if column == measure else "lines",
            line=line,
            marker={
                "size": 8,
                "symbol": [
                    "circle-open" if is_hollow and at == last else "circle" for at in range(len(months))
                ],
            },
            customdata=[
                f"{month} · {name}: {money(value, unit)}" for month, value in zip(months, values, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.update_xaxes(type="category", showgrid=False, tickvals=months[::2], range=[-0.3, 11.3])
    figure.update_yaxes(
        rangemode="tozero", tickformat=",", title={"text": unit.label, "font": {"color": TEXT}}, nticks=6
    )
    return framed(figure, 320)
