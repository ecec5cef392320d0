"""Which provider of identities people may sign in with, as the environment says: one, or none."""

from __future__ import annotations

import os
from functools import lru_cache

from dashboard.entrance.oidc import Provider

ISSUER_VARIABLE = "REGION_COCKPIT_OIDC_ISSUER"
CLIENT_VARIABLE = "REGION_COCKPIT_OIDC_CLIENT_ID"
SECRET_VARIABLE = "REGION_COCKPIT_OIDC_CLIENT_SECRET"  # noqa: S105 - the name of it
NAME_VARIABLE = "REGION_COCKPIT_OIDC_NAME"


def provider_name() -> str | None:
    """What people call the provider; None if there is none."""
    return (os.environ.get(NAME_VARIABLE) or "OpenID") if os.environ.get(ISSUER_VARIABLE) else None


def provider() -> Provider | None:
    """The provider, None if there is none."""
    issuer, client = os.environ.get(ISSUER_VARIABLE), os.environ.get(CLIENT_VARIABLE)
    if not issuer or not client:
        return None
    return _provider(issuer, client, os.environ.get(SECRET_VARIABLE) or "")


@lru_cache(maxsize=4)
def _provider(issuer: str, client: str, secret: str) -> Provider:
    return Provider(issuer, client, secret)
