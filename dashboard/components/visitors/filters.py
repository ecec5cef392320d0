"""The filters every page shares: month, region, unit of amounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from dashboard import i18n, state
from dashboard.cache.current import current_days
from dashboard.formats import UNITS, WAN, Markdown, Unit, plain
from dashboard.i18n import DEFAULT, LANGUAGES, _
from dashboard.services import offering
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import unfinished_until
from dashboard.services.offering import offered_months, settled_month
from dashboard.views.scope import Scope
from dashboard.visit import current_visitor

#: So much of what an address asks for is repeated.
_LONGEST = 40


def choose_scope(snapshot: Snapshot) -> Scope:
    """Show the filters and return what they narrow the evaluation to."""
    months = offered_months(snapshot)
    latest = _settled(snapshot)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width="content"):
        month = st.selectbox(
            _("Month"),
            list(months),
            key=state.widget_key("month", list(months), latest),
            on_change=state.on_choice("month"),
            width=130,
        )
        names = offered_regions(snapshot, months[month or latest])
        region = st.selectbox(
            _("Region"),
            names,
            index=None,
            placeholder=_("All regions"),
            key=state.widget_key("region", names, None),
            on_change=state.on_choice("region"),
            width=170,
        )
        unit = st.segmented_control(
            _("Amounts in"),
            list(UNITS),
            format_func=lambda key: plain(UNITS[key].label),
            required=True,
            key=state.widget_key("unit", list(UNITS), WAN.key),
            on_change=state.on_choice("unit"),
        )
    chosen = months[month or latest]
    # What was published stays: such a month is over, whatever its last day with figures.
    until = None if chosen in snapshot.published else unfinished_until(current_days(), chosen)
    return scope_of(snapshot, chosen, region, UNITS[unit or WAN.key], until)


def scope_of(snapshot: Snapshot, month: date, region: str | None, unit: Unit, until: date | None) -> Scope:
    """What pages show of a snapshot: the rows that are seen, and beside them what is published of others.

    Published months stand as they were published; `Scope.as_now` has them as they would be now.
    """
    published = None if snapshot.scope.is_everything else snapshot.shown
    now = None if snapshot.shown_own is snapshot.own else snapshot.own
    return Scope(snapshot.shown_own, month, region, unit, until, published, now)


def correct_address(snapshot: Snapshot) -> list[Markdown]:
    """Take out of the address what is not there, and say it; safe inside Markdown."""
    said = []
    months = offered_months(snapshot)
    asked = state.take_astray("month", list(months))
    shown = state.current("month", list(months), _settled(snapshot)) or _settled(snapshot)
    if asked is not None:
        state.choose("month", shown)
        said.append(
            _("There are no figures of {asked}, for which the address asks; {shown} is shown.",
              asked=plain(asked[:_LONGEST]), shown=plain(shown))
        )  # fmt: skip
    asked = state.take_astray("region", offered_regions(snapshot, months[shown]))
    if asked is not None:
        said.append(_no_region(asked, shown))
    asked = state.take_astray("unit", list(UNITS))
    if asked is not None:
        said.append(_("There is no unit {asked}, for which the address asks.", asked=plain(asked[:_LONGEST])))
    asked = state.take_astray("lang", LANGUAGES)
    if asked is not None:
        said.append(
            _("There is no language {asked}, for which the address asks.", asked=plain(asked[:_LONGEST]))
        )
    return said


def _no_region(asked: str, month: str) -> Markdown:
    """Of another's region the same is said as of one that there is not."""
    if current_visitor().scope.is_everything:
        return _("There is no region {asked} in {month}, for which the address asks; all regions are shown.",
                 asked=plain(asked[:_LONGEST]), month=plain(month))  # fmt: skip
    return _("The region {asked}, for which the address asks, is not among yours; all of yours are shown.",
             asked=plain(asked[:_LONGEST]))  # fmt: skip


def address(snapshot: Snapshot | None) -> dict[str, str]:
    """What links to other pages must carry: month, region, unit and language as chosen now.

    A page reached with a complete address has nothing to add to it, so that one step back
    in the browser is one page back.
    """
    chosen: dict[str, str | None] = {}
    if snapshot is not None and not snapshot.is_empty:
        months = offered_months(snapshot)
        chosen["month"] = month = state.current("month", list(months), _settled(snapshot))
        if month is not None:
            chosen["region"] = state.current("region", offered_regions(snapshot, months[month]), None)
        unit = state.current("unit", list(UNITS), WAN.key)
        chosen["unit"] = None if unit == WAN.key else unit
    chosen["lang"] = None if i18n.current() == DEFAULT else i18n.current()
    return {name: value for name, value in chosen.items() if value is not None}


def shown_month(snapshot: Snapshot) -> date:
    """The month that the address names, else the newest whose checkpoint has passed."""
    months = offered_months(snapshot)
    latest = _settled(snapshot)
    return months[state.current("month", list(months), latest) or latest]


def running_month(snapshot: Snapshot) -> date | None:
    """The month under way: the newest one, if its checkpoint is still to come."""
    return offering.running_month(snapshot, current_days())


def _settled(snapshot: Snapshot) -> str:
    """What the month is called that is shown before one is chosen; there is one."""
    settled = settled_month(snapshot, current_days())
    return next(name for name, month in offered_months(snapshot).items() if month == settled)


def offered_regions(snapshot: Snapshot, month: date) -> list[str]:
    """The regions of a month that can be chosen."""
    return offered(_regions(snapshot, month))


def offered(regions: Iterable[str]) -> list[str]:
    """Those of `regions` that can be chosen: of which the visitor sees the totals."""
    seen = current_visitor().scope
    return [name for name in regions if seen.sees_totals(name)]


def _regions(snapshot: Snapshot, month: date) -> list[str]:
    return Scope(snapshot.own, month, None, WAN).region_names
