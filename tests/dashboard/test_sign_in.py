"""Signing in and out: forms of our own pages, a new session each time, no word on who has an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.entrance import routes
from dashboard.services.stores.people import now
from data.people.limits import RateLimit
from tests.dashboard.entering import OPENING, PASSWORD, Server, sent_form, serving, sign_in


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(tmp_path, monkeypatch) as served:
        yield served


def said(answer: Any) -> str:
    """The sentence that a page of the way in says."""
    found = re.search(r'role="(?:alert|status)">([^<]*)<', answer.text)
    return found[1] if found else ""


def logged(server: Server) -> int:
    """How many entries the log has."""
    with server.store._connection.cursor() as cursor:
        return int(cursor.execute("SELECT count(*) FROM audit_entries").fetchall()[0][0])


def test_account_and_password_begin_a_session_and_lead_to_the_page_asked_for(server: Server) -> None:
    browser = server.browser()
    opened = browser.get("/targets?region=East", headers=OPENING)
    answer = sign_in(browser, opened.headers["location"], account="  ＬＩ ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/targets?region=East")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("cockpit="))
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert not re.search("max-age|expires|domain", cookie, re.IGNORECASE)
    assert browser.get("/targets").status_code == 200


def test_behind_tls_the_cookie_travels_by_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, monkeypatch, "https://cockpit.example") as served:
        answer = sign_in(served.browser("https://cockpit.example"))
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all(line.startswith("__Host-") and "Secure" in line and "Path=/;" in line for line in cookies)


def test_a_session_that_somebody_else_chose_is_never_taken_up(server: Server) -> None:
    planted = server.store.people.begin_session("wang", "password", now()).token
    for before in (planted, "A" * 43, "known"):
        browser = server.browser()
        browser.cookies.set("cockpit", before)
        form = {"cookie": f"cockpit={before}"}
        browser.post("/logout", headers=form)  # not ours: ends nothing
        browser.cookies.delete("cockpit")
        page = browser.get("/login", headers=OPENING)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        browser.cookies.set("cockpit", before)
        answer = browser.post("/login", data=hidden | {"account": "li", "password": PASSWORD})
        assert answer.status_code == 303
        given = re.search(r"cockpit=([\w-]{43});", " ".join(answer.headers.get_list("set-cookie")))
        assert given is not None
        assert given[1] != before
        assert server.store.people.running(given[1], now()) is not None
    assert server.store.people.running(planted, now()) is None  # a browser has one session


def test_a_form_that_was_not_shown_to_this_browser_does_nothing(server: Server) -> None:
    fields = {"account": "li", "password": PASSWORD, "next": "/"}
    browser, attacker = server.browser(), server.browser()
    page = attacker.get("/login", headers=OPENING)
    stolen = re.findall(r'name="form" value="(\w+)"', page.text)[0]
    for form in ({}, {"form": ""}, {"form": "0" * 64}, {"form": stolen}):
        assert browser.post("/login", data=fields | form).status_code == 403
    of_sign_out = server.signed_in()
    ticket = re.findall(r'name="form" value="(\w+)"', of_sign_out.get("/logout").text)[0]
    assert of_sign_out.post("/login", data=fields | {"form": ticket}).status_code == 403
    mark = attacker.cookies["cockpit-form"]
    good = {"form": stolen, **fields}
    for wrong in (str(good), "form=%ff&account=li", "a=1&" * 100):
        headers = {"cookie": f"cockpit-form={mark}", "content-type": "application/x-www-form-urlencoded"}
        assert browser.post("/login", content=wrong, headers=headers).status_code == 403
    assert browser.post("/login", data=good | {"more": "x" * 9_000}).status_code == 403
    assert attacker.post("/login", json=good).status_code == 403
    assert attacker.post("/login", data=good, headers={"origin": "http://evil.example"}).status_code == 403
    assert attacker.post("/login", data=good, headers={"origin": ""}).status_code == 403
    assert attacker.post("/login", data=good).status_code == 303  # the control: it was the form that failed


def test_nobody_is_signed_out_but_by_the_button(server: Server) -> None:
    browser = server.signed_in()
    token = browser.cookies["cockpit"]
    assert "Li" in browser.get("/logout", headers=OPENING).text
    assert browser.post("/logout", data={}).status_code == 403
    assert server.store.people.running(token, now()) is not None
    answer = sent_form(browser, "/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?out=1&lang=zh")
    assert server.store.people.running(token, now()) is None
    assert "cockpit" not in browser.cookies
    replayed = server.browser().get("/", headers={"cookie": f"cockpit={token}"})
    assert replayed.status_code == 401
    assert server.browser().get("/logout", headers=OPENING).headers["location"] == "/login"


def test_an_unknown_account_is_answered_as_a_wrong_password_is(server: Server) -> None:
    """`wang` has no password, `li` has one, nobody is called `zhao`: every byte is the same but the name."""
    answers = {}
    for account in ("li", "wang", "zhao"):
        browser = server.browser()
        answer = sign_in(browser, account=account, password="wrong password")
        text = re.sub(r'name="form" value="\w+"', "", answer.text.replace(f'"{account}"', '""'))
        answers[account] = (answer.status_code, text, sorted(answer.headers))
    assert answers["li"] == answers["wang"] == answers["zhao"]
    assert answers["li"][0] == 401


def test_and_by_as_much_work(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = list[str]()
    verify = server.hasher.verify

    def counted(kept: str, password: str) -> bool:
        compared.append(kept.split("$")[3])
        return verify(kept, password)

    monkeypatch.setattr(server.hasher, "verify", counted)
    for account in ("li", "wang", "zhao"):
        sign_in(server.browser(), account=account, password="wrong password")
    assert len(compared) == 3
    assert len(set(compared)) == 1  # with the same parameters


def test_ten_failed_tries_lock_an_account_whether_there_is_one_or_not(server: Server) -> None:
    for account in ("li", "zhao"):
        browser = server.browser()
        for _try in range(10):
            assert sign_in(browser, account=account, password="wrong password").status_code == 401
        assert "15" in said(sign_in(browser, account=account))


def test_tries_from_one_place_are_few(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "TRIES", RateLimit(2, timedelta(days=1)))
    browser = server.browser()
    before = logged(server)
    statuses = [sign_in(browser, account=f"a{n}", password="wrong").status_code for n in range(4)]
    assert statuses == [401, 401, 429, 429]
    assert logged(server) - before == 2  # beyond the limit nothing is written either
    answer = sign_in(browser)
    assert answer.status_code == 429
    assert "一分钟" in said(answer)


def test_what_was_typed_comes_back_as_text(server: Server) -> None:
    answer = sign_in(server.browser(), account='"><script>alert(1)</script>', password="p")
    assert "<script" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "correct horse" not in answer.text


def test_an_invitation_sets_a_password_once(server: Server) -> None:
    token = server.store.people.invite("wang", "tests", now())
    place, browser = f"/invitation/{token}", server.browser()
    for _look in range(3):  # as mail scanners do
        assert browser.get(place, headers=OPENING).status_code == 200
    for again, password in [("other words here", PASSWORD), ("short", "short"), ("1234567890", "1234567890")]:
        refused = sent_form(browser, place, password=password, again=again)
        assert refused.status_code == 422
        assert said(refused)
    assert browser.post(place, data={"password": PASSWORD, "again": PASSWORD}).status_code == 403
    done = sent_form(browser, place, password=PASSWORD, again=PASSWORD)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert browser.get("/").status_code == 200
    assert sign_in(server.browser(), account="wang").status_code == 303
    late = server.browser().get(place, headers=OPENING)
    assert late.status_code == 404
    assert "已" in said(late)
    assert server.browser().get(f"/invitation/{'x' * 43}", headers=OPENING).status_code == 404


def test_who_is_signed_in_is_not_asked_again(server: Server) -> None:
    answer = server.signed_in().get("/login?next=/targets", headers=OPENING)
    assert (answer.status_code, answer.headers["location"]) == (303, "/targets")


def test_the_way_in_speaks_the_language_of_the_page_asked_for(server: Server) -> None:
    browser = server.browser()
    english = browser.get(
        browser.get("/targets?lang=en", headers=OPENING).headers["location"], headers=OPENING
    )
    assert '<html lang="en">' in english.text
    assert ">Sign in</button>" in english.text
    assert '<html lang="zh-CN">' in browser.get("/login?lang=fr", headers=OPENING).text
    answer = sign_in(browser, "/login?lang=en")
    assert answer.headers["location"] == "/?lang=en"


def test_tries_are_counted_by_network_where_one_reader_has_many_addresses() -> None:
    class Asked:
        def __init__(self, host: str) -> None:
            self.client = type("Client", (), {"host": host})()

    place: Any = routes.place_of
    assert place(Asked("2001:db8:1:2::3")) == place(Asked("2001:db8:1:2:ffff::9"))
    assert place(Asked("2001:db8:1:3::3")) != place(Asked("2001:db8:1:2::3"))
    assert place(Asked("10.0.0.1")) != place(Asked("10.0.0.2"))
    assert place(Asked("::ffff:10.0.0.1")) != place(Asked("::ffff:10.0.0.2"))
