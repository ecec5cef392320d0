"""Trace: from a figure down to the row of the uploaded file."""

from dashboard.components.evidence.traces import choose_figure, show_trace
from dashboard.components.frame.pageframe import open_page

scope = open_page("trace").as_now
show_trace(scope, choose_figure())
