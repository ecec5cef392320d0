"""One value of the regulation, with everything needed to explain it."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Kind = Literal["stated", "assumed"]
Clause = Annotated[str, Field(min_length=1)]
T = TypeVar("T")


#: A number of so many digits, with an exponent that does not fill the memory: `1e999999999` would.
_NUMERAL = re.compile(
    r"[+-]?(?=\.?\d)\d{0,60}(?:\.\d{0,60})?(?:[eE][+-]?\d{1,2}|/0*[1-9]\d{0,60})?", re.ASCII
)


def exact(value: object) -> Fraction:
    """`value` as written, without binary noise: 0.07 is 7/100. ValueError if it is no number."""
    if not _NUMERAL.fullmatch(str(value)):
        raise ValueError("must be a number")
    return Fraction(str(value))


Exact = Annotated[Fraction, BeforeValidator(exact)]


class Strict(BaseModel):
    """Immutable; an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Parameter(Strict, Generic[T]):
    """A value with its clause, unit, kind and either a range or choices."""

    value: T
    clause: Clause
    unit: Literal["ratio", "yuan", "day", "days", "regions", "megabytes", "choice"]
    kind: Kind
    range: tuple[Exact, Exact] | None = None
    choices: tuple[T, ...] | None = None

    @model_validator(mode="after")
    def _stands_within_range(self) -> Parameter[T]:
        if self.range is None and self.choices is None:
            raise ValueError("needs a range or choices")
        if self.choices is not None and self.value not in self.choices:
            raise ValueError(f"{self.value} is none of {', '.join(map(str, self.choices))}")
        if self.range is not None and isinstance(self.value, int | Fraction):
            check_within(self.value, self.range)
        return self


class OutOfBounds(ValueError):
    """A value outside its range; all three are kept for those who say it in their own words."""

    def __init__(self, value: int | Fraction, low: Fraction, high: Fraction) -> None:
        super().__init__(f"{float(value):.15g} lies outside {float(low):.15g} to {float(high):.15g}")
        self.low, self.high = low, high


def check_within(value: int | Fraction, bounds: tuple[Fraction, Fraction]) -> None:
    """OutOfBounds unless `value` lies within `bounds`, both included."""
    low, high = bounds
    if not low <= value <= high:
        raise OutOfBounds(value, low, high)


def check_ladder(edges: list[Fraction | None], key: str, *, is_ascending: bool) -> None:
    """ValueError unless all `edges` but the last are given, in strict order, and the last is open."""
    if edges[-1] is not None:
        raise ValueError(f"the last step must be open: it may not have {key}")
    closed = [edge for edge in edges if edge is not None]
    if len(closed) < len(edges) - 1:
        raise ValueError(f"only the last step may be without {key}")
    for first, second in pairwise(closed):
        if (second <= first) if is_ascending else (second >= first):
            raise ValueError(f"steps overlap: {float(second):.15g} follows {float(first):.15g}")
