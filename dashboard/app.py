"""Entry of the dashboard: `python -m streamlit run dashboard/app.py`.

The server imports it for the door that all requests go through; each reader's page runs it
as a script.
"""

from __future__ import annotations

import sys
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parent.parent)
if _ROOT not in sys.path:
    sys.path.insert(0, _ROOT)

import streamlit as st  # noqa: E402 - the project root must be importable first

from dashboard import i18n, state  # noqa: E402
from dashboard.assets import ASSETS  # noqa: E402
from dashboard.cache.readiness import prepare  # noqa: E402
from dashboard.commands.offering import offer  # noqa: E402
from dashboard.components.elements.waiting import outlined  # noqa: E402
from dashboard.components.frame.failures import guarded  # noqa: E402
from dashboard.components.frame.menus import show_menu  # noqa: E402
from dashboard.components.frame.permission import show_page  # noqa: E402
from dashboard.components.visitors.admission import is_admitted  # noqa: E402
from dashboard.components.visitors.landing import land  # noqa: E402
from dashboard.components.visitors.languages import language_switch  # noqa: E402
from dashboard.components.visitors.visitors import show_visitor  # noqa: E402
from dashboard.entrance.lifetime import lifetime  # noqa: E402
from dashboard.entrance.middleware import MIDDLEWARE, routes  # noqa: E402
from dashboard.entrance.start import demand_place  # noqa: E402
from dashboard.i18n import _, speaking  # noqa: E402
from dashboard.memory import one_run  # noqa: E402
from dashboard.navigation import ENTRIES  # noqa: E402
from dashboard.visit import VIEWED, current_visitor  # noqa: E402


def show() -> None:
    """One run of the page that the reader is on."""
    i18n.follow(state.language)
    st.set_page_config(
        page_icon=str(ASSETS / "icon.svg"),
        layout="wide",
        initial_sidebar_state=200,
    )
    pages = [
        st.Page(
            entry.script,
            title=_(entry.title),
            icon=entry.icon,
            # The default page answers at "/"; its own path would be a second address.
            url_path=None if entry.is_default else entry.key,
            default=entry.is_default,
        )
        for entry in ENTRIES
    ]
    page = st.navigation(pages, position="hidden")
    st.set_page_config(page_title=f"{page.title} · {_('Region Cockpit')}")
    with guarded(), one_run(), speaking(state.language()):
        if not is_admitted():
            st.stop()
        state.belong_to(current_visitor().owner, sparing=VIEWED)
        land()
        # The first one after new data waits for their evaluation.
        with outlined(480):
            show_menu(page.url_path)
        show_visitor()
        language_switch()
        show_page(page)


if __name__ == "__main__":
    show()
else:
    offer()
    app = st.App(__file__, middleware=MIDDLEWARE, routes=routes(), lifespan=lifetime)
    demand_place()
    prepare()
