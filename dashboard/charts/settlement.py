"""Settlement (奖惩): rewards to the right, fines to the left."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import (
    NEUTRAL,
    PALE,
    add_words,
    amount_axis,
    framed,
    height_of,
    lying,
    rows_downwards,
    verdict,
)
from dashboard.formats import label, money
from dashboard.i18n import N_, _
from dashboard.memory import remembered
from dashboard.words import SHORT_ITEMS
from engine.settlement.items import ITEMS

#: The parts a bar is made of, a shade each: by clause, as a change, or rewards against fines.
CLAUSES = tuple(
    (item.award, SHORT_ITEMS[item.name], 1.0 if not place else 0.45 / place)
    for place, item in enumerate(ITEMS)
)
CHANGE = (("awards", N_("Change in awards"), 1.0),)
BALANCE = (("rewards", N_("Rewards"), 1.0), ("fines", N_("Fines"), 1.0))
Parts = tuple[tuple[str, str, float], ...]


@remembered
def award_bars(stakes: pl.DataFrame, parts: Parts = CLAUSES) -> go.Figure:
    """Per region: `parts` from zero, rewards blue, fines vermilion; their sum in words.

    Needs region, awards and the columns of `parts`.
    """
    labels = [label(name) for name in stakes["region"]]
    rows = [tuple(row) for row in stakes.select(column for column, _name, _opacity in parts).rows()]
    # The bars' colours are judgements; where their strength tells the parts apart, a legend says so.
    has_legend = len({opacity for _column, _name, opacity in parts}) > 1
    figure = go.Figure()
    for position, (_column, name, opacity) in enumerate(parts):
        _add_part(figure, labels, [row[position] for row in rows], _(name), opacity)
        if has_legend:
            _add_legend(figure, _(name), opacity)
    totals = stakes["awards"].to_list()
    highest = [sum(max(0.0, value) for value in row) for row in rows]
    lowest = min([0.0, *(sum(min(0.0, value) for value in row) for row in rows)])
    reach = max([1000.0, *(abs(value) for row in (*rows, totals) for value in row)])
    add_words(
        figure, labels, [value + reach * 0.05 for value in highest], [money(v, plus=True) for v in totals]
    )
    figure.update_layout(barmode="relative")
    figure.update_xaxes(
        zeroline=True,
        zerolinewidth=2,
        zerolinecolor=NEUTRAL,
        **amount_axis(lowest * 1.1 - reach * 0.05, max([0.0, *highest]) + reach * 0.08, _("yuan")),
    )
    return rows_downwards(framed(figure, height_of(len(labels), extra=110), legend=has_legend), labels)


def _add_part(
    figure: go.Figure, labels: Sequence[str], values: Sequence[float], name: str, opacity: float
) -> None:
    colours = [verdict(None if value == 0 else value > 0) for value in values]
    spoken = [
        f"{region}<br>{name} {money(value, plus=True)}" for region, value in zip(labels, values, strict=True)
    ]
    marker = {
        "color": colours,
        "opacity": opacity,
        "line": {"width": [0 if value == 0 else 1 for value in values], "color": colours},
    }
    figure.add_trace(lying(name, labels, values, spoken, marker=marker, showlegend=False))


def _add_legend(figure: go.Figure, name: str, opacity: float) -> None:
    colour = NEUTRAL if opacity == 1 else PALE
    marker = {"color": colour, "line": {"color": NEUTRAL, "width": 1}}
    figure.add_bar(name=name, y=[None], x=[None], orientation="h", marker=marker)
