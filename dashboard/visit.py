"""Who is looking: the person behind this run of a page, and what may be seen and done.

Without sign-in whoever reaches the page is this machine's operator, to whom everything is open.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.memory import once_a_run
from data.people.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class Visitor:
    """account, name: the person's, empty for this machine's operator. scope: what is seen and may be done.

    really: the account of whoever views as another person, empty otherwise.
    """

    account: str
    name: str
    scope: Scope
    really: str = ""

    @property
    def is_operator(self) -> bool:
        """Whether nobody signed in, since this server asks nobody to."""
        return not self.account

    @property
    def actor(self) -> str:
        """The name under which acts are recorded."""
        return self.account or OPERATOR


#: Under which acts of pages without sign-in are recorded.
OPERATOR = "dashboard"
_OPERATOR = Visitor("", "", EVERYTHING)


@once_a_run
def current_visitor() -> Visitor:
    """The person behind this run. Asked anew on each run and each act: grants are read again."""
    return _OPERATOR
