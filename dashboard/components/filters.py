"""The filters every page shares: month, region, unit of amounts."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.formats import UNITS, WAN
from dashboard.i18n import _
from dashboard.services.evaluation import Snapshot
from dashboard.views.scope import Scope


def choose_scope(snapshot: Snapshot) -> Scope:
    """Show the filters and return what they narrow the evaluation to."""
    through = snapshot.loaded_through
    # A year that is planned ahead has months without figures: nothing to look back on yet.
    known = [month for month in snapshot.evaluation.months() if through is None or month <= through]
    months = {f"{month:%Y-%m}": month for month in reversed(known)}
    latest = f"{through:%Y-%m}" if through else next(iter(months))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", width="content"):
        month = st.selectbox(
            _("Month"),
            list(months),
            key=state.widget_key("month", list(months), latest, is_pinned=True),
            on_change=state.on_choice("month", None),
            width=130,
        )
        scope = Scope(snapshot.evaluation, months[month or latest], None, WAN)
        names = scope.region_names
        region = st.selectbox(
            _("Region"),
            names,
            index=None,
            placeholder=_("All regions"),
            key=state.widget_key("region", names, None),
            on_change=state.on_choice("region", None),
            width=170,
        )
        unit = st.segmented_control(
            _("Amounts in"),
            list(UNITS),
            format_func=lambda key: UNITS[key].label,
            required=True,
            key=state.widget_key("unit", list(UNITS), WAN.key),
            on_change=state.on_choice("unit", WAN.key),
        )
    return Scope(snapshot.evaluation, scope.month, region, UNITS[unit or WAN.key])
