"""Settlement: proposed rewards and fines, each with its receipt."""

from dashboard.cache import current_lowered
from dashboard.cards import settlement
from dashboard.cards.card import Beside
from dashboard.components.evidence.bulletins import offer_bulletin
from dashboard.components.evidence.possible import show_possible
from dashboard.components.evidence.questions import show_questions
from dashboard.components.evidence.receipts import show_receipt
from dashboard.components.evidence.settlements import choose_line
from dashboard.components.frame.cards import show_cards, show_note
from dashboard.components.frame.pageframe import open_page
from dashboard.components.overview.kpis import show_sums
from dashboard.views.evidence.earned import with_plan_mark
from dashboard.views.evidence.settlement import hr_note, line_table, sums

scope = open_page("settlement")
show_sums(sums(scope))
show_possible(scope)
show_note(hr_note())
offer_bulletin(scope)
show_cards([Beside((settlement.of_month(scope), settlement.of_year(scope)))], scope.unit, scope.month)
show_questions(scope)
receipt = choose_line(scope, with_plan_mark(line_table(scope), current_lowered(scope.month)))
if receipt is not None:
    show_receipt(receipt)
