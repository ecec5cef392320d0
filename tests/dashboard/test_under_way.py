"""A month that is not over: nothing of it is told as a fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dashboard.i18n import speaking
from dashboard.views.appraisal.appraisal import proposals
from dashboard.views.capital import capital
from dashboard.views.evidence import settlement
from dashboard.views.overview import overview
from dashboard.views.overview.findings import findings
from dashboard.views.scope import Scope
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
    assert said
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


@pytest.mark.parametrize(("scope", "last"), [(over, "2026-09"), (under_way, "2026-08")])
def test_the_year_holds_only_months_that_are_over(scope: Callable[[], Scope], last: str) -> None:
    with speaking("en"):
        table = settlement.year_table(scope())
    assert last in table.title
    assert [column.name for column in table.columns][-1] == last
