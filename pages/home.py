"""To do: what I must do, by when, and what changed since I last looked."""

from dashboard.components.frame.guides import show_guide
from dashboard.components.frame.heads import show_title
from dashboard.components.process.home import show_home

show_title("home")
show_guide("home")
show_home()
