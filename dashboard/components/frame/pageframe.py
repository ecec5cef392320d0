"""What every page has: a title that asks its question, filters, and what its figures rest on."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.cache.current import current_days, current_snapshot
from dashboard.components.elements.cards import show_note
from dashboard.components.evidence.receipts import choose_receipt, show_asked_receipt
from dashboard.components.frame.folds import fold
from dashboard.components.frame.guides import show_guide
from dashboard.components.frame.heads import show_title
from dashboard.components.loads.empty_store import show_empty_store
from dashboard.components.overview.stories import current_story, show_story
from dashboard.components.papers.clocks import show_clocks
from dashboard.components.visitors.filters import choose_scope, correct_address, running_month
from dashboard.formats import month_text, plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import latest_day, unfinished_until
from dashboard.views.month.progress import progress
from dashboard.views.published import whose_text
from dashboard.views.scope import Scope

#: The pages on which published months stand as they were published.
_PUBLISHED = {"overview", "targets", "capital", "expenses", "appraisal", "settlement"}


def open_page(key: str, *receipts: str) -> Scope:
    """Show title, filters and stamps; stop with a way in if nothing has been loaded yet.

    receipts: the items whose receipts the page can open at its top.
    """
    snapshot = current_snapshot()
    if snapshot.scope.is_nothing:
        show_title(key)
        show_note(_("Your account shows no amounts. An administrator grants roles that do."))
        st.stop()
    if snapshot.is_empty:
        show_title(key)
        show_empty_store()
        st.stop()
    astray = correct_address(snapshot)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        with st.container(width="content", gap=None):
            show_title(key)
        chosen = st.empty()
        with st.container(key="head_filters", width="content"):
            scope = choose_scope(snapshot)
    chosen.html(fold(scope))
    for sentence in astray:
        st.warning(sentence, icon=":material/wrong_location:")
    with st.container(key="head_stamps", horizontal=True, vertical_alignment="center", gap="small"):
        show_stamps(snapshot, scope)
        show_guide(key, scope.policy)
        if receipts:
            choose_receipt(scope, receipts)
    if scope.is_part:
        st.caption(whose_text(scope, (office for _region, office in snapshot.scope.offices)))
    if BY_KEY[key].is_default:
        _lead_to_running(snapshot, scope)
    else:
        _show_running(snapshot, scope)
    if key in _PUBLISHED:
        show_clocks(scope)
    show_asked_receipt(scope, receipts)
    return scope


def _show_running(snapshot: Snapshot, scope: Scope) -> None:
    """Say that a month is under way: what its figures lead to is not settled yet."""
    running = running_month(snapshot)
    if running is None or scope.month != running:
        return
    now = progress(scope, current_days())
    if now.as_of is None:
        return
    st.warning(
        _(
            "{month} is under way: figures through {day}, {left} days to the checkpoint. Every reward, fine "
            "and rank below is what the figures so far would lead to, and settles nothing.",
            month=month_text(running),
            day=f"{now.as_of:%m-%d}",
            left=now.days_to_checkpoint,
        ),
        icon=":material/hourglass_top:",
    )


def _lead_to_running(snapshot: Snapshot, scope: Scope) -> None:
    """On the first page: what the month under way still takes while there is time to act, and a way to it."""
    running = running_month(snapshot)
    if running is None:
        return
    there = replace(scope, month=running, until=unfinished_until(current_days(), running))
    now = progress(there, current_days())
    if now.as_of is None:
        return
    with st.container(border=True):
        show_story(there, now, current_story(there), is_shown=scope.month == running)


def show_stamps(snapshot: Snapshot, scope: Scope | None) -> None:
    """As-of month, unit, data version and policy version: enough to compute the page again."""
    through = month_text(snapshot.loaded_through)
    if snapshot.loaded_through is not None:
        day = latest_day(current_days(), snapshot.loaded_through)
        through += "" if day is None else f"-{day:02d}"
    parts = [_("Data through {month}", month=through)]
    if scope is not None:
        parts.insert(0, _("{month}, amounts in {unit}", month=scope.title, unit=scope.unit.label))
        parts.append(_("policy {version}", version=plain(snapshot.policy_version(scope.month))))
    parts.append(_("data version {version}", version=plain(str(snapshot.data_version)[:12])))
    st.caption(" · ".join(parts), width="content")
