"""Which policy is read, and what stated and assumed mean."""

from __future__ import annotations

import streamlit as st

from dashboard.components.frame.heads import show_title
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.published import title
from dashboard.services.policies import policies
from engine.policy.parameters import Policy


def choose_policy() -> Policy:
    """Show the title and, where there are several, a choice of policies; the latest is shown first."""
    show_title("regulation")
    known = {policy.stamp: policy for policy in reversed(policies().items)}
    stamps = list(known)
    stamp = stamps[0]
    if len(stamps) > 1:
        stamp = st.selectbox(title("policy_version"), stamps, width=260, key="policy_version") or stamp
    policy = known[stamp]
    st.caption(
        _(
            "Version {version}, in force from {month}",
            version=plain(policy.stamp),
            month=f"{policy.effective_from:%Y-%m}",
        )
    )
    return policy


def show_kinds() -> None:
    """Explain the two kinds of values."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(_("stated"), color="blue", icon=":material/gavel:")
        st.markdown(_("written in the regulation"))
        st.badge(_("assumed"), color="orange", icon=":material/help:")
        st.markdown(
            _("our default where the regulation is silent, to be confirmed; changed in a file, without code")
        )
