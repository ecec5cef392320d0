"""Submitting, verifying, publishing and reopening a month: a button for who may, else who may."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import state
from dashboard.bulletins.publishing import publish
from dashboard.cache.acting import current_writer
from dashboard.cache.current import current_days
from dashboard.components.elements.tables import show_table
from dashboard.components.forms.doers import say_who_may
from dashboard.components.process.acting import act, lacks
from dashboard.components.process.place import Place
from dashboard.formats import YUAN, month_text, plain
from dashboard.i18n import _
from dashboard.services.forecasts import unfinished_until
from dashboard.services.policies import policies
from dashboard.services.process.acting import submit, verify
from dashboard.services.process.forms import is_under_way
from dashboard.services.process.returning import reopen
from dashboard.views.evidence.settlement import hr_note
from dashboard.views.process.lines import holdable, line_title, verified_table
from dashboard.views.process.steps import state_sentence
from data.people.roles import Act

_LOOKED = "month_looked_at"


def show_month(place: Place) -> None:
    """Where the month stands, its lines, and what can be done now."""
    state = place.reader.state(place.month, policies())
    missing = place.reader.not_submitted(place.month, policies())
    publications = place.book.publications(place.month)
    st.markdown(state_sentence(place.month, state, publications[-1].version if publications else 0, missing))
    _show_lines(place)
    if state == "open":
        _submit(place)
    elif state in {"submitted", "verified"}:
        _verify(place, is_again=state == "verified")
        if state == "verified":
            _publish(place)
    else:
        _verify(place, is_again=True)
        _reopen(place)


def _looked_at() -> str | None:
    """The version of the data that was shown when the button was pressed."""
    seen: str | None = state.kept(_LOOKED)
    return seen


def _may(place: Place, what: Act) -> bool:
    """Whether the visitor may; says who may, if not."""
    if place.visitor.scope.may(what):
        return True
    say_who_may(what)
    return False


def _show_lines(place: Place) -> None:
    held = place.book.held(place.month)
    table = verified_table(place.scope, held)
    if table.frame.height and not place.is_blank:
        show_table(table, YUAN, key="process_lines")
        st.caption(hr_note())


def _submit(place: Place) -> None:
    if not _may(place, "submit"):
        return
    st.markdown(_("Submitting says that the month is complete for your regions."))
    running = is_under_way(place.month, place.day)
    if running:
        st.warning(
            _("{month} is not over yet: what comes in later opens it again.", month=month_text(place.month)),
            icon=":material/hourglass_top:",
        )
    elif (until := unfinished_until(current_days(), place.month)) is not None:
        st.warning(
            _(
                "Figures of {month} reach {day} only: is the rest still to be loaded?",
                month=month_text(place.month),
                day=f"{until:%m-%d}",
            ),
            icon=":material/hourglass_top:",
        )
    if st.button(
        _("Submit {month}", month=month_text(place.month)),
        type="primary",
        key="month_submit",
        on_click=state.keep,
        args=(_LOOKED, place.snapshot.read_at),
        icon=":material/send:",
    ):
        act(
            lambda: submit(current_writer(), policies(), place.month, _looked_at()),
            _(
                "{month} is submitted for your regions. Once all regions are, finance verifies it.",
                month=month_text(place.month),
            ),
        )


def _verify(place: Place, *, is_again: bool) -> None:
    if not _may(place, "verify"):
        return
    held = place.book.held(place.month)
    with st.container(border=True):
        st.markdown(f"**{_('Verify')}**")
        places = holdable(place.scope, held)
        chosen = st.multiselect(
            _("Lines to be held (none: all are verified)"),
            list(places),
            [each for each, why in places.items() if why is not None],
            format_func=lambda each: plain(line_title(*each)),
            placeholder=_("Hold no line"),
            key=f"verify_hold/{place.month}",
        )
        reasons = {
            each: st.text_input(
                _("Why {line} is held", line=plain(line_title(*each))),
                places[each] or "",
                key=f"verify_reason/{place.month}/{each[0]}/{each[1]}",
                max_chars=500,
            )
            for each in chosen
        }
        if st.button(
            _("Verify again") if is_again else _("Verify {month}", month=month_text(place.month)),
            type="secondary" if is_again else "primary",
            icon=":material/fact_check:",
            key="month_verify",
            on_click=state.keep,
            args=(_LOOKED, place.snapshot.read_at),
        ):
            _do_verify(place, reasons)


def _do_verify(place: Place, reasons: Mapping[tuple[str, str], str]) -> None:
    if any(lacks(reason, _("Say of each line why it is held.")) for reason in reasons.values()):
        return
    said = _("{month} is verified. Next, compliance publishes it.", month=month_text(place.month))
    if reasons:
        said = _(
            "{month} is verified but for {count} lines, which are not paid until they are released.",
            month=month_text(place.month),
            count=len(reasons),
        )
    act(lambda: verify(current_writer(), policies(), place.month, reasons, _looked_at()), said)


def _publish(place: Place) -> None:
    if not _may(place, "publish"):
        return
    st.markdown(
        _(
            "Publishing freezes the month: scores, ranks and amounts stay as they are now, with the "
            "bulletin of this very data. Later changes are paid as corrections."
        )
    )
    if st.button(
        _("Publish {month}", month=month_text(place.month)),
        type="primary",
        key="month_publish",
        on_click=state.keep,
        args=(_LOOKED, place.snapshot.read_at),
        icon=":material/campaign:",
    ):
        with st.spinner(_("The bulletin is being made.")):
            act(
                lambda: publish(current_writer(), policies(), place.month, seen=_looked_at()),
                _(
                    "{month} is published. Managers may appeal within {days} days.",
                    month=month_text(place.month),
                    days=place.policy.process.appeal_days.value,
                ),
            )


def _reopen(place: Place) -> None:
    if not place.visitor.scope.may("reopen"):
        return
    with st.expander(_("Reopen {month}", month=month_text(place.month)), icon=":material/lock_open:"):
        st.markdown(
            _(
                "Only while no later month is published. What was published stays as version {version}.",
                version=place.book.publications(place.month)[-1].version,
            )
        )
        reason = st.text_area(_("Why it is reopened"), key=f"reopen_reason/{place.month}", max_chars=1000)
        if st.button(_("Reopen"), key="month_reopen", icon=":material/lock_open:") and not lacks(
            reason, _("Say why.")
        ):
            act(
                lambda: reopen(current_writer(), policies(), place.month, reason),
                _("{month} is open again.", month=month_text(place.month)),
            )
