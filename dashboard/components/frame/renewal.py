"""A page that is run again though its reader asked for nothing: what it offers is of data of before."""

from __future__ import annotations

from collections.abc import Callable

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx


def renewal() -> Callable[[], None]:
    """Runs the page again that is being run now, as its reader left it; may be called later, from any thread.

    Where Streamlit keeps sessions otherwise than known, nothing is done: the reader reloads the page.
    """
    context = get_script_run_ctx()
    name = context.session_id if context is not None else ""

    def renew() -> None:
        manager = getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None
        found = manager.get_session_info(name) if manager is not None else None
        session = found.session if found is not None else None
        loop, state = getattr(session, "_event_loop", None), getattr(session, "_client_state", None)
        if session is not None and loop is not None:
            loop.call_soon_threadsafe(session.request_rerun, state)

    return renew
