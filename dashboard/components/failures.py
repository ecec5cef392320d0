"""Nothing unexpected reaches a reader but a sentence and a reference; the log has the rest."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.i18n import _

_log = logging.getLogger("region_cockpit")


@contextmanager
def guarded() -> Iterator[None]:
    """Run a page; show an unexpected error as a sentence with a reference, and log its traceback."""
    try:
        yield
    except Exception:  # noqa: BLE001 - the one place that may, because it logs
        reference = secrets.token_hex(4).upper()
        _log.exception("reference %s", reference)
        st.error(
            _(
                "This page could not be shown. Nothing was changed. Reload it; if it happens "
                "again, tell your "
                "administrator this reference: {reference}",
                reference=reference,
            ),
            icon=":material/error:",
        )
