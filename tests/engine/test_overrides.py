"""Which policy values can be changed, by which key, from which month on, and what is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.policy.overrides import OverrideError, adjustable, canonical, overridden
from engine.policy.parameters import Policies, Policy, policies_from
from tests.engine.policies import policies_with, shipped

#: Fines of 1,000 from 2025-01, of 500 from 2025-07, of 200 from 2026-01.
MONTHS = (date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1))


def three() -> Policies:
    return policies_from(
        [
            policies_with({"checkpoint.fine": fine, "version": version})
            .items[0]
            .model_copy(update={"effective_from": month})
            for month, fine, version in zip(MONTHS, (1_000, 500, 200), ("a", "b", "c"), strict=True)
        ]
    )


def refused(key: str, value: Any, **others: Any) -> OverrideError:
    with pytest.raises(OverrideError) as caught:
        overridden(shipped(), {**others, key: value})
    return caught.value


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (0.07, "7/100"),
        (2.0, "2"),
        (1e22, "10000000000000000000000"),
        (Fraction(1, 3), "1/3"),
        (7, 7),
        (True, True),
        ("7/100", "7/100"),
        ("1e99", "1e99"),
        ("9" * 63, "9" * 63),
    ],
)
def test_numbers_are_stored_exactly_and_texts_as_they_are(value: object, stored: object) -> None:
    found = canonical("capital.quota_rate", value)
    assert (found, type(found)) == (stored, type(stored))


@pytest.mark.parametrize(
    "value", ["1e100", "1E-100", "1e+100", "9" * 64, "9" * 63 + "\n", float("inf"), float("nan"), None, [1]]
)
def test_what_is_no_number_or_would_fill_the_memory_is_no_value(value: object) -> None:
    with pytest.raises(OverrideError) as caught:
        canonical("capital.quota_rate", value)
    assert caught.value.code == "not_a_value"
    assert caught.value.parameters == {"key": "capital.quota_rate", "value": str(value), "reason": ""}


def test_everything_that_can_be_changed_is_listed_in_the_order_of_the_file() -> None:
    listed = adjustable(shipped().items[0])
    keys = list(listed)
    assert keys[:9] == [
        "targets.declaration_day", "targets.adjustment_day", "targets.approval_threshold",
        "checkpoint.day", "checkpoint.threshold", "checkpoint.reward", "checkpoint.fine",
        "checkpoint.required", "capital.quota_rate",
    ]  # fmt: skip
    assert keys.index("capital.quota_rate") < keys.index("expenses.cap_rate") < keys.index("expenses.span")
    assert [key for key in keys if key.startswith("capital.tiers.steps.5")] == [
        "capital.tiers.steps.5.award", "capital.tiers.steps.5.is_explanation_required",
    ]  # fmt: skip
    assert [key for key in keys if ".conduct." in key] == [
        "appraisal.indicators.conduct.weight",
        *(
            f"appraisal.indicators.conduct.shape.points.{sanction}"
            for sanction in ("警告", "记过", "记大过", "调岗")
        ),
    ]
    assert keys[-12:] == [
        "appraisal.last_place.minimum_regions",
        "appraisal.last_place.escalations.0.months", "appraisal.last_place.escalations.1.months",
        "readings.shortfall_held_by", "readings.deadline_days", "readings.collections_divided_by",
        "readings.one_miss_of_two", "readings.balance_of_month", "readings.manager_travel",
        "readings.pending_claims", "readings.half_year_last", "readings.new_manager",
    ]  # fmt: skip
    assert (listed["checkpoint.day"], listed["checkpoint.required"]) == (28, "both")
    assert listed["checkpoint.threshold"] == "7/10"
    assert listed["capital.is_overdue_offset_by_quota"] is False


def fines(policies: Policies) -> list[tuple[str, date, int]]:
    return [(p.version, p.effective_from, int(p.checkpoint.fine.value)) for p in policies.items]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        (None, [("a*", MONTHS[0], 7), ("b*", MONTHS[1], 7), ("c*", MONTHS[2], 7)]),
        (date(2024, 5, 1), [("a*", MONTHS[0], 7), ("b*", MONTHS[1], 7), ("c*", MONTHS[2], 7)]),
        (MONTHS[0], [("a*", MONTHS[0], 7), ("b*", MONTHS[1], 7), ("c*", MONTHS[2], 7)]),
        (
            date(2025, 3, 1),
            [
                ("a", MONTHS[0], 1_000),
                ("a*", date(2025, 3, 1), 7),
                ("b*", MONTHS[1], 7),
                ("c*", MONTHS[2], 7),
            ],
        ),
        (MONTHS[1], [("a", MONTHS[0], 1_000), ("b*", MONTHS[1], 7), ("c*", MONTHS[2], 7)]),
        (
            date(2026, 2, 1),
            [
                ("a", MONTHS[0], 1_000),
                ("b", MONTHS[1], 500),
                ("c", MONTHS[2], 200),
                ("c*", date(2026, 2, 1), 7),
            ],
        ),
    ],
)
def test_a_change_holds_from_its_month_on_and_for_all_later_policies(
    since: date | None, found: list[tuple[str, date, int]]
) -> None:
    assert fines(overridden(three(), {"checkpoint.fine": 7}, since)) == found


def test_without_a_change_the_policies_are_the_same() -> None:
    policies = three()
    assert overridden(policies, {}, MONTHS[1]) is policies


def test_the_digest_tells_changes_apart_and_not_the_ways_to_write_them() -> None:
    def digest(overrides: dict[str, Any], policies: Policies | None = None) -> str:
        return overridden(policies or shipped(), overrides).items[0].digest

    one = digest({"checkpoint.fine": 7, "capital.quota_rate": "2/25"})
    assert one == digest({"capital.quota_rate": 0.08, "checkpoint.fine": 7})
    others = [
        shipped().items[0].digest,
        digest({"checkpoint.fine": 7}),
        digest({"checkpoint.fine": 8, "capital.quota_rate": "2/25"}),
        digest({"checkpoint.fine": 7, "capital.quota_rate": "2/25"}, policies_with({"checkpoint.day": 27})),
    ]
    assert len({one, *others}) == 5
    assert len(one) == 64


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("capital.quota_rate", 2, "2 lies outside 0 to 1"),
        ("appraisal.minimum_regions", 1, "1 lies outside 2 to 100"),
        ("checkpoint.required", "neither", "Input should be 'both' or 'either'"),
        ("capital.tiers.steps.1.up_to", "1/2", "steps overlap: 0.1 follows 0.5"),
        ("capital.tiers.steps.1.award", 1_000_001, "1000001 lies outside -1000000 to 1000000"),
        ("appraisal.indicators.sales.weight", 0, "weight must be positive"),
    ],
)
def test_a_value_is_refused_with_the_reason_and_the_key_that_is_to_blame(
    key: str, value: Any, reason: str
) -> None:
    """The other changes are fine, whatever their order."""
    others: dict[str, Any] = {
        "checkpoint.day": 27,
        "capital.collections_basis": "annual_target",
        "appraisal.indicators.capital.weight": 9,
    }
    error = refused(key, value, **others)
    assert (error.code, error.parameters) == (
        "value_refused",
        {"key": key, "value": str(value), "reason": reason},
    )
    assert error.args == ("value_refused", key, value, reason)
    with pytest.raises(OverrideError) as caught:
        overridden(shipped(), {key: value, **others})
    assert caught.value.parameters["key"] == key


def test_a_value_out_of_its_range_tells_the_range_and_another_refusal_none() -> None:
    assert refused("capital.quota_rate", 2).bounds == (0, 1)
    assert refused("appraisal.minimum_regions", 1).bounds == (2, 100)
    assert refused("checkpoint.required", "neither").bounds is None
    assert refused("capital.is_overdue_offset_by_quota", "perhaps").bounds is None
    assert refused("checkpoint.nothing", 1).bounds is None


def test_what_is_no_value_is_refused_under_its_key() -> None:
    error = refused("checkpoint.fine", None)
    assert (error.code, error.parameters["key"]) == ("not_a_value", "checkpoint.fine")


def test_all_reasons_against_a_change_are_named() -> None:
    error = refused("capital.quota_rate", 2, **{"checkpoint.threshold": 3})
    assert error.parameters["reason"] == "3 lies outside 0 to 2; 2 lies outside 0 to 1"
    assert error.parameters["key"] == "checkpoint.threshold"


@pytest.mark.parametrize(
    "key",
    [
        "", ".", "version", "digest", "readings.pending_claims.kind", "checkpoint", "checkpoint.",
        "checkpoint.nothing", "checkpoint.day.value.x", "checkpoint.day.unit", "checkpoint.day.range.0",
        "checkpoint.day.range.x", "checkpoint.required.choices.0", "capital.tiers", "capital.tiers.steps",
        "capital.tiers.steps.0", "capital.tiers.steps.6.award", "capital.tiers.steps.-1.award",
        "capital.tiers.steps.x", "capital.tiers.steps.²", f"capital.tiers.steps.{'9' * 5_000}.award",
        "appraisal.indicators.charm", "appraisal.indicators.charm.weight",
        "appraisal.indicators.sales.measure",
        "appraisal.indicators.sales.shape", "appraisal.indicators.sales.shape.name",
        "appraisal.tie_breaks.order.0.better", "appraisal.last_place.escalations.0.action",
    ],
)  # fmt: skip
def test_a_key_that_names_no_value_is_unknown(key: str) -> None:
    error = refused(key, 1)
    assert (error.code, error.parameters) == ("unknown_policy_key", {"key": key, "value": "1", "reason": ""})


def test_what_a_parameter_says_besides_its_value_stays() -> None:
    def plain(policy: Policy) -> dict[str, Any]:
        return policy.model_dump()["checkpoint"]  # type: ignore[no-any-return]

    (found,) = overridden(shipped(), {"checkpoint.threshold": "1/2"}).items
    before, after = plain(shipped().items[0]), plain(found)
    assert after.pop("threshold") == before.pop("threshold") | {"value": "1/2"}
    assert after == before
