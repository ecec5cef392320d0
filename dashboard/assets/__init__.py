"""Pictures, style sheets and scripts, as files."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).parent
#: Fits charts to the paper and tells `page.css` of a dark screen; `protection` lets it run by its digest.
PRINT_SCRIPT = (ASSETS / "print.js").read_text("utf-8")
#: Leaves a page whose session has ended; `protection` lets it run by its digest.
LEAVING_SCRIPT = (ASSETS / "leaving.js").read_text("utf-8")
