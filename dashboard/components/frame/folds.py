"""On a phone the filters and stamps of a page are one line that opens; `page.css` shows it there alone."""

from __future__ import annotations

from html import escape

from dashboard.formats import Markdown, month_text
from dashboard.i18n import _
from dashboard.views.scope import Scope


def fold(scope: Scope) -> Markdown:
    """The line, as HTML: what is chosen now. Once it is open, the style sheet shows what it stands for."""
    region = scope.region or _("All regions")
    chosen = " · ".join((month_text(scope.month), escape(region), escape(scope.unit.label)))
    return Markdown(f'<details class="head-fold"><summary>{chosen}</summary></details>')  # type: ignore[markdown] # escaped above
