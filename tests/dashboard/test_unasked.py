"""Streamlit is spared what it would look for in the first page of a process."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit import delta_generator, env_util

from dashboard.entrance.unasked import spare_asking


def test_the_first_page_does_not_look_for_a_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def is_repl() -> bool:
        asked.append(True)
        return False

    monkeypatch.setattr(env_util, "is_repl", is_repl)
    # As in a new process: there Streamlit asks.
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    st.empty()
    assert asked == [True]
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    spare_asking()
    st.empty()
    assert asked == [True]
