"""The reader's choices: the only module that touches session_state and query_params.

A choice lives in the address bar, so that a link shows what its sender saw. The session
remembers it as well, because walking to another page clears the address bar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard.i18n import DEFAULT, LANGUAGES


def language() -> str:
    """The reader's language; the default outside a page run (a download being made, say)."""
    try:
        return current("lang", LANGUAGES, DEFAULT) or DEFAULT
    except Exception:  # noqa: BLE001 - without a running page Streamlit raises what it likes
        return DEFAULT


def current(name: str, options: Sequence[str], default: str | None) -> str | None:
    """The choice `name`: from the address bar, else from earlier in the session, else `default`."""
    for value in (st.query_params.get(name), st.session_state.get(_memory(name))):
        if value in options:
            return str(value)
    return default


def widget_key(name: str, options: Sequence[str], default: str | None, *, is_pinned: bool = False) -> str:
    """The key for a widget that edits the choice `name`, set to what is chosen now.

    A pinned choice stands in the address bar even where it is the default, because the
    default may be another one tomorrow.
    """
    key = f"choice_{name}"
    chosen = current(name, options, default)
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    _remember(name, chosen, None if is_pinned else default)
    return key


def on_choice(name: str, default: str | None) -> Callable[[], None]:
    """The callback that carries a widget's new value to the address bar."""

    def carry() -> None:
        _remember(name, st.session_state.get(f"choice_{name}"), default)

    return carry


def _remember(name: str, value: str | None, default: str | None) -> None:
    st.session_state[_memory(name)] = value
    if value is None or (value == default and name not in st.query_params):
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def _memory(name: str) -> str:
    return f"remembered_{name}"


def kept(name: str, default: Any = None) -> Any:
    """Something a page keeps between its runs."""
    return st.session_state.get(f"kept_{name}", default)


def keep(name: str, value: Any) -> None:
    """Keep something between the runs of a page."""
    st.session_state[f"kept_{name}"] = value


def drop(name: str) -> None:
    """Forget what a page kept."""
    st.session_state.pop(f"kept_{name}", None)
