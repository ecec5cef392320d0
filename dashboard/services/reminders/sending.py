"""Sending a message to a channel, through Apprise; nothing that an address says makes it do anything else."""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from data.people.channels import Channel

_log = logging.getLogger("region_cockpit")
#: How mails are sent: an address of Apprise (mailtos://user:password@host:465?from=…), without a recipient.
MAIL = "REGION_COCKPIT_MAIL"
#: Web addresses that may be written to, by their beginnings, separated by blanks.
WEBHOOKS = "REGION_COCKPIT_WEBHOOKS"
#: Seconds to connect, to wait for an answer, and for all of it.
_CONNECT, _READ, _ALTOGETHER = 5, 10, 30
_BOTS = {"wecom": "wecombot", "dingtalk": "dingtalk", "feishu": "feishu"}
#: An address says how long is waited, and that nobody is sent elsewhere.
_SETTINGS = f"cto={_CONNECT}&rto={_READ}&redirect=no&overflow=split"


@dataclass(frozen=True, slots=True)
class Post:
    """What this installation sends with. mail: None where it sends no mail. webhooks: their beginnings."""

    mail: str | None = None
    webhooks: tuple[str, ...] = ()

    @classmethod
    def here(cls) -> Post:
        """As the environment says."""
        return cls(os.environ.get(MAIL, "").strip() or None, tuple(os.environ.get(WEBHOOKS, "").split()))

    def address(self, channel: Channel) -> str | None:
        """Where Apprise sends a message to a channel; None where this installation does not reach it."""
        if not channel.is_valid:
            return None
        match channel.way:
            case "mail":
                if self.mail is None:
                    return None
                sign = "&" if "?" in self.mail else "?"
                return f"{self.mail}{sign}to={quote(channel.to, safe='')}&{_SETTINGS}"
            case "webhook":
                return _of_web(channel.to) if self._may_write_to(channel.to) else None
            case _:
                return f"{_BOTS[channel.way]}://{quote(channel.to, safe='')}/?{_SETTINGS}"

    def reaches(self, channel: Channel) -> bool:
        """Whether messages to a channel can be sent."""
        return self.address(channel) is not None

    def _may_write_to(self, web: str) -> bool:
        """Whether a web address stands below one of those that may be written to."""
        return any(
            web == start or web.startswith(start if start.endswith("/") else f"{start}/")
            for start in self.webhooks
        )

    def send(self, channel: Channel, title: str, body: str) -> bool:
        """Send a message; whether it was taken. Waits half a minute at most, whatever the other side does."""
        address = self.address(channel)
        if address is None:
            return False
        taken = threading.Event()

        def deliver() -> None:
            if _delivered(address, title, body):
                taken.set()

        # Whoever answers a byte at a time keeps no one waiting: the thread is left to itself.
        courier = threading.Thread(target=deliver, name="reminder", daemon=True)
        courier.start()
        courier.join(_ALTOGETHER)
        return taken.is_set()


def _delivered(address: str, title: str, body: str) -> bool:
    # Loading the library takes longer than most runs of this program do.
    from apprise import Apprise, NotifyFormat  # noqa: PLC0415

    try:
        post = Apprise()
        return bool(post.add(address) and post.notify(body=body, title=title, body_format=NotifyFormat.TEXT))
    except Exception:  # noqa: BLE001 - a library that fails to send is a message that was not taken
        _log.warning("a reminder was not sent", exc_info=True)
        return False


def _of_web(web: str) -> str:
    parts = urlsplit(web)
    scheme = "jsons" if parts.scheme == "https" else "json"
    return f"{scheme}://{parts.netloc}{parts.path}?{_SETTINGS}"
