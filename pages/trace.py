"""Trace: from a figure down to the row of the uploaded file."""

from dashboard.components.pageframe import open_page
from dashboard.components.traces import choose_figure, show_trace

scope = open_page("trace")
show_trace(scope, choose_figure())
