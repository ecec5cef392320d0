"""Pace (一): the month's running total against the calendar; the late-month rush."""

from __future__ import annotations

from typing import Literal

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import (
    BAD,
    GOOD,
    NEUTRAL,
    PALE,
    PARTS,
    TEXT,
    WATCH,
    add_words,
    framed,
    height_of,
    lying,
    rows_downwards,
    share_ticks,
)
from dashboard.formats import Unit, label, money, percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.month.progress import Progress
from dashboard.views.targets.pace import Course
from engine.regulation.verdicts import share

#: Late is not a verdict: the colour is neither good nor bad.
LATE = PARTS[4]


@remembered
def course_lines(found: Course, now: Progress, unit: Unit, threshold: float) -> go.Figure:
    """The running total (solid), the calendar's share of the target (dotted), last month (pale).

    The checkpoint's threshold is a diamond on its day. Last month is drawn as the same
    share of this month's target, so that months of different size compare.
    """
    target, scale = found.target, unit.scale
    days, amounts = found.days["day"].to_list(), found.days["amount"].to_list()
    figure = go.Figure()
    if found.earlier_target:
        figure.add_scatter(
            name=_("Last month (to scale)"),
            x=found.earlier["day"].to_list(),
            y=[amount / found.earlier_target * target / scale for amount in found.earlier["amount"]],
            mode="lines",
            line={"color": PALE, "width": 3},
            hoverinfo="skip",
        )
    figure.add_scatter(
        name=_("Even month"),
        x=[0, now.length],
        y=[0, target / scale],
        mode="lines",
        line={"color": NEUTRAL, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        name=_("To date"),
        x=days,
        y=[amount / scale for amount in amounts],
        mode="lines",
        line={"color": BAD if found.is_on_time is False else GOOD, "width": 3},
        customdata=[
            _(
                "day {day}: {amount} ({share} of target)",
                day=day,
                amount=money(amount, unit),
                share=percent(share(amount, target)) if target else "",
            )
            for day, amount in zip(days, amounts, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    checkpoint = min(now.checkpoint_day, now.length)
    figure.add_scatter(
        name=_("Checkpoint {threshold}", threshold=percent(threshold, 0, ())),
        x=[checkpoint],
        y=[target * threshold / scale],
        mode="markers",
        marker={"symbol": "diamond-open", "size": 12, "line": {"width": 2.5}, "color": WATCH},
        hoverinfo="skip",
    )
    figure.add_hline(
        y=target / scale,
        line={"color": NEUTRAL, "width": 2},
        annotation={
            "text": _("Target {amount}", amount=money(target, unit)),
            "x": 0,
            "xanchor": "left",
            "font": {"color": TEXT, "size": 12},
        },
    )
    highest = max(
        [target, *amounts, *([found.earlier["amount"].max() or 0.0] if found.earlier_target else [])]
    )
    lowest = min([0.0, *amounts])
    figure.update_xaxes(range=[0, now.length + 0.5], title=_("day of the month"), showgrid=False, dtick=5)
    figure.update_yaxes(
        range=[lowest / scale, max(highest, 1.0) * 1.12 / scale], tickformat=",", title=unit.label, nticks=5
    )
    return framed(figure, 320)


@remembered
def last_days_bars(
    frame: pl.DataFrame, measure: Literal["sales", "collections"], days: tuple[int, int, int]
) -> go.Figure:
    """Per region: shares of the month before, on and after the last three days to the checkpoint.

    `days` are the first and last of those three, and the month's length; dotted marks show
    where an even month would stand.
    """
    first, checkpoint, length = days
    labels = [label(name) for name in frame["region"]]
    figure = go.Figure()
    for part, name, colour in (
        ("before", _("before day {day}", day=first), PALE),
        ("last_days", _("days {first} to {last}", first=first, last=checkpoint), WATCH),
        ("after", _("after day {day}", day=checkpoint), LATE),
    ):
        values = frame[f"{measure}_{part}"].to_list()
        hovers = [
            f"{region}<br>{name}: {percent(value, 1, ())}"
            for region, value in zip(labels, values, strict=True)
        ]
        marker = {"color": colour, "line": {"color": NEUTRAL, "width": 1 if part == "before" else 0}}
        figure.add_trace(lying(name, labels, [value or 0.0 for value in values], hovers, marker=marker))
    late = frame.select(f"{measure}_last_days", f"{measure}_after").rows()
    add_words(
        figure,
        labels,
        [0.02 if rush is None else 1.02 for rush, _after in late],
        [
            _("? no days") if rush is None else f"{percent(rush, 0, ())} + {percent(after, 0, ())}"
            for rush, after in late
        ],
    )
    for edge in ((first - 1) / length, checkpoint / length):
        figure.add_vline(x=edge, line={"color": NEUTRAL, "width": 2, "dash": "dot"})
    figure.update_layout(barmode="stack")
    figure.update_xaxes(range=[0, 1.03], showgrid=False, **share_ticks(0, 1, 4))
    return rows_downwards(framed(figure, height_of(len(labels))), labels)
