"""Replay: what another regulation would have done, and where collecting avoids most."""

from dashboard.components.chase import show_effort
from dashboard.components.pageframe import open_page
from dashboard.components.replays import choose_overrides, show_replay

scope = open_page("replay")
show_replay(scope, choose_overrides(scope))
show_effort(scope)
