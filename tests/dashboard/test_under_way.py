"""A month that is not over: nothing of it is told as a fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.i18n import speaking
from dashboard.views.appraisal.appraisal import proposals
from dashboard.views.capital import capital
from dashboard.views.evidence import settlement
from dashboard.views.overview import overview
from dashboard.views.overview.findings import findings
from tests.dashboard.demo import demo_scope

OVER = demo_scope("2026-09")
UNDER_WAY = replace(OVER, until=date(2026, 9, 25))


def test_titles_name_the_day_that_the_figures_reach() -> None:
    with speaking("en"):
        for title in (
            capital.region_table(UNDER_WAY).title,
            overview.region_table(UNDER_WAY).title,
            settlement.line_table(UNDER_WAY).title,
        ):
            assert "2026-09 (through 09-25)" in title
        assert "through" not in settlement.line_table(OVER).title


def test_a_capital_fine_is_one_only_if_it_stays_so_until_the_month_ends() -> None:
    with speaking("en"):
        under_way = [f.sentence for f in findings(UNDER_WAY) if "overrun" in f.sentence]
        over = [f.sentence for f in findings(OVER) if "overrun" in f.sentence]
    assert under_way
    assert all("if it is still so at month end" in sentence for sentence in under_way)
    assert not any("month end" in sentence for sentence in over)


def test_whoever_is_behind_is_not_last_yet() -> None:
    with speaking("en"):
        said = [*proposals(UNDER_WAY), *(f.sentence for f in findings(UNDER_WAY) if f.page == "appraisal")]
    assert said
    assert all("would be last" in text or "if it stays last" in text or "shares" in text for text in said)


@pytest.mark.parametrize(("scope", "last"), [(OVER, "2026-09"), (UNDER_WAY, "2026-08")])
def test_the_year_holds_only_months_that_are_over(scope: object, last: str) -> None:
    with speaking("en"):
        table = settlement.year_table(scope)  # type: ignore[arg-type]
    assert last in table.title
    assert [column.name for column in table.columns][-1] == last
