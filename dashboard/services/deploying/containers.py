"""For those who use containers: how the program's image is made, and what compose starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from dashboard.services.deploying.plan import Deployment, filled

_INSIDE = "/srv/cockpit"
_HEAD = (
    "# Region Cockpit: a catalog, {count} replicas and the proxy. Written by `python -m dashboard deploy`.\n"
)
#: Python's own client, since the image has no other.
_ASK = "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/healthz', timeout=3)"


def containerfile(plan: Deployment, folder: Path) -> str:
    """How the image is made. folder: where the file will stand."""
    return filled("Containerfile", folder=folder, data=plan.folder or _INSIDE)


def compose(plan: Deployment, folder: Path) -> str:
    """The compose file, which will stand in `folder`.

    Beside it are expected the passwords: `pgpassword` of the catalog, `pgpass` (as libpq reads it) of the
    program.
    """
    data = plan.folder or _INSIDE
    program: dict[str, Any] = {
        "image": "region-cockpit",
        "build": {"context": str(plan.app), "dockerfile": str(folder / "Containerfile")},
        "env_file": ["cockpit.env"],
        "environment": {
            "REGION_COCKPIT_STORE": _in_compose(plan.store),
            "PGPASSFILE": "/run/secrets/pgpass",
            # Only the proxy reaches the replicas, so that it is believed for whom it asks.
            "FORWARDED_ALLOW_IPS": "*",
        },
        "secrets": ["pgpass"],
        "volumes": [f"data:{data}"],
        "depends_on": {"catalog": {"condition": "service_healthy"}},
        "read_only": True,
        "tmpfs": ["/tmp"],  # noqa: S108 - of the container
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
    }
    serve = ["serve", "--sign-in", "--public-url", plan.public_url, "--host", "0.0.0.0"]  # noqa: S104
    serve += ["--metrics-host", "0.0.0.0", "--drain", str(plan.drain)]  # noqa: S104 - for who watches
    replica = program | {
        "command": [*serve, "--port", "8501", "--metrics-port", "9101"],
        "restart": "always",
        "stop_grace_period": f"{plan.drain + 15}s",
        "healthcheck": {"test": ["CMD", "python", "-c", _ASK], "interval": "10s", "start_period": "60s"},
    }
    once = {"profiles": ["jobs"], "restart": "no"}
    services: dict[str, Any] = {f"replica{number}": replica for number in plan.numbers}
    services["proxy"] = _proxy(plan)
    services["catalog"] = _catalog(plan)
    services["remind"] = program | once | {"command": ["remind"]}
    services["backup"] = (
        program
        | once
        | {
            "volumes": [*program["volumes"], f"{plan.backups}:{plan.backups}"],
            "entrypoint": ["/bin/sh", "-c"],
            # `$$` is compose's way to write the shell's own sign.
            "command": [
                f"exec python -m dashboard backup {plan.backups}/cockpit-$$(date +%Y%m%d-%H%M%S).zip"
            ],
        }
    )
    certificate = {} if plan.certificate is None else {"certificate": {"file": str(plan.certificate)}}
    whole = {
        "services": services,
        "volumes": {"data": {}, "catalog": {}},
        "secrets": {"pgpass": {"file": "./pgpass"}, "pgpassword": {"file": "./pgpassword"}, **certificate},
    }
    return _HEAD.format(count=plan.replicas) + yaml.dump(whole, Dumper=_Plain, sort_keys=False, width=110)


class _Plain(yaml.SafeDumper):
    """Writes what is the same twice, so that each service can be read by itself."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _in_compose(store: str) -> str:
    """The address of the store, its database being the container `catalog`."""
    parts = urlsplit(store)
    return parts._replace(netloc=f"{parts.username or 'cockpit'}@catalog").geturl()


def _proxy(plan: Deployment) -> dict[str, Any]:
    outside = plan.listens.lstrip(":")
    inside = 8080 if plan.certificate is None else 8443
    return {
        "image": "docker.io/library/haproxy:2.6",
        "ports": [f"{outside}:{inside}"],
        "volumes": ["./haproxy-compose.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"],
        "secrets": [] if plan.certificate is None else ["certificate"],
        "depends_on": [f"replica{number}" for number in plan.numbers],
        "restart": "always",
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
    }


def _catalog(plan: Deployment) -> dict[str, Any]:
    parts = urlsplit(plan.store)
    user, database = parts.username or "cockpit", parts.path.lstrip("/") or "cockpit"
    return {
        "image": "docker.io/library/postgres:15",
        "environment": {
            "POSTGRES_USER": user,
            "POSTGRES_DB": database,
            "POSTGRES_PASSWORD_FILE": "/run/secrets/pgpassword",
        },
        "secrets": ["pgpassword"],
        "volumes": ["catalog:/var/lib/postgresql/data"],
        "healthcheck": {"test": ["CMD", "pg_isready", "-U", user, "-d", database], "interval": "5s"},
        "restart": "always",
    }
