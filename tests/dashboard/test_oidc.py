"""Signing in by another provider of identities: a real one runs beside, and forgers stand between."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from dashboard.entrance import oidc, providing
from dashboard.entrance.oidc import Errand, NotProven, Provider
from dashboard.services.stores.people import now
from tests.browser.serving import free_port
from tests.dashboard.entering import HERE, OPENING, Server, serving

CLIENT, SECRET = "cockpit", "a secret"
BACK = f"{HERE}/oidc/callback"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The issuer of a provider that runs as a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 60
    try:
        while True:
            try:
                requests.get(f"{address}/jwks", timeout=2)
                break
            except requests.RequestException:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issuer: str) -> Iterator[Server]:
    for name, value in [
        (providing.ISSUER_VARIABLE, issuer),
        (providing.CLIENT_VARIABLE, CLIENT),
        (providing.SECRET_VARIABLE, SECRET),
        (providing.NAME_VARIABLE, "Example ID"),
    ]:
        monkeypatch.setenv(name, value)
    with serving(tmp_path, monkeypatch) as served:
        yield served


def confirmed(address: str, subject: str) -> str:
    """Where the provider sends somebody who says there who they are."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    return answer.headers["location"]


def link_on(browser: Any, page: str) -> str:
    """The link to the provider on a page of the way in."""
    found = re.search(r'href="(/oidc/begin\?[^"]*)"', browser.get(page, headers=OPENING).text)
    assert found is not None
    return found[1].replace("&amp;", "&")


def sent(browser: Any, page: str = "/login") -> str:
    """Where at the provider the link of a page leads."""
    there = browser.get(link_on(browser, page), headers=OPENING)
    assert there.status_code == 303
    return there.headers["location"]


def went(browser: Any, subject: str, page: str = "/login") -> Any:
    """There and back: the answer to whom the provider calls `subject`."""
    return browser.get(confirmed(sent(browser, page), subject), headers=OPENING)


def test_somebody_invited_binds_an_identity_and_signs_in_with_it(server: Server) -> None:
    token = server.store.people.invite("wang", "tests", now())
    browser = server.browser()
    assert "Example ID" in browser.get(f"/invitation/{token}", headers=OPENING).text
    first = went(browser, "s-17", f"/invitation/{token}")
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert browser.get("/").status_code == 200
    again = server.browser()
    later = went(again, "s-17", "/login?next=/targets")
    assert (later.status_code, later.headers["location"]) == (303, "/targets")
    [_first, session] = server.store.people.sessions("wang", now())
    assert (session.account, session.how) == ("wang", "oidc")
    assert "oidc=" not in str(again.cookies)


@pytest.mark.parametrize("subject", ["li", "li@example", "wang", "s-18"])
def test_nobody_is_known_by_a_name_or_an_address(server: Server, subject: str) -> None:
    browser = server.browser()
    answer = went(browser, subject)
    assert answer.status_code == 403
    assert "管理员" in answer.text
    assert browser.get("/").status_code == 401


def test_an_answer_counts_once_and_in_the_browser_that_asked(server: Server, issuer: str) -> None:
    people = server.store.people
    people.link(people.invite("li", "tests", now()), issuer, "s-1", now())
    browser = server.browser()
    there = sent(browser)
    back = confirmed(there, "s-1")
    # The answer of an attacker, sent to somebody else, signs nobody in under the attacker's name.
    assert server.browser().get(back, headers=OPENING).status_code == 401
    assert browser.get(back, headers=OPENING).status_code == 401  # it was spent on the try
    back = confirmed(sent(browser), "s-1")
    assert browser.get(back.replace("state=", "state=x"), headers=OPENING).status_code == 401
    assert browser.get(back, headers=OPENING).status_code == 303
    assert browser.get(back, headers=OPENING).status_code == 401
    for query in ("", "?state=", "?error=access_denied&state=x", "?code=x"):
        assert browser.get(f"/oidc/callback{query}", headers=OPENING).status_code == 401


def test_a_link_of_another_site_leads_to_our_page_and_not_to_the_provider(server: Server) -> None:
    token = server.store.people.invite("wang", "tests", now())
    attacker, browser = server.browser(), server.browser()
    browser.get("/login", headers=OPENING)
    theirs = link_on(attacker, "/login?next=/targets")
    for link in ("/oidc/begin?next=/targets", theirs):
        for reader in (browser, server.browser()):
            answer = reader.get(link, headers=OPENING | {"sec-fetch-site": "cross-site"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Ftargets&lang=zh")
            assert "oidc=" not in str(reader.cookies)
    answer = browser.get(f"/oidc/begin?invitation={token}", headers=OPENING)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/invitation/{token}?lang=zh")


def test_what_is_asked_there_names_state_nonce_and_a_challenge(server: Server) -> None:
    address = sent(server.browser(), "/login?next=//evil.example")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["response_type"], asked["scope"], asked["redirect_uri"]) == ("code", "openid", BACK)
    assert asked["code_challenge_method"] == "S256"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert SECRET not in address


def test_without_a_provider_there_is_no_such_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(providing.ISSUER_VARIABLE, raising=False)
    with serving(tmp_path, monkeypatch) as served:
        browser = served.browser()
        assert browser.get("/oidc/begin", headers=OPENING).status_code == 404
        assert browser.get("/oidc/callback?code=a&state=b", headers=OPENING).status_code == 404
        assert "/oidc/" not in browser.get("/login", headers=OPENING).text


def test_one_that_is_away_or_calls_itself_otherwise_proves_nothing(issuer: str) -> None:
    for wrong in (f"http://127.0.0.1:{free_port()}", f"{issuer}/", f"{issuer}/x"):
        with pytest.raises(NotProven):
            Provider(wrong, CLIENT, SECRET).send("b", BACK, now())
    with pytest.raises(NotProven):  # in the clear, across a network
        Provider("http://id.example", CLIENT, SECRET).send("b", BACK, now())


KEY, OTHER = RSAKey.generate_key(2048), RSAKey.generate_key(2048)


NAME = "https://id.example"


class Forger(Provider):
    """A provider whose answers a test writes."""

    def _fetched(self, address: str) -> dict[str, Any]:
        if address == f"{NAME}/jwks":
            return {"keys": [KEY.as_dict(private=False)]}
        return {
            "issuer": NAME,
            "authorization_endpoint": f"{NAME}/authorize",
            "token_endpoint": f"{NAME}/token",
            "jwks_uri": f"{NAME}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }


def proven(monkeypatch: pytest.MonkeyPatch, token: str, issuer: str | None = None) -> str:
    """Whom an id token proves; NotProven if nobody."""
    answer = {"id_token": token, "access_token": "t"}
    monkeypatch.setattr(OAuth2Session, "fetch_token", lambda *_asked, **_named: answer)
    errand = Errand("", "the nonce", "v", now(), "/", None, BACK)
    return Forger(NAME, CLIENT, SECRET).subject(errand, "code", issuer, now())


def signed(key: Any = KEY, algorithm: str = "RS256", **changed: Any) -> str:
    """An id token; a claim that is changed to None is left out."""
    at = int(now().timestamp())
    claims = {"iss": NAME, "aud": CLIENT, "sub": "s-1", "nonce": "the nonce", "iat": at, "exp": at + 300}
    kept = {name: value for name, value in (claims | changed).items() if value is not None}
    return jwt.encode({"alg": algorithm}, kept, key, algorithms=[algorithm])


def unsigned() -> str:
    """A token that says that it needs no signature."""
    _head, body, _signature = signed().split(".")
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{head}.{body}."


def test_a_token_that_holds_proves_its_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proven(monkeypatch, signed()) == "s-1"
    assert proven(monkeypatch, signed(aud=[CLIENT, "other"], azp=CLIENT), NAME) == "s-1"


PAST = int((now() - timedelta(hours=1)).timestamp())


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": None},
        {"azp": "another"},
        {"sub": ""},
        {"sub": None},
        {"sub": 17},
        {"nonce": "replayed"},
        {"nonce": None},
        {"exp": PAST},
        {"exp": None},
        {"iat": PAST + 7_200 + 600},
        {"at_hash": "of-another-token"},
    ],
    ids=", ".join,
)
def test_one_that_is_anothers_old_or_for_another_proves_nobody(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any]
) -> None:
    with pytest.raises(NotProven):
        proven(monkeypatch, signed(**changed))


def test_one_that_somebody_else_signed_proves_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = OctKey.import_key(SECRET * 4)
    forged = [signed(OTHER), signed(shared, "HS256"), unsigned(), signed()[:-8] + "AAAAAAAA", "", "a.b.c"]
    for token in forged:
        with pytest.raises(NotProven):
            proven(monkeypatch, token)
    with pytest.raises(NotProven):  # the answer names another provider
        proven(monkeypatch, signed(), "https://evil.example")


def test_errands_are_over_after_ten_minutes_and_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    there, began = Forger(NAME, CLIENT, SECRET), now()
    states = [parse_qs(urlsplit(there.send("b", BACK, began)).query)["state"][0] for _ in range(3)]
    with pytest.raises(NotProven):
        there.received("b", states[0], began + timedelta(minutes=10))
    with pytest.raises(NotProven):
        there.received("c", states[1], began)
    assert there.received("b", states[2], began).redirect == BACK
    monkeypatch.setattr(oidc, "_MOST", 2)
    [first, *later] = [parse_qs(urlsplit(there.send("b", BACK, began)).query)["state"][0] for _ in range(3)]
    with pytest.raises(NotProven):
        there.received("b", first, began)
    assert all(there.received("b", state, began) for state in later)
