"""One field that finds region, office, customer, document, clause and load, and goes there."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.current import current_reader
from dashboard.components.visitors.filters import address, shown_month
from dashboard.components.visitors.zones import reader_zone
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.parts import part
from dashboard.services.evaluation import Snapshot
from dashboard.services.search import LONGEST, Hit, search
from dashboard.views.search import ICONS, clauses, hit_text

#: What a link takes along whatever it leads to.
_EVERYWHERE = ("unit", "lang")
#: So much of what was sought is repeated.
_REPEATED = 20


@part
def show_search(snapshot: Snapshot, place: str) -> None:
    """Show the field and, once something is sought, the nearest hits as links.

    `place` is another one wherever a link has led: there the search is over. A choice on the page does not
    end it, nor is the field made anew, which costs a browser a tenth of all that a choice changes.
    """
    asked = st.text_input(
        _("Search"),
        key=f"search {place}",
        type="search",
        max_chars=LONGEST,
        placeholder=_("Find a name …"),
        label_visibility="collapsed",
        icon=":material/search:",
    )
    if not asked.strip():
        return
    month = shown_month(snapshot)
    policy = snapshot.policies.at(month)
    found = search(snapshot, current_reader(), asked, month, tuple(clauses(policy)))
    if not found.shown:
        st.caption(_("Nothing is called “{asked}”.", asked=plain(asked[:_REPEATED])))
        return
    with st.container(key="hits", gap="xsmall"):
        for hit in found.shown:
            _show(hit, snapshot)
    if found.has_more:
        st.caption(_("There are more; a longer name finds fewer."))


def _show(hit: Hit, snapshot: Snapshot) -> None:
    zone = reader_zone()
    kept = address(snapshot)
    if hit.address:
        kept = {name: value for name, value in kept.items() if name in _EVERYWHERE}
    st.page_link(
        BY_KEY[hit.page].script,
        label=hit_text(hit, zone),
        icon=ICONS[hit.kind],
        query_params=kept | hit.address,
        width="stretch",
    )
