"""haproxy's configuration, for replicas on this machine and for those in containers."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.i18n import N_, translator
from dashboard.services.deploying.plan import Deployment, filled

#: Where the proxy tells this machine, and no other, whether it sends people to all replicas.
WATCHED = "127.0.0.1:8600"
UNAVAILABLE = N_("The dashboard is not available at the moment. Please reload the page in a minute.")
_TLS = """\
    # Browsers of the last years; certificates are read when haproxy starts or is reloaded.
    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
    ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256
    ssl-default-bind-ciphers ECDHE+AESGCM:ECDHE+CHACHA20
"""
_DNS = """\
# Containers that are made anew have another address.
resolvers containers
    parse-resolv-conf
    hold valid 5s

"""


def on_this_machine(plan: Deployment) -> str:
    """Before replicas that systemd starts. As `root` it gives itself up for haproxy's own account."""
    replicas = [(number, f"127.0.0.1:85{number}") for number in plan.numbers]
    identity = "    user haproxy\n    group haproxy\n" if plan.gives_up_root else ""
    return _configuration(plan, replicas, identity, plan.listens, str(plan.certificate or ""))


def in_containers(plan: Deployment) -> str:
    """Before replicas in containers of these names, from within a container."""
    replicas = [(number, f"replica{number}:8501") for number in plan.numbers]
    port = 8443 if plan.certificate is not None else 8080
    certificate = "/run/secrets/certificate" if plan.certificate is not None else ""
    return _configuration(plan, replicas, "", f":{port}", certificate, is_contained=True)


def _configuration(
    plan: Deployment,
    replicas: Sequence[tuple[str, str]],
    identity: str,
    listens: str,
    certificate: str,
    *,
    is_contained: bool = False,
) -> str:
    if certificate:
        binds = [f"bind {listens} ssl crt {certificate} alpn http/1.1"]
        if not is_contained:
            binds += [
                "bind :80",
                f"http-request redirect prefix {plan.public_url} code 301 unless {{ ssl_fc }}",
            ]
    else:
        binds = [f"bind {listens}"]
    return filled(
        "haproxy.cfg",
        count=len(replicas),
        watched=WATCHED,
        identity=identity,
        tls_defaults=_TLS if certificate else "",
        resolvers=_DNS if is_contained else "",
        binds="\n".join(f"    {line}" for line in binds),
        scheme=plan.public_url.partition(":")[0],
        secure=" secure" if plan.public_url.startswith("https:") else "",
        server_options=" resolvers containers init-addr last,libc,none" if is_contained else "",
        unavailable=translator(plan.language)(UNAVAILABLE),
        servers="\n".join(
            f"    server r{number} {place} cookie r{number} check" for number, place in replicas
        ),
    )
