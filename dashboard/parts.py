"""Parts of a page that run alone, without the rest of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from dashboard.memory import current_run, one_run
from dashboard.unforeseen import tell_unforeseen
from dashboard.visit import SignedOut
from data.store import StateGone, StoreError, StoreUnavailable
from engine.policy.parameters import PolicyError

Asked = ParamSpec("Asked")


def part(shown: Callable[Asked, None]) -> Callable[Asked, None]:
    """`shown` as a fragment: what is done in it runs it alone, in the state that its page shows."""
    return st.fragment(alone(shown))


def alone(shown: Callable[Asked, None]) -> Callable[Asked, None]:
    """`shown` as a run by itself wherever its page does not run: in a fragment, or in a dialog."""

    @wraps(shown)
    def showing(*args: Asked.args, **kwargs: Asked.kwargs) -> None:
        def guarded() -> None:
            try:
                shown(*args, **kwargs)
            except (StoreError, PolicyError, SignedOut):
                raise
            except Exception:  # noqa: BLE001 - Streamlit would say it in its own words, and ours stay whole
                tell_unforeseen()

        if current_run() is not None:
            guarded()
            return
        try:
            with one_run(is_part=True):
                guarded()
        except (StoreUnavailable, StateGone) as error:
            if isinstance(error, StoreUnavailable) and error.in_writing:
                raise
            st.rerun()  # the whole page: it says what is wrong, if anything still is

    return showing
