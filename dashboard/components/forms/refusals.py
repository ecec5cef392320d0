"""What the store refused, in words, where it happened; nothing was changed."""

from __future__ import annotations

import streamlit as st

from dashboard.formats import plain
from dashboard.i18n import current, translator
from dashboard.services.uploads.sentences import sentence
from data.store import StoreError


def show_refusal(error: StoreError) -> None:
    """Say what the store refused and what to do next."""
    st.error(plain(sentence(error, translator(current()))), icon=":material/error:")
