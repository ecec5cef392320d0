"""Another provider of identities (OpenID Connect, code flow with PKCE): there and back.

Only issuer and subject are taken from what it says.
"""

from __future__ import annotations

import hmac
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from requests import RequestException

from dashboard.entrance.loopback import is_loopback
from data.people.tokens import new_token, token_hash

#: So long may somebody take there, and so many may be under way.
_LASTS, _MOST = timedelta(minutes=10), 1_000
#: What it says of itself is asked for again after so long.
_KNOWN_FOR = timedelta(hours=1)
_TIMEOUT = 10
#: Signatures by a key that only it has; never `none`, nor one with a secret that others share.
_SIGNED = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
_LEEWAY = 60


class NotProven(Exception):
    """Nobody was identified: the provider is away, refused, or what came back does not hold."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Somebody who was sent there. browser: the hash of a cookie; after, invitation: what they came for."""

    browser: str
    nonce: str
    verifier: str
    began: datetime
    after: str
    invitation: str | None
    redirect: str


class Provider:
    """A provider, by its issuer; safe between threads."""

    def __init__(self, issuer: str, client_id: str, secret: str) -> None:
        self.issuer = issuer
        self._client_id, self._secret = client_id, secret
        self._known: tuple[datetime, dict[str, Any]] | None = None
        self._errands: OrderedDict[str, Errand] = OrderedDict()
        self._lock = threading.Lock()

    def send(
        self, browser: str, redirect: str, now: datetime, *, after: str = "/", invitation: str | None = None
    ) -> str:
        """The address to which somebody is sent who holds the cookie `browser`. NotProven if it is away.

        redirect: where they come back to.
        """
        about = self._about(now)
        state, nonce, verifier = new_token(), new_token(), new_token()
        errand = Errand(token_hash(browser), nonce, verifier, now, after, invitation, redirect)
        with self._lock:
            self._errands[state] = errand
            while len(self._errands) > _MOST:
                self._errands.popitem(last=False)
        with self._session(about, redirect) as session:
            address, _state = session.create_authorization_url(
                about["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return str(address)

    def received(self, browser: str | None, state: str, now: datetime) -> Errand:
        """The errand of somebody who came back, each once. NotProven if it is not this browser's, or over."""
        with self._lock:
            errand = self._errands.pop(state, None)
        if errand is None or browser is None or now - errand.began >= _LASTS:
            raise NotProven("no errand")
        if not hmac.compare_digest(errand.browser, token_hash(browser)):
            raise NotProven("another browser's errand")
        return errand

    def subject(self, errand: Errand, code: str, issuer: str | None, now: datetime) -> str:
        """Who somebody is there, by the code they brought. NotProven in every other case.

        issuer: as named beside the code (RFC 9207), which must then be this one.
        """
        if issuer is not None and issuer != self.issuer:
            raise NotProven("another issuer")
        about = self._about(now)
        try:
            with self._session(about, errand.redirect) as session:
                token = session.fetch_token(
                    about["token_endpoint"], code=code, code_verifier=errand.verifier, timeout=_TIMEOUT
                )
            return self._proven(about, token, errand.nonce, now)
        except (OAuthError, JoseError, RequestException, ValueError, KeyError, TypeError) as error:
            raise NotProven(f"{type(error).__name__}: {error}") from error

    def _proven(self, about: dict[str, Any], token: dict[str, Any], nonce: str, now: datetime) -> str:
        offered = about.get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = [name for name in _SIGNED if name in offered]
        keys = KeySet.import_key_set(cast("KeySetSerialization", self._fetched(about["jwks_uri"])))
        signed = jwt.decode(token["id_token"], keys, algorithms=algorithms)
        expected = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._client_id},
        }
        params = {"nonce": nonce, "client_id": self._client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(signed.claims, signed.header, expected, params)
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject or claims.get("nonce") != nonce:
            raise ValueError("no subject")
        return subject

    def _about(self, now: datetime) -> dict[str, Any]:
        """What it says of itself, whose issuer must be the one we were told. NotProven if it is away."""
        known = self._known
        if known is not None and now - known[0] < _KNOWN_FOR:
            return known[1]
        try:
            about = self._fetched(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        except (RequestException, ValueError) as error:
            raise NotProven(f"{type(error).__name__}: {error}") from error
        if about.get("issuer") != self.issuer:
            raise NotProven("it calls itself otherwise")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _is_safe(str(about.get(name))):
                raise NotProven(f"{name} is no safe address")
        self._known = now, about
        return about

    def _fetched(self, address: str) -> dict[str, Any]:
        if not _is_safe(address):
            raise ValueError(address)
        with OAuth2Session() as session:
            answer = session.get(address, withhold_token=True, timeout=_TIMEOUT)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise ValueError("no object")
        return cast("dict[str, Any]", found)

    def _session(self, about: dict[str, Any], redirect: str) -> OAuth2Session:
        methods = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        return OAuth2Session(
            self._client_id,
            self._secret,
            scope="openid",
            redirect_uri=redirect,
            token_endpoint_auth_method=method if self._secret else "none",
            code_challenge_method="S256",
        )


def _is_safe(address: str) -> bool:
    """Whether nobody on the way reads along: by TLS, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
