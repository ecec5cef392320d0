"""Exceptions in sentences, the worst first, each with a way to its page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.formats import Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.views.overview.findings import Finding
from dashboard.views.scope import Scope

#: Sign, colour and word of a tone; the sign survives greyscale.
_SIGNS = {"bad": Markdown(":red[×]"), "watch": Markdown(":orange[◆]"), "unknown": Markdown(":gray[?]")}
SHOWN = 4


def show_findings(scope: Scope, found: Sequence[Finding]) -> None:
    """Show the worst findings; the rest opens on request."""
    with st.container(border=True):
        st.markdown(f"#### {_('Needs attention, {month}', month=scope.title)}")
        if not found:
            st.markdown(_("✓ Nothing out of the ordinary this month."))
        for finding in found[:SHOWN]:
            _show(scope, finding)
        if len(found) > SHOWN:
            _show_rest(scope, found[SHOWN:])


@st.fragment
def _show_rest(scope: Scope, found: Sequence[Finding]) -> None:
    """The lesser findings, sent only once somebody opens them."""
    rest = st.expander(_("{count} more", count=len(found)), key="more_findings", on_change="rerun")
    if rest.open:
        with rest:
            for finding in found:
                _show(scope, finding)


def _show(scope: Scope, finding: Finding) -> None:
    entry = BY_KEY[finding.page]
    sentence, link = st.columns([8, 1.3], vertical_alignment="center", gap="small")
    sentence.markdown(f"{_SIGNS[finding.tone]} {finding.sentence}")
    link.page_link(
        entry.script,
        label=_("Why?"),
        icon=":material/arrow_forward:",
        query_params={**state.address(), "month": month_text(scope.month), "region": finding.region},
        help=_("{page} of {region}", page=_(entry.title), region=plain(finding.region)),
    )
