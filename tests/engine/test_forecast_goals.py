"""What the forecast must hold on months that are over, beside every plain rule; see `make backtest`."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest

from tests.bench.forecasting import company, company_seen
from tests.engine.processes import MODES, PROCESSES, seen
from tests.engine.rivals import OURS, RULES, Record, record, reliability

#: Not those on which the forecast's constants were chosen.
SEED = 2026
DAYS = (5, 15, 25)


@cache
def back_test(process: str, mode: str) -> Record:
    return record(seen(process, mode, SEED, DAYS, regions=5, months=22))


@cache
def whole() -> Record:
    made = Record()
    for process in PROCESSES:
        for mode in MODES:
            made.add(back_test(process, mode))
    return made


#: Every day one process in one way, the others and what is said of all at night.
ALL = [
    pytest.param(process, mode, marks=() if number == 0 else pytest.mark.nightly)
    for number, (process, mode) in enumerate(product(PROCESSES, MODES))
]


@pytest.mark.parametrize(("process", "mode"), ALL)
def test_no_plain_rule_errs_less(process: str, mode: str) -> None:
    made = back_test(process, mode)
    assert made.error(OURS) <= min(made.error(rule) for rule in RULES)


@pytest.mark.parametrize(("process", "mode"), ALL)
def test_no_plain_rule_and_no_habit_gives_better_chances(process: str, mode: str) -> None:
    made = back_test(process, mode)
    assert made.score(OURS) <= min(made.score(rule) for rule in ("own frequency", *RULES))


@pytest.mark.nightly
def test_four_of_five_ranges_hold() -> None:
    assert 0.75 <= whole().within() <= 0.85


@pytest.mark.parametrize(("process", "mode"), ALL)
def test_ranges_hold_for_every_region_with_a_year_behind_it(process: str, mode: str) -> None:
    made = back_test(process, mode)
    assert made.least_within() >= 0.65
    assert made.least_within(late=True) >= 0.65


@pytest.mark.nightly
def test_what_is_said_to_be_likely_is_as_likely() -> None:
    for said, happened, _ in reliability(whole()):
        assert abs(said - happened) <= 0.1


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["demo company", "acceptance pack"])
def test_all_of_this_holds_of_the_two_companies(name: str) -> None:
    made = record(company_seen(company(name)))
    assert made.error(OURS) <= min(made.error(rule) for rule in RULES)
    assert made.score(OURS) <= min(made.score(rule) for rule in ("own frequency", *RULES))
    assert 0.75 <= made.within() <= 0.85
    assert made.least_within() >= 0.65
