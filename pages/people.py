"""People: who holds which role over what, and who can get in."""

from dashboard.components.frame.guides import show_guide
from dashboard.components.frame.heads import show_title
from dashboard.components.people.everybody import show_everybody
from dashboard.components.people.files import show_file
from dashboard.components.people.one import show_one

show_title("people")
show_guide("people")
show_one(show_everybody())
show_file()
