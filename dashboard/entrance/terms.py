"""On which terms this server lets people in: `serve` says so, by the environment of the server it starts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

SIGN_IN_VARIABLE = "REGION_COCKPIT_SIGN_IN"
PUBLIC_VARIABLE = "REGION_COCKPIT_PUBLIC_URL"
#: Where figures for whoever watches are told, as host:port; nowhere if it is empty.
METRICS_VARIABLE = "REGION_COCKPIT_METRICS"


@dataclass(frozen=True, slots=True)
class Terms:
    """sign_in: whether people sign in; otherwise whoever is on this machine is its operator.

    public: the origin (`https://cockpit.example`) by which people reach the server, None if by this
    machine's own names.
    """

    sign_in: bool = False
    public: str | None = None

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by TLS, so that cookies travel by nothing else."""
        return self.public is not None and self.public.startswith("https:")

    @property
    def cookie(self) -> str:
        """The name of the session's cookie. No other host or path can plant one with this prefix."""
        return "__Host-cockpit" if self.is_secure else "cockpit"


def terms() -> Terms:
    """The terms of this process."""
    return _terms(os.environ.get(SIGN_IN_VARIABLE) or "", os.environ.get(PUBLIC_VARIABLE) or "")


@lru_cache(maxsize=8)
def _terms(sign_in: str, public: str) -> Terms:
    return Terms(sign_in == "1", origin_of(public) if public else None)


def origin_of(url: str) -> str:
    """The origin of an address, as browsers write it. ValueError if it is none, or more than one."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise ValueError(url)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError(url)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    return f"{parts.scheme}://{host.encode('idna').decode() if host.isascii() is False else host}{port}"
