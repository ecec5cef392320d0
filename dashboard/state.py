"""The reader's choices: the only module that touches session_state and query_params.

A choice lives in the address bar and nowhere else: a link shows what its sender saw, and
one step back in the browser takes one choice back. Links between pages carry it along.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard.i18n import DEFAULT, LANGUAGES

#: What a page keeps while it is drawn once more, by the present state, since what it rested on was gone.
ONCE_MORE = "once_more"
#: The address as the page left it or a choice changed it, and how often it came to be another otherwise.
_ARRIVED_AT, _ARRIVALS = "arrived_at", "arrivals"
#: Numbers in a browser's fields that differ by less are the same one.
_CLOSE = 1e-6


def language() -> str:
    """The reader's language; the default outside a page run (a download being made, say)."""
    try:
        return current("lang", LANGUAGES, DEFAULT) or DEFAULT
    except Exception:  # noqa: BLE001 - without a running page Streamlit raises what it likes
        return DEFAULT


def current(name: str, options: Sequence[str], default: str | None) -> str | None:
    """The choice `name` in the address bar if it is one of `options`, else `default`."""
    value = st.query_params.get(name)
    return value if value in options else default


def current_many(name: str, options: Sequence[str]) -> tuple[str, ...]:
    """Those of `options` that stand in the address bar under `name`."""
    chosen = st.query_params.get_all(name)
    return tuple(option for option in options if option in chosen)


def many_key(name: str, options: Sequence[str]) -> str:
    """The key for a widget that edits several choices at once, set to what is chosen now."""
    key = f"choice_{name}"
    st.session_state[key] = list(current_many(name, options))
    return key


def on_many(name: str) -> Callable[[], None]:
    """The callback that carries several choices to the address bar, each a parameter of that name."""

    def carry() -> None:
        st.query_params[name] = st.session_state.get(f"choice_{name}") or []

    return carry


def take_astray(name: str, options: Sequence[str]) -> str | None:
    """What the address asks for under `name` that is none of `options`; it is taken out of the address."""
    value = st.query_params.get(name)
    if value is None or value in options:
        return None
    del st.query_params[name]
    return value


def widget_key(name: str, options: Sequence[str], default: str | None) -> str:
    """The key for a widget that edits the choice `name`, set to what is chosen now."""
    key = f"choice_{name}"
    # Always set: on another page the widget is another one, although its key is the same.
    st.session_state[key] = current(name, options, default)
    return key


def on_choice(name: str) -> Callable[[], None]:
    """The callback that carries a widget's new value to the address bar."""

    def carry() -> None:
        choose(name, st.session_state.get(f"choice_{name}"))

    return carry


def choose(name: str, value: str | None) -> None:
    """Put a choice into the address bar, as its widget would; None takes it out."""
    has_stayed = kept(_ARRIVED_AT) == address()
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
    if has_stayed:
        keep(_ARRIVED_AT, address())


def arrivals() -> int:
    """How often the reader came to another address by a link, not by a choice on the page."""
    if kept(_ARRIVED_AT) != (here := address()):
        keep(_ARRIVED_AT, here)
        keep(_ARRIVALS, kept(_ARRIVALS, 0) + 1)
    return int(kept(_ARRIVALS))


def chosen_rows(key: str) -> list[Any]:
    """Which rows (values of y) of the chart `key` were clicked."""
    points = st.session_state.get(key, {}).get("selection", {}).get("points", [])
    return [point.get("y") for point in points]


def address() -> dict[str, str]:
    """The address bar's parameters as they stand."""
    return st.query_params.to_dict()


def kept(name: str, default: Any = None) -> Any:
    """Something a page keeps between its runs."""
    return st.session_state.get(f"kept_{name}", default)


def keep(name: str, value: Any) -> None:
    """Keep something between the runs of a page."""
    st.session_state[f"kept_{name}"] = value


def drop(name: str) -> None:
    """Forget what a page kept."""
    st.session_state.pop(f"kept_{name}", None)


def belong_to(owner: str, sparing: str) -> None:
    """Forget what pages kept for whoever was here before `owner` in this session; what `sparing` names stays.

    Files that were checked, what they would change, levers: it rests on what somebody else sees.
    """
    if kept("owner", owner) != owner:
        for name in kept_names(""):
            if name != sparing:
                drop(name)
    keep("owner", owner)


def kept_names(prefix: str) -> list[str]:
    """The names under which pages keep something, of those that begin with `prefix`."""
    names = (str(key).removeprefix("kept_") for key in st.session_state if str(key).startswith("kept_"))
    return [name for name in names if name.startswith(prefix)]


def drop_all(prefix: str) -> None:
    """Forget everything a page kept under names that begin with `prefix`."""
    for name in kept_names(prefix):
        drop(name)


def showing(key: str, value: Any) -> str:
    """The key for a widget that shows `value`, which something else keeps.

    A widget that has the value already is left alone: to set it again would take back
    what the reader has done with it in the browser meanwhile.
    """
    has = st.session_state.get(key)
    is_close = isinstance(has, float) and isinstance(value, float) and abs(has - value) < _CLOSE
    if not is_close and (has is None or has != value):
        st.session_state[key] = value
    return key


def is_shown(key: str) -> bool:
    """Whether the widget `key` was shown before, on this page."""
    return key in st.session_state


def on_edit(key: str, take: Callable[[Any], None]) -> Callable[[], None]:
    """The callback that hands a widget's new value to `take`."""

    def carry() -> None:
        take(st.session_state.get(key))

    return carry


def forget(name: str) -> None:
    """Take a choice out of the address bar."""
    st.query_params.pop(name, None)
