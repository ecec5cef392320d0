"""Files to begin with: the blank template and the demo company's pack."""

from __future__ import annotations

from dashboard.services.policies import policies
from data.sample import workbook
from data.store.reader import Reader
from data.templates import pack_template
from data.vocabulary import vocabulary_of


def template_workbook(reader: Reader) -> bytes:
    """The blank monthly pack, its drop-downs filled with the organisation that is loaded."""
    return pack_template(reader.organisation(), vocabulary=vocabulary_of(policies()))


def demo_workbook() -> bytes:
    """The demo company's pack, as any company would upload it."""
    return workbook()
