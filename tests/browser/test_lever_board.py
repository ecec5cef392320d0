"""The board's script by itself: what it shows at once, what it waits for, what it tells the server."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.assets import asset

pytestmark = pytest.mark.browser
SCRIPT = asset("board.js", "lever_board.js")
#: The script in a page without anything else; what it tells is kept.
PAGE = """async script => {
  const url = URL.createObjectURL(new Blob([script], {type: "text/javascript"}));
  const board = await import(url);
  window.told = [];
  window.show = data => board.default({
    data,
    parentElement: document.body,
    setStateValue: (name, value) => window.told.push([name, structuredClone(value)]),
  });
}"""
STEP = 100_000
COLLECT = {
    "kind": "collect",
    "name": "Collect",
    "field_name": "Collect, yuan",
    "reset_name": "Collect: to 0",
    "most": 10 * STEP,
    "most_text": "at most 1 wan",
    "beyond": "at most 10,000",
    "no_amount": "enter an amount",
    "reach": 10 * STEP,
    "step": STEP,
    "format": "%.1f wan",
    "amount": 0,
    "marks": [{"at": 250_000, "text": "2,500 → met"}],
}
CUT = {
    **COLLECT,
    "kind": "cut",
    "name": "Cut",
    "field_name": "Cut, yuan",
    "reset_name": "Cut: to 0",
    "marks": [],
}
GONE = {"kind": "gone", "name": "Gone", "most_text": "", "most": None, "reach": 0, "note": "Nothing there."}


def figure(value: str, was: str = "") -> dict[str, str]:
    return {"title": "Ratio", "value": value, "was": was, "difference": "", "tone": "better" if was else ""}


def answer(value: str, number: int = 5, collect: int = 0, cut: int = 0, **other: Any) -> dict[str, Any]:
    """What the server says of a position of the levers; numbers are those of edits."""
    return {
        "levers": [{**COLLECT, "amount": collect}, {**CUT, "amount": cut}],
        "number": number,
        "context": "c",
        "position": f"c|{collect},{cut}",
        "figures": [figure(value)],
        "texts": {"simulated": "simulated", "reset_all": "All back to 0"},
        "trouble": "",
        **other,
    }


class Board:
    """The board on a page, as a reader and the server see it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(PAGE, SCRIPT)
        self.slider = page.get_by_role("slider", name="Collect")
        self.field = page.get_by_label("Collect, yuan")
        self.figures: Locator = page.locator(".lever-figures")

    def show(self, data: dict[str, Any]) -> None:
        self.page.evaluate("data => window.show(data)", data)

    def told(self) -> list[Any]:
        found: list[Any] = self.page.evaluate("window.told")
        return found

    def shows(self, value: str, *, is_waiting: bool = False) -> None:
        expect(self.page.locator(".lever-figure-value")).to_have_text(value)
        expect(self.figures).to_have_attribute("aria-busy", str(is_waiting).lower())


@pytest.fixture
def board(page: Page) -> Board:
    made = Board(page)
    made.show(answer("70 %"))
    return made


def test_figures_told_in_advance_stand_there_before_the_server_answers(board: Board) -> None:
    board.show({"ahead": [{"position": f"c|{STEP},0", "figures": [figure("71 %", "was 70 %")]}]})
    board.shows("70 %")
    expect(board.field).to_have_value("0.00")
    board.slider.press("ArrowRight")
    board.shows("71 %")
    assert board.told() == [["edits", {"number": 6, "amounts": {"collect": STEP}}]]


def test_figures_of_another_position_are_greyed_until_the_server_has_answered(board: Board) -> None:
    board.slider.press("ArrowRight")
    board.shows("70 %", is_waiting=True)
    board.show(answer("72 %", 6, STEP))
    board.shows("72 %")


def test_figures_of_other_circumstances_are_not_taken_for_known(board: Board) -> None:
    board.show({"ahead": [{"position": f"d|{STEP},0", "figures": [figure("99 %")]}]})
    board.slider.press("ArrowRight")
    board.shows("70 %", is_waiting=True)


def test_a_late_answer_moves_nothing_back_and_is_kept_for_when_the_lever_gets_there(board: Board) -> None:
    board.slider.press("ArrowRight")
    board.slider.press("ArrowRight")
    board.show(answer("72 %", 6, STEP, trouble="too late to matter"))
    expect(board.field).to_have_value("2,000.00")
    board.shows("70 %", is_waiting=True)
    expect(board.page.locator(".lever-trouble")).to_have_text("")
    board.slider.press("ArrowLeft")
    board.shows("72 %")


def test_of_quick_moves_the_first_is_told_at_once_and_the_last_after_a_pause(board: Board) -> None:
    at_once = board.slider.evaluate(
        """slider => {
          for (let steps = 1; steps <= 5; steps += 1) {
            slider.value = steps;
            slider.dispatchEvent(new Event("input"));
          }
          return window.told.length;
        }"""
    )
    assert at_once == 1
    board.page.wait_for_function("window.told.length > 1")
    assert board.told() == [
        ["edits", {"number": 6, "amounts": {"collect": STEP}}],
        ["edits", {"number": 10, "amounts": {"collect": 5 * STEP}}],
    ]


def test_edits_of_other_levers_are_told_until_the_server_knows_of_them(board: Board) -> None:
    board.slider.press("ArrowRight")
    board.page.wait_for_timeout(80)
    cut = board.page.get_by_role("slider", name="Cut")
    cut.press("ArrowRight")
    assert board.told()[-1][1] == {"number": 7, "amounts": {"collect": STEP, "cut": STEP}}
    board.show(answer("73 %", 7, STEP, STEP))
    board.page.wait_for_timeout(80)
    cut.press("ArrowRight")
    assert board.told()[-1][1] == {"number": 8, "amounts": {"cut": 2 * STEP}}


def test_a_later_number_than_its_own_is_another_sessions_and_counts(board: Board) -> None:
    board.slider.press("ArrowRight")
    board.show(answer("75 %", 900, 3 * STEP))
    expect(board.field).to_have_value("3,000.00")
    board.shows("75 %")
    board.page.wait_for_timeout(80)
    board.slider.press("ArrowRight")
    assert board.told()[-1][1] == {"number": 901, "amounts": {"collect": 4 * STEP}}


@pytest.mark.parametrize(
    ("typed", "shown", "fen"),
    [
        ("1,234.5", "1,234.50", 123_450),
        ("0.5万", "5,000.00", 500_000),
        ("１２元", "12.00", 1_200),
        ("0.01", "0.01", 1),
        ("10000", "10,000.00", 1_000_000),
    ],
)
def test_an_amount_is_taken_as_it_is_typed(board: Board, typed: str, shown: str, fen: int) -> None:
    board.field.fill(typed)
    board.field.press("Enter")
    expect(board.field).to_have_value(shown)
    assert board.told() == [["edits", {"number": 6, "amounts": {"collect": fen}}]]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("10000.01", "at most 10,000"),
        ("七万", "enter an amount"),
        ("-1", "enter an amount"),
        ("12,34", "enter an amount"),
    ],
)
def test_what_is_no_amount_or_out_of_range_says_so_and_changes_nothing(
    board: Board, typed: str, said: str
) -> None:
    board.field.fill(typed)
    board.field.press("Enter")
    expect(board.page.locator(".lever-row").first.get_by_role("alert")).to_have_text(said)
    expect(board.field).to_have_value("0.00")
    assert board.told() == []


def test_what_is_being_typed_stays_when_an_answer_says_nothing_new(board: Board) -> None:
    board.field.fill("12")
    board.show(answer("70 %"))
    expect(board.field).to_have_value("12")
    board.show(answer("71 %", 6, STEP))
    expect(board.field).to_have_value("1,000.00")


def test_a_mark_takes_the_lever_there_and_resets_take_it_back(board: Board) -> None:
    everything = board.page.get_by_role("button", name="All back to 0")
    expect(everything).to_be_hidden()
    board.page.get_by_role("button", name="2,500 → met").click()
    expect(board.field).to_have_value("2,500.00")
    board.show(answer("71 %", 6, 250_000))
    expect(board.page.get_by_text("simulated")).to_be_visible()
    everything.click()
    expect(board.field).to_have_value("0.00")
    # Where it came from is known.
    board.shows("70 %")
    expect(everything).to_be_hidden()
    reset = board.page.get_by_role("button", name="Collect: to 0")
    expect(reset).to_be_hidden()
    board.slider.press("ArrowRight")
    reset.click()
    expect(board.field).to_have_value("0.00")


def test_a_lever_with_nothing_to_take_says_why_and_offers_nothing(board: Board) -> None:
    board.show(answer("70 %", levers=[GONE, CUT]))
    row = board.page.locator(".lever-row").first
    expect(row).to_contain_text("Nothing there.")
    expect(row.get_by_role("slider")).to_have_count(0)


def test_a_lever_reaches_as_far_as_it_ever_did(board: Board) -> None:
    board.show(answer("70 %", levers=[{**COLLECT, "reach": 20 * STEP}, CUT]))
    expect(board.slider).to_have_attribute("max", "20")
    board.show(answer("70 %"))
    expect(board.slider).to_have_attribute("max", "20")
    expect(board.page.locator(".lever-tick")).to_have_attribute("style", "--at: 0.125;")


def test_a_screen_reader_hears_the_amount_in_words(board: Board) -> None:
    board.field.fill("3000")
    board.field.press("Enter")
    expect(board.slider).to_have_attribute("aria-valuetext", "0.3 wan")


def test_whoever_has_the_levers_filled_is_led_to_the_sentence_about_it_once(board: Board) -> None:
    filled = {"number": 1, "text": "Filled from the answer above."}
    said = board.page.get_by_role("status")
    board.show(answer("70 %", filled=filled))
    expect(said).to_have_text("Filled from the answer above.")
    expect(said).to_be_focused()
    board.field.focus()
    board.show(answer("71 %", filled=filled))
    expect(board.field).to_be_focused()
    board.show(answer("72 %", filled={**filled, "number": 2}))
    expect(said).to_be_focused()
