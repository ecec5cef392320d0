"""The rest of the year: expected rewards and fines, last months in a row, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from dashboard.cards.card import Beside, Card, Chart, Rows, Sentences
from dashboard.charts.year_awards import year_award_bars
from dashboard.formats import YUAN, Markdown
from dashboard.i18n import _
from dashboard.views.alt_text import alt_text
from dashboard.views.ends import ends
from dashboard.views.scope import Scope
from dashboard.views.year.ahead import (
    answer,
    assumptions,
    award_table,
    awards,
    last_in_a_row,
    month_table,
    streak_table,
)
from engine.ahead.rest import Rest


def ahead(scope: Scope, rest: Rest) -> Iterator[Card | Beside]:
    """What the open months are expected to bring, and what that stands on."""
    rows = awards(scope, rest).filter(pl.col("year_expected").is_not_null())
    table = award_table(scope, rest)
    drawn = ends(rows)
    if rows.height:
        chart = Chart(
            table.heading,
            year_award_bars(drawn.rows),
            table,
            "year_ahead",
            answer(scope, rest),
            alt=alt_text(table, YUAN, "region", "awards_so_far", "year_expected", "year_low", "year_high"),
            regions=drawn.names,
            unit=YUAN,
            others=drawn.others,
        )
        runs = Rows(streak_table(scope, rest), "year_streaks", _listed(last_in_a_row(scope, rest)))
        yield Beside((chart, runs))
        yield Rows(month_table(scope, rest), "year_ahead_months")
    yield Sentences(assumptions(scope, rest), _("Nothing can be forecast yet."))


def _listed(sentences: Sequence[Markdown]) -> Markdown:
    return Markdown("\n\n".join(sentences))
