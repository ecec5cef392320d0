"""Settlement: proposed rewards and fines, each with its receipt."""

from functools import partial

from dashboard.cache.current import current_snapshot
from dashboard.cache.details import current_payments
from dashboard.cards import settlement
from dashboard.components.elements.cards import show_note
from dashboard.components.elements.parts import Parts, show_parts
from dashboard.components.evidence.possible import show_possible
from dashboard.components.evidence.questions import show_questions
from dashboard.components.evidence.settlements import show_lines
from dashboard.components.frame.pageframe import open_page
from dashboard.components.overview.kpis import show_sums
from dashboard.components.papers.bulletins import offer_bulletin
from dashboard.i18n import _
from dashboard.views.evidence.settlement import hr_note, sums
from engine.settlement.items import ITEMS

scope = open_page("settlement", *(item.name for item in ITEMS))
show_sums(sums(scope))
show_note(hr_note())
show_possible(scope)
parts: Parts = {
    _("Lines and receipts"): partial(show_lines, scope),
    _("By region"): partial(settlement.amounts, scope),
    _("Bulletin"): partial(offer_bulletin, scope),
    _("Questions worth asking"): partial(show_questions, scope),
}
if not scope.is_part:
    parts = {
        **parts,
        _("Payment list"): partial(
            settlement.payments, current_payments(scope.month), current_snapshot().published, scope.month
        ),
    }
show_parts(parts, scope.unit, scope.month)
