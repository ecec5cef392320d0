"""Effort: what each further bit of collecting gains, and where."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.template import GOOD, framed, lying
from dashboard.formats import Unit, money
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.whatif.chase import FrontierStep

#: So many steps are drawn, the least effort first; the table has all.
MOST_STEPS = 20
_ROW = 38


@remembered
def frontier_bars(steps: tuple[FrontierStep, ...], unit: Unit, *, is_money: bool) -> go.Figure:
    """A bar per step as long as its effort (fen to collect, or customers to ask), its words above it.

    Words have the whole width of a row each, so that no two meet however narrow the screen is; hovering
    tells all that a step changes.
    """
    drawn = steps[:MOST_STEPS]
    scale = 100 * unit.scale if is_money else 1
    efforts = [effort / scale for _first, _all, effort, _gain in drawn]
    spent = [
        f"{money(effort, digits=unit.digits)} {unit.label}"
        if is_money
        else _("{count} customers", count=round(effort))
        for effort in efforts
    ]
    texts = [
        _("{effort} → {gain} yuan", effort=each, gain=money(step[3], plus=True))
        for each, step in zip(spent, drawn, strict=True)
    ]
    rows = list(range(len(drawn)))
    figure = go.Figure(
        lying(
            "",
            rows,
            efforts,
            [f"{step[1]}<br>{text}" for step, text in zip(drawn, texts, strict=True)],
            width=0.3,
            marker={"color": GOOD},
        )
    )
    figure.add_scatter(
        x=[0.0] * len(drawn),
        y=[row - 0.42 for row in rows],
        mode="text",
        text=[f"<b>{step[0]}</b> · {text}" for step, text in zip(drawn, texts, strict=True)],
        textposition="middle right",
        hoverinfo="skip",
    )
    title = _("collected ({unit})", unit=unit.label) if is_money else _("customers asked")
    figure.update_xaxes(title=title, range=[0, max([1.0, *efforts]) * 1.02], nticks=4)
    figure.update_yaxes(range=[len(drawn) - 0.6, -0.9], visible=False)
    return framed(figure, 70 + _ROW * len(drawn), legend=False)
