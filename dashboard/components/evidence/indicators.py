"""Warnings on uploaded indicators that do not meet the appraisal scheme."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.current import current_basis
from dashboard.views.appraisal.indicators import indicator_warnings
from dashboard.views.scope import Scope


def show_indicator_warnings(scope: Scope) -> None:
    """Say which indicators the scheme names and no file brings, and which it does not name."""
    if not scope.policy.appraisal.uploaded:
        return
    for sentence in indicator_warnings(scope, current_basis().facts.indicators):
        st.warning(sentence, icon=":material/spellcheck:")
