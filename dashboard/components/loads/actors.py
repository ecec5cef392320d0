"""Who acts on the screens."""

from __future__ import annotations

#: As long as nobody has to log in, the history can only name the dashboard.
ACTOR = "dashboard"
