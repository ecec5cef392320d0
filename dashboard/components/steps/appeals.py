"""Appeals against lines of a published month, and what compliance decides on them."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.acting import current_writer
from dashboard.components.forms.attachments import ask_files, offer_files
from dashboard.components.forms.doers import say_who_may
from dashboard.components.process.acting import act, lacks, named_plain
from dashboard.components.process.place import Place
from dashboard.components.steps.attaching import kept_of
from dashboard.formats import NONE, Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.services.policies import policies
from dashboard.services.process.afterwards import appeal
from dashboard.views.process.decided import verdict_text
from dashboard.views.process.lines import appealable, line_title
from dashboard.views.process.words import VERDICTS
from dashboard.words import word
from data.store.process.deeds import Appeal


def show_appeals(place: Place) -> None:
    """The month's appeals with what was decided, a form to appeal, and one to decide."""
    appeals = [
        made
        for made in place.book.appeals.values()
        if made.month == place.month and place.region in (None, made.region)
    ]
    for made in appeals:
        _show(made, place)
    if not appeals:
        st.markdown(_("There is no appeal about this month."))
    publication = place.book.published(place.month)
    if publication is None:
        st.caption(
            _(
                "Appeals are made within {days} days after the month is published.",
                days=place.policy.process.appeal_days.value,
            )
        )
        return
    regions = [name for name in place.regions if place.visitor.scope.may("appeal", name)]
    if not regions:
        say_who_may("appeal")
        return
    _ask(place, appealable(list(publication.content.get("lines", ())), regions))


def _show(made: Appeal, place: Place) -> None:
    with st.container(border=True):
        st.markdown(
            f"**{plain(line_title(made.region, made.item))}** · {named_plain(made.by)} · {made.on:%Y-%m-%d}"
        )
        st.markdown(plain(made.text))
        offer_files(made.files, f"appeal/{made.appeal_id}")
        if (decision := made.decision) is not None:
            st.markdown(verdict_text(decision, decision.verdict, named_plain(decision.by)))
        elif place.visitor.scope.may("decide_appeal", made.region):
            _decide(made)
        else:
            say_who_may("decide_appeal")


def _decide(made: Appeal) -> None:
    reason = st.text_area(
        _("Reason of the decision"), key=f"decide/{made.appeal_id}", max_chars=1000, height=80
    )
    with st.container(horizontal=True, gap="small"):
        verdict: str | None = None
        if st.button(_("Uphold"), icon=":material/check:", key=f"uphold/{made.appeal_id}"):
            verdict = "upheld"
        if st.button(_("Refuse"), icon=":material/block:", key=f"refuse/{made.appeal_id}"):
            verdict = "refused"
    if verdict is None or lacks(reason, _("Say why.")):
        return
    after = (
        _(
            "What is wrong is mended in the data; the difference is paid as a correction of the next "
            "open month."
        )
        if verdict == "upheld"
        else NONE
    )
    said = _("The appeal is decided: {verdict}.", verdict=plain(word(VERDICTS, verdict)))
    act(
        lambda: current_writer().process.decide(made.appeal_id, verdict, reason),  # type: ignore[arg-type]
        Markdown(f"{said} {after}"),
    )


def _ask(place: Place, lines: list[tuple[str, str]]) -> None:
    with st.container(border=True):
        st.markdown(f"**{_('Appeal against a line')}**")
        line = st.selectbox(
            _("Line"),
            lines,
            format_func=lambda each: plain(line_title(*each)),
            key=f"appeal_line/{place.month}",
        )
        text = st.text_area(_("What is wrong, and why"), key=f"appeal_text/{place.month}", max_chars=3000)
        files = ask_files(_("Evidence"), place.policy, f"appeal_files/{place.month}")
        if st.button(_("Appeal"), type="primary", icon=":material/gavel:", key="appeal_send"):
            if line is None or lacks(text, _("Say what is wrong.")):
                return
            act(
                lambda: appeal(
                    current_writer(),
                    policies(),
                    place.month,
                    line[0],
                    item=line[1],
                    text=text,
                    files=kept_of(files, line[0], "appeal", place),
                ),
                _(
                    "The appeal about {month} is made. Compliance decides within {days} days.",
                    month=month_text(place.month),
                    days=place.policy.process.decision_days.value,
                ),
            )
