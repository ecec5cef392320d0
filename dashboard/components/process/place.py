"""What the month's page is about: a month, perhaps a region, the day, and what of it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from dashboard import state
from dashboard.cache.current import current_days, current_reader, current_snapshot
from dashboard.components.elements.cards import show_note
from dashboard.components.frame.folds import fold
from dashboard.components.frame.guides import show_guide
from dashboard.components.frame.heads import show_title
from dashboard.components.frame.pageframe import show_stamps
from dashboard.components.loads.empty_store import show_empty_store
from dashboard.components.visitors.filters import offered
from dashboard.formats import WAN, Unit, plain
from dashboard.i18n import _
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import unfinished_until
from dashboard.services.process.forms import is_under_way
from dashboard.services.stores.people import today
from dashboard.views.scope import Scope
from dashboard.visit import Visitor, current_visitor
from data.store.process.book import Book
from data.store.reader import Reader
from engine.forecasting.panel import month_after
from engine.policy.parameters import Policy

#: So much of what an address asks for is repeated.
_LONGEST = 40


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A month of the process as somebody sees it on a day of the company's calendar."""

    month: date
    region: str | None
    day: date
    snapshot: Snapshot
    reader: Reader
    book: Book
    visitor: Visitor

    @property
    def unit(self) -> Unit:
        """Amounts are shown in it."""
        return WAN

    @property
    def policy(self) -> Policy:
        """The policy of the month."""
        return self.snapshot.policies.at(self.month)

    @property
    def scope(self) -> Scope:
        """The month as views have it; a published one as it was published.

        Here people act by the calendar: a month is over once its last day is, whatever its figures reach.
        """
        published = None if self.snapshot.scope.is_everything else self.snapshot.shown
        is_open = is_under_way(self.month, self.day) and self.month not in self.snapshot.published
        until = unfinished_until(current_days(), self.month) if is_open else None
        return Scope(self.snapshot.shown_own, self.month, self.region, self.unit, until, published)

    @property
    def all_regions(self) -> list[str]:
        """The month's regions of which the totals are seen."""
        frame = self.snapshot.own.regions.filter(pl.col("month") == self.month)
        return offered(frame["region"].unique().sort())

    @property
    def is_blank(self) -> bool:
        """Whether nothing that came about in the month is loaded yet."""
        frame = self.snapshot.own.regions.filter(pl.col("month") == self.month)
        return bool(frame["sales"].is_null().all() and frame["collections"].is_null().all())

    @property
    def regions(self) -> list[str]:
        """Those of them that are shown: the chosen one, or all."""
        return self.all_regions if self.region is None else [self.region]


def open_month(key: str, first: date | None) -> Place:
    """Show the title and the choice of month and region. first: the month unless one is asked for."""
    snapshot, day = current_snapshot(), today()
    if snapshot.is_empty:
        show_title(key)
        show_empty_store()
        st.stop()
    months = _months(snapshot, day)
    default = (
        f"{first:%Y-%m}" if first is not None and f"{first:%Y-%m}" in months else _latest(snapshot, months)
    )
    astray = state.take_astray("month", list(months))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        with st.container(width="content", gap=None):
            show_title(key)
        told = st.empty()
        with st.container(
            key="head_filters",
            horizontal=True,
            vertical_alignment="bottom",
            gap="small",
            width="content",
        ):
            chosen = st.selectbox(
                _("Month"),
                list(months),
                key=state.widget_key("month", list(months), default),
                on_change=state.on_choice("month"),
                width=130,
            )
            month = months[chosen or default]
            names = _regions(snapshot, month)
            strange = state.take_astray("region", names)
            region = st.selectbox(
                _("Region"),
                names,
                index=None,
                placeholder=_("All regions"),
                key=state.widget_key("region", names, None),
                on_change=state.on_choice("region"),
                width=170,
            )
    if astray is not None:
        show_note(_("There is no month {asked}, for which the address asks.", asked=plain(astray[:_LONGEST])))
    if strange is not None:
        show_note(
            _(
                "The region {asked}, for which the address asks, is not among yours; all of yours are shown.",
                asked=plain(strange[:_LONGEST]),
            )
        )
    reader = current_reader()
    place = Place(month, region, day, snapshot, reader, reader.process(), current_visitor())
    told.html(fold(place.scope))
    with st.container(key="head_stamps", horizontal=True, vertical_alignment="center", gap="small"):
        show_stamps(snapshot, place.scope)
        show_guide(key)
    return place


def _months(snapshot: Snapshot, day: date) -> dict[str, date]:
    """The months that are known, through the one that can be declared now, the newest first.

    Where all of them are still to come, as with next year's plan alone: the first.
    """
    last = month_after(day.replace(day=1))
    every = snapshot.own.months()
    known = {month for month in every if month <= last} or set(every[:1])
    return {f"{month:%Y-%m}": month for month in sorted(known, reverse=True)}


def _latest(snapshot: Snapshot, months: dict[str, date]) -> str:
    through = snapshot.loaded_through
    newest = next(iter(months))
    return newest if through is None else next((name for name, m in months.items() if m <= through), newest)


def _regions(snapshot: Snapshot, month: date) -> list[str]:
    return offered(snapshot.own.regions.filter(pl.col("month") == month)["region"].unique().sort())
