"""The trailing twelve months belong to their region, whatever the regions are called."""

from __future__ import annotations

import pytest

from engine.evaluation import evaluate
from tests.engine.building import facts, month_day
from tests.engine.policies import shipped

MONTHS = [f"2025-{number:02d}" for number in range(4, 13)] + ["2026-01", "2026-02", "2026-03"]


@pytest.mark.parametrize(
    "names", [("R1", "R10", "R2"), ("华东", "华东二区", "华北"), ("B", "Ab", "AAAAAAAAAAAAAAAA")]
)
def test_names_of_different_length_do_not_mix_up_the_regions(names: tuple[str, ...]) -> None:
    each_month = {name: {"collections": 100 * place} for place, name in enumerate(names, 1)}
    regions = evaluate(facts({"months": dict.fromkeys(MONTHS, each_month)}), shipped()).regions
    march = regions.filter(regions["month"] == month_day("2026-03"))
    wanted = {name: 1200.0 * place for place, name in enumerate(names, 1)}
    assert dict(march.select("region", "trailing_collections").rows()) == wanted
