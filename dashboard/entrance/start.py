"""What must be so before anything is served."""

from __future__ import annotations

import sys

from streamlit import config, runtime
from streamlit.runtime import Runtime

from dashboard.entrance.begun import has_begun
from dashboard.entrance.loopback import is_loopback
from dashboard.entrance.terms import terms
from dashboard.i18n import DEFAULT, _, translator
from data.store import StoreError


class AnotherEntrance(StoreError):
    """A page was started by itself, past everything that guards it."""


def demand_place() -> None:
    """End the program, saying why, if others could reach a server on which nobody signs in."""
    address = config.get_option("server.address")
    if is_loopback(address) or terms().sign_in:
        return
    sentence = translator(DEFAULT)(
        "Not started: {address} can be reached from other machines, and whoever reaches the dashboard reads "
        "everything, since nobody signs in. Leave the address out: it is served on 127.0.0.1. Or let people "
        "sign in: serve --sign-in.",
        address=address or "0.0.0.0",  # noqa: S104 - said, not bound
    )
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def demand_entrance() -> None:
    """AnotherEntrance if a server serves this page that did not come in by `dashboard/app.py`."""
    # A test's stand-in for the server has another type.
    if runtime.exists() and type(runtime.get_instance()) is Runtime and not has_begun():
        raise AnotherEntrance(
            _("Pages are not served by themselves. Start the dashboard with its own command.")
        )
