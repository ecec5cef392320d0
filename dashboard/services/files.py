"""Files to begin with: blank templates and the demo company's pack."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from data.templates import write_templates

from data.sample import workbook
from data.store import Store


def template_workbook(store: Store) -> bytes:
    """The blank monthly pack, its drop-downs filled with the organisation that is loaded."""
    with TemporaryDirectory() as folder:
        paths = write_templates(Path(folder), store.known().organisation())
        return paths[0].read_bytes()


def demo_workbook() -> bytes:
    """The demo company's pack, as any company would upload it."""
    return workbook()
