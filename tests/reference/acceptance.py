"""The published figures of the acceptance pack and how closely they must be met."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from tests.reference.pack import ACCEPTANCE

RATIO_TOLERANCE = 1e-9
MONEY_TOLERANCE = 0.01

MONEY = frozenset(
    f"{kind}{suffix}" for kind in ("sales", "collections") for suffix in ("", "_target", "_to_checkpoint")
) | {
    "capital_quota",
    "capital_occupied",
    "contract_overdue",
    "capital_overrun",
    "expense_counted",
    "manager_travel",
    "expense_cap",
}
RATIOS = frozenset(
    f"{kind}{suffix}" for kind in ("sales", "collections") for suffix in ("_checkpoint_ratio", "_attainment")
) | {"capital_overrun_ratio", "expense_ratio"}


@cache
def published() -> dict[str, list[dict[str, Any]]]:
    """`expected.json`: the regions of every month, by `YYYY-MM`."""
    return dict(json.loads((ACCEPTANCE / "expected.json").read_text("utf-8")))


def assert_equal_to_published(month: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Every region and key of that month; rows of other months are passed over."""
    found = {row["region"]: row for row in rows if f"{row['month']:%Y-%m}" == month}
    assert found.keys() == {row["region"] for row in published()[month]}
    wrong = [
        f"{month} {row['region']} {key}: {found[row['region']][key]!r} instead of {value!r}"
        for row in published()[month]
        for key, value in row.items()
        if not _is_equal(key, found[row["region"]][key], value)
    ]
    assert not wrong, "\n".join(wrong)


def _is_equal(key: str, found: Any, value: Any) -> bool:
    if found is None or value is None:
        return found is value
    if key in MONEY:
        return bool(abs(float(found) - value) <= MONEY_TOLERANCE)
    if key in RATIOS:
        return bool(abs(float(found) - value) <= RATIO_TOLERANCE)
    if isinstance(value, float):
        return float(found) == value
    return bool(found == value)
