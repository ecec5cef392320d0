"""Who asks for a verb of the command line."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.services.stores.actors import system_user


@dataclass(frozen=True, slots=True)
class Who:
    """The operator of this machine by name, and the account as which they act (None: as themselves)."""

    operator: str
    account: str | None = None

    @classmethod
    def here(cls, account: str | None) -> Who:
        """Whoever runs this program."""
        return cls(system_user(), account)

    def asked(self) -> dict[str, str | None]:
        """As an argument of a verb that another program may do."""
        return {"actor": self.operator, "as": self.account}
