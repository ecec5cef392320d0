"""What is to be served, by how many, under which name: what all files of a deployment are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from dashboard.i18n import N_, Translator
from data.store.address import address

TEMPLATES = Path(__file__).parent / "templates"
#: Two digits name a replica, and end the numbers of its ports.
MOST_REPLICAS = 99
#: What people reach where no name was said: this machine alone.
LOCAL = "127.0.0.1"
_LOCAL_PORT = 8500
#: What stands in configuration files as it is, whoever reads them.
_PLAIN = re.compile(r"[A-Za-z0-9_./:@?&=,+~-]+")
_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)

REASONS = {
    "store_kind": N_(
        "Several servers need a store in PostgreSQL, at an address such as "
        "postgresql://cockpit@host/cockpit?data=/srv/cockpit; {value} is opened by one program at a time. "
        "Name it with --store; a backup can be restored there."
    ),
    "host": N_("{value} is no name of a machine, as cockpit.example is."),
    "characters": N_("{value} holds characters that configuration files read otherwise. Choose another one."),
    "not_absolute": N_("{value} is no absolute path, as /etc/ssl/private/cockpit.pem is."),
}


class DeploymentRefused(ValueError):
    """Files for that would not work; `code` is a key of `REASONS`."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value

    def text(self, _: Translator) -> str:
        """Why, in words."""
        return _(REASONS[self.code], value=self.value)


@dataclass(frozen=True, slots=True)
class Deployment:
    """Several servers of one store.

    host: by which people reach them; the proxy listens for all machines unless it is this one's own.
    certificate: of the proxy's TLS, a PEM file with its key. port: the proxy's, None for the usual one.
    app: where the program is; user: its own account. secret: what the replicas share. zone: of the timers.
    drain: seconds. gives_up_root: whether the proxy begins as root. language: of what the proxy says.

    DeploymentRefused says what would not work; StoreUnreadable, CatalogRefused what the address lacks.
    """

    store: str
    replicas: int
    secret: str
    zone: str
    host: str = LOCAL
    certificate: Path | None = None
    port: int | None = None
    app: Path = Path("/opt/region-cockpit")
    user: str = "cockpit"
    backups: Path = Path("/var/backups/region-cockpit")
    drain: int = 60
    gives_up_root: bool = True
    language: str = "zh"

    def __post_init__(self) -> None:
        if address(self.store).server is None:
            raise DeploymentRefused("store_kind", self.store)
        if not _HOST.fullmatch(self.host):
            raise DeploymentRefused("host", self.host)
        certificate = () if self.certificate is None else (self.certificate,)
        for value in (self.store, self.secret, self.zone, self.user, self.app, self.backups, *certificate):
            if not _PLAIN.fullmatch(str(value)):
                raise DeploymentRefused("characters", str(value))
        for path in (self.app, self.backups, *certificate):
            if not path.is_absolute():
                raise DeploymentRefused("not_absolute", str(path))

    @property
    def numbers(self) -> list[str]:
        """01, 02 …"""
        return [f"{number:02}" for number in range(1, self.replicas + 1)]

    @property
    def is_local(self) -> bool:
        """Whether it is served to this machine alone."""
        return self.host in {LOCAL, "localhost"}

    @property
    def _port(self) -> int:
        return self.port or (_LOCAL_PORT if self.is_local else 443 if self.certificate else 80)

    @property
    def public_url(self) -> str:
        """How people reach it, as browsers write it."""
        scheme, usual = ("https", 443) if self.certificate else ("http", 80)
        return f"{scheme}://{self.host.lower()}{'' if self._port == usual else f':{self._port}'}"

    @property
    def listens(self) -> str:
        """Where the proxy listens, as haproxy writes it."""
        return f"{LOCAL if self.is_local else ''}:{self._port}"

    @property
    def folder(self) -> str | None:
        """The shared folder of the store; None if its files are elsewhere."""
        path = address(self.store).path
        return path if path.startswith("/") else None


def filled(template: str, **values: object) -> str:
    """A template with its places filled in; each must be."""
    return Template((TEMPLATES / template).read_text("utf-8")).substitute(values)
