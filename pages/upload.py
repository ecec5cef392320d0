"""Upload: bring in a month's extracts."""

from dashboard.components.frame.guides import show_guide
from dashboard.components.frame.heads import show_title
from dashboard.components.loads.audits import show_audit
from dashboard.components.loads.histories import show_history, show_starting_files
from dashboard.components.uploads.uploads import show_upload

show_title("upload")
show_guide("upload")
show_starting_files()
show_upload()
show_history()
show_audit()
