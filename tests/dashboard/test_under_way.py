"""A month that is not over: nothing of it is told as a fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dashboard.bulletins import tables as paper
from dashboard.charts.targets import attainment_bullets
from dashboard.i18n import speaking
from dashboard.tables import rows
from dashboard.views.appraisal.appraisal import proposals
from dashboard.views.capital import capital
from dashboard.views.evidence import settlement
from dashboard.views.month.progress import Progress
from dashboard.views.overview import overview
from dashboard.views.overview.developments import development_table, developments
from dashboard.views.overview.findings import findings
from dashboard.views.scope import Scope
from dashboard.views.targets import targets
from dashboard.views.whatif.whatif import compared
from tests.dashboard.demo import demo_scope


def over() -> Scope:
    return demo_scope("2026-09")


def under_way() -> Scope:
    return replace(over(), until=date(2026, 9, 25))


def test_titles_name_the_day_that_the_figures_reach() -> None:
    with speaking("en"):
        for title in (
            capital.region_table(under_way()).title,
            overview.region_table(under_way()).title,
            settlement.line_table(under_way()).title,
        ):
            assert "2026-09 (through 09-25)" in title
        assert "through" not in settlement.line_table(over()).title


def test_a_capital_fine_is_one_only_if_it_stays_so_until_the_month_ends() -> None:
    with speaking("en"):
        said = [f.sentence for f in findings(under_way()) if "overrun" in f.sentence]
        settled = [f.sentence for f in findings(over()) if "overrun" in f.sentence]
        ways = {(f.page, f.avoid) for f in findings(under_way())}
    assert said
    assert ("capital", "whatif") in ways, "there is still time to avoid it"
    assert {f.avoid for f in findings(over())} == {""}
    assert all("if it is still so at month end" in sentence for sentence in said)
    assert not any("month end" in sentence for sentence in settled)


def test_whoever_is_behind_is_not_last_yet() -> None:
    with speaking("en"):
        said = [
            *proposals(under_way()),
            *(f.sentence for f in findings(under_way()) if f.page == "appraisal"),
        ]
    assert said
    assert all("would be last" in text or "if it stays last" in text or "shares" in text for text in said)


def told_of_the_checkpoint(scope: Scope) -> list[str]:
    """Every place that says whether a region has reached it, a text each."""
    behind = scope.regions.filter(checkpoint_outcome="missed")
    region, row = behind["region"][0], behind.row(0, named=True)
    now = Progress(scope.month, scope.until, 28) if scope.until else None
    (outcome,) = compared(row, row, scope.unit, scope.edges, ("checkpoint_outcome",),
                          is_ahead=scope.is_checkpoint_ahead)  # fmt: skip
    bars = attainment_bullets(behind, "sales", 0.7, is_ahead=scope.is_checkpoint_ahead)
    judged = overview.judgements(row, now)
    said = [
        *(
            str([cells for cells in rows(table) if region in cells])
            for table in (
                overview.region_table(scope),
                targets.region_table(scope),
                paper.region_table(scope, now).table,
                development_table(scope),
            )
        ),
        outcome.before,
        *(note["text"] for note in bars.to_dict()["layout"].get("annotations", ())),
        *(str(trace.text) for trace in bars.data if trace.text is not None),
        *("× judged" for figure in ("sales", "collections") if judged[f"{figure}_checkpoint_ratio"] is False),
        *(
            "× tone"
            for tones in paper.region_table(scope, now).tones
            if tones.get("checkpoint_outcome") == "bad"
        ),
    ]
    return said + [sentence for sentence in developments(scope) if "checkpoint" in sentence]


def test_nobody_has_missed_a_checkpoint_that_is_to_come() -> None:
    with speaking("en"):
        settled = [text for text in told_of_the_checkpoint(over()) if "×" in text.replace("→ ×", "")]
        said = told_of_the_checkpoint(under_way())
    assert len(settled) >= 7, settled
    assert not [text for text in said if "×" in text.split("→")[-1]], said
    assert sum("… still open" in text for text in said) == 5, "four tables and the what-if"


def test_a_line_of_a_month_that_is_not_over_says_so() -> None:
    with speaking("en"):
        open_ones, settled = settlement.line_table(under_way()), settlement.line_table(over())
    assert open_ones.frame["amount"].equals(settled.frame["amount"]), "amounts stay"
    assert {row["outcome"].split(";")[0] for row in open_ones.frame.iter_rows(named=True)} == {"… still open"}
    assert not any("open" in text for text in settled.frame["outcome"])
    assert not paper.settlement_table(under_way()).tones


@pytest.mark.parametrize(("scope", "last"), [(over, "2026-09"), (under_way, "2026-08")])
def test_the_year_holds_only_months_that_are_over(scope: Callable[[], Scope], last: str) -> None:
    with speaking("en"):
        table = settlement.year_table(scope())
    assert last in table.title
    assert [column.name for column in table.columns][-1] == last
