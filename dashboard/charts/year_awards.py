"""The year's rewards and fines per region: so far solid, the whole year expected hatched, with its range."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import (
    NEUTRAL,
    add_words,
    amount_axis,
    framed,
    hatched,
    height_of,
    lying,
    rows_downwards,
    verdict,
)
from dashboard.formats import label, money
from dashboard.i18n import _
from dashboard.memory import remembered


@remembered
def year_award_bars(rows: pl.DataFrame) -> go.Figure:
    """rows: `views.year.ahead.awards`. A line from `year_low` to `year_high` crosses each expected bar."""
    told = rows.filter(pl.col("year_expected").is_not_null())
    labels = [label(name) for name in told["region"]]
    so_far, expected = told["awards_so_far"].fill_null(0.0).to_list(), told["year_expected"].to_list()
    lows, highs = told["year_low"].to_list(), told["year_high"].to_list()
    reach = max([1000.0, *(abs(value) for value in (*so_far, *lows, *highs))])
    spoken = [
        _(
            "{region}<br>so far {so_far}<br>whole year, expected {expected}"
            "<br>80 % between {low} and {high} (yuan)",
            region=name,
            so_far=money(begun, plus=True, digits=0),
            expected=money(end, plus=True, digits=0),
            low=money(low, plus=True, digits=0),
            high=money(high, plus=True, digits=0),
        )
        for name, begun, end, low, high in zip(labels, so_far, expected, lows, highs, strict=True)
    ]
    whole = lying(
        _("Whole year, expected; line: 80 % range"),
        labels,
        expected,
        spoken,
        width=0.66,
        marker=hatched([_colour(value) for value in expected]),
        error_x={
            "array": [high - end for high, end in zip(highs, expected, strict=True)],
            "arrayminus": [end - low for low, end in zip(lows, expected, strict=True)],
            "color": NEUTRAL,
            "thickness": 2,
            "width": 5,
        },
    )
    solid = {"color": [_colour(value) for value in so_far]}
    figure = go.Figure([whole, lying(_("Year to date"), labels, so_far, spoken, width=0.36, marker=solid)])
    ends = [max(0.0, begun, high) for begun, high in zip(so_far, highs, strict=True)]
    add_words(
        figure,
        labels,
        [end + reach * 0.05 for end in ends],
        [money(value, plus=True, digits=0) for value in expected],
    )
    figure.update_layout(barmode="overlay")
    lowest = min([0.0, *lows, *so_far])
    figure.update_xaxes(
        zeroline=True,
        zerolinewidth=2,
        zerolinecolor=NEUTRAL,
        **amount_axis(lowest * 1.1 - reach * 0.05, max([0.0, *ends]) + reach * 0.08, _("yuan")),
    )
    return rows_downwards(framed(figure, height_of(len(labels), extra=110)), labels)


def _colour(award: float) -> str:
    return verdict(None if award == 0 else award > 0)
