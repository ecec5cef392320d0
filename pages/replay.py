"""Replay: what another regulation would have done, and where collecting avoids most."""

from dashboard.components.collecting.chase import show_effort
from dashboard.components.frame.pageframe import open_page
from dashboard.components.whatif.replays import choose_overrides, show_replay

scope = open_page("replay").as_now
show_replay(scope, choose_overrides(scope))
show_effort(scope)
