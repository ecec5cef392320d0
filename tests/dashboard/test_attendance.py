"""Who is here, how long they waited, and who is sent elsewhere once a server is to end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client import REGISTRY
from starlette.testclient import WebSocketDenialResponse
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime

from dashboard.entrance import attendance, draining
from dashboard.entrance.attendance import Page
from dashboard.entrance.draining import LEAST, QUIET, is_over
from tests.dashboard.entering import OPENING, Server, serving

STREAM = "ws://127.0.0.1:8501/_stcore/stream"
RERUN = BackMsg(rerun_script={}).SerializeToString()
BEAT = BackMsg(app_heartbeat=True).SerializeToString()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(tmp_path, monkeypatch) as served:
        yield served


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server was told to stop, and gives a minute."""
    monkeypatch.setenv(draining.DRAIN_VARIABLE, "60")
    draining.begin()
    yield
    draining.stop()


def ended(status: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> bytes:
    return ForwardMsg(script_finished=status).SerializeToString()


def told(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"region_cockpit_{name}", labels) or 0.0


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def page(clock: Clock) -> Page:
    return Page(clock)


def test_a_rerun_lasts_from_the_first_thing_asked_to_the_end_of_the_run_that_answers(
    page: Page, clock: Clock
) -> None:
    count, seconds = "rerun_seconds_count", "rerun_seconds_sum"
    before = told(count, extent="page"), told(seconds, extent="page")
    page.hear(RERUN)
    clock.now += 2
    page.hear(RERUN)  # impatient: the run is broken off for another one
    page.say(ended(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    clock.now += 3
    page.say(ended())
    page.say(ended())  # a run that nobody asked for
    assert told(count, extent="page") - before[0] == 1
    assert told(seconds, extent="page") - before[1] == pytest.approx(5)


def test_a_fragment_is_counted_apart(page: Page) -> None:
    before = told("rerun_seconds_count", extent="fragment")
    page.hear(RERUN)
    page.say(ended(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
    assert told("rerun_seconds_count", extent="fragment") - before == 1


def test_neither_signs_of_life_nor_nonsense_make_a_page_busy(page: Page, clock: Clock) -> None:
    clock.now += 50
    for said in (BEAT, b"\xff\xff\xff", b""):
        page.hear(said)
        page.say(said)
    assert (page.asked, page.heard) == (None, 100.0)


def test_open_pages_are_counted_until_they_close(server: Server) -> None:
    here = server.signed_in()
    before = told("sessions")
    with here.websocket_connect(STREAM) as one, here.websocket_connect(STREAM) as other:
        # Each was told its number: both are open.
        assert one.receive_bytes()
        assert other.receive_bytes()
        assert told("sessions") - before == 2
    assert told("sessions") == before


def test_a_server_that_is_to_end_opens_no_page(server: Server, ending: None) -> None:
    before = told("turned_away_total")
    browser = server.signed_in()
    for path in ("/", "/targets", "/login"):
        answer = browser.get(path, headers=OPENING)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "shown" not in answer.text
    with pytest.raises(WebSocketDenialResponse) as refused, browser.websocket_connect(STREAM):
        pass
    assert (refused.value.status_code, refused.value.headers["retry-after"]) == (503, "5")
    assert told("turned_away_total") - before == 4
    assert server.heard == []


def test_pages_that_it_has_still_get_their_files_and_may_come_back(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = server.signed_in()
    monkeypatch.setenv(draining.DRAIN_VARIABLE, "60")
    number = "page0"
    sessions = SimpleNamespace(
        get_session_info=lambda asked: None,
        _session_storage=SimpleNamespace(get=lambda asked: asked if asked == number else None),
    )
    with browser.websocket_connect(STREAM) as page:
        assert number.encode() in page.receive_bytes()
        assert page.receive_bytes()
        monkeypatch.setattr(Runtime, "_instance", SimpleNamespace(_session_mgr=sessions))
        draining.begin()
        try:
            page.send_bytes(RERUN)
            assert page.receive_bytes() == b"answer"
            assert browser.put(f"/_stcore/upload_file/{number}/f").status_code == 200
            assert browser.get("/static/js/index.js").status_code == 200
            with browser.websocket_connect(STREAM, subprotocols=["streamlit", "token", number]) as back:
                assert number.encode() in back.receive_bytes()
            with (
                pytest.raises(WebSocketDenialResponse),
                browser.websocket_connect(STREAM, subprotocols=["streamlit", "token", "page7"]),
            ):
                pass
        finally:
            draining.stop()


def test_while_a_page_waits_nobody_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    here = attendance._Here()
    monkeypatch.setattr(attendance, "_here", here)
    assert attendance.quiet_for() is None
    page, other = Page(clock), Page(clock)
    here.pages = {page, other}
    clock.now += 7
    assert attendance.quiet_for() == 7
    page.hear(RERUN)
    clock.now += 90
    assert attendance.quiet_for() == 0
    page.say(ended())
    clock.now += 4
    # The one that asked last says how long.
    assert attendance.quiet_for() == 4
    here.requests = 1
    assert attendance.quiet_for() == 0


def test_it_ends_once_all_are_idle_or_time_is_up(monkeypatch: pytest.MonkeyPatch, ending: None) -> None:
    at = draining._since
    monkeypatch.setattr(draining.time, "monotonic", lambda: now)
    now = at + LEAST - 0.5
    assert not is_over(None), "a proxy has not noticed yet"
    now = at + LEAST
    assert is_over(None)
    assert not is_over(QUIET - 1)
    assert is_over(QUIET)
    now = at + 59
    assert not is_over(0.0)
    now = at + 60
    assert is_over(0.0)


def test_nothing_ends_a_server_that_nobody_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_over(None)
    for said, seconds in [("", 0), ("60", 60), ("-3", 0), ("soon", 0)]:
        monkeypatch.setenv(draining.DRAIN_VARIABLE, said)
        assert draining.patience() == seconds
