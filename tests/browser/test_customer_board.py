"""The board of customers by itself: what a choice tells the server, and what an answer leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.assets import asset
from tests.browser.test_lever_board import PAGE

pytestmark = pytest.mark.browser
SCRIPT = asset("board.js", "customer_board.js")
TEXTS = {
    "pays": "pays", "amount": "amount", "certainty": "sure",
    "no_amount": "no amount", "no_chance": "no chance",
    "choices": {"open": "not set", "all": "all", "half": "half", "amount": "some", "none": "nothing"},
}  # fmt: skip


def answer(number: int = 5, first: int | None = None, certainty: int = 100) -> dict[str, Any]:
    """Two customers of an office who owe 100.00 and 0.05, the first with what was set."""
    rows = [
        {"id": place, "office": "Office", "name": name, "owed": owed, "half": (owed + 1) // 2,
         "owed_text": "", "said": "", "amount": amount, "certainty": sure}
        for place, (name, owed, amount, sure) in enumerate(
            [("Jia", 10_000, first, certainty), ("Yi", 5, None, 100)]
        )
    ]  # fmt: skip
    return {
        "texts": TEXTS, "rows": rows, "shape": "s", "number": number,
        "offices": [{"name": "Office", "sum": "" if first is None else str(first)}],
    }  # fmt: skip


@pytest.fixture
def board(page: Page) -> Page:
    page.evaluate(PAGE, SCRIPT)
    page.evaluate("data => window.show(data)", answer())
    return page


def told(board: Page) -> dict[str, Any]:
    found: dict[str, Any] = board.evaluate("window.told.at(-1)[1]")
    return found


def test_choices_are_told_in_fen_until_the_server_knows_of_them(board: Page) -> None:
    board.get_by_label("Jia: pays").select_option("all")
    assert told(board) == {"number": 6, "rows": {"0": [10_000, 100]}}
    board.get_by_label("Yi: pays").select_option("half")
    assert told(board) == {"number": 7, "rows": {"0": [10_000, 100], "1": [3, 100]}}
    board.evaluate("data => window.show(data)", answer(7, 10_000))
    board.get_by_label("Jia: pays").select_option("none")
    assert told(board) == {"number": 8, "rows": {"0": [0, 100]}}
    board.get_by_label("Jia: pays").select_option("open")
    assert told(board)["rows"] == {"0": [None, 100]}


def test_an_amount_and_a_chance_are_taken_as_typed_or_refused_in_words(board: Page) -> None:
    board.get_by_label("Jia: pays").select_option("amount")
    amount = board.get_by_label("Jia: amount")
    amount.fill("12.5")
    amount.press("Enter")
    board.get_by_label("Jia: sure").fill("70")
    board.get_by_label("Jia: sure").press("Enter")
    assert told(board)["rows"] == {"0": [1_250, 70]}
    for field, typed, said in ((amount, "100.01", "no amount"), (amount, "much", "no amount")):
        before = told(board)
        field.fill(typed)
        field.press("Enter")
        expect(board.get_by_role("alert").first).to_have_text(said)
        expect(field).to_have_value("12.50")
        assert told(board) == before
    board.get_by_label("Jia: sure").fill("101")
    board.get_by_label("Jia: sure").press("Enter")
    expect(board.get_by_role("alert").first).to_have_text("no chance")


def test_a_late_answer_takes_nothing_back_and_what_is_being_typed_stays(board: Page) -> None:
    board.get_by_label("Jia: pays").select_option("all")
    board.evaluate("data => window.show(data)", answer(5))
    expect(board.get_by_label("Jia: pays")).to_have_value("all")
    board.get_by_label("Jia: sure").fill("6")
    board.evaluate("data => window.show(data)", answer(6, 10_000))
    expect(board.get_by_label("Jia: sure")).to_have_value("6")
    expect(board.locator(".customer-sum")).to_have_text("10000")
