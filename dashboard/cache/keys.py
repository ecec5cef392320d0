"""What everything that is kept between runs is kept by: the store's version, the policy, and who sees what.

Whoever sees the same shares what is kept; nobody else does. A key is also the door to the rows it stands for.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import streamlit as st

from dashboard.cache.opened import seen_store
from dashboard.entrance.opened import store_at
from dashboard.keeping import States
from dashboard.memory import once_a_run, state_is_over
from dashboard.services.evaluation import Snapshot
from dashboard.services.policies import policies
from dashboard.services.simulation import Basis
from dashboard.services.stores.stores import store_url
from dashboard.visit import current_visitor
from data.people.scope import EVERYTHING, Scope
from data.store.reader import Reader

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Key:
    """A version of a store's data under a policy, and what of it is seen.

    data_version: that of all data, never shown. scope: a `Scope.sight`.
    """

    url: str
    data_version: str
    policy_digest: str
    scope: Scope

    @property
    def reader(self) -> Reader:
        """The door to the rows of that version: StoreChanged where it is gone."""
        return Reader(store_at(self.url).as_of(self.data_version), self.scope)

    @property
    def text(self) -> str:
        """The key as a text, another one for whatever differs."""
        return repr((self.url, self.data_version, self.policy_digest, self.scope.text))

    @property
    def of_everything(self) -> Key:
        """The key under which everything is seen."""
        return replace(self, scope=EVERYTHING)


def kept(max_entries: int) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Keeps the answers of a function whose first argument is a `Key`; arguments with `_` are no part of it.

    max_entries: answers kept about one state of the data, over all who look.
    """

    def keeping(question: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        signature = inspect.signature(question)

        @wraps(question)
        def answer(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            given = signature.bind(*args, **kwargs).arguments
            key = cast(Key, given["key"])
            answers = _states(key.url).answers((key.data_version, key.policy_digest), answer, max_entries)
            asked = (key.text, *(value for name, value in given.items() if name[0] != "_" and name != "key"))
            return cast(Answer, answers.get(asked, lambda: question(*args, **kwargs)))

        return answer

    return keeping


@st.cache_resource(show_spinner=False)
def _states(url: str) -> States:
    del url  # a store has states of its own
    return States(state_is_over)


@once_a_run
def current_key() -> Key:
    """The key of all that is shown in this run."""
    return Key(store_url(), seen_store().data_version(), policies().digest, current_visitor().scope.sight)


def key_of(seen: Snapshot | Basis) -> Key:
    """The key of what was made from a snapshot or a basis, whatever was loaded since."""
    return Key(store_url(), seen.read_at, seen.policies.digest, seen.scope.sight)
