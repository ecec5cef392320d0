"""Exceptions in sentences, the worst first, each with a way to its page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.components.evidence.receipts import RECEIPT
from dashboard.formats import Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.views.overview.findings import Finding
from dashboard.views.scope import Scope

#: Sign, colour and word of a tone; the sign survives greyscale.
_SIGNS = {"bad": Markdown(":red[×]"), "watch": Markdown(":orange[◆]"), "unknown": Markdown(":gray[?]")}
SHOWN = 3


def show_findings(scope: Scope, found: Sequence[Finding]) -> None:
    """Show the worst findings; the rest opens on request."""
    with st.container(border=True):
        st.markdown(f"#### {_('Needs attention, {month}', month=scope.title)}")
        if not found:
            st.markdown(_("✓ Nothing out of the ordinary this month."))
        for finding in found[:SHOWN]:
            show_finding(scope, finding)
        if len(found) > SHOWN:
            show_rest(scope, found[SHOWN:], "more_findings")


@st.fragment
def show_rest(scope: Scope, found: Sequence[Finding], key: str) -> None:
    """The lesser findings, sent only once somebody opens them."""
    rest = st.expander(_("{count} more", count=len(found)), key=key, on_change="rerun")
    if rest.open:
        with rest:
            for finding in found:
                show_finding(scope, finding)


def show_finding(scope: Scope, finding: Finding) -> None:
    """Show one finding with the ways to what explains it and, if there is one, to what avoids it."""
    # One block: each further one costs a rerun as much as another sentence.
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{_SIGNS[finding.tone]} {finding.sentence}")
        _link(scope, finding, finding.page, _("Why?"), finding.receipt)
        if finding.avoid:
            _link(scope, finding, finding.avoid, _("How to avoid"))


def _link(scope: Scope, finding: Finding, page: str, label: Markdown, receipt: str = "") -> None:
    """A link to the page of the finding's region and month, with its receipt opened if it has one."""
    entry = BY_KEY[page]
    query = {**state.address(), "month": month_text(scope.month), "region": finding.region}
    if receipt:
        query[RECEIPT] = receipt
    st.page_link(
        entry.script,
        label=label,
        icon=":material/arrow_forward:",
        query_params=query,
        help=_("{page} of {region}", page=_(entry.title), region=plain(finding.region)),
    )
