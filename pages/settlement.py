"""Settlement: proposed rewards and fines, each with its receipt."""

from dashboard.charts.settlement import BALANCE, award_bars
from dashboard.components.bulletins import offer_bulletin
from dashboard.components.cards import show_chart, show_note
from dashboard.components.kpis import show_sums
from dashboard.components.layout import side_by_side
from dashboard.components.pageframe import open_page
from dashboard.components.receipts import show_receipt
from dashboard.components.settlements import choose_line
from dashboard.formats import YUAN
from dashboard.views.developments import balance_sentence
from dashboard.views.overview import stakes, stakes_table
from dashboard.views.settlement import hr_note, line_table, sums, year_note, year_stakes, year_table
from dashboard.views.spoken import spoken

scope = open_page("settlement")
show_sums(sums(scope))
show_note(hr_note())
offer_bulletin(scope)
this_month, this_year = side_by_side(2)
with this_month:
    table = stakes_table(scope)
    show_chart(
        table.title,
        award_bars(stakes(scope)),
        table,
        YUAN,
        scope.month,
        key="stakes",
        note=balance_sentence(scope),
        alt=spoken(table, YUAN, "region", "awards"),
        regions=stakes(scope)["region"].to_list(),
    )
with this_year:
    table = year_table(scope)
    show_chart(
        table.title,
        award_bars(year_stakes(scope), BALANCE),
        table,
        YUAN,
        scope.month,
        key="year",
        note=year_note(scope),
        alt=spoken(table, YUAN, "region", "awards"),
        regions=year_stakes(scope)["region"].to_list(),
    )
receipt = choose_line(scope, line_table(scope))
if receipt is not None:
    show_receipt(receipt)
