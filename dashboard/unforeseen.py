"""What nobody foresaw: a sentence with a reference for the reader, the rest for the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.services.metrics import ERRORS

_log = logging.getLogger("region_cockpit")


def tell_unforeseen() -> None:
    """Say that this could not be shown, and log the exception that is being handled."""
    ERRORS.labels("unforeseen").inc()
    reference = secrets.token_hex(4).upper()
    _log.exception("reference %s", reference)
    st.error(
        _(
            "This page could not be shown. Nothing was changed. Reload it; if it happens again, tell "
            "your administrator this reference: {reference}",
            reference=plain(reference),
        ),
        icon=":material/error:",
    )
