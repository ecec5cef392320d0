"""我的待办: what the visitor has to do, what changed since they last looked, and who below them is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard import state
from dashboard.cache.acting import current_writer
from dashboard.cache.current import current_reader, current_snapshot
from dashboard.components.elements.cards import show_heading
from dashboard.components.elements.links import link
from dashboard.components.elements.tables import show_table
from dashboard.components.loads.empty_store import show_empty_store
from dashboard.components.process.acting import act, named, show_notice
from dashboard.components.visitors.zones import reader_zone
from dashboard.formats import WAN, Markdown, listed, month_text, plain
from dashboard.i18n import DEFAULT, N_, _, current
from dashboard.services.process.months import all_tasks, late_below, mine, months_before
from dashboard.services.stores.people import today
from dashboard.views.process.days import moment_text
from dashboard.views.process.news import News, news
from dashboard.views.process.tasks import TaskLine, before_text, late_table, summary, task_lines
from dashboard.visit import current_visitor
from data.people.person import account_key

#: So much of what changed is named.
_NEWS = 12
_GROUPS = {"late": N_("Late"), "due": N_("To do now"), "upcoming": N_("Still to come")}
#: So many tasks of a group are listed; the others are sent once somebody asks for them.
MOST = 60
#: Who is shown what is late below them.
_ABOVE = {"gm", "vp"}


def show_home() -> None:
    """Show what is to be done, each a click from its form."""
    show_notice()
    snapshot, reader, day = current_snapshot(), current_reader(), today()
    if snapshot.is_empty:
        show_empty_store()
        return
    tasks = all_tasks(reader, snapshot, day)
    lines = task_lines(mine(reader, tasks), day)
    st.markdown(summary(lines))
    for status, title in _GROUPS.items():
        _show_group(_(title), [line for line in lines if line.status == status])
    _show_before(months_before(reader, snapshot, day))
    _show_news()
    if any(grant.role in _ABOVE for grant in current_visitor().scope.grants):
        table = late_table(late_below(reader, tasks), day, named)
        if table.frame.height:
            with st.container(border=True):
                show_heading(table, f"late-{day:%Y-%m}")
                show_table(table, WAN, key="home_late")


def _show_group(title: Markdown, lines: Sequence[TaskLine]) -> None:
    if not lines:
        return
    with st.container(border=True):
        st.markdown(Markdown(f"#### {title}\n\n{_listed(lines[:MOST])}"))
        if left := lines[MOST:]:
            key = f"more_tasks_{left[0].status}"
            rest = st.expander(_("{count} more", count=len(left)), key=key, on_change="rerun")
            if rest.open:
                rest.markdown(_listed(left))


def _show_before(months: Sequence[date]) -> None:
    """How many months are late before those that tasks are about, with a way to the newest of them."""
    if not months or current_visitor().scope.is_nothing:
        return
    way = link(
        _("Show {month}", month=month_text(months[-1])),
        "month",
        state.address() | {"month": month_text(months[-1])},
    )
    said = before_text(months)
    st.markdown(Markdown(f":small[:gray[{said}]] {way}"))


def _listed(lines: Sequence[TaskLine]) -> Markdown:
    return listed(_told(line) for line in lines)


def _told(line: TaskLine) -> Markdown:
    query = dict(line.query)
    if current() != DEFAULT:
        query["lang"] = current()
    way = link(_("To the form"), line.page, query)
    return Markdown(f"{line.text} · {line.due} {way}")


def _show_news() -> None:
    reader, visitor = current_reader(), current_visitor()
    book = reader.process()
    since = book.seen.get(account_key(visitor.actor), 0)
    found = news(book, since, named, visitor.actor)
    if not found:
        return
    with st.container(border=True):
        st.markdown(
            Markdown(f"#### {_('Since you last looked')}\n\n" + listed(_news(one) for one in found[:_NEWS]))
        )
        if len(found) > _NEWS:
            st.caption(_("{count} more.", count=len(found) - _NEWS))
        if not visitor.scope.only_looks and st.button(
            _("I have seen this"), icon=":material/done:", key="home_seen"
        ):
            act(lambda: current_writer().process.look(book.sequence), _("Nothing new for you."))


def _news(one: News) -> Markdown:
    return Markdown(f"{one.text} {plain(moment_text(one.at, reader_zone()))}")
