"""The mark of a published month: as published, and what it would be now."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.current import current_reader, current_snapshot
from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.links import link
from dashboard.components.elements.tables import show_table
from dashboard.components.visitors.zones import reader_zone
from dashboard.formats import YUAN, listed, month_text
from dashboard.i18n import _
from dashboard.views.month.clocks import causes, difference, other_policy, side_by_side, stamp, told
from dashboard.views.scope import Scope


def show_clocks(scope: Scope) -> None:
    """Say that the month is shown as published; where it would be otherwise now, open both side by side."""
    snapshot = current_snapshot()
    published = snapshot.published.get(scope.month)
    if published is None:
        return
    found = difference(scope)
    if found is None:
        st.caption(f":material/verified: {stamp(published)}")
        return
    count = found.regions["region"].n_unique()
    title = _("{stamp} · would now be otherwise in {count} regions", stamp=stamp(published), count=count)
    with st.expander(title, icon=":material/compare_arrows:", key="clocks"):
        st.markdown(listed(told(found)))
        made = [
            *other_policy(published, snapshot.policy_version(scope.month)),
            *(
                f"{sentence} {link(_('Load'), 'upload', {'load': load})}"
                for load, sentence in causes(published, current_reader().loads(), reader_zone())
            ),
        ]
        if made:
            st.markdown(_("What changed since then:"))
            st.markdown(listed(made))
        table = side_by_side(found, scope.month)
        show_table(table, YUAN, key="clocks_table")
        st.caption(
            _(
                "What was published stays. Amounts that differ are corrected in the first month that is not "
                "published; score, rank and pay coefficient are not."
            )
        )
        offer_downloads(table, f"clocks-{month_text(scope.month)}")
