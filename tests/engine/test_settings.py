"""What a manager expects of single customers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.collecting.settings import Setting, by_office, expected, half, left_out


def test_who_pays_nothing_is_left_out_and_offices_sum_the_others_by_kind() -> None:
    def one(kind: str, office: str, customer: str, amount: int) -> Setting:
        return Setting(kind, "East", office, customer, "合同", amount, 50)  # type: ignore[arg-type]

    all_of_them = [
        one("contract_overdue", "A", "x", 70),
        one("contract_overdue", "A", "y", 0),
        one("contract_overdue", "B", "z", 5),
        one("contract_current", "A", "x", 900),
        one("contract_overdue", "A", "w", 30),
    ]
    assert by_office(all_of_them, "contract_overdue") == {"A": 100, "B": 5}
    assert left_out(all_of_them, "contract_overdue") == {("A", "y", "合同")}
    assert expected(all_of_them) == Fraction(1005, 2)


def test_half_of_an_odd_amount_is_half_a_fen_more() -> None:
    assert (half(100), half(101), half(1)) == (50, 51, 1)


@pytest.mark.parametrize(
    ("amount", "certainty", "message"),
    [
        (-1, 50, "an amount is between nothing and what a cell can hold"),
        (10**13 + 1, 50, "an amount is between nothing and what a cell can hold"),
        (5, 0, "a chance is between 1 and 100 in a hundred"),
        (5, 101, "a chance is between 1 and 100 in a hundred"),
    ],
)
def test_what_is_no_amount_and_no_chance_is_refused(amount: int, certainty: int, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        Setting("retail_balance", "East", "Office", "c", "零售", amount, certainty)


@pytest.mark.parametrize(("amount", "certainty"), [(0, 1), (10**13, 100)])
def test_the_least_and_the_most_may_be_set(amount: int, certainty: int) -> None:
    made = Setting("retail_balance", "East", "Office", "c", "零售", amount, certainty)
    assert (made.amount, made.certainty) == (amount, certainty)
