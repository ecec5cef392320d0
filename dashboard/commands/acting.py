"""The door to acts for a command: this machine's operator, or somebody as whom the operator acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from dashboard.commands.options import acting_option, language_option, on_option, store_option
from dashboard.commands.served import opened, operator
from dashboard.i18n import Translator, translator
from dashboard.services.stores.people import writer_of
from data.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Act:
    """What every act is asked with: in which store, as whom (None: the operator), dated when (None: today)
    and in which language its messages are."""

    url: str | None
    account: str | None
    on: date | None
    lang: str

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """The store as that person acts on it; refused as by `writer_of`."""
        with opened(self.url) as store:
            yield writer_of(store, self.account, operator(), self.on)

    @property
    def translator(self) -> Translator:
        """The translator into the language of the messages."""
        return translator(self.lang)


def act_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that every act takes; it is called with them as `act`."""

    @wraps(command)
    def asked(
        *arguments: Any, url: str | None, account: str | None, on: date | None, lang: str, **options: Any
    ) -> None:
        command(*arguments, act=Act(url, account, on, lang), **options)

    return on_option(acting_option(store_option(language_option(asked))))
