"""Explaining an overrun of capital (二) in writing."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.acting import current_writer
from dashboard.components.forms.attachments import ask_files, offer_files
from dashboard.components.forms.doers import say_who_may
from dashboard.components.process.acting import act, lacks, named_plain
from dashboard.components.process.place import Place
from dashboard.components.steps.attaching import kept_of
from dashboard.formats import month_text, percent, plain
from dashboard.i18n import _
from dashboard.services.process.afterwards import explain
from dashboard.services.process.overruns import overruns


def explained(place: Place) -> dict[str, float | None]:
    """The regions, of those that are shown, whose overrun has to be explained, with its ratio."""
    found = overruns(place.book, place.snapshot, place.month)
    return {region: ratio for region, ratio in found.items() if region in place.regions}


def show_explain(place: Place) -> None:
    """What was explained, and a form for whose overrun has to be."""
    found = explained(place)
    if not found:
        st.markdown(_("No overrun of this month has to be explained."))
    for region, ratio in found.items():
        with st.container(border=True):
            st.markdown(
                _(
                    "**{region}**: capital overrun {ratio} of the quota.",
                    region=plain(region),
                    ratio=plain(percent(ratio)),
                )
            )
            _show(place, region)


def _show(place: Place, region: str) -> None:
    given = place.book.explanations.get((place.month, region))
    if given is not None:
        st.markdown(_("{who}, {day}:", who=named_plain(given.by), day=f"{given.on:%Y-%m-%d}"))
        st.markdown(plain(given.text))
        offer_files(given.files, f"explained/{region}")
        return
    if not place.visitor.scope.may("explain", region):
        say_who_may("explain")
        return
    if place.book.published(place.month) is None:
        st.caption(_("It is explained once the month is published."))
        return
    key = f"explain/{place.month}/{region}"
    text = st.text_area(_("Why, and what is done about it"), key=f"{key}/text", max_chars=5000)
    files = ask_files(_("Evidence"), place.policy, f"{key}/files")
    if st.button(_("Hand in the explanation"), type="primary", icon=":material/send:", key=f"{key}/send"):
        if lacks(text, _("Write the explanation.")):
            return
        act(
            lambda: explain(
                current_writer(), place.month, region, text, kept_of(files, region, "explain", place)
            ),
            _(
                "The overrun of {region} in {month} is explained. A promise may be added under Promises.",
                region=plain(region),
                month=month_text(place.month),
            ),
        )
