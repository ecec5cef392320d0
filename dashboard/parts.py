"""Parts of a page that run alone, without the rest of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from dashboard.memory import current_run, one_run
from data.store import StateGone, StoreUnavailable

Asked = ParamSpec("Asked")


def part(shown: Callable[Asked, None]) -> Callable[Asked, None]:
    """`shown` as a fragment: what is done in it runs it alone, in the state that its page shows."""
    return st.fragment(alone(shown))


def alone(shown: Callable[Asked, None]) -> Callable[Asked, None]:
    """`shown` as a run by itself wherever its page does not run: in a fragment, or in a dialog."""

    @wraps(shown)
    def showing(*args: Asked.args, **kwargs: Asked.kwargs) -> None:
        if current_run() is not None:
            shown(*args, **kwargs)
            return
        try:
            with one_run(is_part=True):
                shown(*args, **kwargs)
        except (StoreUnavailable, StateGone) as error:
            if isinstance(error, StoreUnavailable) and error.in_writing:
                raise
            st.rerun()  # the whole page: it says what is wrong, if anything still is

    return showing
