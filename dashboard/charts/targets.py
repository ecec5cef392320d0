"""Targets (一): bullet bars against the checkpoint and the target of record."""

from __future__ import annotations

from typing import Literal

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import (
    NEUTRAL,
    PALE,
    add_words,
    framed,
    height_of,
    judge_shares,
    lying,
    rows_downwards,
    verdict,
)
from dashboard.formats import label, percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.verdicts import MARKS, checkpoint_verdict
from dashboard.words import OUTCOMES, word


@remembered
def attainment_bullets(
    regions: pl.DataFrame,
    measure: Literal["sales", "collections"],
    threshold: float,
    *,
    is_ahead: bool = False,
) -> go.Figure:
    """Per region: month to date against the target (narrow, judged) on the whole month's (wide, pale).

    is_ahead: the checkpoint's day is still to come, so that nothing misses it.
    """
    labels = [label(name) for name in regions["region"]]
    partial = regions[f"{measure}_checkpoint_ratio"].to_list()
    whole = regions[f"{measure}_attainment"].to_list()
    outcomes = regions["checkpoint_outcome"].to_list()
    reached = [
        checkpoint_verdict(row, measure, is_ahead=is_ahead)
        for row in regions.select(f"is_{measure}_checkpoint_reached").iter_rows(named=True)
    ]
    texts = [
        word(OUTCOMES, outcome)
        if ratio is None
        else f"{MARKS[is_reached]} {percent(ratio, 1, (threshold, 1.0))}"
        for ratio, is_reached, outcome in zip(partial, reached, outcomes, strict=True)
    ]
    hovers = [
        _(
            "{region}<br>to checkpoint {partial}<br>whole month {whole}",
            region=name,
            partial=text,
            whole=percent(full, 1, (threshold, 1.0)),
        )
        for name, text, full in zip(labels, texts, whole, strict=True)
    ]
    furthest = max([1.15, *(value for value in (*partial, *whole) if value is not None)])
    figure = go.Figure(
        [
            lying(
                _("Whole month"),
                labels,
                [max(0.0, value or 0.0) for value in whole],
                hovers,
                width=0.78,
                marker={"color": PALE, "line": {"color": NEUTRAL, "width": 1}},
            ),
            lying(
                _("To the checkpoint"),
                labels,
                [max(0.0, value or 0.0) for value in partial],
                hovers,
                width=0.36,
                marker={"color": [verdict(is_reached) for is_reached in reached]},
            ),
        ]
    )
    add_words(figure, labels, [furthest * 1.03] * len(labels), texts)
    figure.update_layout(barmode="overlay")
    figure.update_traces(marker_line_width=1, selector={"name": _("Whole month")})
    judge_shares(figure, threshold, furthest * 1.04)
    return rows_downwards(framed(figure, height_of(len(labels))), labels)
