"""Figures are named by the catalogue, on screen and in files, and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

from dashboard.formats import THRESHOLDS
from dashboard.i18n import speaking
from dashboard.published import STATES, codes, column, marked, sides, title
from engine.figures import FIGURES, of_level

SCREEN = Path(__file__).parents[2] / "dashboard"


def described_elsewhere(source: str) -> list[str]:
    """Figures of regions for which the code makes a column with a title and a kind of its own."""
    known = {each.name for each in of_level("region")}
    return [
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Column"
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value in known
    ]


#: Columns that bear the name of a figure and hold another: sums over regions, a heading of a chart.
OTHERS = {
    "bulletins/native_charts.py": ["region"],
    "views/uploads/newcomers.py": ["month"],
    "views/overview/overview.py": ["sales", "collections", "awards"],
    "views/evidence/settlement.py": ["awards"],
}


def test_no_table_describes_a_published_figure_again() -> None:
    again = {
        name: others
        for path in SCREEN.rglob("*.py")
        if (others := set(described_elsewhere(path.read_text("utf-8"))))
        if others != set(OTHERS.get(name := str(path.relative_to(SCREEN)), []))
    }
    assert again == {}


def test_a_table_that_describes_a_figure_again_would_be_found() -> None:
    assert described_elsewhere('Column("rank", _("Place"), "count")') == ["rank"]


def test_every_state_has_words_for_its_codes() -> None:
    states = {(level, each.name) for each in FIGURES for level in each.levels if each.kind == "state"}
    assert states == STATES.keys()
    assert codes("is_last") == {"true": "yes", "false": "no"}


def test_a_figure_is_titled_in_the_readers_language() -> None:
    assert title("capital_overrun_ratio") == "超占比例"
    with speaking("en"):
        assert title("capital_overrun_ratio") == "Capital overrun ratio"
        assert title("capital_overrun_ratio", is_short=True) == column("capital_overrun_ratio").title


def test_a_column_looks_as_its_kind_demands() -> None:
    ratio = column("expense_ratio", edges=(0.003,))
    assert (ratio.kind, ratio.digits, ratio.edges) == ("ratio", 2, (0.003,))
    assert (column("sales").kind, column("checkpoint_award").kind) == ("money", "yuan")
    assert column("sales_attainment").edges == THRESHOLDS


def test_what_rests_on_something_assumed_says_so() -> None:
    shown = column("pay_coefficient")
    assert marked(shown, "assumed").title == "薪酬系数（待确认）"
    assert marked(shown, "stated") is shown


def test_two_sides_of_a_figure_are_told_apart() -> None:
    before, after = sides("rank")
    assert (before.name, before.title) == ("rank_before", "原名次")
    assert (after.name, after.title) == ("rank_after", "推演名次")
