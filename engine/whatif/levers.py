"""Levers: what a manager can still move in a month, each an entry on both sides of the books.

| kind               | more                | less                 |
|--------------------|---------------------|----------------------|
| `collect_retail`   | collections         | retail receivables   |
| `collect_overdue`  | collections         | contract overdue     |
| `collect_current`  | collections         | contract not yet due |
| `extra_sales`      | sales; receivables and, for the part paid at once, collections | |
| `reduce_inventory` |                     | inventory            |
| `cut_expenses`     |                     | expenses             |
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import ConfigDict, PlainSerializer, PlainValidator, StrictBool, StrictInt

LeverKind = Literal[
    "collect_retail", "collect_overdue", "collect_current", "extra_sales", "reduce_inventory", "cut_expenses"
]
ReceivableType = Literal["retail", "contract"]
KINDS: tuple[LeverKind, ...] = get_args(LeverKind)
#: Kinds that turn a balance into collections, the ones that help most first.
COLLECTING: tuple[LeverKind, ...] = ("collect_overdue", "collect_retail", "collect_current")
#: The largest amount in fen that may enter the books (that of one uploaded cell).
LARGEST = 10**13


class LeverError(ValueError):
    """A lever that cannot be applied.

    code: amount_out_of_range, share_out_of_range, unknown_month, unknown_region, unknown_office,
    not_available, beyond_capacity. `parameters` name what a sentence needs: kind, region, office, value,
    amount and capacity (both fen), reason.
    """

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters


#: A fraction or a decimal. Powers of ten are left out: 1e-999999999 would fill the memory.
_SHARE = re.compile(r"\d{1,12}([./]\d{1,12})?")


def typed_share(value: object) -> Fraction:
    """A share as it is stored; LeverError share_out_of_range for anything else."""
    try:
        if _SHARE.fullmatch(str(value)):
            return Fraction(str(value))
    except ZeroDivisionError:
        pass
    raise LeverError("share_out_of_range", value=value)


@dataclass(frozen=True, slots=True)
class Lever:
    """Move `amount` fen in a region, or in one of its offices.

    Without an office the amount is spread over the region's offices, pro rata to what each
    has (for sales, to its sales plan). `receivable_share` and `receivable_type` say how much
    of extra sales stays owed, and by whom; the rest is paid at once. What moves after the
    checkpoint day counts for the month only (`is_by_checkpoint=False`).
    """

    kind: LeverKind
    region: str
    amount: StrictInt
    office: str | None = None
    receivable_share: Annotated[Fraction, PlainValidator(typed_share), PlainSerializer(str)] = Fraction(1)
    receivable_type: ReceivableType = "retail"
    is_by_checkpoint: StrictBool = True

    #: For stored levers, see `Scenario.from_dict`.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LARGEST:
            raise LeverError("amount_out_of_range", kind=self.kind, amount=self.amount, capacity=LARGEST)
        if not 0 <= self.receivable_share <= 1:
            raise LeverError("share_out_of_range", value=str(self.receivable_share))

    @property
    def owed(self) -> int:
        """The part of extra sales that stays owed, in fen, half up."""
        return (self.amount * self.receivable_share + Fraction(1, 2)).__floor__()

    def less(self, fen: int) -> Lever:
        """The lever with so many fen less. LeverError amount_out_of_range below nothing."""
        return replace(self, amount=self.amount - fen)
