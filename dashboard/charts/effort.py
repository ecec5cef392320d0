"""Effort: what each further bit of collecting gains, and where."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.template import GOOD, TEXT, framed
from dashboard.formats import Unit, money
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.whatif.chase import FrontierStep

#: So many steps are drawn, the least effort first; the table has all.
MOST_STEPS = 20
_ROW = 26


@remembered
def frontier_bars(steps: tuple[FrontierStep, ...], unit: Unit, *, is_money: bool) -> go.Figure:
    """A bar per step as long as its effort (fen to collect, or customers to ask), what it gains beside it.

    A row each, so that no two labels meet however narrow the screen is; hovering tells all that a step changes.
    """
    drawn = steps[:MOST_STEPS]
    scale = 100 * unit.scale if is_money else 1
    digits = unit.digits if is_money else 0
    efforts = [effort / scale for _first, _all, effort, _gain in drawn]
    texts = [
        f"{money(effort, digits=digits)} → {money(gain, plus=True)}"
        for effort, (_first, _all, _effort, gain) in zip(efforts, drawn, strict=True)
    ]
    rows = list(range(len(drawn)))
    figure = go.Figure(
        go.Bar(
            x=efforts,
            y=rows,
            orientation="h",
            marker={"color": GOOD},
            text=texts,
            textposition="outside",
            textfont={"color": TEXT, "size": 12},
            cliponaxis=False,
            customdata=[f"{step[1]}<br>{text}" for step, text in zip(drawn, texts, strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    title = (
        _("collected ({unit}) → gained in all (yuan)", unit=unit.label)
        if is_money
        else _("customers asked → gained in all (yuan)")
    )
    figure.update_xaxes(title=title, range=[0, max([1.0, *efforts]) * 1.75], nticks=4, showgrid=False)
    figure.update_yaxes(tickvals=rows, ticktext=[step[0] for step in drawn], range=[len(drawn) - 0.5, -0.5])
    return framed(figure, 70 + _ROW * len(drawn), legend=False)
