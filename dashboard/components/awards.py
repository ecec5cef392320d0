"""Rewards and fines as bars per region: of the month by clause, and of the year to date."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.charts.settlement import BALANCE, award_bars
from dashboard.components.cards import show_chart
from dashboard.formats import YUAN, Markdown, plain
from dashboard.tables import Table
from dashboard.views.developments import balance_sentence
from dashboard.views.overview import stakes, stakes_table
from dashboard.views.scope import Scope
from dashboard.views.settlement import year_note, year_stakes, year_table
from dashboard.views.spoken import spoken


def show_month(scope: Scope) -> None:
    """The month's money by region and clause."""
    frame = stakes(scope)
    _show(scope, frame, award_bars(frame), stakes_table(scope), note=balance_sentence(scope), key="stakes")


def show_year(scope: Scope) -> None:
    """Rewards and fines by region from January through the month."""
    frame = year_stakes(scope)
    _show(scope, frame, award_bars(frame, BALANCE), year_table(scope), note=year_note(scope), key="year")


def _show(
    scope: Scope, frame: pl.DataFrame, figure: go.Figure, table: Table, *, note: Markdown, key: str
) -> None:
    show_chart(
        plain(table.title),
        figure,
        table,
        YUAN,
        scope.month,
        key=key,
        note=note,
        alt=spoken(table, YUAN, "region", "awards"),
        regions=frame["region"].to_list(),
    )
