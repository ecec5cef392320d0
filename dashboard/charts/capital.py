"""Capital (二): occupied against the quota, overdue on top."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import (
    BAD,
    GOOD,
    NEUTRAL,
    WATCH,
    add_limits,
    add_words,
    framed,
    height_of,
    lying,
    rows_downwards,
)
from dashboard.formats import Unit, label, money, percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.verdicts import capital_verdict
from dashboard.words import CAPITAL_STATUSES, word

_MARKS = {True: "✓ ", False: "× ", None: ""}


@remembered
def quota_bullets(regions: pl.DataFrame, unit: Unit) -> go.Figure:
    """Per region: occupied within and over the quota, then contract overdue; the quota as a mark."""
    labels = [label(name) for name in regions["region"]]
    rows = regions.to_dicts()
    scale = unit.scale

    def within(row: dict[str, float | None]) -> float:
        occupied, quota = row["capital_occupied"] or 0.0, row["capital_quota"]
        return (occupied if quota is None else min(occupied, quota)) / scale

    def over(row: dict[str, float | None]) -> float:
        quota = row["capital_quota"]
        return 0.0 if quota is None else max(0.0, (row["capital_occupied"] or 0.0) - quota) / scale

    height = height_of(len(labels), extra=120)
    overdue = [(row["contract_overdue"] or 0.0) / scale for row in rows]
    texts = [
        word(CAPITAL_STATUSES, row["capital_status"])
        if row["capital_overrun_ratio"] is None
        else f"{_MARKS[capital_verdict(row)]}{percent(row['capital_overrun_ratio'])}"
        for row in rows
    ]
    hovers = [
        _(
            "{region}<br>occupied {occupied}<br>quota {quota}<br>contract overdue {overdue}<br>"
            "overrun ratio {ratio}",
            region=name,
            occupied=money(row["capital_occupied"], unit),
            quota=money(row["capital_quota"], unit),
            overdue=money(row["contract_overdue"], unit),
            ratio=percent(row["capital_overrun_ratio"]),
        )
        for name, row in zip(labels, rows, strict=True)
    ]
    # What exceeds the quota at no cost is not coloured as a fine, and has an entry of its own in the legend.
    is_fined = [capital_verdict(row) is False for row in rows]
    fined, free = (
        [over(row) if each is wanted else 0.0 for row, each in zip(rows, is_fined, strict=True)]
        for wanted in (True, False)
    )
    parts = [
        (_("Occupied within the quota"), [within(row) for row in rows], GOOD),
        (_("Occupied over the quota"), fined, BAD),
        *([(_("Occupied over the quota, at no fine"), free, NEUTRAL)] if any(free) else []),
        (_("Contract overdue (overrun outright)"), overdue, WATCH),
    ]
    figure = go.Figure(
        [lying(name, labels, values, hovers, marker={"color": colour}) for name, values, colour in parts]
    )
    quotas = [
        (name, row["capital_quota"] / scale)
        for name, row in zip(labels, rows, strict=True)
        if row["capital_quota"]
    ]
    add_limits(figure, _("Quota"), quotas, height)
    ends = [within(row) + over(row) + extra for row, extra in zip(rows, overdue, strict=True)]
    furthest = max([1.0, *ends, *(quota for _name, quota in quotas)])
    starts = [max(end, (row["capital_quota"] or 0.0) / scale) for end, row in zip(ends, rows, strict=True)]
    add_words(figure, labels, [start + furthest * 0.03 for start in starts], texts)
    figure.update_layout(barmode="stack")
    figure.update_xaxes(
        range=[0, furthest * 1.04], title=unit.label, tickformat=",.0f", zeroline=True, nticks=5
    )
    return rows_downwards(framed(figure, height), labels)
