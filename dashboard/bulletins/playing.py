"""Past months of the demo company, published by its people, so that there is something to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dashboard.bulletins.publishing import publish
from dashboard.services.process import acting
from dashboard.services.process.basis import basis_of
from data.people.doer import Doer
from data.sample import RUNNING_AS_OF
from data.store import Store
from data.store.writer import Writer
from engine.policy.parameters import Policies
from engine.process.dues import dues_of

#: Of the months that are over, the last stays open: there is something to do as well.
PLAYED = 3
_STATISTICIANS = ("statistician-north", "statistician-south")
_OPERATOR = "demo"


def play_months(store: Store, policies: Policies) -> Iterator[date]:
    """Publish months before the last that is over, each step by whose it is, on its last day; each month."""
    _, evaluation = basis_of(_as(store, _STATISTICIANS[0], RUNNING_AS_OF), policies, RUNNING_AS_OF)
    over = [month for month in evaluation.months() if month < RUNNING_AS_OF.replace(day=1)]
    for month in over[-1 - PLAYED : -1]:
        dues = dues_of(month, policies.at(month))
        for account in _STATISTICIANS:
            acting.submit(_as(store, account, dues["submit"]), policies, month)
        acting.verify(_as(store, "finance", dues["verify"]), policies, month)
        publish(_as(store, "compliance", dues["publish"]), policies, month)
        yield month


def _as(store: Store, account: str, day: date) -> Writer:
    return store.acting(Doer(account, account, _OPERATOR), lambda: day)
