"""Rewards and fines (奖惩) as bars per region: of the month by clause, and of the year to date."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.cards.card import Card, Chart
from dashboard.charts.settlement import BALANCE, award_bars
from dashboard.formats import YUAN, Markdown
from dashboard.tables import Table
from dashboard.views.alt_text import alt_text
from dashboard.views.evidence.settlement import year_note, year_stakes, year_table
from dashboard.views.overview.developments import balance_sentence
from dashboard.views.overview.overview import stakes, stakes_table
from dashboard.views.scope import Scope


def of_month(scope: Scope) -> Card:
    """The month's money by region and clause."""
    frame = stakes(scope)
    return _bars(frame, award_bars(frame), stakes_table(scope), balance_sentence(scope), "stakes")


def of_year(scope: Scope) -> Card:
    """Rewards and fines by region from January through the month."""
    frame = year_stakes(scope)
    return _bars(frame, award_bars(frame, BALANCE), year_table(scope), year_note(scope), "year")


def _bars(frame: pl.DataFrame, figure: go.Figure, table: Table, note: Markdown, key: str) -> Card:
    regions = frame["region"].to_list()
    said = alt_text(table, YUAN, "region", "awards")
    return Chart(table.heading, figure, table, key, note, said, regions, unit=YUAN)
