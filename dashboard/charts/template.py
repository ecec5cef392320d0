"""The one look of all charts: colours, marks, margins, heights.

The colours keep at least 3:1 against both the light and the dark background, so a figure
need not know which one it stands on. Text and grid lines take the theme's own colours.
"""

from __future__ import annotations

import html
import math
import unicodedata
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.formats import money, percent

GOOD = "#2a7fc1"
BAD = "#d9541e"
NEUTRAL = "#7a8699"
PALE = "rgba(122,134,153,0.28)"
WATCH = "#b7791f"
#: Not a colour: the browser puts the theme's strong grey in its place, light or dark. Streamlit's own
#: labels are too pale to read; a colour of our own could not suit both backgrounds.
TEXT = "#000037"
#: Parts of a whole, told apart in greyscale too by their order and their labels.
PARTS = ("#2a7fc1", "#57a6dd", "#7a8699", "#b7791f", "#8a63c7", "#1f9e89", "#c0577c")
ROW_HEIGHT = 38
#: What `add_words` has drawn, and by how many pixels its letters are wide at most; so many latin letters of a
#: name stand in a line, and half as many Chinese ones.
_WORDS, _LATIN, _WIDE, _LINE = "words", 7.5, 13.5, 24
#: Plotly's own buttons are in the way on a phone, and its texts are English.
CONFIG = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False}

_AXIS = {
    "fixedrange": True,
    "automargin": True,
    "tickfont": {"color": TEXT, "size": 12},
    "title": {"font": {"color": TEXT}},
}
_LOOK = {
    "colorway": list(PARTS),
    "separators": ".,",
    "bargap": 0.32,
    "hoverlabel": {"align": "left", "font": {"color": TEXT, "size": 13}},
    "dragmode": False,
    "legend": {
        "orientation": "h",
        "yanchor": "bottom",
        "y": 1.0,
        "x": 0,
        "xanchor": "left",
        "traceorder": "normal",
        "itemsizing": "constant",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"size": 12, "color": TEXT},
    },
    "font": {"color": TEXT},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "uirevision": "same",
    "xaxis": _AXIS,
    "yaxis": _AXIS,
}


def verdict(is_good: bool | None) -> str:
    """The colour of a judgement."""
    return NEUTRAL if is_good is None else GOOD if is_good else BAD


def _even(low: float, high: float, most: int, factors: Sequence[float], least: float = 0.0) -> list[float]:
    """Round numbers from `low` to `high`, no more than `most` steps, of a span of `least` at least."""
    span = max(high - low, least)
    step = 10.0 ** math.floor(math.log10(span / most))
    step *= next(factor for factor in factors if span / (step * factor) <= most)
    return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def share_ticks(low: float, high: float, most: int = 6) -> dict[str, Any]:
    """The marks of an axis of shares from `low` to `high`, written like every other percentage."""
    values = _even(low, high, most, (1, 2, 2.5, 5, 10))
    is_whole = all(math.isclose(value * 100, round(value * 100), abs_tol=1e-6) for value in values)
    texts = [percent(value, 0 if is_whole else 1, ()) for value in values]
    return {"tickvals": values, "ticktext": texts}


def height_of(rows: int, *, extra: int = 90) -> int:
    """The height of a chart with `rows` horizontal bars."""
    return max(180, extra + ROW_HEIGHT * rows)


def amount_axis(low: float, high: float, title: str, most: int = 5) -> dict[str, Any]:
    """An axis of amounts from `low` to `high`, its labels written like every other amount.

    Plotly writes `+0`, and a minus that no table knows.
    """
    values = _even(low, high, most, (1, 2, 5, 10), least=1.0)
    return {
        "range": [low, high],
        "title": title,
        "tickvals": values,
        "ticktext": [money(value, plus=True) for value in values],
    }


def lying(
    name: str, rows: Sequence[Any], lengths: Sequence[float], said: Sequence[str], **look: Any
) -> go.Bar:
    """A trace of bars that lie, one a row, each of which says its own sentence under the pointer."""
    return go.Bar(
        name=name,
        y=rows,
        x=lengths,
        orientation="h",
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
        **look,
    )


def hatched(colours: Sequence[str]) -> dict[str, Any]:
    """The marker of bars that are not so yet, outlined and hatched each in its colour."""
    return {
        "color": "rgba(0,0,0,0)",
        "line": {"color": colours, "width": 1.5},
        "pattern": {"shape": "/", "fgcolor": colours, "size": 7, "solidity": 0.25},
    }


def add_limits(figure: go.Figure, name: str, limits: Sequence[tuple[str, float]], height: int) -> None:
    """A mark across the bar of each row with a limit, in a figure of drawn bars, `height` pixels high."""
    size = max(24, round(0.65 * (height - 68) / max(len(figure.data[0].y), 1)))
    figure.add_scatter(
        name=name,
        y=[row for row, _limit in limits],
        x=[limit for _row, limit in limits],
        mode="markers",
        marker={"symbol": "line-ns", "size": size, "line": {"width": 3, "color": NEUTRAL}},
        hoverinfo="skip",
    )


def judge_shares(figure: go.Figure, threshold: float, furthest: float) -> None:
    """An axis of shares of a target up to `furthest`, with lines at the checkpoint and the whole."""
    for edge, dash in ((threshold, "dot"), (1.0, "solid")):
        figure.add_vline(x=edge, line={"color": NEUTRAL, "width": 2, "dash": dash})
    figure.update_xaxes(
        range=[0, furthest],
        tickvals=[0, threshold, 1.0],
        ticktext=["0", percent(threshold, 0, ()), "100 %"],
        showgrid=False,
        zeroline=True,
    )


def framed(
    figure: go.Figure, height: int, *, left: int | None = None, right: int = 16, legend: bool = True
) -> go.Figure:
    """`figure` with the common look at a fixed height; what the figure says itself stays."""
    drawn = figure.to_dict()
    beside = [text for trace in drawn["data"] if trace.get("meta") == _WORDS for text in trace["text"]]
    right = max([right, *(12 + math.ceil(_pixels(text)) for text in beside)])
    look = _LOOK | {
        "height": height,
        "margin": {"l": left if left is not None else 8, "r": right, "t": 34 if legend else 10, "b": 34},
        "showlegend": legend,
    }
    # Built in one go: every update of a figure in place is checked anew, at several times the cost.
    for trace in drawn["data"]:
        if trace.get("mode") == "text":
            trace["textfont"] = {"color": TEXT, "size": 13}
    layout = _merged(look, drawn["layout"])
    return go.Figure({"data": drawn["data"], "layout": layout | {"template": {}}})


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = base | own
    for key in base.keys() & own.keys():
        if isinstance(base[key], dict) and isinstance(own[key], dict):
            both[key] = _merged(base[key], own[key])
    return both


def add_words(figure: go.Figure, rows: Sequence[str], at: Sequence[float], words: Sequence[str]) -> None:
    """Words to the right of `at` in each row: what colour alone must not say.

    `framed` keeps a margin as wide as they are: however narrow the screen, no number is cut.
    """
    figure.add_scatter(
        y=rows,
        x=at,
        mode="text",
        text=words,
        textposition="middle right",
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
        meta=_WORDS,
    )


def _pixels(text: str) -> float:
    return sum(_WIDE if _is_wide(sign) else _LATIN for sign in text)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _in_lines(name: str) -> str:
    """A label in lines that leave a phone room for the bars; what is escaped stays so."""
    lines, taken = [""], 0
    for sign in html.unescape(name):
        taken += 2 if _is_wide(sign) else 1
        if taken > _LINE:
            lines, taken = [*lines, ""], 2 if _is_wide(sign) else 1
        lines[-1] += sign
    return "<br>".join(html.escape(line) for line in lines)


def rows_downwards(figure: go.Figure, labels: Sequence[str]) -> go.Figure:
    """A category axis that lists `labels` from the top, long ones in several lines."""
    figure.update_yaxes(
        tickvals=list(labels),
        ticktext=[_in_lines(name) for name in labels],
        range=[-0.5, len(labels) - 0.5] if labels else None,
        type="category",
        categoryorder="array",
        categoryarray=list(reversed(labels)),
        title=None,
        ticksuffix="  ",
    )
    return figure
