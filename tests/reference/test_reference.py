"""The oracle itself is held against the published figures of the acceptance pack."""

from __future__ import annotations

import pytest

from tests.reference.acceptance import assert_equal_to_published, published
from tests.reference.pack import acceptance_facts
from tests.reference.regulation import declarations, expected, settlement


@pytest.mark.parametrize("month", sorted(published()))
def test_the_reference_reproduces_every_published_figure_of(month: str) -> None:
    assert_equal_to_published(month, list(expected(acceptance_facts()).values()))


def test_the_reference_writes_two_settlement_lines_per_region_and_month() -> None:
    facts = acceptance_facts()
    assert len(settlement(facts)) == 2 * facts.region_months.height


def test_the_reference_judges_every_declaration() -> None:
    facts = acceptance_facts()
    assert [row["position"] for row in declarations(facts)] == list(range(facts.declarations.height))
