"""The month between people: its line of steps, and the form of each."""

from dashboard.components.elements.parts import show_parts
from dashboard.components.process.acting import show_notice
from dashboard.components.process.line import show_line
from dashboard.components.process.place import open_month
from dashboard.components.steps.parts import first_task_month, month_parts

place = open_month("month", first_task_month())
show_notice()
show_line(place)
show_parts(month_parts(place), place.unit, place.month)
