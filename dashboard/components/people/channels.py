"""Where and of what somebody is reminded. Kept in the audit log, as a deed of theirs."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache.acting import doer_of
from dashboard.cache.opened import current_store
from dashboard.components.forms.refusals import show_refusal
from dashboard.formats import plain
from dashboard.i18n import N_, _
from dashboard.navigation import lookers
from dashboard.services.reminders.sending import Post
from dashboard.services.stores.people import now, today
from dashboard.visit import Visitor, current_visitor
from data.people.channels import TOPICS, WAYS, Channel, Channels, Topic, Way, channel_of
from data.store import StoreError
from data.store.by import By

_TOPICS: dict[Topic, str] = {
    "due": N_("tasks that are due in three days or today"),
    "late": N_("tasks that are late"),
    "published": N_("a month is published"),
    "at_risk": N_("a region will miss the checkpoint"),
    "decided": N_("an appeal is decided"),
}
_WAYS: dict[Way, str] = {
    "mail": N_("E-mail address"),
    "wecom": N_("WeCom bot: its address or key"),
    "dingtalk": N_("DingTalk bot: its address or token"),
    "feishu": N_("Feishu bot: its address or token"),
    "webhook": N_("Web address that takes JSON"),
}


def show_channels() -> None:
    """Show where and of what the visitor is reminded, and keep what is changed; nothing for no person."""
    visitor = current_visitor()
    if visitor.is_operator or visitor.scope.only_looks or not lookers(visitor.scope):
        return
    person = current_store().people.person(visitor.account)
    if person is None:
        return
    kept = current_store().reminders.channels(person)
    with st.container(border=True):
        st.markdown(f"#### {_('Reminders')}")
        with st.form("channels", border=False):
            chosen = _ask(kept)
            is_saved = st.form_submit_button(_("Save"), icon=":material/save:")
        if is_saved:
            _keep(visitor, chosen)
        if state.kept("channels_saved"):
            st.success(_("Saved. You are reminded there from now on."), icon=":material/check:")
            state.drop("channels_saved")


def _ask(kept: Channels) -> Channels:
    topics = st.multiselect(
        _("Remind me of"),
        TOPICS,
        [topic for topic in TOPICS if topic in kept.topics],
        format_func=lambda topic: plain(_(_TOPICS[topic])),
        key="channel_topics",
    )
    is_daily = st.checkbox(
        _("One message a day with everything new, instead of one each time"),
        kept.is_daily,
        key="channel_daily",
    )
    before = {channel.way: channel.to for channel in kept.to}
    post, to = Post.here(), []
    for way in WAYS:
        is_offered = {"mail": post.mail is not None, "webhook": bool(post.webhooks)}.get(way, True)
        if is_offered or way in before:
            typed = st.text_input(
                plain(_(_WAYS[way])),
                before.get(way, ""),
                max_chars=500,
                key=f"channel_{way}",
                disabled=not is_offered,
            )
            to.append(channel_of(way, typed))
    if post.mail is None:
        st.caption(_("This installation sends no mail; whoever runs it can set that up."))
    return Channels(tuple(channel for channel in to if channel.to), frozenset(topics), is_daily)


def _keep(visitor: Visitor, chosen: Channels) -> None:
    wrong = [channel for channel in chosen.to if not _is_good(channel)]
    for channel in wrong:
        st.error(
            _("“{typed}” is no such address, or may not be written to: {what}.", typed=plain(channel.to),
              what=plain(_(_WAYS[channel.way]))),
            icon=":material/error:",
        )  # fmt: skip
    if wrong:
        return
    doer = doer_of(visitor)
    try:
        current_store().reminders.choose(
            visitor.account, chosen, By(doer.actor, doer.operator), today(), now()
        )
    except StoreError as error:
        show_refusal(error)
        return
    state.keep("channels_saved", value=True)
    st.rerun()


def _is_good(channel: Channel) -> bool:
    """Whether it has the shape of an address, and may be written to where that is for the operator to say."""
    return channel.is_valid and (channel.way != "webhook" or Post.here().reaches(channel))
