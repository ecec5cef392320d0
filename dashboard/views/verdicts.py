"""Judgements that several pages show: good, bad, or nothing to judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def capital_verdict(row: Mapping[str, Any]) -> bool | None:
    """二: whether a region ties up no more than its quota; False only where it is fined for that.

    None without data, and for an overrun in a tier that costs nothing. row: of `Evaluation.regions`.
    """
    if (row["capital_award"] or 0) < 0:
        return False
    ratio = row["capital_overrun_ratio"]
    return True if ratio is not None and ratio <= 0 else None
