"""Pictures, style sheets and scripts, as files."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).parent


def asset(*names: str) -> str:
    """The text of a style sheet or script; of several, one behind the other."""
    return "".join((ASSETS / name).read_text(encoding="utf-8") for name in names)
