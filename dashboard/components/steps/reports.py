"""Reports after last places in a row (四), and what VP and general manager decide on them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard.cache.acting import current_writer
from dashboard.cache.whatif import current_answers
from dashboard.components.forms.attachments import ask_files, offer_files
from dashboard.components.forms.doers import say_who_may
from dashboard.components.process.acting import act, lacks, named_plain
from dashboard.components.process.place import Place
from dashboard.components.steps.attaching import kept_of
from dashboard.formats import month_text, plain
from dashboard.i18n import _
from dashboard.services.process.afterwards import decide_transfer, report, retain
from dashboard.services.process.forms import may_retain, retained_at_most
from dashboard.services.process.promises import kept_promises
from dashboard.views.evidence.settlement import hr_note
from dashboard.views.process.decided import last_place_note, retention_text, transfer_text
from dashboard.views.process.report import report_draft
from dashboard.views.whatif.goals import goals
from dashboard.words import ESCALATIONS, word


def reported(place: Place) -> list[dict[str, Any]]:
    """The regions for which something is proposed after last places in a row."""
    frame = place.snapshot.shown_own.regions.filter(
        (pl.col("month") == place.month)
        & pl.col("region").is_in(place.regions)
        & pl.col("escalation").is_in(["report_to_vp", "transfer"])
    )
    return list(frame.sort("region").iter_rows(named=True))


def show_reports(place: Place) -> None:
    """For each region that is last for too long: the report, the decision on it, the notes for HR."""
    found = reported(place)
    if not found:
        st.markdown(_("Nobody has to report for this month."))
        return
    for row in found:
        with st.container(border=True):
            st.markdown(
                _(
                    "**{region}**: last for {months} months in a row. Proposal: {action}.",
                    region=plain(row["region"]),
                    months=int(row["last_place_streak"]),
                    action=plain(word(ESCALATIONS, row["escalation"])),
                )
            )
            _report(place, row["region"])
            _retention(place, row["region"])
            if row["escalation"] == "transfer":
                _transfer(place, row["region"])
    st.caption(f"{last_place_note()}  \n{hr_note()}")


def _report(place: Place, region: str) -> None:
    given = place.book.reports.get((place.month, region))
    if given is not None:
        st.markdown(
            _("Report recorded by {who} on {day}.", who=named_plain(given.by), day=f"{given.on:%Y-%m-%d}")
        )
        with st.expander(
            _("Read the report"), icon=":material/article:", key=f"report_read/{place.month}/{region}"
        ):
            st.text(given.text)
            offer_files(given.files, f"reported/{region}")
        return
    if not place.visitor.scope.may("report", region):
        say_who_may("report")
        return
    if place.book.published(place.month) is None:
        st.caption(_("The report is made once the month is published."))
        return
    key = f"report/{place.month}/{region}"
    text = st.text_area(
        _("Report (prepared from the figures; complete and correct it)"),
        _draft(place, region),
        key=f"{key}/text",
        height=380,
        max_chars=20_000,
    )
    files = ask_files(_("Minutes and evidence"), place.policy, f"{key}/files")
    if st.button(_("Record the report"), type="primary", icon=":material/send:", key=f"{key}/send"):
        if lacks(text, _("Write the report.")):
            return
        act(
            lambda: report(
                current_writer(), place.month, region, text, kept_of(files, region, "report", place)
            ),
            _("The report of {region} is recorded. Next, the VP decides on retention.", region=plain(region)),
        )


def _draft(place: Place, region: str) -> str:
    """The prepared report; the least that leaves the last place is told where it can be."""
    promises = kept_promises(place.reader, place.book, place.snapshot, place.day, region)
    answers = [each for each in current_answers(place.month, region, "over") if each.goal == "leave_last"]
    ways = [goal.text(place.unit, is_over=True) for goal in goals(answers, place.policy, "over")]
    return report_draft(place.scope, region, promises, ways[0] if ways else "")


def _retention(place: Place, region: str) -> None:
    given = place.book.retentions.get((place.month, region))
    if given is not None:
        st.markdown(retention_text(given, named_plain(given.by)))
        return
    if (place.month, region) not in place.book.reports:
        return
    if not may_retain(place.visitor.scope, region):
        say_who_may("retain")
        return
    key = f"retain/{place.month}/{region}"
    longest = retained_at_most(place.day)
    verdict = st.segmented_control(
        _("After the report"),
        ["retained", "transfer"],
        format_func=lambda code: _("retain for a time") if code == "retained" else _("propose a transfer"),
        default="retained",
        required=True,
        key=f"{key}/verdict",
    )
    until: date | None = longest
    if verdict == "retained":
        until = st.date_input(
            _("Retained until"),
            longest,
            min_value=place.day,
            max_value=longest,
            format="YYYY-MM-DD",
            key=f"{key}/until",
            width=200,
        )
    reason = st.text_area(_("Reason of the decision"), key=f"{key}/reason", max_chars=2000, height=80)
    if st.button(_("Decide"), type="primary", icon=":material/check:", key=f"{key}/send"):
        if lacks(reason, _("Say why.")):
            return
        act(
            lambda: retain(
                current_writer(), place.month, region, until if verdict == "retained" else None, reason
            ),
            _("Decided for {region}. It stands beside the streak under Appraisal.", region=plain(region)),
        )


def _transfer(place: Place, region: str) -> None:
    given = place.book.transfers.get((place.month, region))
    if given is not None:
        st.markdown(transfer_text(given, named_plain(given.by)))
        return
    if not place.visitor.scope.may("decide_transfer", region):
        say_who_may("decide_transfer")
        return
    if place.book.published(place.month) is None:
        st.caption(_("It is decided once the month is published."))
        return
    key = f"transfer/{place.month}/{region}"
    reason = st.text_area(_("Reason of the decision"), key=f"{key}/reason", max_chars=2000, height=80)
    with st.container(horizontal=True, gap="small"):
        verdict: str | None = None
        if st.button(_("Transfer"), icon=":material/swap_horiz:", key=f"{key}/transfer"):
            verdict = "transfer"
        if st.button(_("Keep in place"), icon=":material/check:", key=f"{key}/kept"):
            verdict = "kept"
    if verdict is None or lacks(reason, _("Say why.")):
        return
    act(
        lambda: decide_transfer(current_writer(), place.month, region, verdict, reason),  # type: ignore[arg-type]
        _("Decided for {region} in {month}.", region=plain(region), month=month_text(place.month)),
    )
