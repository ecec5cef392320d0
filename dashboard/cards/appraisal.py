"""Appraisal (四): what scores are made of, ranks over time, the streak clock, distances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from dashboard.cards.card import Beside, Card, Chart, Digest, Rows, Sentences
from dashboard.charts.appraisal import rank_lines, score_bars
from dashboard.charts.standings import streak_clock
from dashboard.formats import Markdown, plain, run_on
from dashboard.i18n import _
from dashboard.views.alt_text import alt_text
from dashboard.views.appraisal.appraisal import (
    component_frame,
    drawn_history,
    history_table,
    proposals,
    rank_table,
)
from dashboard.views.appraisal.conduct import conduct_sentence, conduct_table
from dashboard.views.appraisal.standings import (
    clock_months,
    clock_sentences,
    clock_steps,
    distance_table,
    last_place_table,
    last_places,
)
from dashboard.views.appraisal.ties import restart_sentences, tie_sentences
from dashboard.views.ends import ends
from dashboard.views.process.decided import last_place_note
from dashboard.views.published import published_note
from dashboard.views.scope import Scope


def last_place(scope: Scope) -> Card:
    """Who is last and what follows, restarted streaks, what broke ties."""
    said = [*proposals(scope.everyone), *restart_sentences(scope), *tie_sentences(scope)]
    if scope.everyone.regions["score"].is_null().all():
        nothing = _(
            "Nothing that came about in {month} is loaded: nobody is scored, ranked or last, and last places "
            "begin anew behind it.",
            month=scope.title,
        )
        return Sentences(said, nothing)
    return Sentences(said, _("Nobody is last in this selection, and no rank is shared."))


def places(scope: Scope) -> Iterator[Card | Beside]:
    """Scores and ranks beside one another."""
    table, drawn = rank_table(scope.everyone), ends(scope.regions)
    ranks, others = drawn_history(scope)
    yield Beside(
        (
            Chart(
                _("What the score is made of, {month} (points)", month=scope.title),
                score_bars(drawn.rows, component_frame(scope)),
                table,
                "score",
                alt=alt_text(table, scope.unit, "region", "rank", "score"),
                regions=drawn.names,
                others=drawn.others,
            ),
            Chart(
                _("Ranks of the last twelve months (✕ last place)"),
                rank_lines(ranks, scope.region),
                history_table(scope),
                "ranks",
                alt=alt_text(table, scope.unit, "region", "rank"),
                others=others,
            ),
        )
    )


def clock(scope: Scope, decided: Sequence[Markdown]) -> Iterator[Card]:
    """Who was last, and for how long."""
    table, places = last_place_table(scope), last_places(scope)
    if places.is_empty():
        yield Digest((), _("Nobody was in last place in these months."), table, "clock")
    else:
        yield Chart(
            _("Streak clock: who was last, and for how many months in a row"),
            streak_clock(places, clock_months(scope), clock_steps(scope)),
            table,
            "clock",
            run_on(*clock_sentences(scope)),
            alt=alt_text(table, scope.unit, "month", "region", "streak"),
        )
    yield Sentences([*decided, last_place_note()])


def distances(scope: Scope) -> Iterator[Card]:
    """How far it is to the next."""
    yield Rows(distance_table(scope), "distances")


def ranks(scope: Scope) -> Iterator[Card]:
    """The whole table."""
    yield Rows(rank_table(scope.everyone), "regions", published_note(scope))


def conduct(scope: Scope, recorded: pl.DataFrame) -> Iterator[Card]:
    """What was recorded in the month (六), each row with what it costs and the row it stands in.

    recorded: as `details.conduct` gives it.
    """
    table = conduct_table(scope, recorded)
    yield Rows(table, "conduct", plain(conduct_sentence(table)))
