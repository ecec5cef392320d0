"""My account: what I may see and do, what pages begin with, where I am signed in."""

from dashboard.components.frame.guides import show_guide
from dashboard.components.frame.heads import show_title
from dashboard.components.people.channels import show_channels
from dashboard.components.people.mine import show_grants
from dashboard.components.people.preferences import show_preferences
from dashboard.components.people.sessions import show_sessions

show_title("mine")
show_guide("mine")
show_grants()
show_preferences()
show_channels()
show_sessions()
