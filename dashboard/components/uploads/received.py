"""What was received: every file with the hash of its bytes, before anything is said about it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.views.uploads.uploads import size
from data.ingestion import FileSummary

#: So many digits of a SHA-256 are shown; pointing at them shows all.
SHORT = 12


def show_received(files: Sequence[FileSummary]) -> None:
    """Show name, size and SHA-256 of every file."""
    with st.container(gap=None):
        for file in files:
            st.caption(
                _(
                    "✓ Received: **{name}**, {size}, SHA-256 `{digest}`",
                    name=plain(file.name),
                    size=plain(size(file.size)),
                    digest=plain(file.sha256[:SHORT]),
                ),
                help=f"SHA-256 {plain(file.sha256)}",
            )
