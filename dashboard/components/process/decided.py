"""What was decided on last places, for the page that shows their streaks."""

from __future__ import annotations

from dashboard.cache.current import current_reader
from dashboard.components.process.acting import named_plain
from dashboard.formats import Markdown
from dashboard.services.stores.people import today
from dashboard.views.process.decided import decision_sentences
from dashboard.views.scope import Scope


def decisions(scope: Scope) -> list[Markdown]:
    """The latest decision of each region that is shown, made on this month or one before."""
    return decision_sentences(current_reader().process(), scope, today(), named_plain)
