"""Exceptions in sentences, the worst first, each with a way to its page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.components.elements.links import link, together
from dashboard.components.evidence.receipts import RECEIPT
from dashboard.formats import Markdown, kept, month_text
from dashboard.i18n import _
from dashboard.navigation import BY_KEY, may_open
from dashboard.parts import part
from dashboard.views.overview.findings import Finding
from dashboard.views.scope import Scope
from dashboard.visit import current_visitor

#: Sign, colour and word of a tone; the sign survives greyscale.
_SIGNS = {"bad": Markdown(":red[×]"), "watch": Markdown(":orange[◆]"), "unknown": Markdown(":gray[?]")}
SHOWN = 3


def show_findings(scope: Scope, found: Sequence[Finding]) -> None:
    """Show the worst findings; the rest opens on request."""
    with st.container(border=True):
        heading = Markdown(f"#### {_('Needs attention, {month}', month=scope.title)}")
        lines = told(scope, found[:SHOWN]) or _("✓ Nothing out of the ordinary this month.")
        st.markdown(kept(Markdown(f"{heading}\n\n{lines}")))
        if len(found) > SHOWN:
            show_rest(scope, found[SHOWN:], "more_findings")


@part
def show_rest(scope: Scope, found: Sequence[Finding], key: str) -> None:
    """The lesser findings, sent only once somebody opens them."""
    rest = st.expander(_("{count} more", count=len(found)), key=key, on_change="rerun")
    if rest.open:
        rest.markdown(kept(told(scope, found)))


def told(scope: Scope, found: Sequence[Finding]) -> Markdown:
    """Findings, each with the ways to what explains it and, where they may simulate, to what avoids it.

    As one text: an element of its own for each sentence and link would make every rerun of the page slower.
    """
    return Markdown("\n\n").join(_told(scope, finding) for finding in found)


def _told(scope: Scope, finding: Finding) -> Markdown:
    ways = [_way(scope, finding, finding.page, _("Why?"), finding.receipt)]
    if finding.avoid and may_open(BY_KEY[finding.avoid], current_visitor().scope):
        ways.append(_way(scope, finding, finding.avoid, _("How to avoid")))
    return Markdown(f"{_SIGNS[finding.tone]} {finding.sentence} {together(ways)}")


def _way(scope: Scope, finding: Finding, page: str, label: Markdown, receipt: str = "") -> Markdown:
    """A link to the page of the finding's region and month, with its receipt opened if it has one."""
    query = {**state.address(), "month": month_text(scope.month), "region": finding.region}
    if receipt:
        query[RECEIPT] = receipt
    return link(label, page, query)
