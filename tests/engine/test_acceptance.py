"""The engine on the acceptance pack gives the published figures, to the fen."""

from __future__ import annotations

import pytest

from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import load_policies
from tests.reference import regulation
from tests.reference.acceptance import assert_equal_to_published, published
from tests.reference.pack import acceptance_facts


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate(acceptance_facts(), load_policies())


@pytest.mark.parametrize("month", sorted(published()))
def test_the_engine_reproduces_every_published_figure_of(month: str, evaluation: Evaluation) -> None:
    assert_equal_to_published(month, evaluation.regions.to_dicts())


def test_the_engine_judges_every_declaration_as_the_reference_does(evaluation: Evaluation) -> None:
    found = evaluation.declarations.sort("position").select("position", "status", "is_late").to_dicts()
    wanted = [
        {name: row[name] for name in ("position", "status", "is_late")}
        for row in regulation.declarations(acceptance_facts())
    ]
    assert found == wanted


def test_the_engine_settles_every_region_and_month_as_the_reference_does(evaluation: Evaluation) -> None:
    columns = ("month", "region", "clause", "item", "amount", "status", "is_missing")

    def lines(rows: list[dict[str, object]]) -> set[tuple[object, ...]]:
        return {tuple(row[column] for column in columns) for row in rows}

    found = evaluation.settlement.to_dicts()
    assert len(found) == 2 * acceptance_facts().region_months.height
    assert lines(found) == lines(regulation.settlement(acceptance_facts()))


def test_evaluated_months_are_listed_ascending(evaluation: Evaluation) -> None:
    assert [f"{month:%Y-%m}" for month in evaluation.months()] == sorted(published())
