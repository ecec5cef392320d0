"""The uploader in the reader's language."""

from __future__ import annotations

import streamlit as st

from dashboard.assets import asset
from dashboard.i18n import _
from dashboard.services.uploads.limits import most_per_reader


def speak_uploader(most: int | None = None) -> None:
    """Say what the uploader itself can say in English alone. most: MB of one file, if not the server's."""
    style = asset("uploader.css")
    most = most or st.get_option("server.maxUploadSize")
    style = style.replace("{choose}", _("Choose files"))
    together = most_per_reader() // 1_000_000
    limit = _(
        "or drop them here, at most {size} MB each, {together} MB together", size=most, together=together
    )
    style = style.replace("{limit}", limit)
    st.html(f"<style>{style}</style>")  # type: ignore[markdown] # a file of our own
