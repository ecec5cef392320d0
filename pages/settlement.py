"""Settlement: proposed rewards and fines, each with its receipt."""

from dashboard.components.awards import show_month, show_year
from dashboard.components.bulletins import offer_bulletin
from dashboard.components.cards import show_note
from dashboard.components.kpis import show_sums
from dashboard.components.layout import side_by_side
from dashboard.components.pageframe import open_page
from dashboard.components.receipts import show_receipt
from dashboard.components.settlements import choose_line
from dashboard.views.settlement import hr_note, line_table, sums

scope = open_page("settlement")
show_sums(sums(scope))
show_note(hr_note())
offer_bulletin(scope)
this_month, this_year = side_by_side(2)
with this_month:
    show_month(scope)
with this_year:
    show_year(scope)
receipt = choose_line(scope, line_table(scope))
if receipt is not None:
    show_receipt(receipt)
