"""A bridge: from one level over its changes to the next, on a scale that need not start at zero.

Levels are marks, not bars, and changes float between them: a length is always a change,
so the scale may be cut to where something happens.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.template import NEUTRAL, add_words, framed, height_of, rows_downwards, verdict
from dashboard.formats import Unit, money
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.bridge_steps import BridgeStep


@remembered
def bridge(
    steps: tuple[BridgeStep, ...], unit: Unit, mark: float | None = None, mark_name: str = "", rows: int = 0
) -> go.Figure:
    """The steps from the top; a vertical line at `mark` (yuan), named in the legend.

    At least as high as a chart of `rows` bars, which it may stand beside.
    """
    figure = go.Figure()
    bases, reached = [], 0.0
    for step in steps:
        bases.append(0.0 if step.is_level else reached)
        reached = step.amount if step.is_level else reached + step.amount
    names = [step.name for step in steps]
    scale = unit.scale
    changes = [(step, base) for step, base in zip(steps, bases, strict=True) if not step.is_level]
    figure.add_bar(
        y=[step.name for step, _base in changes],
        x=[step.amount / scale for step, _base in changes],
        base=[base / scale for _step, base in changes],
        orientation="h",
        marker={"color": [verdict(step.is_good) for step, _base in changes]},
        hoverinfo="skip",
        showlegend=False,
    )
    levels = [step for step in steps if step.is_level]
    figure.add_scatter(
        y=[step.name for step in levels],
        x=[step.amount / scale for step in levels],
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 26,
            "line": {"width": 5, "color": [verdict(step.is_good) for step in levels]},
        },
        hoverinfo="skip",
        showlegend=False,
    )
    ends = [max(base, base + step.amount) for step, base in zip(steps, bases, strict=True)]
    stops = [
        *(step.amount for step in levels),
        *(value for step, base in changes for value in (base, base + step.amount)),
        *([] if mark is None else [mark]),
    ]
    low, high = min(stops), max(stops)
    width = max(high - low, abs(high) * 0.02, 1.0)
    start = low - width * 0.12
    add_words(
        figure,
        names,
        [(end + width * 0.05) / scale for end in ends],
        [money(step.amount, unit, plus=not step.is_level) for step in steps],
    )
    if mark is not None:
        figure.add_scatter(
            name=_("{name} {amount}", name=mark_name, amount=money(mark, unit)),
            y=[names[0], names[-1]],
            x=[mark / scale] * 2,
            mode="lines",
            line={"color": NEUTRAL, "width": 2, "dash": "dot"},
            hoverinfo="skip",
            showlegend=True,
        )
    figure.update_layout(showlegend=mark is not None)
    figure.update_xaxes(
        range=[start / scale, (high + width * 0.08) / scale],
        title=unit.label if start <= 0 else _("{unit}; the axis does not begin at 0", unit=unit.label),
        tickformat=",",
        nticks=5,
        zeroline=False,
    )
    return rows_downwards(framed(figure, height_of(max(len(names), rows)), legend=mark is not None), names)
