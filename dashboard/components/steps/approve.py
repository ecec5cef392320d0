"""Approving or refusing lowered declarations (一.2), a list in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.cache.acting import current_writer
from dashboard.components.forms.doers import say_who_may
from dashboard.components.process.acting import act, lacks
from dashboard.components.process.place import Place
from dashboard.components.steps.declare import lines_of
from dashboard.formats import Markdown, plain
from dashboard.i18n import _
from dashboard.services.declaring import OfficeLine
from dashboard.services.policies import policies
from dashboard.services.process.declaring import approve, refuse
from dashboard.views.process.declaring import amount_text, lapsed_sentence
from dashboard.words import DECLARATION_STANDINGS, word
from data.people.person import account_key
from engine.process.dues import dues_of

#: An office's line with its region.
Lowered = tuple[str, OfficeLine]


def show_approve(place: Place) -> None:
    """The lowered declarations that wait, each to be ticked; those who may not approve see who may.

    What was not approved in time is told, and nothing can be done about it.
    """
    lowered = [
        (region, line)
        for region in place.regions
        for line in lines_of(place, region)
        if line.standing in ("waiting", "lapsed")
    ]
    waiting = [each for each in lowered if each[1].standing == "waiting"]
    lapsed = [each for each in lowered if each[1].standing == "lapsed"]
    if not waiting:
        st.markdown(_("No lowered declaration waits for an approval."))
    if lapsed:
        st.markdown(lapsed_sentence(place.month, dues_of(place.month, place.policy)["approve"]))
        _show(lapsed, place)
    if waiting:
        _offer(waiting, place)


def _show(lowered: Sequence[Lowered], place: Place) -> None:
    for region, line in lowered:
        st.markdown(_told(region, line, place))


def _offer(waiting: Sequence[Lowered], place: Place) -> None:
    """What the visitor may approve or refuse; of the rest why not."""
    scope = place.visitor.scope
    allowed = [each for each in waiting if scope.may("approve_declaration", each[0])]
    own = [each for each in allowed if not _declared(each[1], place)]
    _show([each for each in waiting if each not in own], place)
    if not allowed:
        say_who_may("approve_declaration")
    elif len(own) < len(allowed):
        st.caption(_("What you declared yourself somebody else approves."))
    if own:
        _decide(own, place)


def _declared(line: OfficeLine, place: Place) -> bool:
    """Whether the visitor declared it."""
    return account_key(line.declarer) == account_key(place.visitor.actor)


def _decide(own: Sequence[Lowered], place: Place) -> None:
    chosen = [each for each in own if _tick(each, place)]
    unwritten = [each for each in chosen if not _is_written(each[1])]
    if unwritten:
        st.caption(
            _(
                "{offices}: without a reason and a remedy it can be refused, not approved.",
                offices=_named(unwritten),
            )
        )
    reason = st.text_input(_("Reason, if refused"), key=f"approve_reason/{place.month}", max_chars=500)
    with st.container(horizontal=True, gap="small"):
        is_approved = st.button(
            _("Approve {count}", count=len(chosen)),
            type="primary",
            icon=":material/done_all:",
            key="approve_all",
            disabled=not chosen or bool(unwritten),
        )
        is_refused = st.button(
            _("Refuse {count}", count=len(chosen)),
            icon=":material/block:",
            key="refuse_all",
            disabled=not chosen,
        )
    if is_approved:
        act(
            lambda: _each(
                chosen,
                lambda region, offices: approve(current_writer(), policies(), place.month, region, offices),
            ),
            _("Approved: {offices}. What they declared is their target of record.", offices=_named(chosen)),
        )
    if is_refused and not lacks(reason, _("Say why it is refused.")):
        act(
            lambda: _each(
                chosen,
                lambda region, offices: refuse(
                    current_writer(), policies(), place.month, region, offices, reason=reason
                ),
            ),
            _(
                "Refused: {offices}. The target of record stays; the office may declare anew.",
                offices=_named(chosen),
            ),
        )


def _is_written(line: OfficeLine) -> bool:
    """Whether a reason and a remedy stand there, without which no approval counts."""
    return bool(line.given[-1].reason.strip() and line.given[-1].remedy.strip())


def _each(chosen: Sequence[Lowered], deed: Callable[[str, list[str]], object]) -> None:
    """Do something for the chosen offices of each region."""
    for region in dict.fromkeys(region for region, _line in chosen):
        deed(region, [line.office for where, line in chosen if where == region])


def _tick(each: Lowered, place: Place) -> bool:
    region, line = each
    with st.container(border=True):
        is_chosen = st.checkbox(
            _("{region} · {office}", region=plain(region), office=plain(line.office)),
            value=True,
            key=f"approve/{place.visitor.account}/{place.month}/{region}/{line.office}",
        )
        st.markdown(_told(region, line, place))
    return is_chosen


def _told(region: str, line: OfficeLine, place: Place) -> Markdown:
    row = line.given[-1]
    return _(
        "**{region} {office}** {standing}: sales {sales} (plan {sales_plan}), collections "
        "{collections} (plan {collections_plan}), {unit}.  \nReason: {reason}  \nRemedy: {remedy}",
        region=plain(region),
        office=plain(line.office),
        standing=plain(word(DECLARATION_STANDINGS, line.standing)),
        sales=plain(amount_text(row.sales, place.unit)),
        sales_plan=plain(amount_text(line.plan[0], place.unit)),
        collections=plain(amount_text(row.collections, place.unit)),
        collections_plan=plain(amount_text(line.plan[1], place.unit)),
        unit=place.unit.label,
        reason=plain(row.reason),
        remedy=plain(row.remedy),
    )


def _named(chosen: Sequence[Lowered]) -> Markdown:
    return plain(_(", ").join(f"{region} {line.office}" for region, line in chosen))
