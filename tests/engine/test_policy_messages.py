"""What policy files are refused for, word for word, and how a folder of them is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.policy.parameters import (
    DEFAULT_FOLDER,
    Policies,
    PolicyError,
    load_policies,
    policies_from,
    policy_from_text,
)
from tests.engine.policies import policies_with


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"capital.quota": 1, "expenses.cap": 2},
            "case.yaml: capital.quota: unknown key; expenses.cap: unknown key",
        ),
        ({"": 1}, "case.yaml: file: unknown key"),
        ({"checkpoint.threshold": 70}, "case.yaml: checkpoint.threshold: 70 lies outside 0 to 2"),
        (
            {"capital.tiers.steps.5.up_to": 1},
            "case.yaml: capital.tiers: the last step must be open: it may not have up_to",
        ),
        (
            {"capital.tiers.steps.0.award": -1000001},
            "case.yaml: capital.tiers: -1000001 lies outside -1000000 to 1000000",
        ),
        ({"capital.tiers.steps": []}, "case.yaml: capital.tiers.steps: Tuple should have at least 1 item"),
        ({"effective_from": "2025-13"}, "case.yaml: effective_from: must be a month such as 2025-01"),
        ({"digest": "abc"}, "case.yaml: digest: is computed, leave it out"),
        ({"version": ""}, "case.yaml: version: String should have at least 1 character"),
        (
            {"appraisal.last_place.escalations": [{"months": 3, "action": "transfer"}] * 2},
            "case.yaml: appraisal.last_place: escalations must ascend by months",
        ),
        (
            {"appraisal.last_place.escalations.0.months": 0},
            "case.yaml: appraisal.last_place.escalations.0.months: Input should be greater than",
        ),
        ({"checkpoint.day.range": None}, "case.yaml: checkpoint.day: needs a range or choices"),
        (
            {"capital.quota_rate": True},
            "case.yaml: capital.quota_rate.value: must be a number",
        ),
    ],
)
def test_a_refusal_names_file_key_and_reason(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policies_with(changes)
    assert str(caught.value).startswith(said)


def test_a_missing_key_is_named_with_its_whole_path() -> None:
    raw = yaml.safe_load((DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8"))
    del raw["capital"]["tiers"]["kind"]
    with pytest.raises(PolicyError, match=r"^a\.yaml: capital\.tiers\.kind: is missing$"):
        policy_from_text(yaml.safe_dump(raw), "a.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 1\nversion: 2\n", "b.yaml: not readable as YAML: key version stands twice"),
        ("a: {b: 1, c: 2, b: 3}\n", "b.yaml: not readable as YAML: key b stands twice"),
        ("a: [", "b.yaml: not readable as YAML: while parsing"),
        ("", "b.yaml: must be a mapping of sections"),
        ("text", "b.yaml: must be a mapping of sections"),
    ],
)
def test_a_file_that_is_no_policy_is_refused(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_from_text(text, "b.yaml")
    assert str(caught.value).startswith(said)


def test_a_key_that_stands_twice_is_refused_with_its_line() -> None:
    with pytest.raises(PolicyError, match="line 2, column 4"):
        policy_from_text("x: 1\na: {b: 1, b: 3}\n", "b.yaml")


def test_no_policy_at_all_is_refused() -> None:
    with pytest.raises(PolicyError) as caught:
        policies_from([])
    assert str(caught.value) == "no policy file found: put at least one YAML file into the folder"


def test_two_policies_of_one_month_are_refused_by_their_versions() -> None:
    one, other = policies_with({}).items[0], policies_with({"version": "b"}).items[0]
    with pytest.raises(PolicyError) as caught:
        policies_from([one, other])
    assert str(caught.value) == "2025-01 and b both take effect in 2025-01"


def test_a_policy_is_in_force_from_its_month_until_the_next() -> None:
    first = policies_with({}).items[0]
    later = policies_with({"effective_from": "2026-03", "version": "later"}).items[0]
    policies = policies_from([later, first])
    months = [date(2020, 1, 1), date(2025, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2030, 1, 1)]
    assert [policies.at(month).version for month in months] == ["2025-01"] * 3 + ["later"] * 2
    assert policies.digest != Policies((first,)).digest
    assert policies.digest == policies_from([first, later]).digest


def test_a_stamp_is_the_version_and_the_first_eight_digits_of_the_file() -> None:
    policy = policies_with({}).items[0]
    assert policy.stamp == f"2025-01+{policy.digest[:8]}"
    assert policy.model_copy(update={"digest": ""}).stamp == "2025-01"


def test_a_folder_is_read_file_by_file_and_only_its_yaml(tmp_path: Path) -> None:
    text = (DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8")
    (tmp_path / "b.yaml").write_text(text, "utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("2025-01", "2026-01"), "utf-8")
    (tmp_path / "notes.txt").write_text("not a policy", "utf-8")
    assert [policy.version for policy in load_policies(tmp_path).items] == ["2025-01", "2026-01"]
    (tmp_path / "c.yaml").write_text("x: 1", "utf-8")
    with pytest.raises(PolicyError, match=r"^c\.yaml: "):
        load_policies(tmp_path)


def test_every_single_value_is_listed_under_its_dotted_name() -> None:
    names = [name for name, _ in policies_with({}).items[0].parameters()]
    assert names == [
        "targets.declaration_day", "targets.adjustment_day", "targets.approval_threshold",
        "checkpoint.day", "checkpoint.threshold", "checkpoint.reward", "checkpoint.fine",
        "checkpoint.required",
        "capital.quota_rate", "capital.collections_basis", "capital.is_overdue_offset_by_quota",
        "expenses.cap_rate", "expenses.span", "appraisal.minimum_regions",
        "readings.shortfall_held_by", "readings.deadline_days", "readings.collections_divided_by",
        "readings.one_miss_of_two", "readings.balance_of_month", "readings.manager_travel",
        "readings.pending_claims", "readings.half_year_last", "readings.new_manager",
    ]  # fmt: skip
