"""What the search says: clauses in the reader's words, and hits as links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from dashboard.formats import Markdown, clause_text, plain
from dashboard.i18n import N_, _
from dashboard.navigation import BY_KEY
from dashboard.services.search import Clause, Hit, Kind
from dashboard.views.evidence.operands import operand_title
from dashboard.views.uploads.loads import moment
from engine.policy.parameters import Policy

#: What kind of thing a hit is.
KIND_NAMES: dict[Kind, Markdown] = {
    "region": N_("Region"),
    "office": N_("Office"),
    "customer": N_("Customer"),
    "document": N_("Document"),
    "clause": N_("Clause"),
    "load": N_("Load"),
}
ICONS: dict[Kind, str] = {
    "region": ":material/map:",
    "office": ":material/storefront:",
    "customer": ":material/person:",
    "document": ":material/receipt:",
    "clause": ":material/gavel:",
    "load": ":material/upload_file:",
}


def clauses(policy: Policy) -> Iterator[Clause]:
    """The chapters of the regulation, which lead to their pages, and its values, which are listed on one."""
    chapters = {
        "targets": policy.targets.approval_threshold.clause,
        "capital": policy.capital.quota_rate.clause,
        "expenses": policy.expenses.cap_rate.clause,
        "appraisal": policy.appraisal.last_place.clause,
    }
    for page, clause in chapters.items():
        chapter = clause.partition(".")[0]
        title = _("Clause {clause}", clause=clause_text(chapter))
        yield Clause(
            (title, chapter, clause_text(chapter), _(BY_KEY[page].title)), page, (_(BY_KEY[page].title),)
        )
    for name, parameter in policy.parameters():
        title, clause = operand_title(name), parameter.clause
        numbered = _("Clause {clause}", clause=clause_text(clause))
        yield Clause((title, clause, clause_text(clause), numbered), "regulation", (numbered,))


def hit_text(hit: Hit, zone: tzinfo | None) -> Markdown:
    """A hit as a link says it: what kind it is, its name, where it stands."""
    where = [plain(name) for name in hit.where]
    if hit.at is not None:
        where = [plain(moment(hit.at, zone))]
    kind = _(KIND_NAMES[hit.kind])
    return " · ".join((f"{kind}{_(': ')}**{plain(hit.name)}**", *where))
