"""The gate, as attackers try it: what passes with a session, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.entrance.paths import is_own, next_page
from dashboard.services.stores.people import now
from data.people.person import Grant, Person
from tests.dashboard.entering import HERE, OPENING, Server, serving

STREAM = "ws://127.0.0.1:8501/_stcore/stream"
#: Something of every kind that Streamlit answers.
PATHS = (
    "/", "/targets", "/media/abc.csv", "/static/js/index.js", "/_stcore/health", "/_stcore/metrics",
    "/favicon.png",
    "/_stcore/host-config", "/_stcore/upload_file/page0/file", "/_stcore/bidi-components/a/b.js",
    "/component/a/b.js", "/app/static/x", "/login/", "/login/x", "//login", "/LOGIN", "/invitation", "/oidc",
    "/invitation/a/b", "/session/..", "/oidc/callback/x", "/auth/login",
)  # fmt: skip


#: What a page says when something is clicked on it.
RERUN = BackMsg(rerun_script={}).SerializeToString()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(tmp_path, monkeypatch) as served:
        yield served


def closed(server: Server, **headers: str) -> bool:
    """Whether a socket is refused."""
    try:
        with server.browser().websocket_connect(STREAM, headers=headers):
            return False
    except WebSocketDisconnect:
        return True


@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_the_pages_is_had_without_a_session(server: Server, path: str) -> None:
    stranger = server.browser()
    for method in ("GET", "PUT", "POST", "HEAD", "OPTIONS", "DELETE"):
        answer = stranger.request(method, HERE + path)
        assert answer.status_code == 401, method
        assert "shown" not in answer.text
    opened = stranger.get(HERE + path, headers=OPENING)
    assert opened.status_code == 303
    assert opened.headers["location"].startswith("/login")


def test_with_one_the_pages_are_had_and_kept_by_nobody_on_the_way(server: Server) -> None:
    browser = server.signed_in()
    answer = browser.get("/targets")
    assert (answer.text, answer.headers["cache-control"]) == ("shown /targets", "no-store")
    assert browser.get("/static/js/index.js").headers["cache-control"] == "public"


def test_what_streamlit_tells_of_itself_is_shut(server: Server) -> None:
    browser = server.signed_in()
    for path in ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent", "/_stcore/"):
        assert browser.get(path).status_code == 403


def test_a_made_up_an_ended_and_an_old_cookie_open_nothing(server: Server) -> None:
    people = server.store.people
    ended = people.begin_session("li", "password", now()).token
    people.end_session(ended, now())
    old = people.begin_session("li", "password", now() - timedelta(hours=8)).token
    idle = people.begin_session("li", "password", now() - timedelta(minutes=30)).token
    good = people.begin_session("li", "password", now()).token
    for cookie in (
        "",
        "x" * 43,
        ended,
        old,
        idle,
        good[:-1],
        good + "A",
        f'"{good}"',
        f"{good}; cockpit={ended}",
    ):
        answer = server.browser().get("/", headers={"cookie": f"cockpit={cookie}"})
        assert answer.status_code == 401, cookie
        assert closed(server, cookie=f"cockpit={cookie}"), cookie
    assert server.browser().get("/", headers={"cookie": f"cockpit={good}"}).status_code == 200
    assert not closed(server, cookie=f"cockpit={good}")


def test_an_open_page_hears_and_is_told_nothing_after_the_session(server: Server) -> None:
    browser = server.signed_in()
    with browser.websocket_connect(STREAM) as page:
        page.receive_bytes()
        page.receive_bytes()
        page.send_bytes(RERUN)
        assert page.receive_bytes() == b"answer"
        server.store.people.end_sessions("li", "wang", now())
        page.send_bytes(RERUN)
        with pytest.raises(WebSocketDisconnect):
            page.receive_bytes()
    assert server.heard == [RERUN]


def test_what_no_page_of_ours_says_is_not_heard(server: Server) -> None:
    asked = {"install_skills": {}, "dismiss_skills_nudge": {}}
    forged = [BackMsg(clear_cache=True), BackMsg(load_git_info=True), BackMsg(debug_shutdown_runtime=True)]
    forged += [BackMsg(backend_operation_request={name: what}) for name, what in asked.items()]
    with server.signed_in().websocket_connect(STREAM) as page:
        page.receive_bytes()
        page.receive_bytes()
        for message in forged:
            page.send_bytes(message.SerializeToString())
        page.send_bytes(b"no message at all")
        page.send_bytes(RERUN)
        assert page.receive_bytes() == b"answer"
    assert server.heard == [RERUN]


def test_a_role_taken_away_ends_open_pages(server: Server) -> None:
    with server.signed_in().websocket_connect(STREAM) as page:
        page.receive_bytes()
        page.receive_bytes()
        server.store.people.load([Person("li", "Li", "", (Grant("office_head", None),))], "wang", now())
        page.send_bytes(RERUN)
        with pytest.raises(WebSocketDisconnect):
            page.receive_bytes()
    assert server.heard == []


def test_a_page_of_another_session_is_not_taken_up_nor_filled_nor_its_files_fetched(server: Server) -> None:
    owner, other = server.signed_in("li"), server.signed_in("wang")
    again = server.signed_in("li")
    file = f"/media/{b'page0'.hex()}.csv"
    with owner.websocket_connect(STREAM) as page:
        opened = page.receive_bytes()
        page.receive_bytes()
        assert b"page0" in opened
        server.heard.append(b"")  # what comes now gets another number
        for stranger in (other, again):
            assert stranger.put("/_stcore/upload_file/page0/f").status_code == 403
            assert stranger.get(file).status_code == 403
            with stranger.websocket_connect(STREAM, subprotocols=["streamlit", "token", "page0"]) as forged:
                assert b"page0" not in forged.receive_bytes()
    assert owner.put("/_stcore/upload_file/page0/f").status_code == 200
    assert owner.get(file).status_code == 200
    with owner.websocket_connect(STREAM, subprotocols=["streamlit", "token", "page0"]) as back:
        assert b"page0" in back.receive_bytes()


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:9999", "null", "https://127.0.0.1:8501"]
)
def test_another_site_has_nothing_of_a_session(server: Server, origin: str) -> None:
    browser = server.signed_in()
    assert browser.get("/", headers={"origin": origin}).status_code == 403
    assert browser.put("/_stcore/upload_file/a/b", headers={"origin": origin}).status_code == 403
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(STREAM, headers={"origin": origin}):
        pass


def test_under_a_public_name_that_name_alone_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = "https://cockpit.example"
    with serving(tmp_path, monkeypatch, public) as served:
        token = served.store.people.begin_session("li", "password", now()).token
        known = {"cookie": f"__Host-cockpit={token}", "x-forwarded-for": "10.1.2.3"}
        assert served.browser(public).get("/", headers=known).status_code == 200
        # A cookie without the prefix could have been planted by a neighbour.
        assert served.browser(public).get("/", headers={"cookie": f"cockpit={token}"}).status_code == 401
        for host in (
            "evil.example",
            "127.0.0.1:8501",
            "cockpit.example.evil.example",
            "cockpit.example:8501",
        ):
            answer = served.browser(public).get("/", headers=known | {"host": host})
            assert (answer.status_code, "evil" in str(answer.headers)) == (403, False)
        assert served.browser("http://cockpit.example").get("/", headers=known).status_code == 403
        said = served.browser(public).get("/login").headers
        assert said["strict-transport-security"]
        # Whoever watches the server calls it by any name, and is told that it stands.
        assert served.browser("http://10.0.0.7").get("/healthz").text == "ok"
        assert served.browser("http://10.0.0.7").get("/readyz").text == "ready"


def test_whether_a_session_runs_is_told_without_keeping_it_alive(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, begun = server.signed_in(), now()
    for minutes, status in [(20, 204), (29, 204), (31, 401)]:
        later = begun + timedelta(minutes=minutes)
        monkeypatch.setattr("dashboard.entrance.sessions.now", lambda at=later: at)
        assert browser.get("/session").status_code == status


def test_only_the_way_in_is_open() -> None:
    opened = [
        "/login",
        "/logout",
        "/session",
        "/healthz",
        "/readyz",
        "/oidc/begin",
        "/oidc/callback",
        "/entrance.css",
    ]
    assert all(map(is_own, [*opened, "/entrance.svg", "/invitation/abc_-9"]))
    assert not any(map(is_own, PATHS))


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("/targets?region=x&lang=en", "/targets?region=x&lang=en"), ("/", "/"),
        ("/?month=2026-03", "/?month=2026-03"), ("/targets#//x", "/targets"),
        (None, "/"), ("", "/"), ("//evil.example", "/"), ("https://evil.example/targets", "/"),
        ("/\\evil.example", "/"), ("/targets\\..", "/"), ("/targets\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"), ("/login", "/"), ("/logout", "/"), ("/media/x", "/"), ("targets", "/"),
        ("///evil.example", "/"), ("http:/targets", "/"), ("/%2Fevil.example", "/"), ("http://[", "/"),
        ("\t//evil.example", "/"),
        ("/targets/../..//evil.example", "/"),
    ],
)  # fmt: skip
def test_the_way_in_leads_to_pages_of_ours_and_nowhere_else(asked: str | None, page: str) -> None:
    assert next_page(asked) == page
