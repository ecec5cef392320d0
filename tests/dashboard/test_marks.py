"""One meaning per mark: see docs/marks.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.formats import award
from dashboard.i18n import catalogue, speaking
from dashboard.views.overview.developments import development_table, developments
from dashboard.views.verdicts import capital_verdict
from tests.dashboard.demo import demo_scope

DASHBOARD = Path(__file__).parents[2] / "dashboard"


def test_triangles_speak_of_nothing_but_rising_and_falling() -> None:
    texts = {**catalogue("zh")}
    for message in (text for pair in texts.items() for text in pair if "▲" in text or "▼" in text):
        assert any(word in message for word in ("up {steps}", "down {steps}", "升", "降", "risen")), message
    drawn = [
        f"{path.name}: {line.strip()}"
        for path in DASHBOARD.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if ("▲" in line or "▼" in line) and "_(" not in line and "risen" not in line
    ]
    assert drawn == []


def test_a_reward_and_a_fine_are_words() -> None:
    with speaking("en"):
        assert [award(value) for value in (500.0, -500.0, 0.0)] == [
            "reward 500 yuan",
            "fine 500 yuan",
            "0 yuan",
        ]


@pytest.mark.parametrize(
    ("is_within", "paid", "judged"),
    [(True, 500.0, True), (False, 0.0, None), (False, -500.0, False), (None, 0.0, None), (True, 0.0, True)],
)
def test_an_overrun_that_costs_nothing_is_not_judged_as_one_that_does(
    is_within: bool | None, paid: float, judged: bool | None
) -> None:
    assert capital_verdict({"is_within_quota": is_within, "capital_award": paid}) is judged


def test_a_change_of_money_bears_its_sign_alone() -> None:
    with speaking("en"):
        told = developments(demo_scope())
        assert told
        assert development_table(demo_scope()).frame.height
    for sentence in told:
        assert "▼ -" not in sentence
        assert "▲ +" not in sentence
