"""What a month carries of published ones: the difference, in the open, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from engine.evaluation import Evaluation, evaluate
from engine.facts import ADJUSTMENTS, PUBLICATIONS, PUBLISHED_LINES, PUBLISHED_PLACES, Facts
from engine.policy.parameters import Policies
from engine.settlement.carried import Versions, carried_receipt, open_month
from engine.settlement.receipt import Operand, Receipt
from engine.whatif.replay import replay
from tests.engine.building import facts, month_day
from tests.engine.policies import policies_with, shipped

JAN, FEB, MAR = (date(2026, month, 1) for month in (1, 2, 3))


def frame(schema: dict[str, Any], *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)


def line(month: date, amount: int, item: str = "checkpoint", **more: Any) -> dict[str, Any]:
    return {"month": month, "region": "A", "clause": "一.3", "item": item, "amount": amount} | more


def published(base: Facts, *lines: dict[str, Any], version: int = 1, **frames: pl.DataFrame) -> Facts:
    """The facts with those lines published; each month's publication has the version."""
    months = sorted({each["month"] for each in lines})
    stamps = [
        {"month": month, "version": version, "data_version": "1.0", "policy_version": "p"} for month in months
    ]
    made = {"publications": frame(PUBLICATIONS, *stamps), "published_lines": frame(PUBLISHED_LINES, *lines)}
    return replace(base, **made, **frames)


def two_months() -> Facts:
    """Without an annual target, so that nothing is awarded for capital."""
    none = {"annual": "none"}
    return facts({"months": {"2026-01": {"A": none}, "2026-02": {"A": none}}})


def carried(given: Facts) -> list[dict[str, Any]]:
    return evaluate(given, shipped()).carried.to_dicts()


def reward(evaluation: Evaluation, month: date) -> float:
    found = evaluation.settlement.filter(pl.col("month") == month, pl.col("item") == "checkpoint")
    return float(found["amount"].item())


def test_without_a_publication_nothing_is_carried() -> None:
    assert carried(two_months()) == []


def test_what_was_published_right_needs_no_correction() -> None:
    amount = round(reward(evaluate(two_months(), shipped()), JAN) * 100)
    assert amount > 0
    assert carried(published(two_months(), line(JAN, amount))) == []


def test_the_next_month_carries_what_is_missing_to_the_fen() -> None:
    amount = round(reward(evaluate(two_months(), shipped()), JAN) * 100)
    [found] = carried(published(two_months(), line(JAN, amount - 1), version=2))
    assert (found["month"], found["of"], found["of_version"]) == (FEB, JAN, 2)
    assert (found["region"], found["clause"], found["item"]) == ("A", "一.3", "correction")
    assert (found["amount"], found["published"], found["corrected"]) == (0.01, (amount - 1) / 100, 0.0)


def test_what_was_corrected_before_is_not_due_again() -> None:
    amount = round(reward(evaluate(two_months(), shipped()), JAN) * 100)
    own = line(FEB, amount)
    correction = line(FEB, 500, "correction", of=JAN, of_version=1)
    found = carried(published(two_months(), line(JAN, amount - 700), own, correction))
    # The published one stands as it was; of 7.00 that were missing 2.00 still are.
    assert [(each["month"], each["amount"], each["is_published"]) for each in found] == [
        (FEB, 5.0, True),
        (MAR, 2.0, False),
    ]


def test_what_was_corrected_of_a_month_that_is_published_no_more_is_due_back() -> None:
    amount = round(reward(evaluate(two_months(), shipped()), FEB) * 100)
    found = carried(
        published(two_months(), line(FEB, amount), line(FEB, 500, "correction", of=JAN, of_version=1))
    )
    assert [(each["month"], each["of"], each["of_version"], each["amount"]) for each in found] == [
        (FEB, JAN, 1, 5.0),
        (MAR, JAN, None, -5.0),
    ]


def test_a_published_month_that_is_gone_counts_as_nothing_now() -> None:
    gone = facts({"months": {"2026-02": {"A": {"annual": "none"}}}})
    [found] = carried(published(gone, line(JAN, 300)))
    assert (found["month"], found["amount"], found["now"]) == (FEB, -3.0, 0.0)


def test_an_adjustment_stands_in_its_month_and_after_its_publication_in_the_open_one() -> None:
    adjustment = {"month": JAN, "region": "A", "adjustment": "a1", "amount": -1250, "reason": "Typo"}
    waiting = frame(ADJUSTMENTS, adjustment)
    [found] = carried(replace(two_months(), adjustments=waiting))
    assert (found["month"], found["item"], found["amount"], found["of"]) == (JAN, "adjustment", -12.5, None)
    amount = round(reward(evaluate(two_months(), shipped()), JAN) * 100)
    [late] = carried(published(two_months(), line(JAN, amount), adjustments=waiting))
    assert (late["month"], late["reason"]) == (FEB, "Typo")
    was = line(JAN, -1250, "adjustment", clause="", adjustment="a1", reason="Typo")
    [kept] = carried(published(two_months(), line(JAN, amount), was, adjustments=waiting))
    assert (kept["month"], kept["is_published"]) == (JAN, True)


def test_a_receipt_names_both_versions_and_works_out() -> None:
    [found] = carried(published(two_months(), line(JAN, 300), version=2))
    receipt = carried_receipt(found, Versions("1.0", "p"), Versions("2.0", "q"))
    values = {operand.name: operand.value for operand in receipt.operands}
    assert (values["published_data"], values["published_policy"], values["published_version"]) == (
        "1.0",
        "p",
        "2",
    )
    assert (values["now_data"], values["now_policy"]) == ("2.0", "q")
    assert receipt.amount == values["amount_now"] - values["amount_published"] - values["amount_corrected"]  # type: ignore[operator]


def test_a_receipt_of_a_correction_says_all_that_it_rests_on_and_of_versions_only_what_is_told() -> None:
    amount = round(reward(evaluate(two_months(), shipped()), JAN) * 100)
    own, before = line(FEB, amount), line(FEB, 500, "correction", of=JAN, of_version=1)
    [_, found] = carried(published(two_months(), line(JAN, amount - 700), own, before, version=3))
    operands = (
        Operand("amount_now", amount / 100, "yuan", "result", "一.3"),
        Operand("amount_published", amount / 100 - 7, "yuan", "result", "一.3"),
        Operand("amount_corrected", 5.0, "yuan", "result", "一.3"),
        Operand("amount_due", 2.0, "yuan", "result", "一.3"),
        Operand("correction_of", "2026-01", "choice", "told", "一.3"),
        Operand("published_version", "3", "choice", "told", "一.3"),
        Operand("published_policy", "p", "choice", "told", "一.3"),
    )
    steps = ("amount_due = amount_now - amount_published - amount_corrected",)
    stamp = shipped().items[0].stamp
    assert carried_receipt(found, Versions("", "p"), Versions("", "")) == Receipt(
        MAR, "A", "correction", "一.3", 2.0, "proposed", steps, operands, stamp, "yuan"
    )


def test_a_receipt_of_an_adjustment_calculates_nothing_and_tells_the_amount_and_why() -> None:
    adjustment = {"month": JAN, "region": "A", "adjustment": "a1", "amount": -1250, "reason": "Typo"}
    [found] = carried(replace(two_months(), adjustments=frame(ADJUSTMENTS, adjustment)))
    told = (
        Operand("adjusted_by", -12.5, "yuan", "told", ""),
        Operand("adjusted_why", "Typo", "choice", "told", ""),
    )
    stamp = shipped().items[0].stamp
    assert carried_receipt(found, Versions("", ""), Versions("", "")) == Receipt(
        JAN, "A", "adjustment", "", -12.5, "proposed", (), told, stamp, "yuan"
    )


def test_carried_lines_are_certain_and_stand_under_the_policy_of_their_month() -> None:
    waiting = [
        {"month": month, "region": "A", "adjustment": name, "amount": 100, "reason": "r"}
        for month, name in ((JAN, "a1"), (FEB, "a2"))
    ]
    old = shipped().items[0]
    new = policies_with({"version": "next", "effective_from": FEB}).items[0]
    given = replace(two_months(), adjustments=frame(ADJUSTMENTS, *waiting))
    found = evaluate(given, Policies((old, new))).carried.to_dicts()
    assert [each["policy_version"] for each in found] == [old.stamp, new.stamp]
    assert {(each["status"], each["is_assumed"], each["is_missing"], each["clause"]) for each in found} == {
        ("proposed", False, False, "")
    }


def test_carried_lines_stand_in_order() -> None:
    november, december = date(2025, 11, 1), date(2025, 12, 1)
    wanted = [
        (JAN, "A", "adjustment", None, "", "a1"),
        (JAN, "A", "adjustment", None, "", "a2"),
        (JAN, "A", "correction", november, "二", None),
        (JAN, "A", "correction", december, "一.3", None),
        (JAN, "A", "correction", december, "二", None),
        (JAN, "B", "adjustment", None, "", "a0"),
        (FEB, "A", "adjustment", None, "", "a0"),
    ]
    keys = ("month", "region", "item", "of", "clause", "adjustment")
    lines = [dict(zip(keys, each, strict=True)) | {"amount": 1} for each in reversed(wanted)]
    found = [each for each in carried(published(two_months(), *lines)) if each["is_published"]]
    assert [tuple(each[key] for key in keys) for each in found] == wanted


def test_without_a_line_the_columns_are_of_the_same_kind() -> None:
    adjustment = {"month": JAN, "region": "A", "adjustment": "a1", "amount": 1, "reason": "r"}
    given = replace(two_months(), adjustments=frame(ADJUSTMENTS, adjustment))
    assert evaluate(two_months(), shipped()).carried.schema == evaluate(given, shipped()).carried.schema


@pytest.mark.parametrize(
    ("published_months", "months", "first"),
    [
        ((), {"2026-01": (1, 1)}, None),
        # The next month in which anything was sold or collected …
        (("2026-01",), {"2026-01": (1, 1), "2026-02": (None, None), "2026-03": (None, 0)}, "2026-03"),
        (("2026-01",), {"2026-02": (None, None), "2026-03": (0, None), "2026-04": (1, 1)}, "2026-03"),
        (("2026-02", "2026-01"), {"2026-01": (1, 1), "2026-02": (1, 1), "2026-04": (1, 1)}, "2026-04"),
        # … or that is evaluated at all …
        (("2026-01",), {"2026-03": (None, None), "2026-04": (None, None)}, "2026-03"),
        # … or of the calendar.
        (("2026-10",), {"2026-10": (1, 1)}, "2026-11"),
        (("2026-11",), {}, "2026-12"),
        (("2026-12",), {"2026-12": (1, 1)}, "2027-01"),
    ],
)
def test_what_is_due_stands_in_the_first_month_after_the_published_ones(
    published_months: tuple[str, ...],
    months: dict[str, tuple[int | None, int | None]],
    first: str | None,
) -> None:
    publications = frame(PUBLICATIONS, *({"month": month_day(month)} for month in published_months))
    regions = pl.DataFrame(
        [(month_day(month), *figures) for month, figures in months.items()],
        schema={"month": pl.Date, "sales": pl.Float64, "collections": pl.Float64},
        orient="row",
    )
    assert open_month(publications, regions) == (month_day(first) if first else None)


def test_a_streak_goes_on_from_what_was_published() -> None:
    regions = {"A": {"sales": 500}, "B": {}, "C": {}}
    given = facts({"months": {f"2026-0{month}": regions for month in (1, 2, 3)}})
    now = evaluate(given, shipped()).regions.filter(pl.col("region") == "A")["last_place_streak"].to_list()
    assert now == [1, 2, 3]

    def streaks(is_last: bool, streak: int, manager: str = "Manager") -> list[int]:
        place = {"month": JAN, "region": "A", "manager": manager, "is_last": is_last}
        places = frame(PUBLISHED_PLACES, place | {"last_place_streak": streak})
        found = evaluate(replace(given, published_places=places), shipped()).regions
        return list(found.filter(pl.col("region") == "A")["last_place_streak"])

    # January itself is told as it would be now.
    assert streaks(True, 5) == [1, 6, 7]
    assert streaks(False, 0) == [1, 1, 2]
    assert streaks(True, 5, manager="Another") == [1, 1, 2]


def test_a_half_year_by_its_mean_takes_published_scores() -> None:
    regions = {"A": {"sales": 500}, "B": {"sales": 900}, "C": {}}
    policies = policies_with({"readings.half_year_last": "half_year_mean"})
    given = facts({"months": {f"2026-0{month}": regions for month in range(1, 7)}})
    assert proposals(evaluate(given, policies)) == {"A": "transfer", "B": "none", "C": "none"}
    # In January A had all points and B none: B's mean is the lowest then.
    then = {"month": JAN, "manager": "Manager", "is_last": False, "last_place_streak": 0}
    places = [then | {"region": region, "score_cents": cents} for region, cents in
              (("A", 10_000), ("B", 0), ("C", 10_000))]  # fmt: skip
    told = replace(given, published_places=frame(PUBLISHED_PLACES, *places))
    assert proposals(evaluate(told, policies))["A"] != "transfer"


def test_what_another_regulation_would_have_done_is_asked_as_if_nothing_had_been_published() -> None:
    regions = {"A": {"sales": 500}, "B": {}, "C": {}}
    given = facts({"months": {f"2026-0{month}": regions for month in (1, 2, 3)}})
    place = {"month": JAN, "region": "A", "manager": "Manager", "is_last": False, "last_place_streak": 0}
    told = published(given, line(JAN, 0), published_places=frame(PUBLISHED_PLACES, place))
    overrides = {"checkpoint.fine": 2000}
    assert replay(told, shipped(), overrides, MAR).lines.equals(
        replay(given, shipped(), overrides, MAR).lines
    )


def proposals(evaluation: Evaluation) -> dict[str, str]:
    june = evaluation.regions.filter(pl.col("month") == date(2026, 6, 1))
    return dict(june.select("region", "escalation").rows())
