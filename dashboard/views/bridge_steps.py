"""Steps: the levels of a bridge and the changes between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """A level (an amount reached) or a change (what was added), in yuan, judged if it can be."""

    name: str
    amount: float
    is_level: bool = False
    is_good: bool | None = None
