"""Rewards and fines (奖惩): bars per region of the month and of the year, and what rewards rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard.cards.card import Beside, Card, Chart, Digest, Rows, Sentences
from dashboard.cards.published import others
from dashboard.charts.settlement import BALANCE, award_bars
from dashboard.formats import YUAN, Markdown, plain
from dashboard.i18n import _
from dashboard.services.earned import Questions
from dashboard.tables import Table
from dashboard.views.alt_text import alt_text
from dashboard.views.ends import Drawn, ends
from dashboard.views.evidence.earned import question_sentences, question_table, row_table
from dashboard.views.evidence.payments import not_published, payment_note, payment_table
from dashboard.views.evidence.settlement import year_note, year_stakes, year_table
from dashboard.views.overview.developments import balance_sentence
from dashboard.views.overview.overview import stakes, stakes_table
from dashboard.views.scope import Scope
from data.store.process.publications import Published
from engine.settlement.naming import Held


def of_month(scope: Scope) -> Card:
    """The month's money by region and clause."""
    drawn = ends(stakes(scope))
    return _bars(drawn, award_bars(drawn.rows), stakes_table(scope), balance_sentence(scope), "stakes")


def of_year(scope: Scope) -> Card:
    """Rewards and fines by region from January through the month."""
    drawn = ends(year_stakes(scope))
    return _bars(drawn, award_bars(drawn.rows, BALANCE), year_table(scope), year_note(scope), "year")


def amounts(scope: Scope) -> Iterator[Card | Beside]:
    """The month beside the year."""
    yield Beside((of_month(scope), of_year(scope)))
    yield from others(scope)


def payments(
    versions: Sequence[tuple[Published, Held]], published: Mapping[date, Published], month: date
) -> Iterator[Card]:
    """Finance's list of a published month; see `payment_table`."""
    if versions:
        table = payment_table(versions, published)
        yield Rows(table, "payments", payment_note(table))
        yield Sentences([plain(note) for note in table.notes])
    else:
        yield Sentences((), not_published(month), "month")


def questions(scope: Scope, asked: Questions) -> Iterator[Card]:
    """What the year's rewards rest on, as questions, and the rows behind them."""
    empty = _(
        "Every reward of the year would have been due on the plan, without the last two days, without what "
        "went back in the next month, and with capital left where it was."
    )
    yield Digest(question_sentences(scope, asked), empty, row_table(scope, asked), "questions")
    by_region = question_table(scope, asked)
    yield Rows(by_region, "resting", plain(by_region.notes[0]))


def _bars(drawn: Drawn, figure: go.Figure, table: Table, note: Markdown, key: str) -> Card:
    said = alt_text(table, YUAN, "region", "awards")
    return Chart(table.heading, figure, table, key, note, said, drawn.names, unit=YUAN, others=drawn.others)
