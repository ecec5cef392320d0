"""What pages begin with for a person: language, region, month. Kept in the audit log, as a deed of theirs."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import state
from dashboard.cache.acting import doer_of
from dashboard.cache.current import current_snapshot
from dashboard.cache.opened import current_store
from dashboard.components.forms.refusals import show_refusal
from dashboard.components.visitors.filters import offered_regions, shown_month
from dashboard.formats import plain
from dashboard.i18n import AUTONYMS, LANGUAGES, N_, _
from dashboard.navigation import lookers
from dashboard.services.stores.people import now
from dashboard.visit import Visitor, current_visitor
from data.people.preferences import MONTHS, Month, Preferences
from data.store import StoreError
from data.store.by import By

_MONTHS: dict[Month, str] = {"settled": N_("the newest one that is over"), "running": N_("the one under way")}


def show_preferences() -> None:
    """Show what pages begin with, and keep what is chosen; nothing for whom no person stands."""
    visitor = current_visitor()
    if visitor.is_operator or visitor.scope.only_looks:
        return
    kept = current_store().people.preferences(visitor.account)
    with st.container(border=True):
        st.markdown(f"#### {_('What pages begin with')}")
        with st.form("preferences", border=False):
            chosen = _ask(visitor, kept)
            is_saved = st.form_submit_button(_("Save"), icon=":material/save:")
        if is_saved:
            _keep(visitor, chosen)
        if state.kept("preferences_saved"):
            st.success(_("Saved. It holds from the next time you arrive."), icon=":material/check:")
            state.drop("preferences_saved")


def _ask(visitor: Visitor, kept: Preferences) -> Preferences:
    language = st.selectbox(
        _("Language"),
        LANGUAGES,
        index=LANGUAGES.index(kept.language) if kept.language in LANGUAGES else None,
        format_func=lambda code: plain(AUTONYMS[code]),
        placeholder=_("as the address says"),
        key="preferred_language",
        width=420,
    )
    if not lookers(visitor.scope):
        return replace(kept, language=language)
    regions = _regions()
    region = st.selectbox(
        _("Region"),
        regions,
        index=regions.index(kept.region) if kept.region in regions else None,
        placeholder=_("your own, if it is one; else all"),
        key="preferred_region",
        width=420,
    )
    month = st.selectbox(
        _("Month"),
        MONTHS,
        index=MONTHS.index(kept.month or "settled"),
        format_func=lambda which: plain(_(_MONTHS[which])),
        key="preferred_month",
        width=420,
    )
    return Preferences(language, region, None if month == "settled" else month)


def _regions() -> list[str]:
    snapshot = current_snapshot()
    return [] if snapshot.is_empty else offered_regions(snapshot, shown_month(snapshot))


def _keep(visitor: Visitor, chosen: Preferences) -> None:
    if chosen.region not in (None, *_regions()) or chosen.language not in (None, *LANGUAGES):
        return  # a browser sends what was offered
    doer = doer_of(visitor)
    try:
        current_store().people.prefer(visitor.account, chosen, By(doer.actor, doer.operator), now())
    except StoreError as error:
        show_refusal(error)
        return
    state.keep("preferences_saved", value=True)
    st.rerun()
