"""A page that is run again though its reader asked for nothing: what it offers is of data of before."""

from __future__ import annotations

from collections.abc import Callable

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

#: So long (seconds) the reader has to read why, before the page is another one.
_READ = 4.0


def renewal() -> Callable[[], None]:
    """Runs the page again that is being run now, as its reader left it; may be called later, from any thread.

    It is run some seconds after that: with the page would go what is said on it. Where Streamlit keeps
    sessions otherwise than known, nothing is done: the reader reloads the page.
    """
    context = get_script_run_ctx()
    name = context.session_id if context is not None else ""

    def renew() -> None:
        manager = getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None
        found = manager.get_session_info(name) if manager is not None else None
        session = found.session if found is not None else None
        loop = getattr(session, "_event_loop", None)
        if session is None or loop is None:
            return

        def run_again() -> None:
            session.request_rerun(getattr(session, "_client_state", None))

        loop.call_soon_threadsafe(loop.call_later, _READ, run_again)

    return renew
