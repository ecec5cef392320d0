"""What a person wants pages to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

#: The newest month whose checkpoint has passed, or the one under way.
Month = Literal["settled", "running"]
MONTHS: tuple[Month, ...] = get_args(Month)


@dataclass(frozen=True, slots=True)
class Preferences:
    """language: its code. region: its name. month: which one. None: as for everybody."""

    language: str | None = None
    region: str | None = None
    month: Month | None = None

    def as_dict(self) -> dict[str, Any]:
        """For the audit log; `preferences_of` reads it."""
        return {"language": self.language, "region": self.region, "month": self.month}


def preferences_of(about: Mapping[str, Any]) -> Preferences:
    """The preferences that `Preferences.as_dict` wrote; what is not known any more is left out."""
    month = about.get("month")
    return Preferences(about.get("language"), about.get("region"), month if month in MONTHS else None)
