"""Every page shows for everybody: own figures in full, what is published of others, never a crash."""

from __future__ import annotations

import pytest

from dashboard.navigation import ENTRIES
from data.people.roles import Role
from tests.nightly import by_night
from tests.pages.conftest import Opened
from tests.pages.looking import OFFICE, OWN, PEOPLE, look_as
from tests.pages.received import recorded

#: The upload page is acts: who may do what there is decided elsewhere.
PAGES = [entry.key for entry in ENTRIES if entry.key != "upload"]
#: Where chances of the month under way stand.
CHANCES = ("overview", "targets", "whatif", "year")
#: Two see what a manager of their regions sees; an administrator's pages are looked at for amounts by day.
PARTIAL: tuple[Role, ...] = ("region_manager", "office_head", "vp", "statistician", "admin")
#: What an office head sees is less of what the manager does.
BY_DAY = [
    *(f"region_manager {key}" for key in PAGES if key not in ("replay", "regulation", "people", "mine")),
    *(f"office_head {key}" for key in ("overview", "trace", "month")),
]
#: An office of another region, and one of the own region beside the office head's.
ELSEWHERE, BESIDE = "沈阳", "天津"


@pytest.mark.parametrize(
    "place", by_night([f"{role} {key}" for role in PARTIAL for key in PAGES], but=BY_DAY)
)
def test_a_page_shows_for_a_role_and_names_no_office_of_others(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    role, key = place.split()
    look_as(monkeypatch, PEOPLE[role])
    found = recorded(monkeypatch)
    # The month under way with its forecast for one half of them, a month that is over for the other.
    months = {"vp": "2026-10", "statistician": "2026-09", "office_head": "2026-10", "admin": "2026-09"}
    address = {"region": OWN} if role == "region_manager" else {}
    app = opened(key, month=months.get(role, "2026-10"), **address)
    assert not app.exception
    assert not app.error
    assert app.title
    assert found.messages
    assert not found.has(ELSEWHERE)
    # Of regions an administrator sees the names, beside the people who look after them.
    if role == "admin" and key not in ("overview", "people"):
        assert not found.has(OWN)
    if role == "office_head":
        assert not found.has(BESIDE)
    if key == "overview":
        assert found.has("如何避免") == (role in ("region_manager", "vp")), "only to whoever may simulate"
    if role == "region_manager" and key in CHANCES:
        assert found.has("可能性只按您所见区域估计"), "the general manager's chance may be another"
    if key == "trace" and role not in ("admin", "vp"):
        assert found.has(OWN)


def test_a_region_manager_sees_who_ranks_where_and_why_there_is_no_more(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_as(monkeypatch, PEOPLE["region_manager"])
    found = recorded(monkeypatch)
    app = opened("appraisal", month="2026-09")
    # One lands on the own region; all of them are a choice away.
    app.selectbox[1].set_value(None).run()
    said = "\n".join(element.value for kind in ("markdown", "caption") for element in app.get(kind))
    assert "**东北**" in said
    assert "其他区域只公布名称、得分、名次与奖惩。" in said
    assert [app.selectbox[1].options] == [[OWN]]
    assert found.has("东北")


def test_who_sees_everything_gets_the_very_bytes_of_the_operator(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = recorded(monkeypatch)
    got = []
    for role in (None, "gm"):
        if role is not None:
            look_as(monkeypatch, PEOPLE[role])
        found.clear()
        opened("settlement", month="2026-09")
        got.append((found.of_the_page(), dict(found.files)))
    assert got[0] == got[1]
    assert OFFICE
