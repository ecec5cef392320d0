"""Pictures, style sheets and scripts, as files."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).parent
