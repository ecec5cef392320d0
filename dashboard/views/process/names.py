"""Names of single lines in the reader's words."""

from __future__ import annotations

from dashboard.i18n import _
from dashboard.words import ITEMS, word
from engine.settlement.carried import CORRECTION
from engine.settlement.naming import parts_of


def name_text(name: str) -> str:
    """What a line is about, by its name (`naming.name_of`)."""
    item, of, rest = parts_of(name)
    if of:
        return _("Correction of {month}, {item}", month=of, item=word(ITEMS, rest))
    if rest and item != CORRECTION:
        return _("{item} {number}", item=word(ITEMS, item), number=rest)
    return word(ITEMS, item)
