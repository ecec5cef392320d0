"""Who may do what the reader may not, in a sentence."""

from __future__ import annotations

import streamlit as st

from dashboard.formats import plain
from dashboard.i18n import current, translator
from data.store import ActRefused


def say_who_may(code: str) -> None:
    """One sentence in the place of what somebody else may press; `code` of `data.store.words.DOERS`."""
    st.caption(plain(ActRefused(code).text(translator(current()))), width="stretch")
