"""A promise is kept by what its figure had come to by its day, not by what came afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.process.promises import kept
from data.people.scope import EVERYTHING
from data.store import Store
from data.store.process.deeds import Promise
from data.store.reader import Reader
from engine.process.promises import Standing
from tests.dashboard.seen import NORTH, OFFICES, SOUTH, company, stored
from tests.data.store.building import frame, request

MARCH = date(2026, 3, 1)
#: Each office of the south collects 4,500 yuan on the 8th and as much on the 25th.
HALF = 450_000


def promise(fen: int, until: date, region: str = SOUTH, office: str | None = None) -> Promise:
    return Promise(
        by="south",
        operator="",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        on=date(2026, 3, 2),
        sequence=1,
        promise_id="p",
        region=region,
        office=office,
        figure="collections",
        amount_fen=fen,
        month=MARCH,
        until=until,
        text="催收",
        origin="report",
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """March; of an office of the north only the month's sum is known."""
    _, tianjin = OFFICES[NORTH]
    summary = {"month": MARCH, "region": NORTH, "office": tianjin, "sales": 1, "collections": 9 * HALF}
    frames = company((MARCH,))
    dated = frames["collections"].filter(frames["collections"]["office"] != tianjin)
    with stored(tmp_path_factory.mktemp("promises") / "s.duckdb", [{**frames, "collections": dated}]) as made:
        made.commit(request("50", summary=frame("summary", summary)))
        yield made


@pytest.mark.parametrize(
    ("promised", "standing"),
    [
        (promise(2 * HALF, date(2026, 3, 8)), "kept"),
        (promise(2 * HALF, date(2026, 3, 7)), "broken"),
        (promise(2 * HALF + 1, date(2026, 3, 24)), "broken"),
        (promise(4 * HALF, date(2026, 3, 25)), "kept"),
        (promise(4 * HALF + 1, date(2026, 3, 31)), "broken"),
        (promise(HALF, date(2026, 3, 24), office=OFFICES[SOUTH][0]), "kept"),
        (promise(HALF + 1, date(2026, 3, 24), office=OFFICES[SOUTH][0]), "broken"),
        # Nobody knows when the rest of the north came in: the month counts.
        (promise(9 * HALF, date(2026, 3, 24), NORTH), "kept"),
        (promise(HALF, date(2026, 2, 20)), "broken"),
    ],
)
def test_what_came_after_its_day_keeps_no_promise(
    store: Store, promised: Promise, standing: Standing
) -> None:
    reader = Reader(store, EVERYTHING)
    assert kept(reader, promised, snapshot(reader, policies()), date(2026, 4, 2)).standing == standing
