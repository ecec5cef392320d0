"""The acts of the month: role × act by a table written by hand, one's own work, what is out of turn."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import polars as pl
import pytest

from data.people.person import Grant, Person
from data.people.roles import Role
from data.store import ActRefused, ProcessRefused, Store
from data.store.audit.log import entries
from data.store.loads import LoadRequest
from data.store.process.acts import Acts
from data.store.process.after_acts import Pledge, half_a_year_after
from data.store.process.conduct import Misconduct, Ruling
from data.store.process.turns import turns_of
from engine.process.states import state_of
from tests.data.store.building import BEIJING, FEB, JAN, MAR, NORTH, SOUTH, request
from tests.data.store.processing import (
    DAY,
    POLICIES,
    acts,
    basis,
    course,
    declaration,
    filled_file,
    frames,
    held,
    later,
    person,
    publish,
    summary,
    writer,
)

POLICY = POLICIES.at(JAN)
MARCH_2 = date(2026, 3, 2)
REASONED = {"reason": "淡季", "remedy": "促销"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(filled_file(tmp_path)) as opened:
        yield opened


def state(store: Store, month: date = JAN) -> str:
    return state_of(turns_of(store.process.book(), month), basis(store, month).marks)


def refused(code: str, act: Callable[[], object]) -> ProcessRefused:
    with pytest.raises(ProcessRefused) as told:
        act()
    assert told.value.code == code
    return told.value


#: Act → the roles that may do it over their own regions, as the company's rules say.
DOERS: dict[str, set[Role]] = {
    "submit": {"statistician"},
    "verify": {"finance"},
    "publish": {"compliance"},
    "demand_publishable": {"compliance"},
    "reopen": {"compliance"},
    "declare": {"region_manager", "office_head"},
    "approve": {"region_manager", "vp"},
    "refuse": {"region_manager", "vp"},
    "appeal": {"region_manager"},
    "decide": {"compliance"},
    "explain": {"region_manager"},
    "report": {"region_manager", "vp"},
    "retain": {"vp"},
    "decide_transfer": {"gm"},
    "promise": {"region_manager"},
    "propose_adjustment": {"finance"},
    "decide_adjustment": {"gm"},
    "open_case": {"compliance"},
    "add_to_case": {"compliance"},
    "rule": {"compliance"},
    # Files are kept for whom the act is that they are for: here an appeal.
    "attach": {"region_manager"},
    "attach_all": {"region_manager"},
}
#: Everybody's own, or done by whatever changes figures.
ANYBODYS = {"draft", "look", "mark_returned"}
TOLD = {"is_pending"}


def calls(store: Store, who: Acts) -> dict[str, Callable[[], object]]:
    """Each act, over the north, as far as the grants."""
    now = basis(store)
    pledge = Pledge("sales", 1, DAY, "补", "report")
    return {
        "submit": lambda: who.submit(JAN, now),
        "verify": lambda: who.verify(JAN, now),
        "publish": lambda: who.publish(JAN, now, {}),
        "demand_publishable": lambda: who.demand_publishable(JAN, now),
        "reopen": lambda: who.reopen(JAN, "错"),
        "declare": lambda: who.declare([declaration()], POLICY),
        "approve": lambda: who.approve(MAR, NORTH, [BEIJING], POLICY),
        "refuse": lambda: who.refuse(MAR, NORTH, [BEIJING], "低", POLICY),
        "appeal": lambda: who.appeal(JAN, NORTH, "checkpoint", "疑", days=7),
        "decide": lambda: who.decide("none", "upheld", "对"),
        "explain": lambda: who.explain(JAN, NORTH, "因"),
        "report": lambda: who.report(JAN, NORTH, "述"),
        "retain": lambda: who.retain(JAN, NORTH, None, "因"),
        "decide_transfer": lambda: who.decide_transfer(JAN, NORTH, "kept", "因"),
        "promise": lambda: who.promise(NORTH, pledge),
        "propose_adjustment": lambda: who.propose_adjustment(JAN, NORTH, 1, "因"),
        "decide_adjustment": lambda: who.decide_adjustment("none", "upheld", ""),
        "open_case": lambda: who.open_case(Misconduct(NORTH, BEIJING, "甲", JAN, "窜货")),
        "add_to_case": lambda: who.add_to_case("none", statement="说"),
        "rule": lambda: who.rule("none", Ruling("警告", "合规部"), POLICY),
        "attach": lambda: who.attach("a.txt", b"a", NORTH, "appeal", POLICY),
        "attach_all": lambda: who.attach_all([("b.txt", b"b")], NORTH, "appeal", POLICY),
    }


def test_every_act_has_its_line_in_the_table(store: Store) -> None:
    public = {name for name, _ in inspect.getmembers(acts(store, "gm")) if not name.startswith("_")}
    assert public - ANYBODYS - TOLD == set(DOERS) == set(calls(store, acts(store, "gm")))


@pytest.mark.parametrize(
    "role",
    ["gm", "vp", "region_manager", "office_head", "statistician", "finance", "compliance", "admin"],
)
def test_each_role_may_do_what_the_table_says_and_what_is_refused_leaves_nothing(
    store: Store, role: Role
) -> None:
    regions = [NORTH] if role in {"vp", "region_manager", "office_head", "statistician"} else []
    store.people.load([person("who", role, *regions)], "op", datetime(2026, 1, 1, tzinfo=UTC))
    may = set()
    for name, call in calls(store, acts(store, "who")).items():
        with store._connection.cursor() as cursor:
            before = len(entries(cursor))
        try:
            call()
        except ActRefused:
            with store._connection.cursor() as cursor:
                assert len(entries(cursor)) == before, name
            continue
        except ProcessRefused:
            pass  # theirs to do, but not now
        may.add(name)
    assert may == {name for name, roles in DOERS.items() if role in roles}


@pytest.mark.parametrize(
    ("account", "call"),
    [
        ("north", lambda a: a.declare([declaration(region=SOUTH)], POLICY)),
        ("head", lambda a: a.declare([declaration(region=SOUTH)], POLICY)),
        ("north", lambda a: a.approve(MAR, SOUTH, ["x"], POLICY)),
        ("north", lambda a: a.appeal(JAN, SOUTH, "checkpoint", "疑", days=7)),
        ("north", lambda a: a.explain(JAN, SOUTH, "因")),
        ("north", lambda a: a.promise(SOUTH, Pledge("sales", 1, DAY, "补", "report"))),
    ],
)
def test_elsewhere_it_is_refused_by_name(store: Store, account: str, call: Callable[[Acts], object]) -> None:
    with pytest.raises(ActRefused) as told:
        call(acts(store, account))
    assert told.value.code.endswith("_elsewhere")
    assert account in str(told.value)


def test_a_vp_of_others_is_told_of_retaining_and_a_manager_whose_it_is(store: Store) -> None:
    store.people.load([person("other", "vp", SOUTH)], "op", datetime(2026, 1, 1, tzinfo=UTC))
    for account, code in (("other", "retain_elsewhere"), ("north", "retain"), ("stat", "retain")):
        with pytest.raises(ActRefused) as told:
            acts(store, account).retain(JAN, NORTH, None, "因")
        assert told.value.code == code


def test_a_month_is_submitted_once_all_its_regions_are(store: Store) -> None:
    assert acts(store, "stat-north").submit(JAN, basis(store)) == (NORTH,)
    assert state(store) == "open"
    told = refused("not_submitted", lambda: acts(store, "finance").verify(JAN, basis(store)))
    assert SOUTH in str(told)
    assert acts(store, "stat").submit(JAN, basis(store)) == (NORTH, SOUTH)
    assert state(store) == "submitted"
    refused("already_submitted", lambda: acts(store, "stat").submit(JAN, basis(store)))


def test_a_month_goes_its_way_in_order(store: Store) -> None:
    refused("not_verified", lambda: publish(store))
    course(store, "submit", "verify")
    assert state(store) == "verified"
    assert publish(store) == 1
    assert state(store) == "published"
    refused("already_published", lambda: publish(store))
    refused("already_published", lambda: acts(store, "stat").submit(JAN, basis(store)))
    course(store, "reopen")
    assert state(store) == "open"
    course(store, "submit", "verify")
    assert publish(store) == 2
    assert [each.version for each in store.process.book().publications(JAN)] == [1, 2]


def test_months_are_published_in_order_and_reopened_from_the_last(store: Store) -> None:
    store.commit(request("01", "stat", summary=summary(900_000, (FEB, MAR))))
    course(store, "submit", "verify", month=FEB)
    publish(store, FEB)
    course(store, "submit", "verify", month=JAN)
    refused("before_first", lambda: publish(store, JAN))
    store.commit(request("02", "stat", summary=summary(900_000, (MAR, date(2026, 4, 1)))))
    course(store, "submit", "verify", month=date(2026, 4, 1))
    refused("out_of_order", lambda: publish(store, date(2026, 4, 1)))
    course(store, "submit", "verify", "publish", month=MAR)
    refused("later_published", lambda: acts(store, "compliance").reopen(FEB, "错"))


def test_a_month_whose_data_came_late_is_published_once_the_later_ones_are_reopened(store: Store) -> None:
    course(store, "submit", "verify", "publish")
    store.commit(request("01", "stat", summary=summary(900_000, (MAR,))))
    course(store, "submit", "verify", "publish", month=MAR)
    store.commit(request("02", "stat", summary=summary(900_000, (FEB,))))
    course(store, "submit", "verify", month=FEB)
    told = refused("before_later", lambda: publish(store, FEB))
    assert told.parameters["later"] == "2026-03"
    course(store, "reopen", month=MAR)
    assert publish(store, FEB) == 1
    course(store, "submit", "verify", month=MAR)
    assert publish(store, MAR) == 2


def test_who_uploaded_does_not_verify_and_who_verified_does_not_publish(store: Store) -> None:
    store.commit(LoadRequest({"summary": summary(910_000)}, (), "Finance "))
    course(store, "submit")
    refused("own_upload", lambda: acts(store, "finance").verify(JAN, basis(store)))
    acts(store, "finance-2").verify(JAN, basis(store))
    store.people.load([person("finance-2", "compliance")], "op", datetime(2026, 1, 1, tzinfo=UTC))
    refused("own_verification", lambda: publish(store, account="finance-2"))
    assert publish(store) == 1


def test_a_reopened_month_is_published_before_any_later_one(store: Store) -> None:
    store.commit(request("01", "stat", summary=summary(900_000, (FEB,))))
    course(store, "submit", "verify", "publish", "reopen")
    course(store, "submit", "verify", month=FEB)
    told = refused("out_of_order", lambda: publish(store, FEB))
    assert "2026-01" in str(told)
    course(store, "submit", "verify", "publish")
    assert publish(store, FEB) == 1


def both(account: str) -> Person:
    return Person(account, account, "", (Grant("finance", None), Grant("compliance", None)))


def test_who_published_does_not_verify_and_an_earlier_verifier_does_not_publish(store: Store) -> None:
    store.people.load([both("both")], "op", datetime(2026, 1, 1, tzinfo=UTC))
    course(store, "submit")
    acts(store, "both").verify(JAN, basis(store))
    acts(store, "finance").verify(JAN, basis(store))
    refused("own_verification", lambda: publish(store, account="both"))
    publish(store)
    store.people.load([both("compliance")], "op", datetime(2026, 1, 1, tzinfo=UTC))
    refused("own_publication", lambda: acts(store, "compliance").verify(JAN, basis(store)))


def test_who_loaded_the_organisation_does_not_verify(store: Store) -> None:
    store.commit(LoadRequest({"org": store.current("org")}, (), "finance"))
    course(store, "submit")
    refused("own_upload", lambda: acts(store, "finance").verify(JAN, basis(store)))


def test_a_month_as_a_whole_takes_a_role_over_all_its_regions(store: Store) -> None:
    parts = [person("f", "finance", NORTH), person("c", "compliance", NORTH), person("g", "gm", NORTH)]
    store.people.load(parts, "op", datetime(2026, 1, 1, tzinfo=UTC))
    course(store, "submit")
    elsewhere(lambda: acts(store, "f").verify(JAN, basis(store)))
    course(store, "verify")
    elsewhere(lambda: publish(store, account="c"))
    adjustment = acts(store, "finance").propose_adjustment(JAN, SOUTH, 100, "补")
    elsewhere(lambda: acts(store, "g").decide_adjustment(adjustment, "upheld", ""))
    publish(store)
    elsewhere(lambda: acts(store, "c").reopen(JAN, "错"))
    appeal = acts(store, "south").appeal(JAN, SOUTH, "checkpoint", "疑", days=7)
    elsewhere(lambda: acts(store, "c").decide(appeal, "upheld", "对"))


def elsewhere(act: Callable[[], object]) -> None:
    with pytest.raises(ActRefused) as told:
        act()
    assert told.value.code.endswith("_elsewhere")
    assert SOUTH in str(told.value)


def test_the_operator_is_held_to_it_by_name(store: Store) -> None:
    store.commit(LoadRequest({"summary": summary(910_000)}, (), "op"))
    acts(store, "").submit(JAN, basis(store))
    refused("own_upload", lambda: acts(store, "").verify(JAN, basis(store)))


def test_what_a_form_wrote_is_no_upload_and_what_it_carried_along_still_is(store: Store) -> None:
    store.commit(
        LoadRequest({"declarations": declared_by_file(FEB, SOUTH)}, (), "finance"),
    )
    acts(store, "south").declare([declaration(month=FEB, region=SOUTH)], POLICY)
    store.commit(request("03", "stat", summary=summary(900_000, (FEB,))))
    course(store, "submit", month=FEB)
    assert writer(store, "").whole().uploaders(FEB) == ("finance", "stat")
    refused("own_upload", lambda: acts(store, "finance").verify(FEB, basis(store, FEB)))


def declared_by_file(month: date, region: str):  # type: ignore[no-untyped-def]
    from tests.data.store.building import frame

    return frame(
        "declarations",
        {
            "month": month,
            "region": region,
            "office": "别处",
            "declared_on": JAN,
            "sales": 1,
            "collections": 1,
        },
    )


def test_data_that_changed_a_second_ago_is_told_and_nothing_is_done(store: Store) -> None:
    course(store, "submit")
    looked = basis(store)
    store.commit(request("01", "stat", summary=summary(899_999)))
    refused("changed", lambda: acts(store, "finance").verify(JAN, looked))
    assert state(store) == "open"


def test_what_comes_and_goes_leaves_a_month_open_and_names_who_acted(store: Store) -> None:
    course(store, "submit", "verify")
    load = store.commit(request("01", "stat", summary=summary(800_000)))
    told = acts(store, "stat").mark_returned(JAN, basis(store), "load", load)
    assert told == ("stat", "finance")
    store.rollback(load, "stat", "错")
    assert state(store) == "open"
    assert acts(store, "stat").mark_returned(JAN, basis(store), "rollback", load) == ()


def test_a_load_that_changes_no_figure_leaves_a_month_as_it_is(store: Store) -> None:
    course(store, "submit", "verify")
    store.commit(request("01", "stat", **frames()))
    assert state(store) == "verified"


def test_a_load_of_an_earlier_month_opens_a_submitted_one_in_which_it_makes_a_correction(
    store: Store,
) -> None:
    store.commit(request("01", "stat", summary=summary(900_000, (JAN, FEB))))
    course(store, "submit", "verify", "publish")
    course(store, "submit", month=FEB)
    stock = summary(900_000).with_columns(inventory=pl.lit(10_000_000, pl.Int64))
    store.commit(request("02", "stat", summary=stock))
    now = basis(store, FEB)
    assert state(store, FEB) == "open"
    assert acts(store, "stat").mark_returned(FEB, now, "load", "02") == ("stat",)
    course(store, "submit", "verify", month=FEB)


def test_who_may_not_see_an_adjustment_is_told_only_that_figures_opened_the_month(store: Store) -> None:
    course(store, "submit", "verify")
    number = acts(store, "finance").propose_adjustment(JAN, SOUTH, 100, "因")
    acts(store, "gm").decide_adjustment(number, "upheld", "")
    acts(store, "gm").mark_returned(JAN, basis(store), "adjustment", number)
    lasts = {who: writer(store, who).reader().process().course[JAN][-1] for who in ("north", "south", "gm")}
    assert {who: (last.why, last.subject) for who, last in lasts.items()} == {  # type: ignore[attr-defined]
        "north": ("figures", ""),
        "south": ("adjustment", number),
        "gm": ("adjustment", number),
    }


def test_held_lines_are_released_by_verifying_again_also_after_publication(store: Store) -> None:
    course(store, "submit")
    acts(store, "finance").verify(JAN, basis(store), held(NORTH))
    publish(store)
    assert store.process.book().held(JAN) == {(NORTH, "checkpoint"): "查"}
    lines = store.process.book().publications(JAN)[0].content["lines"]
    assert [line["held"] for line in lines if line["region"] == NORTH and line["item"] == "checkpoint"] == [
        "查"
    ]
    acts(store, "finance").verify(JAN, basis(store))
    assert store.process.book().held(JAN) == {}
    assert state(store) == "published"
    for nothing in (" ", "\u200b", "\u202e\x07"):
        reasons = {(NORTH, "x"): nothing}
        refused("text_missing", partial(acts(store, "finance").verify, JAN, basis(store), reasons))


@pytest.mark.both_kinds
def test_of_two_who_verify_at_once_one_wins_and_of_two_who_publish_the_other_is_told(store: Store) -> None:
    course(store, "submit", "verify")
    now, start, told = basis(store), Barrier(2), []

    def publishes(account: str) -> None:
        start.wait()
        try:
            acts(store, account).publish(JAN, now, {"version": 1, "lines": [], "regions": []})
        except ProcessRefused as error:
            told.append(error.code)

    both = [Thread(target=publishes, args=(who,)) for who in ("compliance", "compliance-2")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert told == ["changed"]
    assert len(store.process.book().publications(JAN)) == 1


def test_of_two_who_declare_for_an_office_the_second_adjusts_nothing_unseen(store: Store) -> None:
    start, told, done = Barrier(2), [], []

    def declares(account: str) -> None:
        start.wait()
        try:
            done.append(acts(store, account).declare([declaration()], POLICY))
        except ProcessRefused as error:
            told.append(error.code)

    both = [Thread(target=declares, args=(who,)) for who in ("north", "head")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    # Whoever looks once the other is done adjusts; whoever looked before is told.
    assert len(done) + len(told) == 2
    assert set(told) <= {"changed"}
    assert store.current("declarations", MAR).height == len(done)


def test_a_role_taken_away_between_page_and_click_counts(store: Store) -> None:
    course(store, "submit")
    door, now = acts(store, "finance"), basis(store)
    store.people.load([person("finance", "finance", last=date(2025, 12, 1))], "op", datetime.now(UTC))
    with pytest.raises(ActRefused):
        door.verify(JAN, now)
    assert state(store) == "submitted"


def test_a_clock_set_back_dates_nothing(store: Store) -> None:
    at = datetime(2026, 2, 8, 9, tzinfo=UTC)
    acts(store, "stat", now=at).submit(JAN, basis(store))
    behind = at - timedelta(hours=2)
    told = refused("clock_back", lambda: acts(store, "finance", now=behind).verify(JAN, basis(store)))
    assert "2026-02-08 09:00" in str(told)
    acts(store, "finance", now=at - timedelta(minutes=5)).verify(JAN, basis(store))


def test_an_act_is_not_dated_before_what_it_rests_on(store: Store) -> None:
    acts(store, "stat", day=later(2)).submit(JAN, basis(store))
    refused("before", lambda: acts(store, "finance", day=later(1)).verify(JAN, basis(store)))
    acts(store, "finance", day=later(2)).verify(JAN, basis(store))
    refused("before", lambda: publish(store, day=later(1)))
    publish(store, day=later(3))
    refused("before", lambda: acts(store, "finance", day=later(2)).verify(JAN, basis(store), held(NORTH)))
    acts(store, "compliance", day=later(4)).reopen(JAN, "错")
    refused("before", lambda: acts(store, "stat", day=later(3)).submit(JAN, basis(store)))


def test_a_month_is_not_published_on_a_day_before_an_earlier_one(store: Store) -> None:
    store.commit(request("01", "stat", summary=summary(900_000, (JAN, FEB))))
    course(store, "submit", "verify")
    publish(store, day=later(3))
    course(store, "submit", "verify", month=FEB)
    refused("before", lambda: publish(store, FEB, day=later(2)))
    publish(store, FEB, day=later(3))


def test_appeals_are_made_within_their_days_and_decided_by_others(store: Store) -> None:
    course(store, "submit", "verify")
    refused("not_published", lambda: acts(store, "north").appeal(JAN, NORTH, "checkpoint", "疑", days=7))
    publish(store)
    refused("line_unknown", lambda: acts(store, "north").appeal(JAN, NORTH, "score", "疑", days=7))
    refused("text_missing", lambda: acts(store, "north").appeal(JAN, NORTH, "checkpoint", " ", days=7))
    last, late = later(7), later(8)
    refused("appeal_late", lambda: acts(store, "north", late).appeal(JAN, NORTH, "checkpoint", "疑", days=7))
    made = acts(store, "north", last).appeal(JAN, NORTH, "checkpoint", "疑", days=7)
    refused("appeal_open", lambda: acts(store, "north", last).appeal(JAN, NORTH, "checkpoint", "疑", days=7))
    refused("before", lambda: acts(store, "compliance").decide(made, "upheld", "对"))
    acts(store, "compliance", last).decide(made, "upheld", "对")
    refused("decided", lambda: acts(store, "compliance-2", last).decide(made, "refused", "错"))
    decision = store.process.book().appeals[made].decision
    assert decision is not None
    assert (decision.verdict, decision.by) == ("upheld", "compliance")


def test_who_appealed_does_not_decide(store: Store) -> None:
    course(store, "submit", "verify", "publish")
    made = acts(store, "north").appeal(JAN, NORTH, "checkpoint", "疑", days=7)
    store.people.load([person("north", "compliance")], "op", datetime.now(UTC))
    refused("own_appeal", lambda: acts(store, "north").decide(made, "upheld", "对"))


def test_adjustments_are_decided_by_others_while_their_month_is_open(store: Store) -> None:
    refused("adjustment_zero", lambda: acts(store, "finance").propose_adjustment(JAN, NORTH, 0, "因"))
    made = acts(store, "finance").propose_adjustment(JAN, NORTH, -500, "因")
    store.people.load([person("finance", "gm")], "op", datetime.now(UTC))
    refused("own_proposal", lambda: acts(store, "finance").decide_adjustment(made, "upheld", ""))
    refused("text_missing", lambda: acts(store, "gm").decide_adjustment(made, "refused", ""))
    before = store.data_version()
    acts(store, "gm").decide_adjustment(made, "upheld", "")
    assert store.data_version() != before
    refused("decided", lambda: acts(store, "gm").decide_adjustment(made, "refused", "不"))


def test_a_report_is_answered_by_the_vp_for_half_a_year_at_most(store: Store) -> None:
    course(store, "submit", "verify", "publish")
    refused("no_report", lambda: acts(store, "vp").retain(JAN, SOUTH, None, "因"))
    acts(store, "south").report(JAN, SOUTH, "述")
    refused("until_wrong", lambda: acts(store, "vp").retain(JAN, SOUTH, date(2026, 8, 9), "因"))
    acts(store, "vp").retain(JAN, SOUTH, date(2026, 8, 8), "因")
    assert store.process.book().retentions[JAN, SOUTH].until == date(2026, 8, 8)


def test_half_a_year_ends_with_a_shorter_month() -> None:
    assert half_a_year_after(date(2026, 8, 31)) == date(2027, 2, 28)
    assert half_a_year_after(date(2026, 1, 31)) == date(2026, 7, 31)
    assert half_a_year_after(date(2026, 12, 15)) == date(2027, 6, 15)


def test_drafts_and_what_was_seen_are_ones_own(store: Store) -> None:
    acts(store, "north").draft("declare 2026-03", {"北京": "1"})
    acts(store, "north").look(7)
    assert writer(store, "north").reader().process().drafts == {("north", "declare 2026-03"): {"北京": "1"}}
    assert writer(store, "south").reader().process().drafts == {}
    assert writer(store, "south").reader().process().seen == {}
