"""The values of the process: days, windows, the calendar; each with clause and kind, each may be left out."""

from __future__ import annotations

import pytest
import yaml

from engine.policy.parameters import DEFAULT_FOLDER, PolicyError, policy_from_text
from engine.policy.process import Process
from tests.engine.policies import policies_with

SHIPPED = (DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8")


def test_what_is_shipped_is_what_counts_where_a_file_says_nothing() -> None:
    raw = yaml.safe_load(SHIPPED)
    del raw["process"]
    older = policy_from_text(yaml.safe_dump(raw, allow_unicode=True), "older.yaml")
    assert older.process == Process() == policies_with({}).items[0].process


def test_every_value_says_where_it_stands_and_whether_it_is_written_there() -> None:
    policy = policies_with({}).items[0]
    found = {name: (each.value, each.clause, each.kind) for name, each in policy.process_values()}
    assert found == {
        "process.load_day": (3, "四", "assumed"),
        "process.submit_day": (5, "四", "stated"),
        "process.verify_day": (8, "四", "assumed"),
        "process.publish_day": (10, "四", "assumed"),
        "process.appeal_days": (7, "四", "assumed"),
        "process.decision_days": (7, "四", "assumed"),
        "process.explanation_days": (5, "二", "assumed"),
        "process.file_megabytes": (20, "六", "assumed"),
        "process.file_kinds": ("documents", "六", "assumed"),
        "process.remind_from_day": (20, "一.3", "assumed"),
        "process.time_zone": ("Asia/Shanghai", "一.2", "assumed"),
    }


def test_every_value_has_a_unit_and_says_what_else_it_may_be() -> None:
    policy = policies_with({}).items[0]
    found = {name: (each.unit, each.range or each.choices) for name, each in policy.process_values()}
    days, windows = ("day", (1, 31)), ("days", (1, 366))
    zones = ("Shanghai", "Urumqi", "Hong_Kong", "Macau", "Taipei", "Singapore")
    assert found == {
        "process.load_day": days,
        "process.submit_day": days,
        "process.verify_day": days,
        "process.publish_day": days,
        "process.appeal_days": windows,
        "process.decision_days": windows,
        "process.explanation_days": windows,
        "process.file_megabytes": ("megabytes", (1, 500)),
        "process.file_kinds": ("choice", ("documents", "pdf_and_pictures")),
        "process.remind_from_day": days,
        "process.time_zone": ("choice", (*(f"Asia/{zone}" for zone in zones), "UTC")),
    }
    # As a file that leaves all of them out has it.
    defaults = {f"process.{name}": getattr(Process(), name) for name in Process.model_fields}
    assert {name: (each.unit, each.range or each.choices) for name, each in defaults.items()} == found


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("process.load_day", 32, "outside"),
        ("process.appeal_days", 0, "outside"),
        ("process.time_zone", "Mars/Olympus", "is none of"),
        ("process.holidays", 1, "unknown key"),
    ],
)
def test_what_cannot_be_is_refused_by_name(key: str, value: object, said: str) -> None:
    with pytest.raises(PolicyError, match=said) as caught:
        policies_with({key: value})
    assert key.split(".")[1] in str(caught.value)


def test_a_time_zone_that_a_company_lists_itself_must_exist() -> None:
    raw = yaml.safe_load(SHIPPED)
    raw["process"]["time_zone"] |= {"value": "Mars/Olympus", "choices": ["Mars/Olympus"]}
    with pytest.raises(PolicyError, match="no time zone Mars/Olympus"):
        policy_from_text(yaml.safe_dump(raw, allow_unicode=True), "ours.yaml")
