"""What becomes of a declaration at the moment it is made (一.2), by the very rules that judge it later."""

from __future__ import annotations

from typing import Literal

import polars as pl

from engine.policy.parameters import Policy
from engine.regulation.targets import judged_declarations

#: As `judged_declarations` has it: accepted as the first or as the one adjustment, or why it does not count.
Status = Literal[
    "declaration", "adjustment", "second_adjustment", "not_approved", "no_plan", "after_deadline"
]


def statuses(
    declarations: pl.DataFrame, plans: pl.DataFrame, region_months: pl.DataFrame, policy: Policy
) -> dict[int, Status]:
    """Position → what becomes of each declaration of a region and month; see `judged_declarations`."""
    judged = judged_declarations(declarations, plans, region_months, policy)
    return dict(zip(judged["position"].to_list(), judged["status"].to_list(), strict=True))


def latest(declarations: pl.DataFrame, office: str) -> int | None:
    """The position of an office's latest declaration, None without one."""
    own = declarations.filter(pl.col("office") == office).sort("declared_on", "position")
    return None if own.is_empty() else int(own["position"].to_list()[-1])
