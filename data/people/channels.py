"""Where somebody wants to be reminded, and of what. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

#: mail; the bots of 企业微信, 钉钉 and 飞书; a plain web address that takes JSON.
Way = Literal["mail", "wecom", "dingtalk", "feishu", "webhook"]
#: A task that is due in three days or today; one that is late; a month published; a region that will miss
#: the checkpoint; an appeal decided.
Topic = Literal["due", "late", "published", "at_risk", "decided"]
WAYS: tuple[Way, ...] = get_args(Way)
TOPICS: tuple[Topic, ...] = get_args(Topic)

_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,100}")
#: No account, no question and no fragment: in an address of ours those would be settings.
_WEB = re.compile(r"https?://[A-Za-z0-9.-]{1,200}(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]{0,300})?")
#: What a bot's address begins with, of which the token is what follows: people paste the whole of it.
_PASTED: dict[Way, tuple[str, ...]] = {
    "wecom": ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",),
    "dingtalk": ("https://oapi.dingtalk.com/robot/send?access_token=",),
    "feishu": ("https://open.feishu.cn/open-apis/bot/v2/hook/",),
}


@dataclass(frozen=True, slots=True)
class Channel:
    """A way and where to: a mail address, a bot's token, a web address."""

    way: Way
    to: str

    @property
    def key(self) -> str:
        """What tells it from others without telling the token."""
        return hashlib.sha256(f"{self.way} {self.to}".encode()).hexdigest()[:16]

    @property
    def is_valid(self) -> bool:
        """Whether it has the shape of such an address."""
        shape = {"mail": _MAIL, "webhook": _WEB}.get(self.way, _TOKEN)
        return shape.fullmatch(self.to) is not None


def channel_of(way: Way, typed: str) -> Channel:
    """The channel that somebody typed or pasted; whether it is any, `Channel.is_valid` says."""
    to = typed.strip()
    for start in _PASTED.get(way, ()):
        to = to.removeprefix(start)
    return Channel(way, to)


@dataclass(frozen=True, slots=True)
class Channels:
    """All of somebody's: to each goes what is new of the topics, once a day (is_daily) or at once."""

    to: tuple[Channel, ...] = ()
    topics: frozenset[Topic] = frozenset(TOPICS)
    is_daily: bool = True

    def as_dict(self) -> dict[str, Any]:
        """For the audit log; `channels_of` reads it."""
        return {
            "to": [{"way": channel.way, "to": channel.to} for channel in self.to],
            "topics": sorted(self.topics),
            "is_daily": self.is_daily,
        }


def channels_of(about: Mapping[str, Any]) -> Channels:
    """The channels that `Channels.as_dict` wrote; what is not known any more is left out."""
    to = (Channel(each["way"], each["to"]) for each in about["to"] if each["way"] in WAYS)
    topics = frozenset(topic for topic in TOPICS if topic in about["topics"])
    return Channels(tuple(channel for channel in to if channel.is_valid), topics, bool(about["is_daily"]))


def channels_by_default(email: str) -> Channels:
    """Of whoever chose nothing: mail, where an address is known."""
    mail = channel_of("mail", email)
    return Channels((mail,) if mail.is_valid else ())
