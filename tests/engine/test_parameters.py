"""Policy files: what is refused, what a change changes, another company's scheme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest

from engine.evaluation import Evaluation, evaluate
from engine.facts import Facts
from engine.policy.parameters import (
    DEFAULT_FOLDER,
    Policies,
    PolicyError,
    load_policies,
    policies_from,
    policy_from_text,
)
from tests.engine.policies import from_yaml, to_yaml
from tests.reference.pack import acceptance_facts

TEXT = (DEFAULT_FOLDER / "2025-01.yaml").read_text(encoding="utf-8")


def edited(*path: str | int, value: object) -> str:
    """The shipped policy with one place changed; a value of `...` removes it."""
    raw = from_yaml(TEXT)
    raw["effective_from"] = "2025-01"
    place = raw
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return to_yaml(raw)


def evaluated(*texts: str) -> Evaluation:
    return evaluate(acceptance_facts(), policies_from([policy_from_text(text, "x.yaml") for text in texts]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (edited("capital", "quota_rat", value=1), "capital.quota_rat: unknown key"),
        (edited("capital", "quota_rate", "clause", value=...), "capital.quota_rate.clause: is missing"),
        (edited("capital", "quota_rate", "clause", value=""), "capital.quota_rate.clause"),
        (edited("checkpoint", "threshold", "value", value=70), "70 lies outside 0 to 2"),
        (edited("checkpoint", "threshold", "value", value="most"), "checkpoint.threshold"),
        (edited("checkpoint", "required", "value", value="all"), "checkpoint.required"),
        (edited("capital", "tiers", "steps", 2, "up_to", value=0.05), "steps overlap: 0.05 follows 0.05"),
        (edited("capital", "tiers", "steps", 5, "up_to", value=0.5), "the last step must be open"),
        (
            edited("capital", "tiers", "steps", 1, "up_to", value=...),
            "only the last step may be without up_to",
        ),
        (edited("capital", "tiers", "steps", 5, "award", value=-2000000), "outside"),
        (edited("appraisal", "pay_bands", "steps", 1, "at_least", value=100), "steps overlap"),
        (edited("appraisal", "indicators", 0, "measure", value="profit"), "unknown measure profit"),
        (edited("appraisal", "indicators", 1, "name", value="sales"), "two indicators share a name"),
        (edited("appraisal", "indicators", 0, "weight", value=0), "weight must be positive"),
        (edited("appraisal", "indicators", 2, "shape", "zero_at", value=0), "zero_at must lie above full_at"),
        (edited("appraisal", "last_place", "escalations", 1, "months", value=2), "escalations must ascend"),
        (edited("version", value=...), "version: is missing"),
        (edited("effective_from", value="January"), "must be a month such as 2025-01"),
        (TEXT + "\nversion: again\n", "key version stands twice"),
        ("[1, 2]", "must be a mapping"),
        ("a: [", "not readable as YAML"),
    ],
)
def test_a_faulty_policy_file_is_refused_by_name_and_key(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_from_text(text, "ours.yaml")
    assert str(caught.value).startswith("ours.yaml: ")
    assert said in str(caught.value)


def test_two_policies_of_one_month_are_refused() -> None:
    policy = policy_from_text(TEXT, "a.yaml")
    with pytest.raises(PolicyError, match="both take effect in 2025-01"):
        policies_from([policy, policy])


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no policy file found"):
        load_policies(tmp_path)


def test_every_value_names_its_clause_and_whether_it_is_stated_or_assumed() -> None:
    policy = load_policies().items[0]
    for name, parameter in policy.parameters():
        assert parameter.clause[0] in "一二三四六", name
        assert parameter.kind in {"stated", "assumed"}


def test_a_percentage_is_read_exactly_as_written() -> None:
    assert load_policies().items[0].capital.quota_rate.value == Fraction(7, 100)


OTHER_VALUES = {
    "targets.declaration_day": 20,
    "targets.adjustment_day": 5,
    "targets.approval_threshold": 0.5,
    "checkpoint.day": 25,
    "checkpoint.threshold": 0.9,
    "checkpoint.reward": 800,
    "checkpoint.fine": 1200,
    "checkpoint.required": "either",
    "capital.quota_rate": 0.05,
    "capital.collections_basis": "trailing_twelve_months",
    "capital.is_overdue_offset_by_quota": True,
    "expenses.cap_rate": 0.002,
    "expenses.span": "month",
    "appraisal.minimum_regions": 7,
    "readings.shortfall_held_by": "region",
    "readings.deadline_days": "excluded",
    "readings.collections_divided_by": "sales_target",
    "readings.one_miss_of_two": "fine_for_each",
    "readings.balance_of_month": "mean_of_beginning_and_end",
    "readings.manager_travel": "inside_cap",
    "readings.pending_claims": "do_not_count",
    "readings.half_year_last": "half_year_mean",
    "readings.new_manager": "takes_over",
}


def with_new_managers(company: Facts) -> Facts:
    """The company with every region handed over amid its months."""
    is_later = pl.col("month") >= date(2026, 3, 1)
    named = pl.when(is_later).then(pl.col("manager") + "II").otherwise(pl.col("manager"))
    return replace(company, region_months=company.region_months.with_columns(manager=named))


def test_the_other_values_cover_every_declared_parameter() -> None:
    assert set(OTHER_VALUES) == {name for name, _ in load_policies().items[0].parameters()}


@lru_cache(maxsize=2)
def evaluated_under(text: str) -> Evaluation:
    """The pack's company with new managers, under a policy of this text."""
    return evaluate(with_new_managers(acceptance_facts()), policies_from([policy_from_text(text, "x.yaml")]))


@pytest.mark.parametrize("name", OTHER_VALUES)
def test_every_declared_parameter_changes_a_result_or_its_receipt(name: str) -> None:
    section, key = name.split(".")
    path = ("appraisal", "last_place", key) if section == "appraisal" else (section, key)
    before = evaluated_under(TEXT)
    after = evaluated_under(edited(*path, "value", value=OTHER_VALUES[name]))
    stamps = ("policy_version",)
    same = (
        before.regions.drop(stamps).equals(after.regions.drop(stamps))
        and before.declarations.equals(after.declarations)
        and all(
            before.receipt(month, "华东", "checkpoint").operands
            == after.receipt(month, "华东", "checkpoint").operands
            for month in before.months()[:1]
        )
    )
    assert not same


def test_a_change_of_policy_applies_from_its_month_on() -> None:
    later = edited("checkpoint", "fine", "value", value=5000).replace(
        "effective_from: 2025-01", "effective_from: 2026-03"
    )
    later = later.replace("effective_from: '2025-01'", "effective_from: '2026-03'")
    regions = evaluated(TEXT, later).regions.filter(pl.col("checkpoint_outcome") == "missed")
    fines = regions.group_by(pl.col("month") >= date(2026, 3, 1)).agg(pl.col("checkpoint_award").unique())
    assert dict(fines.iter_rows()) == {False: [-1000.0], True: [-5000.0]}


def test_months_before_the_first_policy_fall_under_it() -> None:
    policies = load_policies()
    assert policies.at(date(2019, 1, 1)) is policies.items[0]


def test_the_running_year_and_streaks_do_not_restart_with_a_new_policy() -> None:
    later = edited("version", value="next").replace("'2025-01'\n", "'2026-03'\n", 1)
    raw = from_yaml(later)
    raw["effective_from"] = "2026-03"
    both = evaluated(TEXT, to_yaml(raw)).regions.drop("policy_version")
    assert both.equals(evaluated(TEXT).regions.drop("policy_version"))


def test_another_companys_scheme_needs_no_code() -> None:
    """Satisfaction by ladder, year-to-date sales, nothing else: 40 × rung + 60 × capped attainment."""
    raw = from_yaml(TEXT)
    raw["effective_from"] = "2025-01"
    raw["appraisal"]["indicators"] = [
        {
            "name": "satisfaction",
            "measure": "indicator:客户满意度",
            "clause": "四",
            "kind": "assumed",
            "weight": 40,
            "shape": {"name": "ladder", "rungs": [{"at_least": 0.9, "share": 1}, {"share": 0.25}]},
        },
        {
            "name": "sales",
            "measure": "sales_attainment",
            "clause": "四",
            "kind": "assumed",
            "weight": 60,
            "period": "year_to_date",
            "shape": {"name": "proportional", "cap": 1, "floor": 0},
        },
    ]
    facts = acceptance_facts()
    regions = evaluated(to_yaml(raw)).regions
    for row in regions.filter(pl.col("month").dt.year() == 2026).iter_rows(named=True):
        months = regions.filter(
            (pl.col("region") == row["region"])
            & (pl.col("month") <= row["month"])
            & (pl.col("month") >= date(2026, 1, 1))
        )
        attainment = months["sales"].sum() / months["sales_target"].sum()
        rated = facts.indicators.filter(
            (pl.col("month") == row["month"])
            & (pl.col("region") == row["region"])
            & (pl.col("indicator") == "客户满意度")
        ).row(0, named=True)
        points = 40 if rated["actual"] >= 0.9 * rated["target"] else 10
        assert row["score"] == pytest.approx(points + 60 * min(attainment, 1), abs=0.0051)
    assert regions["conduct_deduction"].is_null().all()


def test_policies_keep_their_order_whatever_the_order_of_files() -> None:
    later = policy_from_text(edited("effective_from", value="2026-01"), "b.yaml")
    first = policy_from_text(TEXT, "a.yaml")
    assert policies_from([later, first]) == Policies((first, later))
