"""Expenses (三): counted against the cap, what awaits approval lighter."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.template import (
    PALE,
    add_limits,
    add_words,
    framed,
    height_of,
    lying,
    rows_downwards,
    verdict,
)
from dashboard.formats import Unit, label, money, percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.words import EXPENSE_STATUSES, word


@remembered
def cap_bullets(regions: pl.DataFrame, unit: Unit, cap_rate: float) -> go.Figure:
    """Per region: counted year to date, approved solid and pending outlined, the cap as a mark."""
    labels = [label(name) for name in regions["region"]]
    rows = regions.to_dicts()
    scale, height = unit.scale, height_of(len(labels), extra=110)
    pending = [(row["expense_pending"] or 0.0) / scale for row in rows]
    approved = [
        (row["expense_counted"] or 0.0) / scale - wait for row, wait in zip(rows, pending, strict=True)
    ]
    texts = [
        word(EXPENSE_STATUSES, row["expense_status"])
        if row["expense_ratio"] is None
        else f"{'✓' if row['is_within_cap'] else '×'} {percent(row['expense_ratio'], 2, (cap_rate,))}"
        for row in rows
    ]
    hovers = [
        _(
            "{region}<br>counted {counted}<br>cap {cap}<br>awaiting approval {pending}<br>"
            "manager's travel apart {travel}",
            region=name,
            counted=money(row["expense_counted"], unit),
            cap=money(row["expense_cap"], unit),
            pending=money(row["expense_pending"], unit),
            travel=money(row["manager_travel"], unit),
        )
        for name, row in zip(labels, rows, strict=True)
    ]
    colours = [verdict(row["is_within_cap"]) for row in rows]
    figure = go.Figure(
        [
            lying(_("Counted, approved"), labels, approved, hovers, marker={"color": colours}),
            lying(
                _("Counted, awaiting approval"),
                labels,
                pending,
                hovers,
                marker={"color": PALE, "line": {"color": colours, "width": 2}},
            ),
        ]
    )
    caps = [
        (name, row["expense_cap"] / scale)
        for name, row in zip(labels, rows, strict=True)
        if row["expense_ratio"] is not None
    ]
    add_limits(figure, _("Cap"), caps, height)
    ends = [max((row["expense_counted"] or 0.0), (row["expense_cap"] or 0.0)) / scale for row in rows]
    furthest = max([1e-9, *ends])
    add_words(figure, labels, [end + furthest * 0.03 for end in ends], texts)
    figure.update_layout(barmode="stack")
    figure.update_xaxes(range=[0, furthest * 1.04], title=unit.label, tickformat=",", zeroline=True, nticks=5)
    return rows_downwards(framed(figure, height), labels)
