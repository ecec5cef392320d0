"""Who acts."""

from __future__ import annotations

import getpass


def system_user() -> str:
    """The name under which this program runs."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
