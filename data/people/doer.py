"""Who does something: a person whose grants must allow it, or this machine's operator."""

from __future__ import annotations

from dataclasses import dataclass

from data.people.person import account_key


@dataclass(frozen=True, slots=True)
class Doer:
    """actor: the name under which it is recorded. account: whose grants must allow it, empty: the operator.

    operator: who runs the command line as that account. is_looking: whether somebody merely looks
    through that person's eyes, and so may do nothing.
    """

    actor: str
    account: str = ""
    operator: str = ""
    is_looking: bool = False

    @classmethod
    def as_account(cls, operator: str, account: str | None) -> Doer:
        """Who runs the command line, as a person or (None) as nobody else."""
        return cls(operator) if account is None else cls(account, account, operator)

    @property
    def is_operator(self) -> bool:
        """Whether everything may be done."""
        return not self.account

    def is_author(self, actor: str) -> bool:
        """Whether what `actor` did was done by this person; everything is the operator's own."""
        return self.is_operator or account_key(actor) == account_key(self.account)
