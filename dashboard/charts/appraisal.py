"""Appraisal (四): what scores are made of, and how ranks moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import (
    BAD,
    GOOD,
    NEUTRAL,
    PARTS,
    add_words,
    framed,
    height_of,
    lying,
    rows_downwards,
)
from dashboard.formats import label, score
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.ends import ENDS, MOST
from dashboard.words import INDICATORS, word

#: The height of a line of words, in pixels.
LINE = 17


@remembered
def score_bars(regions: pl.DataFrame, parts: pl.DataFrame) -> go.Figure:
    """Points by component, stacked to the score; best rank on top."""
    labels = [label(name) for name in regions["region"]]
    figure = go.Figure()
    for position, indicator in enumerate(parts["indicator"].unique(maintain_order=True)):
        mine = dict(parts.filter(pl.col("indicator") == indicator).select("region", "shown").iter_rows())
        name = label(word(INDICATORS, indicator))
        shown = [mine.get(region) for region in regions["region"]]
        hovers = [
            f"{region}<br>{name} {_('no data') if value is None else score(value)}"
            for region, value in zip(labels, shown, strict=True)
        ]
        colour = {"color": PARTS[position % len(PARTS)]}
        figure.add_trace(lying(name, labels, [value or 0.0 for value in shown], hovers, marker=colour))
    scores = regions["score"].to_list()
    add_words(
        figure,
        labels,
        [(value or 0.0) + 1.5 for value in scores],
        [_("no data") if value is None else score(value) for value in scores],
    )
    figure.update_layout(barmode="stack")
    furthest = max([100.0, *(value for value in scores if value is not None)])
    figure.update_xaxes(range=[0, furthest * 1.03], title=_("points"), zeroline=True, nticks=6)
    return rows_downwards(framed(figure, height_of(len(labels), extra=110)), labels)


@remembered
def rank_lines(history: pl.DataFrame, region: str | None) -> go.Figure:
    """Ranks over months, first on top; last places marked, the chosen (or last) region stressed."""
    figure = go.Figure()
    if history.is_empty():
        return framed(figure, 240, legend=False)
    newest: date = max(history["month"].to_list())
    latest = history.filter(pl.col("month") == newest)
    stressed = {region} if region else set(latest.filter(pl.col("is_last"))["region"])
    months = history["month"].unique().sort()
    for name, rows in history.group_by("region", maintain_order=True):
        is_stressed = name[0] in stressed
        is_last = rows["is_last"].to_list()
        colour = (BAD if is_last[-1] else GOOD) if is_stressed else NEUTRAL
        figure.add_scatter(
            name=label(name[0]),
            x=[f"{month:%Y-%m}" for month in rows["month"]],
            y=rows["rank"].to_list(),
            mode="lines+markers",
            line={"color": colour, "width": 3.5 if is_stressed else 1.5, "shape": "linear"},
            marker={
                "size": [10 if last else 6 for last in is_last],
                "symbol": ["x" if last else "circle" for last in is_last],
                "color": [BAD if last else colour for last in is_last],
            },
            customdata=[
                _(
                    "{region}<br>rank {rank}, {score} points",
                    region=label(name[0]),
                    rank=rank,
                    score=score(points),
                )
                for rank, points in rows.select("rank", "score").iter_rows()
            ],
            hovertemplate="%{x}<br>%{customdata}<extra></extra>",
            opacity=1.0 if is_stressed else 0.75,
            showlegend=False,
        )
    lowest = max(history["rank"].drop_nulls().to_list(), default=1)
    is_sparse = lowest > MOST
    # All at once: one added after another, each is checked with all before it.
    figure.update_layout(annotations=_stacked(latest) if is_sparse else _beside(latest))
    steps = {"nticks": 8} if is_sparse else {"dtick": 1}
    figure.update_yaxes(range=[lowest + 0.5, 0.5], **steps, title=_("rank"), showgrid=True, zeroline=False)
    figure.update_xaxes(
        type="category", categoryarray=[f"{m:%Y-%m}" for m in months], showgrid=False, nticks=5, tickangle=0
    )
    return framed(figure, height_of(min(lowest, 2 * ENDS), extra=110), right=84, legend=False)


def _beside(latest: pl.DataFrame) -> list[dict[str, Any]]:
    """Each line's region at its end."""
    return [
        {
            "x": f"{latest['month'][0]:%Y-%m}",
            "y": rank,
            "text": label("/".join(rows["region"]), 16),
            "xanchor": "left",
            "xshift": 10,
            "showarrow": False,
        }
        for (rank,), rows in latest.group_by("rank", maintain_order=True)
    ]


def _stacked(latest: pl.DataFrame) -> list[dict[str, Any]]:
    """The regions by rank where the ends of their lines are too close: the first from the top downwards."""
    rows = latest.sort("rank", "region").select("rank", "region").rows()
    upper = (len(rows) + 1) // 2
    return [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": 1 if place < upper else 0,
            "text": f"{rank} {label(region, 12)}",
            "xanchor": "left",
            "yanchor": "top" if place < upper else "bottom",
            "yshift": -LINE * place if place < upper else LINE * (len(rows) - 1 - place),
            "showarrow": False,
        }
        for place, (rank, region) in enumerate(rows)
    ]
