"""Whatever changes in another region and is not published, every byte of every page stays what it was.

Compared is all that reaches the browser: what is drawn (texts, tables, charts, choices, messages) and
every file that is offered, with every part and fold of the page open; by night all that the verbs print too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as strategy

from dashboard import i18n
from dashboard.navigation import ENTRIES
from tests.dashboard.changes import CHANGES, Change, applied
from tests.dashboard.seen import HEAD, MANAGER, NORTH, SOUTH
from tests.pages.standing import CLOSED, OPEN, Company, Place

#: By night in so many parts, for the workers to share, each of so many examples. One in twelve changes
#: what is published and does not count: 5,000 do.
PARTS, EXAMPLES = 55, 100
#: Where a part notes how many of its examples were compared: a file.
LOG = "REGION_COCKPIT_UNSEEN_LOG"


def places() -> list[Place]:
    """Every page in a month that is over and in one that is not, of all regions and of the own one.

    The last is what is sought for in the field of the menu.
    """
    found: list[Place] = []
    for entry in ENTRIES:
        if entry.key != "upload":
            for month in (CLOSED, OPEN):
                found += [
                    (entry.key, {"month": month}, ""),
                    (entry.key, {"month": month, "region": NORTH}, ""),
                ]
    found += [
        ("overview", {"month": CLOSED, "region": SOUTH}, ""),
        ("trace", {"month": CLOSED, "region": NORTH, "office": "北京", "figure": "sales"}, ""),
        ("trace", {"month": CLOSED, "region": SOUTH, "office": "广州", "figure": "sales"}, ""),
        ("settlement", {"month": CLOSED, "region": NORTH, "receipt": "capital_overrun"}, ""),
        ("settlement", {"month": CLOSED, "region": SOUTH, "receipt": "capital_overrun"}, ""),
        ("whatif", {"month": OPEN, "region": SOUTH}, ""),
        *(
            ("overview", {"month": CLOSED}, sought)
            for sought in (f"客户{SOUTH}", "D", "广州", SOUTH, NORTH, "00")
        ),
    ]
    return found


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(i18n, "_current", i18n._current)
        made = Company(tmp_path_factory.mktemp("unseen") / "store.duckdb", monkeypatch)
        yield made
        made.close()


def stays_the_same(here: Company, part: int, examples: int) -> int:
    """Holds what is got before and after each of so many drawn changes; how many of them were compared.

    One that moves what is published of the other region is not: whoever looks may see that.
    """
    compared = 0

    @seed(part)
    @settings(
        max_examples=examples,
        derandomize=False,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(
        account=strategy.sampled_from((MANAGER, HEAD)),
        at=strategy.sampled_from(places()),
        changes=CHANGES,
        is_later=strategy.booleans(),
    )
    def holds(account: str, at: Place, changes: list[Change], is_later: bool) -> None:
        nonlocal compared
        before = here.as_it_was(account, at)
        if here.hold(applied(here.frames, changes), is_later=is_later):
            compared += 1
            assert here.as_it_is(account, at) == before, (account, at)

    here.renew()
    holds()
    return compared


def test_a_change_elsewhere_changes_no_byte_of_a_page(here: Company) -> None:
    assert stays_the_same(here, 16, 2) > 0


@pytest.mark.nightly
def test_people_who_look_in_turn_get_what_each_gets_alone(here: Company) -> None:
    """Nothing that is kept between runs for one is shown to another who sees something else."""
    seen = [("appraisal", {"month": CLOSED}, ""), ("capital", {"month": CLOSED}, "")]
    accounts = (MANAGER, "gm", HEAD)
    here.renew()
    alone = {}
    for account in accounts:
        for at in seen:
            here.page(account, at)
            # The second visit: whoever is first in a process pays for what all share.
            alone[account, at[0]] = here.page(account, at)
        here.forget()
    for at in seen:
        assert len({repr(alone[account, at[0]]) for account in accounts}) == len(accounts)
        for account in (*accounts, *reversed(accounts)):
            got, wanted = here.page(account, at), alone[account, at[0]]
            assert set(got[0]) == set(wanted[0]), (account, at)
            assert got[1] == wanted[1], (account, at)


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(PARTS))
def test_five_thousand_changes_elsewhere_change_no_byte(here: Company, part: int) -> None:
    here.renew()
    for account in (MANAGER, HEAD):
        for at in places():
            here.as_it_was(account, at)
    compared = stays_the_same(here, part, EXAMPLES)
    if LOG in os.environ:
        with Path(os.environ[LOG]).open("a") as log:
            log.write(f"part {part}: {EXAMPLES} drawn, {compared} compared, every byte the same\n")
    assert compared > EXAMPLES * 0.6
